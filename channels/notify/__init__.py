"""Ways to tell people outside the product: one file per way."""
