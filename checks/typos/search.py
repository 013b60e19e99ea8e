"""Proposes changes: for doubtful places the candidates that make the sentence likelier, until none does.

All sentences of a call lie in one array, four ENDs between them, and every step is done for all places at once.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from checks.typos.characters import Confusions, channel
from checks.typos.codes import END, FIRST_HAN
from checks.typos.model import Model
from checks.typos.neighbours import Neighbours
from checks.typos.ngrams import Found, term
from checks.typos.places import Places, best_of, parts, ranges, representatives
from checks.typos.scoring import HISTORY, Scorer, Windows

ROUNDS = 4
KEPT = 6  # candidates of a place that are scored in full
UNLIKELY = (
    -13.5,
    -17.0,
    -99.0,
)  # nats over a character and the three after it, by how many known fours hold it
QUESTIONED = -11.0  # the same beside a change that is all but certain
SURE = 9.0  # nats
LEAST_BESIDE = 2.0
LEAST_GAIN = 3.0  # nats
LEAST_AGAIN = 0.5
PAIR = -3.0  # channel of a word that sounds like the one meant
UNCHANGED = 5.0  # channel of writing what one means, held against that of the change
HOPELESS = -22.0  # nats over a character and the two after it: there any character is tried
UNRELATED = -9.0  # channel of a character that neither sounds nor looks like the one written
FROM_RARE = -4.0  # the same where what is written is hardly a character: it must look like some other
_EDGE = 5  # codes either side of a changed place whose doubt changes with it
_CHUNK = 1 << 15


@dataclass(frozen=True, slots=True)
class Edit:
    """A proposed change: codes [start, start + len(new)) of the sentence become `new`."""

    start: int
    old: tuple[int, ...]
    new: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Text:
    """Sentences in one array: sentence i lies at [begins[i], begins[i] + lengths[i])."""

    codes: NDArray[np.uint16]
    begins: NDArray[np.int64]
    lengths: NDArray[np.int64]


def lay(sentences: list[NDArray[np.uint16]]) -> Text:
    """Sentences (without END) in one array, with five ENDs around each."""
    lengths = np.array([len(s) for s in sentences], np.int64)
    begins = np.cumsum(lengths + HISTORY + 1) - lengths
    codes = np.zeros(
        int(begins[-1] + lengths[-1]) + HISTORY + 1 if len(sentences) else HISTORY + 1, np.uint16
    )
    if len(sentences):
        inside = np.repeat(begins - (np.cumsum(lengths) - lengths), lengths) + np.arange(lengths.sum())
        codes[inside] = np.concatenate(sentences)
    return Text(codes, begins, lengths)


def around(codes: NDArray[np.uint16], places: Places, size: int = 1) -> Windows:
    """Windows of four codes, `size` codes from each place on, and four more."""
    windows: Windows = codes[places[:, None] + np.arange(-HISTORY, size + HISTORY)]
    return windows


class Searcher:
    """Searches with one model. Remembers which characters were seen beside which, nothing of the texts."""

    def __init__(self, model: Model, scorer: Scorer | None = None) -> None:
        if model.confusions is None:
            raise ValueError("a model without confusions only adds counts")
        self.scorer = scorer or Scorer(model)
        self.tables: Confusions = model.confusions
        self.company = model.company
        self.channel = channel(self.tables.kinds, self.tables.close)
        self._neighbours = Neighbours(self.scorer)

    def changes(self, text: Text) -> NDArray[np.uint16]:
        """`text.codes` with every change that makes it likelier."""
        codes = text.codes.copy()
        sure = np.zeros(len(codes), bool)
        self._rounds(text.codes, codes, np.arange(HISTORY, len(codes) - HISTORY), sure)
        # Who slipped once slips again: beside a change that is all but certain, every other place gets a look.
        marked = np.unique(np.searchsorted(text.begins, np.flatnonzero(sure), side="right") - 1)
        if len(marked):
            _, places = ranges(text.begins[marked], text.begins[marked] + text.lengths[marked])
            self._rounds(text.codes, codes, places)
        return codes

    def _rounds(
        self,
        original: NDArray[np.uint16],
        codes: NDArray[np.uint16],
        places: Places,
        sure: NDArray[np.bool_] | None = None,
    ) -> None:
        """Change `codes`, first at `places`, then where changes were made; mark in `sure` those of high gain. Without
        `sure` less doubt and less gain are enough."""
        again = sure is None
        for _ in range(ROUNDS):
            places = self._doubtful(codes, places, again)
            if not len(places):
                break
            begins, news, gains = self._proposals(
                original, codes, places, LEAST_BESIDE if again else LEAST_GAIN
            )
            changed = _apply(codes, begins, news, gains)
            if not len(changed):
                break
            if sure is not None:
                sure[begins[gains >= SURE]] = True
            touched = np.zeros(len(codes), bool)
            for shift in range(-_EDGE, _EDGE + 1):
                touched[np.clip(changed + shift, 0, len(codes) - 1)] = True
            places = np.flatnonzero(touched & (codes >= FIRST_HAN))

    def _doubtful(self, codes: NDArray[np.uint16], places: Places, all_of: bool = False) -> Places:
        """The Han characters among `places` that make an unlikely stretch; `all_of`: also a little unlikely ones."""
        places = places[codes[places] >= FIRST_HAN]
        if len(places) * 3 < len(codes):
            kept = [part[self._doubt(around(codes, part), all_of)[:, 0]] for part in parts(places)]
            return np.concatenate(kept)
        doubt = np.zeros(len(codes), bool)
        for i in range(HISTORY, len(codes) - HISTORY, _CHUNK):
            windows = codes[None, i - HISTORY : i + _CHUNK + HISTORY]
            doubt[i : i + windows.shape[1] - 2 * HISTORY] = self._doubt(windows, all_of)[0]
        doubt[:-1] |= doubt[1:]  # of a word written with two wrong characters the first may look right
        return places[doubt[places]]

    def _doubt(self, windows: Windows, all_of: bool) -> NDArray[np.bool_]:
        """For every code but the first and last four of each window."""
        chances, levels = self.scorer.score(windows)
        size = windows.shape[1] - 2 * HISTORY
        stretch = sum((chances[:, j : j + size] for j in range(1, 4)), chances[:, :size])
        if all_of:
            return np.asarray(stretch < QUESTIONED, np.bool_)
        seen = (levels[2] > 0).view(np.uint8)
        fours = sum(
            (seen[:, HISTORY - j : HISTORY - j + size] for j in range(1, 4)),
            seen[:, HISTORY : HISTORY + size],
        )
        return np.asarray((stretch < np.array(UNLIKELY, np.float32)[np.minimum(fours, 2)]), np.bool_)

    def _proposals(
        self, original: NDArray[np.uint16], codes: NDArray[np.uint16], places: Places, least: float
    ) -> tuple[Places, NDArray[np.uint16], NDArray[np.float32]]:
        """(where, the two new codes (the second 0 = single), gain in nats) of the best change of every place."""
        doubtful = np.zeros(len(codes) + 1, bool)
        doubtful[places] = True
        places, same = representatives(original, codes, places, doubtful)
        begins, news, gains = [], [], []
        for part in parts(places, 4096):
            found_here = (
                self._single(original, codes, part, least),
                self._pairs(original, codes, part, doubtful, least),
                self._any(original, codes, part, least),
            )
            for found in found_here:
                where, again = ranges(*same.ranges(found[0]))
                begins.append(same.places[again])
                news.append(found[1][where])
                gains.append(found[2][where])
        return np.concatenate(begins), np.concatenate(news), np.concatenate(gains)

    def candidates(
        self, original: NDArray[np.uint16], codes: NDArray[np.uint16], places: Places
    ) -> tuple[Places, NDArray[np.uint16], NDArray[np.float32]]:
        """(index into `places`, code, channel): the KEPT most promising other characters of every place."""
        starts = self.tables.starts
        old = original[places]
        row, at = ranges(starts[old].astype(np.int64), starts[old.astype(np.int64) + 1].astype(np.int64))
        new, likely = self.tables.codes[at], self.channel[at]
        changed = np.flatnonzero(codes[places] != old)  # going back is a candidate too
        row, new = np.concatenate([row, changed]), np.concatenate([new, old[changed]])
        likely = np.concatenate([likely, np.full(len(changed), UNCHANGED, np.float32)])
        now = np.zeros(len(places), np.float32)
        current = new == codes[places[row]]
        now[row[current]] = likely[current]
        likely = likely - now[row]
        keep = ~current
        row, new, likely = row[keep], new[keep], likely[keep]
        left, right = codes[places - 1][row], codes[places + 1][row]
        find = self.scorer.find
        before, after = find(term(left, 0) + term(new, 1), 2), find(term(new, 0) + term(right, 1), 2)
        keep = (before[0] > 0) | (after[0] > 0)
        row, new, likely = row[keep], new[keep], likely[keep]
        points = likely + self._quick(
            codes, places, row, new, (before[0][keep], before[1][keep]), (after[0][keep], after[1][keep])
        )
        order = np.lexsort((-points, row))
        row, new, likely = row[order], new[order], likely[order]
        rank = np.arange(len(row)) - np.searchsorted(row, row)
        keep = rank < KEPT
        return row[keep], new[keep], likely[keep]

    def _quick(
        self,
        codes: NDArray[np.uint16],
        places: Places,
        row: Places,
        new: NDArray[np.uint16],
        before: Found,
        after: Found,
    ) -> NDArray[np.float32]:
        """Trigram log-probability of each new character and the two after it. `before`, `after`: what is stored for it
        with the one before and the one after."""
        find, levels, trigrams = self.scorer.find, self.scorer.levels, self.scorer.trigrams
        lefter, left, right, next_ = (codes[places + j] for j in (-2, -1, 1, 2))
        begin, end = find(term(lefter, 0) + term(left, 1), 2), find(term(right, 0) + term(next_, 1), 2)
        begin, end = (begin[0][row], begin[1][row]), (end[0][row], end[1][row])
        lefter, left, right, next_ = lefter[row], left[row], right[row], next_[row]
        wholes = []
        for (a, b, c), x, y in (
            ((lefter, left, new), begin, before),
            ((left, new, right), before, after),
            ((new, right, next_), after, end),
        ):
            whole = np.zeros(len(row), np.uint8)
            at = np.flatnonzero((x[0] > 0) & (y[0] > 0))
            whole[at] = levels(term(a[at], 0) + term(b[at], 1) + term(c[at], 2), 3)
            wholes.append(whole)
        return (
            trigrams(left, new, wholes[0], begin, before)
            + trigrams(new, right, wholes[1], before, after)
            + trigrams(right, next_, wholes[2], after, end)
        )

    def gains(
        self, codes: NDArray[np.uint16], places: Places, row: Places, news: NDArray[np.uint16]
    ) -> NDArray[np.float32]:
        """How much likelier (nats) the text gets when codes from places[row] on become the rows of `news`."""
        size = news.shape[1]
        base = around(codes, places, size)
        was = self.scorer.score(base)[0].sum(axis=1)
        out = np.empty(len(row), np.float32)
        for part in parts(np.arange(len(row))):
            windows = base[row[part]]
            windows[:, HISTORY : HISTORY + size] = news[part]
            out[part] = self.scorer.score(windows)[0].sum(axis=1) - was[row[part]]
        return out

    def _single(
        self, original: NDArray[np.uint16], codes: NDArray[np.uint16], places: Places, least: float
    ) -> tuple[Places, NDArray[np.uint16], NDArray[np.float32]]:
        row, new, likely = self.candidates(original, codes, places)
        gains = self.gains(codes, places, row, new[:, None]) + likely
        # A place changed before may change its mind: the price of a change is paid.
        gains[codes[places[row]] != original[places[row]]] += least - LEAST_AGAIN
        best = best_of(row, gains, least)
        news = np.stack([new[best], np.zeros(len(best), np.uint16)], 1)
        return places[row[best]], news, gains[best]

    def _pairs(
        self,
        original: NDArray[np.uint16],
        codes: NDArray[np.uint16],
        places: Places,
        doubtful: NDArray[np.bool_],
        least: float,
    ) -> tuple[Places, NDArray[np.uint16], NDArray[np.float32]]:
        """Two-character words that sound like what stands at a place and the next."""
        pairs = places[doubtful[places + 1] & (codes[places + 1] >= FIRST_HAN)]
        row, new = self.words(original, pairs)
        at = pairs[row]
        keep = (
            (new != codes[at[:, None] + np.arange(2)]) & (new != original[at[:, None] + np.arange(2)])
        ).all(axis=1)
        row, new, at = row[keep], new[keep], at[keep]
        levels, word = self.scorer.levels, term(new[:, 0], 0) + term(new[:, 1], 1)
        keep = levels(word, 2) > 0
        row, new, at, word = row[keep], new[keep], at[keep], word[keep]
        first = levels(term(codes[at - 1], 0) + term(new[:, 0], 1) + term(new[:, 1], 2), 3)
        last = levels(word + term(codes[at + 2], 2), 3)
        keep = (first > 0) | (last > 0)
        row, new = row[keep], new[keep]
        gains = self.gains(codes, pairs, row, new) + np.float32(PAIR)
        best = best_of(row, gains, least)
        return pairs[row[best]], new[best], gains[best]

    def _any(
        self, original: NDArray[np.uint16], codes: NDArray[np.uint16], places: Places, least: float
    ) -> tuple[Places, NDArray[np.uint16], NDArray[np.float32]]:
        """Any frequent character, where the text is all but impossible: slips that neither sound nor look alike."""
        stretch = self.scorer.score(around(codes, places))[0][:, :3].sum(axis=1)
        places = places[(stretch < HOPELESS) | (original[places] == FIRST_HAN)]
        rows, found = [np.zeros(0, np.int64)], [np.zeros(0, np.uint16)]
        for i, at in enumerate(places.tolist()):
            found.append(self._neighbours.between(int(codes[at - 1]), int(codes[at + 1])))
            rows.append(np.full(len(found[-1]), i))
        row, new = np.concatenate(rows), np.concatenate(found)
        at = places[row]
        keep = (new != codes[at]) & (new != original[at])
        row, new, at = row[keep], new[keep], at[keep]
        left, right, strength = codes[at - 1], codes[at + 1], self.scorer.strength[1]
        points = np.zeros(len(at), np.float32)
        for a, b, c in ((codes[at - 2], left, new), (left, new, right), (new, right, codes[at + 2])):
            points += strength[self.scorer.levels(term(a, 0) + term(b, 1) + term(c, 2), 3)]
        order = np.lexsort((-points, row))
        rank = np.arange(len(order)) - np.searchsorted(row[order], row[order])
        order = order[(rank < KEPT) & (points[order] > 0)]
        row, new = row[order], new[order]
        rare = original[places[row]] == FIRST_HAN
        unrelated = np.where(rare, FROM_RARE, UNRELATED).astype(np.float32)
        gains = self.gains(codes, places, row, new[:, None]) + unrelated
        best = best_of(row, gains, least)
        return places[row[best]], np.stack([new[best], np.zeros(len(best), np.uint16)], 1), gains[best]

    def words(self, original: NDArray[np.uint16], pairs: Places) -> tuple[Places, NDArray[np.uint16]]:
        """(index into `pairs`, word): the dictionary words that sound like the two characters there."""
        starts, tables = self.tables.sound_starts, self.tables
        first, second = original[pairs].astype(np.int64), original[pairs + 1].astype(np.int64)
        row, one = ranges(starts[first].astype(np.int64), starts[first + 1].astype(np.int64))
        again, two = ranges(starts[second[row]].astype(np.int64), starts[second[row] + 1].astype(np.int64))
        keys = tables.sounds[one[again]].astype(np.uint32) * np.uint32(1024) + tables.sounds[two]
        low = np.searchsorted(tables.sound_keys, keys)
        high = np.searchsorted(tables.sound_keys, keys, side="right")
        which, at = ranges(low, high)
        return row[again[which]], tables.sound_words[at]


def _apply(
    codes: NDArray[np.uint16], begins: Places, news: NDArray[np.uint16], gains: NDArray[np.float32]
) -> Places:
    """Make the best changes that stand three codes apart or more; the next round sees their neighbours anew."""
    taken: set[int] = set()
    changed: list[int] = []
    for i in np.lexsort((begins, -gains)).tolist():
        begin, size = int(begins[i]), 1 + int(news[i, 1] != END)
        if not taken.isdisjoint(range(begin - 2, begin + size + 2)):
            continue
        taken.update(range(begin, begin + size))
        codes[begin : begin + size] = news[i, :size]
        changed += range(begin, begin + size)
    return np.array(sorted(changed), np.int64)


def edits(text: Text, codes: NDArray[np.uint16]) -> list[list[Edit]]:
    """The changes of every sentence: runs of changed codes."""
    found: list[list[Edit]] = [[] for _ in range(len(text.begins))]
    places = np.flatnonzero(text.codes != codes)
    if not len(places):
        return found
    for run in np.split(places, np.flatnonzero(np.diff(places) > 1) + 1):
        begin, end = int(run[0]), int(run[-1]) + 1
        sentence = int(np.searchsorted(text.begins, begin, side="right")) - 1
        old, new = tuple(text.codes[begin:end].tolist()), tuple(codes[begin:end].tolist())
        found[sentence].append(Edit(begin - int(text.begins[sentence]), old, new))
    return found
