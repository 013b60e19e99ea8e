"""Static functions: from 64-bit keys to small values, in little more than the bits of the values themselves.

Every key has three cells in three neighbouring segments of one array; the value is the XOR of the three. The cells
are found by peeling (the construction of binary fuse filters, Graf and Lemire 2022), here with whole rounds of keys
at a time, so that NumPy does it. A key that was not stored gives a random value: with a fingerprint in the
cell it is told apart, but for one in 2**bits.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Keys = NDArray[np.uint64]
_TRIES = 40
_U = np.uint64


class BuildError(Exception):
    """No assignment was found: the keys repeat, or the space is far too small."""


def mix(keys: Keys, seed: int) -> Keys:
    """A bijection of 64-bit words that spreads every bit (the finaliser of splitmix64), `seed` chooses which."""
    x = keys + _U((seed * 0x9E3779B97F4A7C15) & 0xFFFFFFFFFFFFFFFF)
    x ^= x >> _U(30)
    x *= _U(0xBF58476D1CE4E5B9)
    x ^= x >> _U(27)
    x *= _U(0x94D049BB133111EB)
    x ^= x >> _U(31)
    return x


def layout(count: int) -> tuple[int, int]:
    """(length of a segment, number of segments) for `count` keys; segments are powers of two."""
    if count < 2_000:
        length = 1 << max(4, int(np.ceil(np.log2(max(count, 1) * 0.45))))
        return length, 3
    length = 1 << min(18, max(6, int(np.log(count) / np.log(3.33) + 2.25)))
    factor = max(1.125, 0.875 + 0.25 * np.log(1e6) / np.log(count))
    return length, max(3, int(np.ceil(count * factor / length)))


class StaticFunction:
    """`cells`: unsigned integers. `length`, `seed`: how it was built. `nibbles`: four more bits of every cell, two cells
    a byte, or nothing."""

    def __init__(
        self,
        cells: NDArray[np.unsignedinteger],
        length: int,
        seed: int,
        nibbles: NDArray[np.uint8] | None = None,
    ) -> None:
        self.cells, self.length, self.seed = cells, length, seed
        self.nibbles = np.zeros(0, np.uint8) if nibbles is None else nibbles
        self._starts = _U(len(cells) // length - 2)
        self._mask = _U(length - 1)

    def get(self, keys: Keys) -> tuple[NDArray[np.unsignedinteger], Keys]:
        """The stored words of `keys`, and the hashes that fingerprints are made of."""
        hashes = mix(keys, self.seed)
        first, second, third = cells_of(hashes, self._starts, self.length, self._mask)
        cells = self.cells
        return cells[first] ^ cells[second] ^ cells[third], hashes

    def nibbles_of(self, hashes: Keys) -> NDArray[np.uint8]:
        """The four more bits of keys with these hashes."""
        out = np.zeros(len(hashes), np.uint8)
        for at in cells_of(hashes, self._starts, self.length, self._mask):
            out ^= self.nibbles[at >> _U(1)] >> ((at & _U(1)) << _U(2)).astype(np.uint8)
        return out & np.uint8(15)

    def split(self) -> StaticFunction:
        """The same with cells of 16 bits and the next four bits of each as nibbles."""
        high = (self.cells >> np.uint32(16)).astype(np.uint8) & np.uint8(15)
        packed = high[::2] | (high[1::2] << np.uint8(4))
        return StaticFunction(self.cells.astype(np.uint16), self.length, self.seed, packed)


def cells_of(hashes: Keys, starts: np.uint64, length: int, mask: np.uint64) -> tuple[Keys, Keys, Keys]:
    """The three cells of every hash: one in each of three segments that follow each other."""
    begin = ((hashes >> _U(32)) * starts >> _U(32)) * _U(length)
    first = begin + (hashes & mask)
    second = begin + _U(length) + ((hashes >> _U(18)) & mask)
    third = begin + _U(2 * length) + ((hashes * _U(0x9E3779B97F4A7C15) >> _U(40)) & mask)
    return first, second, third


def fingerprint(hashes: Keys, bits: int) -> NDArray[np.uint32]:
    """`bits` bits of the hash that do not choose the cells."""
    mixed = (hashes ^ (hashes >> _U(29))) * _U(0xD6E8FEB86659FD93) >> _U(64 - bits)
    return mixed.astype(np.uint32)


def build(keys: Keys, value_of: object, dtype: type[np.unsignedinteger]) -> StaticFunction:
    """The function that gives every key its word. `value_of(hashes)` makes the words, as the fingerprint
    depends on the seed that worked.

    Raises:
        BuildError: see there.
    """
    length, segments = layout(len(keys))
    for seed in range(1, _TRIES + 1):
        if seed % 8 == 0:
            segments += max(1, segments // 16)
        hashes = mix(keys, seed)
        rounds = _peel(hashes, length, segments)
        if rounds is not None:
            return _assign(hashes, np.asarray(value_of(hashes), dtype), rounds, length, segments, seed)  # type: ignore[operator]
    raise BuildError(f"no assignment for {len(keys)} keys after {_TRIES} tries")


def _peel(
    hashes: Keys, length: int, segments: int
) -> list[tuple[NDArray[np.int64], NDArray[np.int64]]] | None:
    """Rounds of (keys, the cell each of them owns), or None when keys stay over."""
    cells = [c.astype(np.int64) for c in cells_of(hashes, _U(segments - 2), length, _U(length - 1))]
    size = length * segments
    degree = np.zeros(size, np.int64)
    for c in cells:
        degree += np.bincount(c, minlength=size)
    names = np.zeros(size, np.int64)
    numbers = np.arange(len(hashes))
    for c in cells:
        np.bitwise_xor.at(names, c, numbers)
    rounds, left = [], len(hashes)
    frontier = np.flatnonzero(degree == 1)
    while len(frontier):
        keys, which = np.unique(names[frontier], return_index=True)
        rounds.append((keys, frontier[which]))
        left -= len(keys)
        touched = [c[keys] for c in cells]
        for places in touched:
            np.subtract.at(degree, places, 1)
            np.bitwise_xor.at(names, places, keys)
        places = np.unique(np.concatenate(touched))
        frontier = places[degree[places] == 1]
    return rounds if left == 0 else None


def _assign(
    hashes: Keys,
    words: NDArray[np.unsignedinteger],
    rounds: list[tuple[NDArray[np.int64], NDArray[np.int64]]],
    length: int,
    segments: int,
    seed: int,
) -> StaticFunction:
    first, second, third = cells_of(hashes, _U(segments - 2), length, _U(length - 1))
    cells = np.zeros(length * segments, words.dtype)
    for keys, owned in reversed(rounds):
        # The own cell is still zero, so it does not disturb the sum.
        cells[owned] = words[keys] ^ cells[first[keys]] ^ cells[second[keys]] ^ cells[third[keys]]
    return StaticFunction(cells, length, seed)
