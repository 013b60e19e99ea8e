"""Rates with their uncertainty: Wilson intervals for shares, bootstrap intervals for counts per text."""

from __future__ import annotations

import math
from collections.abc import Sequence
from random import Random

Z = 1.959964  # two-sided 95 %


def wilson(hits: int, total: int) -> tuple[float, float]:
    """95 % Wilson interval of hits ÷ total, both in 0–1; (0, 1) where nothing was counted."""
    if total == 0:
        return 0.0, 1.0
    share = hits / total
    middle = share + Z * Z / (2 * total)
    spread = Z * math.sqrt(share * (1 - share) / total + Z * Z / (4 * total * total))
    below = 1 + Z * Z / total
    return max(0.0, (middle - spread) / below), min(1.0, (middle + spread) / below)


def per_ten_thousand(counts: Sequence[int], characters: Sequence[int]) -> float:
    """Findings per 10,000 characters over all documents."""
    return 10_000 * sum(counts) / max(1, sum(characters))


def bootstrap(
    counts: Sequence[int], characters: Sequence[int], rounds: int = 1_000, seed: int = 1
) -> tuple[float, float]:
    """95 % interval of `per_ten_thousand`, drawing documents with replacement."""
    if not counts:
        return 0.0, 0.0
    chance = Random(seed)  # noqa: S311 - resampling, not a secret
    numbers = range(len(counts))
    rates = []
    for _ in range(rounds):
        drawn = chance.choices(numbers, k=len(numbers))
        rates.append(per_ten_thousand([counts[i] for i in drawn], [characters[i] for i in drawn]))
    rates.sort()
    return rates[int(0.025 * rounds)], rates[int(0.975 * rounds)]
