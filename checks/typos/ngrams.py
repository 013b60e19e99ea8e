"""Probabilities of characters after up to four others, as stored and looked up.

A stored n-gram has log p of its last code after the others, and what it gives on to shorter ones when it is the
history of a code never seen after it; both as numbers in a short book of values. A fingerprint of 16 bits (pairs) or 11
tells stored n-grams from others, and none counts as seen unless its parts are.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from checks.typos.table import Keys, StaticFunction, fingerprint

ORDER = 5
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
PAIR_PRINT, GRAM_PRINT, LONG_PRINT = 16, 11, 11
CHANCES = (256, 32, 32, 32)
"""Sizes of the books of log p of orders 2 to 5, the 0 for not seen among them."""
RESTS = (256, 16, 16)
"""Sizes of the books of what histories of orders 2 to 4 give on, the 0 for never a history among them."""

Found = tuple[NDArray[np.uint8], NDArray[np.uint8]]
"""Numbers in the books: log p (0 = not seen) and rest."""


def term(codes: NDArray[np.uint16], place: int) -> Keys:
    """What the code at `place` of an n-gram adds to its key."""
    keys: Keys = (codes.astype(np.uint64) + np.uint64(1)) * _MULTIPLIERS[place]
    return keys


@dataclass(frozen=True, slots=True)
class NGrams:
    """One model. `single[c]`: count of a code, `chance[c]`: its log p, `rest[c]`: what it gives on as a history.

    `books`: rows of log p by order 2 to 5 then rests by order 2 to 4, each as long as its size says.
    """

    single: NDArray[np.float32]
    chance: NDArray[np.float32]
    rest: NDArray[np.float32]
    books: NDArray[np.float32]
    pairs: StaticFunction
    grams: StaticFunction
    longs: StaticFunction

    def levels(self, keys: Keys, order: int) -> NDArray[np.uint8]:
        """Numbers of log p of n-grams of one order, 0 = not seen. One unseen n-gram of order 3 or more in 2,048 passes
        for a seen one: look at its parts first."""
        return self._stored(keys, order)[0]

    def find(self, keys: Keys, order: int) -> Found:
        """The same with the rests; of the highest order there are none."""
        level, words, hashes = self._stored(keys, order)
        if order == 2:
            return level, np.where(level > 0, words >> np.uint32(8) & np.uint32(255), 0).astype(np.uint8)
        if order == ORDER:
            return level, np.zeros(0, np.uint8)
        rest, at = np.zeros(len(keys), np.uint8), np.flatnonzero(level)
        rest[at] = self.grams.nibbles_of(hashes[at])
        return level, rest

    def _stored(self, keys: Keys, order: int) -> tuple[NDArray[np.uint8], NDArray[np.unsignedinteger], Keys]:
        function = self.pairs if order == 2 else self.longs if order == ORDER else self.grams
        bits, shift = {2: (PAIR_PRINT, 16), ORDER: (LONG_PRINT, 5)}.get(order, (GRAM_PRINT, 5))
        words, hashes = function.get(keys)
        seen = words >> shift == fingerprint(hashes, bits)
        mask = 255 if order == 2 else 31
        return np.where(seen, words & mask, 0).astype(np.uint8), words, hashes
