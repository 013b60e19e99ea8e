"""Levels and log-probabilities of many short windows of codes at once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from checks.typos.codes import END, FIRST_HAN
from checks.typos.model import Model
from checks.typos.ngrams import LEVELS, ORDER, Both, level, term

Windows = NDArray[np.uint16]
Levels = list[NDArray[np.uint8]]
"""`levels[n-2][w, s]`: level of the n-gram that begins at s of window w, n from 2 to 5."""

HISTORY = ORDER - 1
FLOOR = 1e-9


class Scorer:
    """One model, ready to score. Windows are rows of codes; the first four are history only."""

    def __init__(self, model: Model, own: Model | None = None) -> None:
        grams = model.grams if own is None else Both(model.grams, own.grams)
        self.model, self.grams = model, grams
        single = grams.single.astype(np.float64)
        self.chance = ((single + 0.5) / (single.sum() + 0.5 * len(single))).astype(np.float32)
        self.log_chance = np.log(self.chance)
        self.single_level = np.where(single > 0, level(single), 0).astype(np.uint8)
        self.single_count = np.maximum(LEVELS[self.single_level], 1).astype(np.float32)
        self.log_single = np.log(np.maximum(grams.single, 1)).astype(np.float32)

    def levels(self, windows: Windows) -> Levels:
        """Levels of all n-grams of every window; none is above those of its parts."""
        key = term(windows, 0)
        out: Levels = []
        for n in range(2, ORDER + 1):
            size = windows.shape[1] - n + 1
            key = key[:, :size] + term(windows[:, n - 1 :], n - 1)
            if n == 2:
                out.append(self.grams.pair_levels(key.ravel()).reshape(key.shape))
                continue
            bound = np.minimum(out[-1][:, :size], out[-1][:, 1:])
            at = np.flatnonzero(bound)
            found = np.zeros(bound.size, np.uint8)
            found[at] = np.minimum(self.grams.levels(key.ravel()[at]), bound.ravel()[at])
            out.append(found.reshape(bound.shape))
        return out

    def log_chances(self, windows: Windows, levels: Levels) -> NDArray[np.float32]:
        """log p of every code from the fifth on, given what stands before it."""
        size = windows.shape[1] - HISTORY
        rests = self.grams.rests
        before = windows[:, HISTORY - 1 : -1]
        rest = rests[0][self.single_level[before]]
        share = np.minimum(LEVELS[levels[0][:, HISTORY - 1 :]] / self.single_count[before], 1)
        chance = (1 - rest) * share + rest * self.chance[windows[:, HISTORY:]]
        begun = before == END  # no history reaches back over the end of a sentence
        for n in range(3, ORDER + 1):
            begin = HISTORY - n + 1
            held = np.where(begun, 0, levels[n - 3][:, begin : begin + size])
            gram = levels[n - 2][:, begin : begin + size]
            rest = rests[n - 2][held]
            chance *= rest
            chance += (1 - rest) * np.minimum(LEVELS[gram] / np.maximum(LEVELS[held], 1), 1)
        logs: NDArray[np.float32] = np.log(np.clip(chance, FLOOR, 1.0))
        return logs

    def score(self, windows: Windows) -> tuple[NDArray[np.float32], Levels]:
        """(log-probabilities, levels) of windows."""
        levels = self.levels(windows)
        return self.log_chances(windows, levels), levels

    def is_han(self, codes: NDArray[np.uint16]) -> NDArray[np.bool_]:
        """Which codes are ideographs of the vocabulary."""
        return codes >= FIRST_HAN
