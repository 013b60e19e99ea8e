"""Arithmetic with many places of a text at once: groups of equal ones, ranges, the best of each."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from checks.typos.scoring import HISTORY
from checks.typos.table import mix

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Same:
    """Places with the same surroundings: those of `firsts[i]` are `places[starts[i]:starts[i+1]]`."""

    firsts: Places
    starts: Places
    places: Places

    def ranges(self, firsts: Places) -> tuple[Places, Places]:
        """Where in `places` the groups of these representatives lie."""
        at = np.searchsorted(self.firsts, firsts)
        return self.starts[at], self.starts[at + 1]


def representatives(
    original: NDArray[np.uint16], codes: NDArray[np.uint16], places: Places, doubtful: NDArray[np.bool_]
) -> tuple[Places, Same]:
    """One place for all that stand in the same ten codes: a text that repeats itself costs no more than once."""
    key = doubtful[places + 1].astype(np.uint64)
    for shift in range(-HISTORY, HISTORY + 2):
        near = codes[np.minimum(places + shift, len(codes) - 1)].astype(np.uint64)
        key = key * np.uint64(0x9E3779B97F4A7C15) + near + np.uint64(1)
    for shift in (0, 1):
        key = key * np.uint64(0x9E3779B97F4A7C15) + original[places + shift].astype(np.uint64)
    key = mix(key, 1)
    order = np.argsort(key, kind="stable")
    ranked, key = places[order], key[order]
    begin = (
        np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])) if len(key) else np.zeros(0, np.int64)
    )
    firsts, ends = ranked[begin], np.append(begin[1:], len(ranked))
    by_place = np.argsort(firsts)
    lengths = (ends - begin)[by_place]
    _, at = ranges(begin[by_place], ends[by_place])
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return firsts[by_place], Same(firsts[by_place], starts, ranked[at])


def parts(items: Places, size: int = 1 << 13) -> list[Places]:
    return [items[i : i + size] for i in range(0, max(len(items), 1), size)]


def ranges(low: Places, high: Places) -> tuple[Places, Places]:
    """(i, k) for every i and every k in range(low[i], high[i])."""
    lengths = high - low
    row = np.repeat(np.arange(len(low)), lengths)
    return row, np.arange(len(row)) - np.repeat(np.cumsum(lengths) - lengths - low, lengths)


def best_of(row: Places, gains: NDArray[np.float32], least: float) -> Places:
    """Of every row the item with the highest gain, where that is `least` or more."""
    order = np.lexsort((-gains, row))
    first = order[np.flatnonzero(np.diff(row[order], prepend=-1))]
    chosen: Places = first[gains[first] >= least]
    return chosen
