"""How well the characters around a change fall into words of the dictionary, before and after it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from checks.typos.characters import STEP, Confusions, word_key
from checks.typos.codes import FIRST_HAN

LONGEST = 4  # characters of a dictionary word
REACH = 100  # codes of the sentence either side that are looked at: what has no full stop may be as long as a file
_ALL = 18.0  # log of how many words the dictionary counts
_UNKNOWN = -15.5  # log p of a character that stands alone and is no word

Windows = NDArray[np.uint16]


@dataclass(frozen=True, slots=True)
class Cut:
    """The likeliest cut of each row into words. `chance`: its log p; `words`: how many; `lone`: how many of one character;
    `covering`: how long the word is that holds the middle."""

    chance: NDArray[np.float32]
    words: NDArray[np.float32]
    lone: NDArray[np.float32]
    covering: NDArray[np.float32]


def cut(tables: Confusions, log_single: NDArray[np.float32], rows: Windows, middle: int) -> Cut:
    """Cut every row of codes (all as long) by the frequencies of dictionary words alone (a unigram model).

    `middle`: the column whose word is asked for.
    """
    best, last = _likeliest(tables, log_single, rows)
    sizes = _begins(last)
    column = np.arange(rows.shape[1])
    covering = np.where((column <= middle) & (middle < column + sizes), sizes, 0).sum(axis=1)
    counts = ((sizes > 0).sum(axis=1), (sizes == 1).sum(axis=1), covering)
    return Cut(best[:, -1], *(count.astype(np.float32) for count in counts))


def begins(tables: Confusions, log_single: NDArray[np.float32], rows: Windows) -> NDArray[np.uint8]:
    """How long the word is that begins at every column in the likeliest cut of each row, 0 = none begins there."""
    return _begins(_likeliest(tables, log_single, rows)[1])


def _begins(last: NDArray[np.int64]) -> NDArray[np.uint8]:
    """As `begins`, from the lengths of the last words that `_likeliest` tells."""
    count, length = last.shape[0], last.shape[1] - 1
    out = np.zeros((count, length), np.uint8)
    at, numbers = np.full(count, length, np.int64), np.arange(count)
    while len(numbers):
        taken = last[numbers, at]
        at = at - taken
        out[numbers, at] = taken
        numbers, at = numbers[at > 0], at[at > 0]
    return out


def _likeliest(
    tables: Confusions, log_single: NDArray[np.float32], rows: Windows
) -> tuple[NDArray[np.float32], NDArray[np.int64]]:
    """By how many codes of each row are cut: (log p of the likeliest cut, length of its last word)."""
    count, length = rows.shape
    words = []  # by length and column: log p of the word that begins there
    for n in range(1, min(LONGEST, length) + 1):
        parts = np.lib.stride_tricks.sliding_window_view(rows, n, axis=1)
        words.append(_word(tables, log_single, parts.reshape(-1, n)).reshape(parts.shape[:2]).T.copy())
    best = np.full((length + 1, count), -1e9, np.float32)
    best[0] = 0
    size = np.ones((length + 1, count), np.int64)
    for end in range(1, length + 1):
        for n in range(1, min(LONGEST, end) + 1):
            chance = best[end - n] + words[n - 1][end - n]
            better = chance > best[end]
            best[end] = np.where(better, chance, best[end])
            size[end] = np.where(better, n, size[end])
    return best.T, size.T


def _word(tables: Confusions, log_single: NDArray[np.float32], part: Windows) -> NDArray[np.float32]:
    """log p of each row as one word."""
    if part.shape[1] == 1:
        known = part[:, 0] >= FIRST_HAN
        lone = np.minimum(log_single[part[:, 0]] - np.float32(_ALL + 2), -5)
        return np.where(known, np.maximum(lone, _UNKNOWN), -1.0).astype(np.float32)
    chance = np.full(len(part), -99.0, np.float32)
    han = np.flatnonzero((part >= FIRST_HAN).all(axis=1))
    found = tables.word_levels(word_key(part[han]))
    chance[han[found > 0]] = found[found > 0] * np.float32(STEP) - np.float32(_ALL)
    return chance


def elsewhere(
    codes: NDArray[np.uint16],
    bounds: tuple[NDArray[np.int64], NDArray[np.int64]],
    rows: Windows,
    places: NDArray[np.int64],
    middle: int,
) -> NDArray[np.float32]:
    """How many characters of each row, column `middle` among them, stand together elsewhere in its sentence: 0, 2 or 3.

    `bounds`: where the sentence of each row begins and ends in `codes`; `places`: where column `middle` lies.
    """
    out = np.zeros(len(rows), np.float32)
    near_middle = rows[:, middle - 2 : middle + 3]
    grams = near_middle.astype(">u2")
    han = (near_middle >= FIRST_HAN).tolist()
    for i, (begin, end, place) in enumerate(
        zip(bounds[0].tolist(), bounds[1].tolist(), places.tolist(), strict=True)
    ):
        first_code = max(begin, place - REACH)
        sentence = codes[first_code : min(end, place + REACH)].astype(">u2").tobytes()
        near = range(place - first_code - LONGEST, place - first_code + LONGEST)
        row, known = grams[i].tobytes(), han[i]
        for n in (2, 3):
            for first in range(3 - n, 3):
                if all(known[first : first + n]) and _stands(
                    sentence, row[2 * first : 2 * (first + n)], near
                ):
                    out[i] = n
    return out


def _stands(sentence: bytes, gram: bytes, near: range) -> bool:
    """Whether `gram` stands in `sentence`, both two bytes a code, anywhere but at one of the codes `near`."""
    at = sentence.find(gram)
    while at >= 0:
        if at % 2 == 0 and at // 2 not in near:
            return True
        at = sentence.find(gram, at + 1)
    return False
