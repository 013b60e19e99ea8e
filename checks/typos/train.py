"""Counts n-grams in text and lays them out as a model. Deterministic: the same texts give the same bytes.

Every order is one sort of 64-bit keys, so thirty million characters take minutes and a few gigabytes.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from checks.typos.characters import FACTS
from checks.typos.codes import END, Vocabulary
from checks.typos.ngrams import (
    GRAM_BITS,
    LEVELS,
    ORDER,
    PAIR_BITS,
    NGrams,
    coarse,
    level,
    term,
)
from checks.typos.scoring import HISTORY, Scorer
from checks.typos.table import Keys, build, fingerprint

_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?\n]*")
SPLIT = 20
_GROUPS = np.array([1.5, 2.5, 4.5, 8.5, 16.5, 64.5, 256.5, 2048.5, 16384.5])
HELD_OUT = (0, 1)
"""Slices of a corpus that never train: 0 for reports only, 1 for tuning (crc32 of a stripped line, modulo SPLIT)."""


@dataclass(frozen=True, slots=True)
class Corpus:
    """A text to count. `least`: n-grams seen less often in it are not used. `repeat`: a sentence counts so often at most."""

    name: str
    text: str
    least: int = 1
    repeat: int = 2


@dataclass(frozen=True, slots=True)
class Counted:
    """Distinct n-grams of one order, by key: their counts and the keys of all but the last and of all but the first code."""

    keys: Keys
    counts: NDArray[np.float64]
    prefixes: Keys
    suffixes: Keys


def dictionary(facts: Path = FACTS) -> str:
    """The words of the dictionary as text, a word a line, frequent ones up to five times: they teach the model
    words that the corpora do not have."""
    data = np.load(facts)
    chars = data["characters"].tobytes().decode("utf-32-le")
    text = "".join(chars[i] for i in data["word_text"].tolist())
    lines, begin = [], 0
    for size, frequency in zip(data["word_lengths"].tolist(), data["word_frequencies"].tolist(), strict=True):
        times = min(5, 1 + int(np.log2(frequency / 3) / 2))
        lines += [text[begin : begin + size]] * times
        begin += size
    return "\n".join(lines)


def slice_of(line: str) -> int:
    """Which of the SPLIT slices a line belongs to."""
    return zlib.crc32(line.strip().encode()) % SPLIT


def training_lines(lines: Iterable[str]) -> Iterator[str]:
    """The lines that may train."""
    return (line.strip() for line in lines if line.strip() and slice_of(line) not in HELD_OUT)


def distinct(text: str, repeat: int) -> str:
    """`text` with every sentence at most `repeat` times: boilerplate must not outweigh the language."""
    counts = Counter(match.group().strip() for match in _SENTENCE.finditer(text))
    return "\n".join(s for s, n in counts.items() if len(s) > 1 for _ in range(min(n, repeat)))


def vocabulary(corpora: Iterable[str], least: int = 3, extra: str = "") -> Vocabulary:
    """The ideographs seen at least `least` times, most frequent first, and those of `extra`."""
    counts: Counter[str] = Counter()
    for text in corpora:
        counts.update(text)
    han = re.compile("[〇㐀-䶿一-鿿𠀀-\U0003fffd]")
    chosen = [
        c for c, n in sorted(counts.items(), key=lambda i: (-i[1], i[0])) if n >= least and han.match(c)
    ]
    chosen += [c for c in dict.fromkeys(extra) if c not in set(chosen)]
    return Vocabulary("".join(chosen))


def count(codes: NDArray[np.uint16], order: int, least: int, ends: bool = True) -> Counted:
    """The n-grams of `order` in `codes` without END inside, seen at least `least` times.

    `ends`: also those that begin or end with END, as sentences do and loose words do not.
    """
    keys, where = _keys(codes, order, ends)
    sort = np.argsort(keys, kind="stable")
    keys, where = keys[sort], where[sort]
    first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    counts = np.diff(np.concatenate([first, [len(keys)]]))
    often = counts >= least
    first, counts = first[often], counts[often]
    begin = where[first]
    prefixes = sum((term(codes[begin + j], j) for j in range(order - 1)), np.zeros(len(begin), np.uint64))
    suffixes = sum((term(codes[begin + 1 + j], j) for j in range(order - 1)), np.zeros(len(begin), np.uint64))
    return Counted(keys[first], counts.astype(np.float64), prefixes, suffixes)


def _keys(codes: NDArray[np.uint16], order: int, ends: bool) -> tuple[Keys, NDArray[np.int64]]:
    size = len(codes) - order + 1
    whole = np.ones(size, bool)
    for j in range(1, order - 1) if ends else range(order):
        whole &= codes[j : j + size] != END
    where = np.flatnonzero(whole)
    keys = np.zeros(len(where), np.uint64)
    for j in range(order):
        keys += term(codes[where + j], j)
    return keys, where


def merge(parts: list[Counted], weights: list[float]) -> Counted:
    """The weighted sum of counts of several corpora."""
    keys = np.concatenate([p.keys for p in parts])
    counts = np.concatenate([p.counts * w for p, w in zip(parts, weights, strict=True)])
    sort = np.argsort(keys, kind="stable")
    keys, counts = keys[sort], counts[sort]
    first = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    at = sort[first]
    prefixes = np.concatenate([p.prefixes for p in parts])[at]
    suffixes = np.concatenate([p.suffixes for p in parts])[at]
    return Counted(keys[first], np.add.reduceat(counts, first), prefixes, suffixes)


def take(counted: Counted, mask: NDArray[np.bool_]) -> Counted:
    """Some of the n-grams."""
    return Counted(counted.keys[mask], counted.counts[mask], counted.prefixes[mask], counted.suffixes[mask])


def lookup(counted: Counted, keys: Keys) -> NDArray[np.float64]:
    """Counts of `keys`, 0 = absent."""
    at = np.minimum(np.searchsorted(counted.keys, keys), len(counted.keys) - 1)
    return np.where(counted.keys[at] == keys, counted.counts[at], 0.0)


def lay_out(single: NDArray[np.float64], orders: list[Counted]) -> NGrams:
    """The model of counted and pruned orders 2, 3, … (`orders[0]` = bigrams), λ still to be fitted."""
    levels = level(orders[0].counts)
    pairs = build(orders[0].keys, lambda h: levels | (fingerprint(h, PAIR_BITS) << np.uint32(8)), np.uint32)
    keys = np.concatenate([o.keys for o in orders[1:]])
    steps = coarse(np.concatenate([o.counts for o in orders[1:]]))
    grams = build(keys, lambda h: steps | (fingerprint(h, GRAM_BITS) << np.uint32(5)), np.uint16)
    rests = np.full((ORDER - 1, 256), 0.5, np.float32)
    rests[:, 0] = 1.0
    return NGrams(single.astype(np.float32), pairs, grams, rests)


def fit_rests(scorer: Scorer, codes: NDArray[np.uint16]) -> NDArray[np.float32]:
    """λ by order and size of the history: those that make `codes` (not counted before) likeliest, by EM."""
    windows = np.concatenate([np.zeros(HISTORY, np.uint16), codes])[None]
    levels = scorer.levels(windows)
    size = len(codes)
    lower = scorer.chance[codes].astype(np.float64)
    rests = np.ones((ORDER - 1, 256), np.float32)
    held_singles = scorer.single_level[windows[0, HISTORY - 1 : -1]]
    for n in range(2, ORDER + 1):
        begin = HISTORY - n + 1
        held = held_singles if n == 2 else levels[n - 3][0, begin : begin + size]
        count = LEVELS[levels[n - 2][0, begin : begin + size]]
        share = np.minimum(count / np.maximum(LEVELS[held], 1), 1).astype(np.float64)
        group = np.minimum(np.searchsorted(_GROUPS, LEVELS[held], side="right"), len(_GROUPS))
        known = (held > 0) & (codes != END)
        rest = np.full(len(_GROUPS) + 1, 0.5)
        total = np.bincount(group[known], minlength=len(rest))
        for _ in range(30):
            part = rest[group] * lower
            part /= part + (1 - rest[group]) * share + 1e-30
            rest = (np.bincount(group[known], part[known], len(rest)) + 1) / (total + 2)
        every = LEVELS > 0
        rests[n - 2][every] = rest[
            np.minimum(np.searchsorted(_GROUPS, LEVELS[every], side="right"), len(_GROUPS))
        ]
        lower = np.where(held > 0, rest[group] * lower + (1 - rest[group]) * share, lower)
    return rests
