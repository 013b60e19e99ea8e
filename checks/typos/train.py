"""Counts n-grams in text. Deterministic: the same texts give the same counts.

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
from checks.typos.codes import END, RARE, Vocabulary
from checks.typos.ngrams import term
from checks.typos.table import Keys

_SENTENCE = re.compile(r"[^。！？!?\n]+[。！？!?\n]*")
SPLIT = 20
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
    """RARE, the ideographs seen at least `least` times, most frequent first, and those of `extra`."""
    counts: Counter[str] = Counter()
    for text in corpora:
        counts.update(text)
    han = re.compile("[〇㐀-䶿一-鿿𠀀-\U0003fffd]")
    chosen = [
        c for c, n in sorted(counts.items(), key=lambda i: (-i[1], i[0])) if n >= least and han.match(c)
    ]
    chosen += [c for c in dict.fromkeys(extra) if c not in set(chosen)]
    return Vocabulary(RARE + "".join(chosen))


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


def lookup(counted: Counted, keys: Keys) -> NDArray[np.float64]:
    """Counts of `keys`, 0 = absent."""
    at = np.minimum(np.searchsorted(counted.keys, keys), len(counted.keys) - 1)
    return np.where(counted.keys[at] == keys, counted.counts[at], 0.0)
