"""What is known about a proposed change, as numbers for the classifier.

Every change is described in the sentence as it would be with all other changes made, so that one slip does not hide
the next.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from checks.typos.characters import FAR, NEAR, SAME, SHAPE, STEP, channel, word_key
from checks.typos.codes import END, FIRST_HAN
from checks.typos.company import MEASURES, REACH, fitting
from checks.typos.scoring import HISTORY, Levels, Scorer, Windows
from checks.typos.search import Edit, Searcher, Text, around
from checks.typos.wording import cut, elsewhere

NAMES = (
    "gain",
    "gain_here",
    "gain_after",
    "grams2",
    "grams3",
    "grams4",
    "grams5",
    "old2",
    "old3",
    "old4",
    "new2",
    "new3",
    "new4",
    "left_old",
    "left_new",
    "right_old",
    "right_new",
    "wide_old",
    "wide_new",
    "single_old",
    "single_new",
    "same",
    "near",
    "far",
    "shape",
    "close",
    "size",
    "word_old2",
    "word_old3",
    "word_old4",
    "word_new2",
    "word_new3",
    "word_new4",
    "margin",
    "chance_new",
    "chance_old",
    "around_mean",
    "around_low",
    "others",
    "length",
    "left_han",
    "right_han",
    "here_old",
    "after_old",
    "here_new",
    "after_new",
    "gain_least",
    "pair_old",
    "pair_new",
    "channel",
    "posterior",
    "beside",
    "cut_gain",
    "cut_words",
    "cut_lone",
    "covering_old",
    "covering_new",
    "lone_old",
    "lone_new",
    "cut_old",
    "again_old",
    "again_new",
    *(f"{name}_{reading}" for reading in ("old", "new", "gain") for name in MEASURES),
)
_WIDE = 7  # codes either side of a change that are cut into words


@dataclass(frozen=True, slots=True)
class Described:
    """Changes of many sentences: `sentence[i]` and `edits[i]` go with row i of `values`."""

    sentence: NDArray[np.int64]
    edits: list[Edit]
    values: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class _Changes:
    """Changes of `text.codes` to `codes`: change i begins at `begins[i]`, in sentence `sentence[i]`."""

    searcher: Searcher
    text: Text
    codes: NDArray[np.uint16]
    begins: NDArray[np.int64]
    sentence: NDArray[np.int64]

    def within(self, columns: NDArray[np.int64]) -> NDArray[np.int64]:
        """The places so many `columns` from each beginning, a row a change; those outside its sentence are moved to the
        END before the first of all: a sentence reads the same whatever is laid beside it."""
        at = self.begins[:, None] + columns
        first = self.text.begins[self.sentence][:, None]
        return np.where((at >= first) & (at < first + self.text.lengths[self.sentence][:, None]), at, 0)

    def undone(self, windows: Windows, column: int, size: int) -> Windows:
        """`windows` with the written codes again in the `size` columns of the change, from `column` on."""
        old = windows.copy()
        old[:, column : column + size] = self.text.codes[self.begins[:, None] + np.arange(size)]
        return old


def describe(searcher: Searcher, text: Text, codes: NDArray[np.uint16], edits: list[list[Edit]]) -> Described:
    """Rows of NAMES for all `edits` that led from `text.codes` to `codes`."""
    items = [(i, edit) for i, row in enumerate(edits) for edit in row]
    values = np.zeros((len(items), len(NAMES)), np.float32)
    sizes = np.array([len(edit.old) for _, edit in items], np.int64)
    begins = np.array([text.begins[i] + edit.start for i, edit in items], np.int64)
    counts = np.array([len(row) for row in edits], np.int64)
    sentence = np.array([i for i, _ in items], np.int64)
    changes = _Changes(searcher, text, codes, begins, sentence)
    for size in np.unique(sizes):
        rows = np.flatnonzero(sizes == size)
        some = replace(changes, begins=begins[rows], sentence=sentence[rows])
        values[rows] = _rows(some, int(size))
        _put(values, rows, _wording(some, int(size)))
    if items:
        _put(values, np.arange(len(items)), _company(changes, sizes))
        values[:, NAMES.index("others")] = counts[sentence] - 1
        values[:, NAMES.index("length")] = text.lengths[sentence]
        values[:, NAMES.index("beside")] = _beside(values[:, NAMES.index("posterior")], sentence, counts)
    return Described(sentence, [edit for _, edit in items], values)


def _beside(
    values: NDArray[np.float32], sentence: NDArray[np.int64], counts: NDArray[np.int64]
) -> NDArray[np.float32]:
    """For every change the highest value of the other changes of its sentence, 0 where there is none."""
    order = np.lexsort((-values, sentence))
    firsts = (np.cumsum(counts) - counts)[sentence]  # the changes come sentence by sentence
    best, second = order[firsts], order[np.minimum(firsts + 1, len(order) - 1)]
    other = np.where(best == np.arange(len(values)), second, best)
    return np.where(counts[sentence] > 1, values[other], 0).astype(np.float32)


def _rows(changes: _Changes, size: int) -> NDArray[np.float32]:
    searcher, scorer, begins = changes.searcher, changes.searcher.scorer, changes.begins
    new = around(changes.codes, begins, size)
    old = changes.undone(new, HISTORY, size)
    middle = slice(HISTORY, HISTORY + size)
    facts: dict[str, NDArray[np.float32]] = {}
    for name, windows in (("old", old), ("new", new)):
        chances, levels = scorer.score(windows)
        facts[f"here_{name}"] = chances[:, :size].sum(axis=1)
        facts[f"after_{name}"] = chances[:, size:].sum(axis=1)
        facts[f"chance_{name}"] = chances[:, :size].min(axis=1)
        _support(facts, name, scorer, levels, size)
        facts[f"single_{name}"] = scorer.log_single[windows[:, middle]].min(axis=1)
        for length in (2, 3, 4):
            facts[f"word_{name}{length}"] = _word(searcher, windows, size, length)
    facts["gain_here"] = facts["here_new"] - facts["here_old"]
    facts["gain_after"] = facts["after_new"] - facts["after_old"]
    facts["gain"] = facts["gain_here"] + facts["gain_after"]
    facts["gain_least"] = np.minimum(facts["gain_here"], facts["gain_after"])
    for n in (2, 3, 4, 5):
        facts[f"grams{n}"] = facts[f"sum_new{n}"] - facts[f"sum_old{n}"]
    _kinds(facts, searcher, old[:, middle], new[:, middle])
    facts["size"] = np.full(len(begins), size, np.float32)
    facts["margin"] = facts["gain"] - _second(changes, size)
    far = changes.codes[changes.within(np.arange(-12, 12 + size))]
    chances = scorer.score(far)[0]
    facts["around_mean"], facts["around_low"] = chances.mean(axis=1), np.sort(chances, axis=1)[:, 1]
    facts["left_han"] = _kind_of(old[:, HISTORY - 1])
    facts["right_han"] = _kind_of(old[:, HISTORY + size])
    empty = np.zeros(len(begins), np.float32)
    return np.stack([facts.get(name, empty) for name in NAMES], 1).astype(np.float32)


def _put(values: NDArray[np.float32], rows: NDArray[np.int64], facts: dict[str, NDArray[np.float32]]) -> None:
    for name, column in facts.items():
        values[rows, NAMES.index(name)] = column


def _wording(changes: _Changes, size: int) -> dict[str, NDArray[np.float32]]:
    """How old and new fall into words, and whether the sentence says the same once more."""
    text, codes, begins = changes.text, changes.codes, changes.begins
    new = codes[changes.within(np.arange(-_WIDE, size + _WIDE + 1))]
    old = changes.undone(new, _WIDE, size)
    tables, single = changes.searcher.tables, changes.searcher.scorer.log_single
    was, now = cut(tables, single, old, _WIDE), cut(tables, single, new, _WIDE)
    first = text.begins[changes.sentence]
    bounds = (first, first + text.lengths[changes.sentence])
    return {
        "cut_gain": now.chance - was.chance,
        "cut_words": now.words - was.words,
        "cut_lone": now.lone - was.lone,
        "covering_old": was.covering,
        "covering_new": now.covering,
        "lone_old": was.lone,
        "lone_new": now.lone,
        "cut_old": was.chance,
        "again_old": elsewhere(codes, bounds, old, begins, _WIDE),
        "again_new": elsewhere(codes, bounds, new, begins, _WIDE),
    }


def _company(changes: _Changes, sizes: NDArray[np.int64]) -> dict[str, NDArray[np.float32]]:
    """How the words that old and new make fit the other words of the sentence; nothing where the model cannot tell."""
    searcher = changes.searcher
    if searcher.company is None:
        return {}
    column = np.arange(int(sizes.max()) + 2 * REACH)
    at = np.where(column < sizes[:, None] + 2 * REACH, changes.within(column - REACH), 0)
    changed = (column >= REACH) & (column < REACH + sizes[:, None])
    new = changes.codes[at]
    both = np.concatenate([np.where(changed, changes.text.codes[at], new), new])
    single = searcher.scorer.log_single
    measured = fitting(searcher.company, searcher.tables, single, both, REACH, np.tile(sizes, 2))
    was, now = measured[: len(new)], measured[len(new) :]
    return {
        f"{name}_{reading}": column
        for reading, columns in (("old", was), ("new", now), ("gain", now - was))
        for name, column in zip(MEASURES, columns.T, strict=True)
    }


def _kind_of(codes: NDArray[np.uint16]) -> NDArray[np.float32]:
    return np.where(codes >= FIRST_HAN, 2.0, np.where(codes == END, 0.0, 1.0)).astype(np.float32)


def _support(
    facts: dict[str, NDArray[np.float32]], name: str, scorer: Scorer, levels: Levels, size: int
) -> None:
    """Sums of strengths of the n-grams over the change, and how far known n-grams reach to either side."""
    rows = len(levels[0])
    left, right, wide = (np.zeros(rows, np.float32) for _ in range(3))
    for n in range(2, len(levels) + 2):
        first, last = HISTORY - n + 1, HISTORY + size - 1
        over = levels[n - 2][:, first : last + 1]
        logs = scorer.strength[n - 2][over]
        facts[f"sum_{name}{n}"] = logs.sum(axis=1) / size
        facts[f"{name}{n}"] = logs.max(axis=1)
        if n == 2:
            facts[f"pair_{name}"] = np.minimum(logs[:, 0], logs[:, -1])
        end = last - n + 1  # the n-gram that ends with the change
        left = np.where(levels[n - 2][:, end] > 0, n, left)
        right = np.where(levels[n - 2][:, HISTORY] > 0, n, right) if n <= HISTORY + size else right
        wide = np.where(over.any(axis=1), n, wide)
    facts[f"left_{name}"], facts[f"right_{name}"], facts[f"wide_{name}"] = left, right, wide


def _word(searcher: Searcher, windows: Windows, size: int, length: int) -> NDArray[np.float32]:
    """log frequency of the most frequent dictionary word of that length that holds a character of the change."""
    best = np.zeros(len(windows), np.float32)
    for begin in range(HISTORY - length + 1, HISTORY + size):
        part = windows[:, begin : begin + length]
        found = searcher.tables.word_levels(word_key(part))
        inside = (part >= FIRST_HAN).all(axis=1)
        here = np.where((found > 0) & inside, found * np.float32(STEP) + 1, 0).astype(np.float32)
        best = np.maximum(best, here)
    return best


def _kinds(
    facts: dict[str, NDArray[np.float32]],
    searcher: Searcher,
    old: NDArray[np.uint16],
    new: NDArray[np.uint16],
) -> None:
    """How old and new characters relate; of several the weakest relation."""
    kinds, closes = relation(searcher, old.ravel(), new.ravel())
    kinds, closes = kinds.reshape(old.shape), closes.reshape(old.shape)
    for name, bit in (("same", SAME), ("near", NEAR), ("far", FAR), ("shape", SHAPE)):
        facts[name] = np.asarray(((kinds & bit) > 0).all(axis=1), np.float32)
    likely = channel(kinds.ravel(), closes.ravel()).reshape(kinds.shape)
    facts["channel"] = np.asarray(likely.sum(axis=1), np.float32)
    facts["posterior"] = np.add(facts["gain"], facts["channel"])
    facts["close"] = np.asarray(closes.min(axis=1), np.float32)


def relation(
    searcher: Searcher, old: NDArray[np.uint16], new: NDArray[np.uint16]
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """Kind bits and closeness of pairs of characters, 0 where the tables do not have them."""
    tables = searcher.tables
    pairs, which = np.unique(old.astype(np.uint32) << np.uint32(16) | new, return_inverse=True)
    kinds, closes = np.zeros(len(pairs), np.uint8), np.zeros(len(pairs), np.uint8)
    for i, pair in enumerate(pairs.tolist()):
        a, b = pair >> 16, pair & 0xFFFF
        begin, end = int(tables.starts[a]), int(tables.starts[a + 1])
        at = np.flatnonzero(tables.codes[begin:end] == b)
        if len(at):
            kinds[i], closes[i] = tables.kinds[begin + at[0]], tables.close[begin + at[0]]
        elif np.intersect1d(_sounds(searcher, a), _sounds(searcher, b)).size:
            kinds[i] = NEAR
    return kinds[which], closes[which]


def _sounds(searcher: Searcher, code: int) -> NDArray[np.uint16]:
    starts = searcher.tables.sound_starts
    return searcher.tables.sounds[int(starts[code]) : int(starts[code + 1])]


def _second(changes: _Changes, size: int) -> NDArray[np.float32]:
    """Gain over the old text of the best other candidate for a single character, 0 at least."""
    searcher, text, codes, begins = changes.searcher, changes.text, changes.codes, changes.begins
    second = np.zeros(len(begins), np.float32)
    if size > 1 or not len(begins):
        return second
    # Only this change is undone; the others stay made, each in its own window.
    windows = around(codes, begins)
    row, new, likely = searcher.candidates(text.codes, codes, begins)
    other = new != text.codes[begins[row]]
    row, new, likely = row[other], new[other], likely[other]
    old = changes.undone(windows, HISTORY, 1)
    was = searcher.scorer.score(old)[0].sum(axis=1)
    tried = windows[row]
    tried[:, HISTORY] = new
    gains: NDArray[np.float32] = np.asarray(
        searcher.scorer.score(tried)[0].sum(axis=1) - was[row], np.float32
    )
    np.maximum.at(second, row, gains + likely)
    return second
