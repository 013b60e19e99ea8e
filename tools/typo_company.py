"""The vectors of words that keep company (checks/typos/company.py), by counting: no neural network.

Pairs of words 2 to 15 words apart in a sentence are counted; what they exceed chance by (positive pointwise mutual
information, with the smoothed context of Levy, Goldberg and Dagan 2015) is a sparse square table, of which the
strongest DIMENSIONS directions are kept (a truncated singular value decomposition by subspace iteration, Halko et al.
2011). Of the pairs up to NEAR words apart those are stored as they stand that tell most: seen often and far more often
than by chance. Deterministic on one machine; another BLAS may round a few components the other way.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from checks.typos.characters import Confusions
from checks.typos.codes import END
from checks.typos.company import (
    MIDDLE,
    NEAR,
    PAIR_BITS,
    PAIR_PRINT,
    PAIR_STEP,
    ROW_BITS,
    ROW_PRINT,
    Company,
    pair_key,
    word_keys,
)
from checks.typos.table import Keys, build, fingerprint
from checks.typos.wording import begins

DIMENSIONS = 64
FARTHEST = 15  # words apart
LEAST_WORD = 8
MOST_WORDS, MOST_PAIRS = 18_000, 300_000
_LEAST_LEVEL = 2
SMOOTHING = 0.75
WIDEST = 2.6
_SPARE, _ITERATIONS, _SEED = 16, 4, 0
_ROW = 128  # codes cut into words at a time; what is cut in two at the edge is one word in a hundred
_BATCH = 1 << 13

Ints = NDArray[np.int64]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Pairs:
    """A sparse square table: entry i is `values[i]` in row `first[i]`, column `second[i]`; sorted by row and column."""

    first: Ints
    second: Ints
    values: NDArray[np.float64]


def company(
    coded: list[NDArray[np.uint16]],
    least: list[int],
    tables: Confusions,
    log_single: NDArray[np.float32],
    dimensions: int = DIMENSIONS,
) -> Company:
    """The vectors from the codes of several corpora. `least`: pairs seen less often in that corpus are not used.
    `dimensions`: of the vectors, even."""
    streams = [_words(codes, tables, log_single) for codes in coded]
    keys, counts = np.unique(np.concatenate([words for words, _ in streams]), return_counts=True)
    often = (counts >= LEAST_WORD) & (keys > 0)
    keys, counts = keys[often], counts[often]
    size = len(keys) + 1
    numbered = [(_number(words, keys), sentence) for words, sentence in streams]
    far = _counted(numbered, least, size, (2, FARTHEST))
    vectors = _directions(_surprise(_both_ways(far, size), size), size, dimensions)
    kept = np.sort(np.lexsort((keys, -counts))[:MOST_WORDS])
    rows = np.arange(1, len(kept) + 1, dtype=np.uint32)
    near = _counted(numbered, least, size, (1, NEAR))
    pairs, levels = _telling(near, np.concatenate([[0], counts]), size)
    words = np.concatenate([np.zeros(1, np.uint64), keys])
    return Company(
        company_rows=build(
            keys[kept], lambda h: rows | (fingerprint(h, ROW_PRINT) << np.uint32(ROW_BITS)), np.uint32
        ),
        company_vectors=_packed(vectors[np.concatenate([[0], kept + 1])]),
        company_pairs=build(
            pair_key(words[pairs // size], words[pairs % size]),
            lambda h: levels | (fingerprint(h, PAIR_PRINT) << np.uint32(PAIR_BITS)),
            np.uint16,
        ),
    )


def _telling(counted: tuple[Ints, Ints], single: Ints, size: int) -> tuple[Ints, NDArray[np.uint32]]:
    """(pair, level) of the MOST_PAIRS that tell most. One more of each keeps the rare ones from seeming strong."""
    keys, counts = counted
    share = single / single.sum()
    expected = share[keys // size] * share[keys % size] * counts.sum()
    nats = np.log((counts + 1) / (expected + 1))
    levels = np.clip(np.rint(nats / PAIR_STEP), 0, (1 << PAIR_BITS) - 1).astype(np.uint32)
    weight = np.where(levels >= _LEAST_LEVEL, np.sqrt(counts) * nats, 0)
    kept = np.lexsort((keys, -weight))[:MOST_PAIRS]
    kept = np.sort(kept[weight[kept] > 0])
    return keys[kept], levels[kept]


def _packed(vectors: Floats) -> NDArray[np.uint8]:
    """Directions in four bits a component; WIDEST times the usual component is the largest that is told apart."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    scale = MIDDLE * vectors.shape[1] ** 0.5 / (WIDEST * np.maximum(lengths, 1e-9))
    parts = (np.clip(np.rint(vectors * scale), -MIDDLE, MIDDLE) + MIDDLE).astype(np.uint8)
    low, high = np.split(parts, 2, axis=1)
    return np.asarray(low | (high << 4), np.uint8)


def _words(
    codes: NDArray[np.uint16], tables: Confusions, log_single: NDArray[np.float32]
) -> tuple[Keys, Ints]:
    """(key of every word of the text, 0 for what is not Han; the number of its sentence)."""
    rows = np.zeros(-(-len(codes) // _ROW) * _ROW, np.uint16)
    rows[: len(codes)] = codes
    lines = rows.reshape(-1, _ROW)
    sizes = np.concatenate(
        [begins(tables, log_single, lines[i : i + _BATCH]).ravel() for i in range(0, len(lines), _BATCH)]
    )
    keys = word_keys(sizes.reshape(lines.shape), lines).ravel()
    starts = np.flatnonzero((sizes > 0) & (rows != END))
    return keys[starts], np.cumsum(rows == END)[starts]


def _number(words: Keys, keys: Keys) -> Ints:
    """From 1 on in the order of `keys`, 0 for words that are not among them."""
    at = np.minimum(np.searchsorted(keys, words), len(keys) - 1)
    return np.where(keys[at] == words, at + 1, 0).astype(np.int64)


def _counted(
    streams: list[tuple[Ints, Ints]], least: list[int], size: int, reach: tuple[int, int]
) -> tuple[Ints, Ints]:
    """(first * size + second, count) of the pairs of all corpora as many words apart as `reach` says."""
    return _sum(
        [_pairs(words, sentence, size, n, reach) for (words, sentence), n in zip(streams, least, strict=True)]
    )


def _pairs(words: Ints, sentence: Ints, size: int, least: int, reach: tuple[int, int]) -> tuple[Ints, Ints]:
    """Those of one corpus: different words in one sentence."""
    parts = []
    for begin in range(0, len(words), 1 << 22):
        seen = []
        for apart in range(reach[0], reach[1] + 1):
            at = np.arange(begin, min(len(words) - apart, begin + (1 << 22)))
            one, two = words[at], words[at + apart]
            both = (sentence[at] == sentence[at + apart]) & (one > 0) & (two > 0) & (one != two)
            seen.append(one[both] * size + two[both])
        parts.append(np.unique(np.concatenate(seen), return_counts=True))
    keys, counts = _sum(parts)
    return keys[counts >= least], counts[counts >= least]


def _sum(parts: list[tuple[Ints, Ints]]) -> tuple[Ints, Ints]:
    """Counts of the same key together."""
    keys = np.concatenate([keys for keys, _ in parts])
    counts = np.concatenate([counts for _, counts in parts])
    order = np.argsort(keys, kind="stable")
    keys, counts = keys[order], counts[order]
    first = np.flatnonzero(np.diff(keys, prepend=-1))
    return keys[first], np.add.reduceat(counts, first)


def _both_ways(counted: tuple[Ints, Ints], size: int) -> Pairs:
    """The counts whichever of the two comes first."""
    keys, counts = counted
    keys, counts = _sum([(keys, counts), (keys % size * size + keys // size, counts)])
    return Pairs(keys // size, keys % size, counts.astype(np.float64))


def _surprise(pairs: Pairs, size: int) -> Pairs:
    """Positive pointwise mutual information."""
    rows = np.bincount(pairs.first, pairs.values, size)
    context = rows**SMOOTHING
    context /= context.sum()
    value = np.log(pairs.values / (rows[pairs.first] * context[pairs.second]))
    keep = value > 0
    return Pairs(pairs.first[keep], pairs.second[keep], value[keep])


def _directions(table: Pairs, size: int, dimensions: int) -> Floats:
    """The rows of the table in its strongest directions, all given the same strength."""
    forth = _Times(table.first, table.second, table.values, size)
    order = np.argsort(table.second, kind="stable")
    back = _Times(table.second[order], table.first[order], table.values[order], size)
    start = np.random.default_rng(_SEED).standard_normal((size, dimensions + _SPARE))
    right = start.astype(np.float32)
    for _ in range(_ITERATIONS):
        left = np.linalg.qr(forth(right))[0]
        right = np.linalg.qr(back(left))[0]
    left = np.linalg.svd(forth(right), full_matrices=False)[0][:, :dimensions]
    strongest = np.abs(left).argmax(axis=0)
    signs = np.sign(left[strongest, np.arange(dimensions)])  # a direction has no sign of its own
    return np.asarray(left * signs, np.float32)


class _Times:
    """A sparse square table, sorted by row, that multiplies."""

    def __init__(self, first: Ints, second: Ints, values: NDArray[np.float64], size: int) -> None:
        self._second, self._values = second, values.astype(np.float32)[:, None]
        self._starts = np.flatnonzero(np.diff(first, prepend=-1))
        self._rows, self._size = first[self._starts], size

    def __call__(self, right: Floats) -> Floats:
        out = np.zeros((self._size, right.shape[1]), np.float32)
        for i in range(0, right.shape[1], 8):  # a few columns at a time: the products must fit into memory
            part = np.ascontiguousarray(right[:, i : i + 8])
            out[self._rows, i : i + 8] = np.add.reduceat(
                part[self._second] * self._values, self._starts, axis=0
            )
        return out
