"""Which words keep company in a sentence: what the n-grams, five codes wide, cannot see.

Every frequent word has a short vector, made by counting alone (see tools/typo_company.py): words that stand in one
sentence more often than chance would have it point the same way. The pairs of words that stand near each other in one
order far more often than by chance are also stored as such. A slip seldom fits the rest of its sentence.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from checks.typos.characters import Confusions, word_key
from checks.typos.codes import FIRST_HAN
from checks.typos.table import Keys, StaticFunction, fingerprint
from checks.typos.wording import LONGEST, begins

REACH = 30
"""Codes of the sentence either side of a change whose words are compared with it."""
MEASURES = ("company_sum", "company_pos", "company_max", "company_two", "company_near", "company_best")
"""Over the pairs of a word that holds the change and another of the sentence: the sum of their cosines, that of the
positive ones, the highest (0 = none is positive) and the second highest; of those NEAR words apart or less, the sum and
the highest of what their order and nearness exceed chance by (nats)."""
NEAR = 5
PAIR_STEP = 0.4
"""Nats between the stored levels 1 to 15 of near pairs."""
PAIR_BITS, PAIR_PRINT = 4, 12
_SECOND = np.uint64(0x9E3779B97F4A7C15)
ROW_BITS, ROW_PRINT = 16, 16
MIDDLE = 7
"""The four bits that stand for 0; so 0 to 14 are -7 to 7."""

Windows = NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Company:
    """`company_rows` gives a word's row of `company_vectors`; row 0 stands for words that have none. `company_pairs`: the
    level of near pairs.

    Two components of a vector a byte, four bits each, MIDDLE = 0: where a word points, not how far.
    """

    company_rows: StaticFunction
    company_vectors: NDArray[np.uint8]
    company_pairs: StaticFunction

    def rows(self, keys: Keys) -> NDArray[np.int64]:
        """The row of every word (see `word_key`), 0 = it has none."""
        words, hashes = self.company_rows.get(keys)
        known = words >> np.uint32(ROW_BITS) == fingerprint(hashes, ROW_PRINT)
        found = np.where(known, words & np.uint32((1 << ROW_BITS) - 1), 0)
        return np.where(found < len(self.company_vectors), found, 0).astype(np.int64)

    def nearness(self, first: Keys, second: Keys) -> NDArray[np.float32]:
        """By how many nats each second word follows its first more often than by chance, 0 = not stored."""
        words, hashes = self.company_pairs.get(pair_key(first, second))
        known = words >> np.uint16(PAIR_BITS) == fingerprint(hashes, PAIR_PRINT)
        level = np.where(known, words & np.uint16((1 << PAIR_BITS) - 1), 0)
        return level.astype(np.float32) * np.float32(PAIR_STEP)

    def directions(self, rows: NDArray[np.int64]) -> NDArray[np.float32]:
        """Vectors of length 1 (0 of what points nowhere)."""
        packed = self.company_vectors[rows]
        parts = np.concatenate([packed & 15, packed >> 4], axis=1).astype(np.float32) - np.float32(MIDDLE)
        lengths = np.linalg.norm(parts, axis=1, keepdims=True)
        return np.asarray(parts / np.maximum(lengths, 1), np.float32)


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of rows of codes, at the column where each begins: its length (0 = none begins there), its key (0 = not
    Han), the row of its vector (0 = none) and which word of the line it is."""

    sizes: NDArray[np.uint8]
    keys: Keys
    rows: NDArray[np.int64]
    order: NDArray[np.int64]


def pair_key(first: Keys, second: Keys) -> Keys:
    """Keys of ordered pairs of words."""
    return first * _SECOND + second


def word_keys(sizes: NDArray[np.uint8], rows: Windows) -> Keys:
    """The key of the word that begins at every column, 0 where none does or it is not all Han. `sizes`: see `begins`."""
    keys = np.zeros(sizes.shape, np.uint64)
    for size in range(1, LONGEST + 1):
        row, column = np.nonzero(sizes == size)
        words = rows[row[:, None], column[:, None] + np.arange(size)]
        known = (words >= FIRST_HAN).all(axis=1)
        keys[row[known], column[known]] = word_key(words[known])
    return keys


def fitting(
    company: Company,
    tables: Confusions,
    log_single: NDArray[np.float32],
    rows: Windows,
    middle: int,
    size: NDArray[np.int64],
) -> NDArray[np.float32]:
    """MEASURES of every row of codes: how the words that hold any of `size` codes (a number a row) from column `middle`
    on fit the others.

    What is not of the sentence must be END.
    """
    sizes = begins(tables, log_single, rows)
    keys = word_keys(sizes, rows)
    found = np.zeros(keys.shape, np.int64)
    found[keys > 0] = company.rows(keys[keys > 0])
    words = _Words(sizes, keys, found, np.cumsum(sizes > 0, axis=1))
    column = np.arange(rows.shape[1])
    covers = (keys > 0) & (column < middle + size[:, None]) & (column + sizes > middle)
    line, other = np.nonzero((keys > 0) & ~covers)
    owners, ones, others = [], [], []
    for cover in range(max(0, middle - LONGEST + 1), middle + int(size.max(initial=0))):
        pairs = covers[line, cover]
        owners.append(line[pairs])
        ones.append(np.full(int(pairs.sum()), cover))
        others.append(other[pairs])
    owner, one, two = np.concatenate(owners), np.concatenate(ones), np.concatenate(others)
    kept = keys[owner, one] != keys[owner, two]
    return _measures(company, words, owner[kept], one[kept], two[kept])


def _measures(
    company: Company, words: _Words, owner: NDArray[np.int64], one: NDArray[np.int64], two: NDArray[np.int64]
) -> NDArray[np.float32]:
    """`owner[i]`: the line of pair i, `one[i]` and `two[i]`: the columns of its words."""
    out = np.zeros((len(words.sizes), len(MEASURES)), np.float32)
    first, second = words.rows[owner, one], words.rows[owner, two]
    both = (first > 0) & (second > 0)
    cosines = _cosines(company, first[both], second[both])
    out[:, 0] = np.bincount(owner[both], cosines, len(out))
    out[:, 1] = np.bincount(owner[both], np.maximum(cosines, 0), len(out))
    out[:, 2], out[:, 3] = _highest(cosines, owner[both], len(out))
    near = np.abs(words.order[owner, one] - words.order[owner, two]) <= NEAR
    owner, early, late = owner[near], np.minimum(one, two)[near], np.maximum(one, two)[near]
    nearness = company.nearness(words.keys[owner, early], words.keys[owner, late])
    out[:, 4] = np.bincount(owner, nearness, len(out))
    out[:, 5], _ = _highest(nearness, owner, len(out))
    return out


def _cosines(company: Company, first: NDArray[np.int64], second: NDArray[np.int64]) -> NDArray[np.float32]:
    used, at = np.unique(np.concatenate([first, second]), return_inverse=True)
    vectors = company.directions(used)
    cosines: NDArray[np.float32] = (vectors[at[: len(first)]] * vectors[at[len(first) :]]).sum(axis=1)
    return cosines


def _highest(
    values: NDArray[np.float32], owners: NDArray[np.int64], count: int
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The highest and the second highest value of each owner, 0 where that is less."""
    best = np.zeros((2, count), np.float32)
    order = np.lexsort((-values, owners))
    ranked, grouped = np.maximum(values[order], 0), owners[order]
    rank = np.arange(len(grouped)) - np.searchsorted(grouped, grouped)
    for place in (0, 1):
        best[place, grouped[rank == place]] = ranked[rank == place]
    return best[0], best[1]
