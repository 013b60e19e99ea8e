"""Log-probabilities of many short windows of codes at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from checks.typos.model import Model
from checks.typos.ngrams import CHANCES, ORDER, RESTS, Found, NGrams, term
from checks.typos.table import Keys

Windows = NDArray[np.uint16]
Levels = list[NDArray[np.uint8]]
"""`levels[n-2][w, s]`: number of log p (0 = not seen) of the n-gram that begins at s of window w, n from 2 to 5."""

HISTORY = ORDER - 1
OWN = 0.3
"""Share of an organisation's own model beside the shipped one."""
_WEAKEST = 14.0


@dataclass(frozen=True, slots=True)
class _Part:
    """One model with its books: rows of log p of orders 2 to 5, rows of rests of histories of orders 2 to 4."""

    grams: NGrams
    chances: list[NDArray[np.float32]]
    rests: list[NDArray[np.float32]]


def _part(grams: NGrams) -> _Part:
    rows = np.split(grams.books, np.cumsum([*CHANCES, *RESTS])[:-1])
    return _Part(grams, rows[: len(CHANCES)], rows[len(CHANCES) :])


class Scorer:
    """One model, ready to score, or two: then p is a mixture. Windows are rows of codes; the first four are history
    only."""

    def __init__(self, model: Model, own: Model | None = None) -> None:
        self.model = model
        self._parts = [_part(model.grams), *([_part(own.grams)] if own is not None else [])]
        single = np.sum([part.grams.single for part in self._parts], axis=0, dtype=np.float32)
        self.log_single = np.log(np.maximum(single, 1)).astype(np.float32)
        self.chance = model.grams.chance
        self.strength = [
            np.where(np.arange(len(row)) > 0, row + np.float32(_WEAKEST), 0).astype(np.float32)
            for row in self._parts[0].chances
        ]
        """By order from 2 and number of log p: 0 for not seen, higher for more likely."""

    def find(self, keys: Keys, order: int) -> Found:
        """Numbers of log p and of rests of n-grams of one order, the higher of the models'."""
        level, rest = self._parts[0].grams.find(keys, order)
        for part in self._parts[1:]:
            other, other_rest = part.grams.find(keys, order)
            rest = np.where(level > 0, rest, other_rest)
            level = np.maximum(level, other)
        return level, rest

    def levels(self, keys: Keys, order: int) -> NDArray[np.uint8]:
        """Numbers of log p alone."""
        level = self._parts[0].grams.levels(keys, order)
        for part in self._parts[1:]:
            level = np.maximum(level, part.grams.levels(keys, order))
        return level

    def trigrams(
        self,
        history: NDArray[np.uint16],
        last: NDArray[np.uint16],
        whole: NDArray[np.uint8],
        first: Found,
        pair: Found,
    ) -> NDArray[np.float32]:
        """log p of `last` after two codes, of which `history` is the second: from what is stored for the whole, for
        the two before it (`first`) and for the last two (`pair`). By the shipped books alone."""
        part = self._parts[0]
        shorter = np.where(
            pair[0] > 0, part.chances[0][pair[0]], part.grams.rest[history] + self.chance[last]
        )
        logs: NDArray[np.float32] = np.where(
            whole > 0, part.chances[1][whole], part.rests[0][first[1]] + shorter
        )
        return logs

    def score(self, windows: Windows) -> tuple[NDArray[np.float32], Levels]:
        """(log p of every code from the fifth on, numbers of all n-grams)."""
        logs, levels = _score(self._parts[0], windows)
        for part in self._parts[1:]:
            other, others = _score(part, windows)
            logs = np.logaddexp(logs + np.float32(np.log(1 - OWN)), other + np.float32(np.log(OWN)))
            levels = [np.maximum(a, b) for a, b in zip(levels, others, strict=True)]
        return logs, levels


def _score(part: _Part, windows: Windows) -> tuple[NDArray[np.float32], Levels]:
    grams, size = part.grams, windows.shape[1] - HISTORY
    logs = grams.chance[windows[:, HISTORY:]]
    spare = grams.rest[windows[:, HISTORY - 1 : -1]]  # of the history of order n - 1 before each code
    key, levels, seen = term(windows, 0), list[NDArray[np.uint8]](), np.zeros((0, 0), np.bool_)
    for n in range(2, ORDER + 1):
        width = windows.shape[1] - n + 1
        key = key[:, :width] + term(windows[:, n - 1 :], n - 1)
        if n == 2:
            level, rest = (x.reshape(key.shape) for x in grams.find(key.ravel(), n))
        else:
            at = np.flatnonzero(seen[:, :width] & seen[:, 1 : width + 1])
            level, rest = np.zeros((2, *key.shape), np.uint8)
            found = grams.find(key.ravel()[at], n)
            level.ravel()[at] = found[0]
            if n < ORDER:
                rest.ravel()[at] = found[1]
        levels.append(level)
        seen = level > 0
        first = HISTORY - n + 1
        here = level[:, first : first + size]
        logs = np.where(here > 0, part.chances[n - 2][here], logs + spare)
        if n < ORDER:
            spare = part.rests[n - 2][rest[:, first - 1 : first - 1 + size]]
    return logs, levels
