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
from checks.typos.ngrams import STEP, term
from checks.typos.scoring import HISTORY, Scorer, Windows
from checks.typos.table import mix

ROUNDS = 4
KEPT = 6  # candidates of a place that are scored in full
UNLIKELY = -11.0  # nats over a character and the two after it
WELL_KNOWN = 15  # level of four characters seen four times or more
LEAST_GAIN = 5.0  # nats
LEAST_PAIR_GAIN = 7.0
LEAST_AGAIN = 0.5
UNCHANGED = 5.0  # channel of writing what one means, held against that of the change
HOPELESS = -20.0  # nats over a character and the two after it: there any character is tried
UNRELATED = -9.0  # channel of a character that neither sounds nor looks like the one written
_EDGE = 5  # codes either side of a changed place whose doubt changes with it
_CHUNK = 1 << 15

Places = NDArray[np.int64]


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
        self.channel = channel(self.tables.kinds, self.tables.close)
        self._neighbours = Neighbours(self.scorer)

    def changes(self, text: Text) -> NDArray[np.uint16]:
        """`text.codes` with every change that makes it likelier."""
        codes = text.codes.copy()
        places = np.arange(HISTORY, len(codes) - HISTORY)
        for _ in range(ROUNDS):
            places = self._doubtful(codes, places)
            if not len(places):
                break
            begins, news, gains = self._proposals(text.codes, codes, places)
            changed = _apply(codes, begins, news, gains)
            if not len(changed):
                break
            touched = np.zeros(len(codes), bool)
            for shift in range(-_EDGE, _EDGE + 1):
                touched[np.clip(changed + shift, 0, len(codes) - 1)] = True
            places = np.flatnonzero(touched & (codes >= FIRST_HAN))
        return codes

    def _doubtful(self, codes: NDArray[np.uint16], places: Places) -> Places:
        """The Han characters among `places` that make an unlikely stretch and stand in no well-known four characters."""
        places = places[codes[places] >= FIRST_HAN]
        if len(places) * 3 < len(codes):
            kept = [part[self._doubt(around(codes, part))[:, 0]] for part in _parts(places)]
            return np.concatenate(kept)
        doubt = np.zeros(len(codes), bool)
        for i in range(HISTORY, len(codes) - HISTORY, _CHUNK):
            windows = codes[None, i - HISTORY : i + _CHUNK + HISTORY]
            doubt[i : i + windows.shape[1] - 2 * HISTORY] = self._doubt(windows)[0]
        doubt[:-1] |= doubt[1:]  # of a word written with two wrong characters the first may look right
        return places[doubt[places]]

    def _doubt(self, windows: Windows) -> NDArray[np.bool_]:
        """For every code but the first and last four of each window."""
        chances, levels = self.scorer.score(windows)
        size = windows.shape[1] - 2 * HISTORY
        stretch = chances[:, :size] + chances[:, 1 : size + 1] + chances[:, 2 : size + 2]
        fours = levels[2]
        known = np.max([fours[:, HISTORY - j : HISTORY - j + size] for j in range(4)], axis=0)
        doubt: NDArray[np.bool_] = (stretch < UNLIKELY) & (known < WELL_KNOWN)
        return doubt

    def _proposals(
        self, original: NDArray[np.uint16], codes: NDArray[np.uint16], places: Places
    ) -> tuple[Places, NDArray[np.uint16], NDArray[np.float32]]:
        """(where, the two new codes (the second 0 = single), gain in nats) of the best change of every place."""
        doubtful = np.zeros(len(codes) + 1, bool)
        doubtful[places] = True
        places, same = _representatives(original, codes, places, doubtful)
        begins, news, gains = [], [], []
        for part in _parts(places, 4096):
            single, pairs = self._single(original, codes, part), self._pairs(original, codes, part, doubtful)
            for found in (single, pairs, self._any(original, codes, part)):
                where, again = _ranges(*same.ranges(found[0]))
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
        row, at = _ranges(starts[old].astype(np.int64), starts[old.astype(np.int64) + 1].astype(np.int64))
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
        at = places[row]
        left, right = codes[at - 1], codes[at + 1]
        grams = self.scorer.grams
        before, after = term(left, 0) + term(new, 1), term(new, 0) + term(right, 1)
        level_before, level_after = grams.pair_levels(before), grams.pair_levels(after)
        keep = (level_before > 0) | (level_after > 0)
        row, new, at, likely = row[keep], new[keep], at[keep], likely[keep]
        bound_before, bound_after = level_before[keep], level_after[keep]
        left, right = left[keep], right[keep]
        middle = np.minimum(
            grams.levels(before[keep] + term(right, 2)), np.minimum(bound_before, bound_after)
        )
        first = grams.levels(term(codes[at - 2], 0) + term(left, 1) + term(new, 2))
        last = grams.levels(after[keep] + term(codes[at + 2], 2))
        points = likely + self._quick(codes, at, new, (bound_before, bound_after, first, middle, last))
        order = np.lexsort((-points, row))
        row, new, likely = row[order], new[order], likely[order]
        rank = np.arange(len(row)) - np.searchsorted(row, row)
        keep = rank < KEPT
        return row[keep], new[keep], likely[keep]

    def _quick(
        self,
        codes: NDArray[np.uint16],
        at: Places,
        new: NDArray[np.uint16],
        levels: tuple[NDArray[np.uint8], ...],
    ) -> NDArray[np.float32]:
        """Trigram log-probability of each new character and the two after it, with the cheapest back-off there is."""
        scorer, grams = self.scorer, self.scorer.grams
        before, after, first, middle, last = (_log(x) for x in levels)
        left, right, next_ = codes[at - 1], codes[at + 1], codes[at + 2]
        begin = _log(grams.pair_levels(term(codes[at - 2], 0) + term(left, 1)))
        end = _log(grams.pair_levels(term(right, 0) + term(next_, 1)))
        single, chance = scorer.log_single, scorer.log_chance
        return (
            np.where(
                (first >= 0) & (before >= 0) & (begin >= 0),
                np.minimum(first, np.minimum(begin, before)) - begin,
                np.where(before >= 0, before - single[left] - 0.9, chance[new] - 1.8),
            )
            + np.where(
                middle >= 0,
                middle - before,
                np.where(after >= 0, after - single[new] - 0.9, chance[right] - 1.8),
            )
            + np.where(
                (last >= 0) & (after >= 0) & (end >= 0),
                np.minimum(last, np.minimum(after, end)) - after,
                np.where(end >= 0, end - single[right] - 0.9, chance[next_] - 1.8),
            )
        )

    def gains(
        self, codes: NDArray[np.uint16], places: Places, row: Places, news: NDArray[np.uint16]
    ) -> NDArray[np.float32]:
        """How much likelier (nats) the text gets when codes from places[row] on become the rows of `news`."""
        size = news.shape[1]
        base = around(codes, places, size)
        was = self.scorer.score(base)[0].sum(axis=1)
        out = np.empty(len(row), np.float32)
        for part in _parts(np.arange(len(row))):
            windows = base[row[part]]
            windows[:, HISTORY : HISTORY + size] = news[part]
            out[part] = self.scorer.score(windows)[0].sum(axis=1) - was[row[part]]
        return out

    def _single(
        self, original: NDArray[np.uint16], codes: NDArray[np.uint16], places: Places
    ) -> tuple[Places, NDArray[np.uint16], NDArray[np.float32]]:
        row, new, likely = self.candidates(original, codes, places)
        gains = self.gains(codes, places, row, new[:, None]) + likely
        # A place changed before may change its mind: the price of a change is paid.
        gains[codes[places[row]] != original[places[row]]] += LEAST_GAIN - LEAST_AGAIN
        best = _best(row, gains, LEAST_GAIN)
        news = np.stack([new[best], np.zeros(len(best), np.uint16)], 1)
        return places[row[best]], news, gains[best]

    def _pairs(
        self,
        original: NDArray[np.uint16],
        codes: NDArray[np.uint16],
        places: Places,
        doubtful: NDArray[np.bool_],
    ) -> tuple[Places, NDArray[np.uint16], NDArray[np.float32]]:
        """Two-character words that sound like what stands at a place and the next."""
        pairs = places[doubtful[places + 1] & (codes[places + 1] >= FIRST_HAN)]
        row, new = self.words(original, pairs)
        at = pairs[row]
        keep = (
            (new != codes[at[:, None] + np.arange(2)]) & (new != original[at[:, None] + np.arange(2)])
        ).all(axis=1)
        row, new, at = row[keep], new[keep], at[keep]
        grams = self.scorer.grams
        word = term(new[:, 0], 0) + term(new[:, 1], 1)
        seen = grams.pair_levels(word)
        first = grams.levels(term(codes[at - 1], 0) + term(new[:, 0], 1) + term(new[:, 1], 2))
        last = grams.levels(word + term(codes[at + 2], 2))
        keep = (seen > 16) & ((first > 0) | (last > 0))
        row, new = row[keep], new[keep]
        gains = self.gains(codes, pairs, row, new)
        best = _best(row, gains, LEAST_PAIR_GAIN)
        return pairs[row[best]], new[best], gains[best]

    def _any(
        self, original: NDArray[np.uint16], codes: NDArray[np.uint16], places: Places
    ) -> tuple[Places, NDArray[np.uint16], NDArray[np.float32]]:
        """Any frequent character, where the text is all but impossible: slips that neither sound nor look alike."""
        stretch = self.scorer.score(around(codes, places))[0][:, :3].sum(axis=1)
        places = places[stretch < HOPELESS]
        rows, found = [np.zeros(0, np.int64)], [np.zeros(0, np.uint16)]
        for i, at in enumerate(places.tolist()):
            found.append(self._neighbours.between(int(codes[at - 1]), int(codes[at + 1])))
            rows.append(np.full(len(found[-1]), i))
        row, new = np.concatenate(rows), np.concatenate(found)
        at = places[row]
        keep = (new != codes[at]) & (new != original[at])
        row, new, at = row[keep], new[keep], at[keep]
        levels, left, right = self.scorer.grams.levels, codes[at - 1], codes[at + 1]
        points = levels(term(codes[at - 2], 0) + term(left, 1) + term(new, 2)).astype(np.int64)
        points += levels(term(left, 0) + term(new, 1) + term(right, 2))
        points += levels(term(new, 0) + term(right, 1) + term(codes[at + 2], 2))
        order = np.lexsort((-points, row))
        rank = np.arange(len(order)) - np.searchsorted(row[order], row[order])
        order = order[(rank < KEPT) & (points[order] > 0)]
        row, new = row[order], new[order]
        gains = self.gains(codes, places, row, new[:, None]) + np.float32(UNRELATED)
        best = _best(row, gains, LEAST_GAIN)
        return places[row[best]], np.stack([new[best], np.zeros(len(best), np.uint16)], 1), gains[best]

    def words(self, original: NDArray[np.uint16], pairs: Places) -> tuple[Places, NDArray[np.uint16]]:
        """(index into `pairs`, word): the dictionary words that sound like the two characters there."""
        starts, tables = self.tables.sound_starts, self.tables
        first, second = original[pairs].astype(np.int64), original[pairs + 1].astype(np.int64)
        row, one = _ranges(starts[first].astype(np.int64), starts[first + 1].astype(np.int64))
        again, two = _ranges(starts[second[row]].astype(np.int64), starts[second[row] + 1].astype(np.int64))
        keys = tables.sounds[one[again]].astype(np.uint32) * np.uint32(1024) + tables.sounds[two]
        low = np.searchsorted(tables.sound_keys, keys)
        high = np.searchsorted(tables.sound_keys, keys, side="right")
        which, at = _ranges(low, high)
        return row[again[which]], tables.sound_words[at]


@dataclass(frozen=True, slots=True)
class _Same:
    """Places with the same surroundings: those of `firsts[i]` are `places[starts[i]:starts[i+1]]`."""

    firsts: Places
    starts: Places
    places: Places

    def ranges(self, firsts: Places) -> tuple[Places, Places]:
        """Where in `places` the groups of these representatives lie."""
        at = np.searchsorted(self.firsts, firsts)
        return self.starts[at], self.starts[at + 1]


def _representatives(
    original: NDArray[np.uint16], codes: NDArray[np.uint16], places: Places, doubtful: NDArray[np.bool_]
) -> tuple[Places, _Same]:
    """One place for all that stand in the same ten codes: a text that repeats itself costs no more than once."""
    key = doubtful[places + 1].astype(np.uint64)
    for shift in range(-HISTORY, HISTORY + 2):
        near = codes[np.minimum(places + shift, len(codes) - 1)].astype(np.uint64)
        key = key * np.uint64(0x9E3779B97F4A7C15) + near + np.uint64(1)
    for shift in (0, 1):
        key = key * np.uint64(0x9E3779B97F4A7C15) + original[places + shift].astype(np.uint64)
    key = mix(key, 1)
    order = np.argsort(key, kind="stable")
    ranked, key = places[order], key[order]
    begin = (
        np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])) if len(key) else np.zeros(0, np.int64)
    )
    firsts, ends = ranked[begin], np.append(begin[1:], len(ranked))
    by_place = np.argsort(firsts)
    lengths = (ends - begin)[by_place]
    _, at = _ranges(begin[by_place], ends[by_place])
    starts = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64)
    return firsts[by_place], _Same(firsts[by_place], starts, ranked[at])


def _parts(items: Places, size: int = 1 << 13) -> list[Places]:
    return [items[i : i + size] for i in range(0, max(len(items), 1), size)]


def _ranges(low: Places, high: Places) -> tuple[Places, Places]:
    """(i, k) for every i and every k in range(low[i], high[i])."""
    lengths = high - low
    row = np.repeat(np.arange(len(low)), lengths)
    return row, np.arange(len(row)) - np.repeat(np.cumsum(lengths) - lengths - low, lengths)


def _log(levels: NDArray[np.uint8]) -> NDArray[np.float32]:
    """log of the counts, -1 where there is none."""
    logs: NDArray[np.float32] = (levels.astype(np.float32) - 1) * np.float32(STEP) - (levels == 0)
    return logs


def _best(row: Places, gains: NDArray[np.float32], least: float) -> Places:
    """Of every row the item with the highest gain, where that is `least` or more."""
    order = np.lexsort((-gains, row))
    first = order[np.flatnonzero(np.diff(row[order], prepend=-1))]
    chosen: Places = first[gains[first] >= least]
    return chosen


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
