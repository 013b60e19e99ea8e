"""Counts of character n-grams and the probabilities made of them.

`p(w | h)` is (1 - λ) C(hw) / C(h) + λ p(w | shorter h), below the single characters the uniform one (Jelinek and
Mercer 1980). λ depends on the order and on C(h) and is fitted to text that was not counted. Counts are stored
on a logarithmic scale: those of pairs in steps of nine per cent with a fingerprint of 24 bits, those of longer n-grams in
31 steps with one of 11 bits, and no n-gram counts as seen unless its parts are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from checks.typos.table import Keys, StaticFunction, fingerprint

ORDER = 5
STEP = float(np.log(1.09))
_MULTIPLIERS = np.array(
    [
        0xA24BAED4963EE407,
        0x9FB21C651E98DF25,
        0xD6D0A9E1F5A3C76B,
        0x8CB92BA72F3D8DD7,
        0xE7037ED1A0B428DB,
    ],
    np.uint64,
)
LEVELS = np.concatenate([[0.0], np.exp(STEP * np.arange(255))]).astype(np.float32)
"""Count of a stored level; level 0 = not seen."""


_COARSE_COUNTS = np.concatenate([[0], np.arange(1, 9), 8 * np.exp(0.56 * np.arange(1, 24))])
COARSE = np.concatenate([[0], 1 + np.rint(np.log(_COARSE_COUNTS[1:]) / STEP)]).astype(np.uint8)
"""Level of each of the 32 steps that n-grams of three and more are stored in."""
PAIR_BITS, GRAM_BITS = 24, 11


def coarse(counts: NDArray[np.float64]) -> NDArray[np.uint8]:
    """The step of positive counts of longer n-grams."""
    middles = np.sqrt(_COARSE_COUNTS[1:-1] * _COARSE_COUNTS[2:])
    return np.asarray(1 + np.searchsorted(middles, counts), np.uint8)


def level(counts: NDArray[np.float64]) -> NDArray[np.uint8]:
    """The stored level of positive counts."""
    levels: NDArray[np.uint8] = np.clip(1 + np.rint(np.log(np.maximum(counts, 1.0)) / STEP), 1, 255).astype(
        np.uint8
    )
    return levels


def term(codes: NDArray[np.uint16], place: int) -> Keys:
    """What the code at `place` of an n-gram adds to its key."""
    keys: Keys = (codes.astype(np.uint64) + np.uint64(1)) * _MULTIPLIERS[place]
    return keys


@dataclass(frozen=True, slots=True)
class NGrams:
    """One model's counts. `single[c]`: count of a code. `pairs`, `grams`: levels and fingerprints of orders 2 and 3 to 5.

    `rests[n-1, level]`: λ after a history of length n with that level; the first column (not seen) is 1.
    """

    single: NDArray[np.float32]
    pairs: StaticFunction
    grams: StaticFunction
    rests: NDArray[np.float32]

    def pair_levels(self, keys: Keys) -> NDArray[np.uint8]:
        """Levels of pairs, 0 = not seen."""
        words, hashes = self.pairs.get(keys)
        return np.where(
            words >> np.uint32(8) == fingerprint(hashes, PAIR_BITS), words & np.uint32(255), 0
        ).astype(np.uint8)

    def levels(self, keys: Keys) -> NDArray[np.uint8]:
        """Levels of n-grams of three or more, 0 = not seen. One unseen n-gram in 2,048 passes for a seen one: bound
        it by its parts."""
        words, hashes = self.grams.get(keys)
        return COARSE[
            np.where(words >> np.uint16(5) == fingerprint(hashes, GRAM_BITS), words & np.uint16(31), 0)
        ]


class Both:
    """The shipped counts with an organisation's own: an n-gram is as frequent as in the one that knows it better."""

    def __init__(self, base: NGrams, own: NGrams) -> None:
        self._parts = (base, own)
        self.single = base.single + own.single
        self.rests = base.rests

    def pair_levels(self, keys: Keys) -> NDArray[np.uint8]:
        """As `NGrams.pair_levels`."""
        base, own = self._parts
        return np.maximum(base.pair_levels(keys), own.pair_levels(keys))

    def levels(self, keys: Keys) -> NDArray[np.uint8]:
        """As `NGrams.levels`."""
        base, own = self._parts
        return np.maximum(base.levels(keys), own.levels(keys))
