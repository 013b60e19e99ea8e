"""Slips of our own in right text, for the classifier to learn from: a word that sounds like another, as an input method
offers it, or one character by sound or looks."""

from __future__ import annotations

import random
from collections.abc import Iterable

import numpy as np

from checks.segment import cut
from checks.typos.characters import FAR, NEAR, SAME, SHAPE
from checks.typos.codes import FIRST_HAN
from checks.typos.search import Searcher

RATE = 0.02  # slips a character, about
WORDS = 0.5  # share of those that come as a whole word
# Mean rank of the word, and of the character, that is taken for the right one: frequent ones first.
_LIKELY, _LIKELY_CHARACTER = 3.0, 6.0

Pairs = list[tuple[str, str]]


def slips(searcher: Searcher, lines: Iterable[str], seed: int) -> Pairs:
    """(line with slips, line) of each line, of equal length; a line may have none. Deterministic."""
    maker = _Maker(searcher, random.Random(seed))  # noqa: S311 - no secret
    return [(maker.spoil(line), line) for line in lines]


class _Maker:
    def __init__(self, searcher: Searcher, dice: random.Random) -> None:
        self._known = searcher.scorer.model.vocabulary
        self._tables = searcher.tables
        self._dice = dice

    def spoil(self, line: str) -> str:
        chars = list(line)
        for word, start, end in cut(line):
            if len(word) == 2 and self._dice.random() < 2 * RATE * WORDS and (other := self._word(word)):
                chars[start:end] = other
                continue
            for i in range(start, end):
                if self._dice.random() <= RATE * (1 - WORDS):
                    chars[i] = self._character(chars[i])
        return "".join(chars)

    def _word(self, word: str) -> str:
        """Another word of the same (fuzzy) sound, '' = none."""
        codes = [self._known.code(char) for char in word]
        tables = self._tables
        sounds = [tables.sounds[tables.sound_starts[c] : tables.sound_starts[c + 1]].tolist() for c in codes]
        found: dict[tuple[int, ...], None] = {}
        for first in sounds[0]:
            for second in sounds[1]:
                key = first * 1024 + second
                begin, end = np.searchsorted(tables.sound_keys, [key, key + 1])
                found.update(dict.fromkeys(map(tuple, tables.sound_words[begin:end].tolist())))
        others = [pair for pair in found if pair != tuple(codes)]
        if not others:
            return ""
        return "".join(map(self._known.char, others[self._rank(len(others), _LIKELY)]))

    def _character(self, char: str) -> str:
        code = self._known.code(char)
        if not FIRST_HAN <= code < self._known.size:
            return char
        begin, end = int(self._tables.starts[code]), int(self._tables.starts[code + 1])
        want = self._dice.choices((SAME, NEAR, SHAPE, FAR), (60, 15, 22, 3))[0]
        pool = np.flatnonzero(self._tables.kinds[begin:end] & want)
        if not len(pool):
            return char
        chosen = pool[self._rank(len(pool), _LIKELY_CHARACTER)]
        return self._known.char(int(self._tables.codes[begin + chosen]))

    def _rank(self, count: int, mean: float) -> int:
        return min(int(self._dice.expovariate(1 / mean)), count - 1)
