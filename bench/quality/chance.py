"""Seeded chance that knows which half it works for: wordings and words of one half never appear in the other."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from functools import lru_cache
from random import Random
from typing import Any, TypeVar

Item = TypeVar("Item")
SMALLEST = 6  # shorter lists are shared by both halves


class Chance(Random):
    """`random.Random` with `half` ("tuning" or "report")."""

    def __init__(self, seed: str, half: str) -> None:
        """Seeded by `seed`, whatever the half."""
        super().__init__(seed)
        self.half = half

    def mine(self, items: Sequence[Item]) -> Sequence[Item]:
        """The share of a list that belongs to this half: every second item in the order of their checksums.

        So a rule that was tuned on what the tuning half shows meets other wordings in the report half.
        """
        return items if len(items) < SMALLEST else _share(tuple(items), self.half)


@lru_cache(maxsize=1024)
def _share(items: tuple[Any, ...], half: str) -> tuple[Any, ...]:
    ordered = sorted(items, key=lambda item: zlib.crc32(repr(item).encode()))
    return tuple(ordered[::2] if half == "report" else ordered[1::2])
