"""Read models: what pages and the API show, as frozen dataclasses. Nothing here changes state."""
