"""Looks for the phrases of every list at once; see `checks.types.phrase` for what a phrase is.

The words next to the wrong part are searched for, all together. Most verbs have their object farther off: where a clause
ends with such an object is noted once for the document, and only the rows whose object stands there are tried.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from operator import add
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from checks import scan, wordlists
from checks.literals import Literals, Place
from checks.model import Hit, Severity
from checks.types.phrase import BEFORE, CLAUSE_MARKS, Phrase, compiled, needles
from documents.model import Document

LISTS = ("confusables", "collocations", "redundancy")
"""Every list of phrases; they are searched together, once a document."""

_ENDS = "，。；：！？、”’）》\0和与及" + "".join(filter(str.isspace, map(chr, range(0x3001))))
"""Behind which a clause can end; a gap goes on behind those that are no `CLAUSE_MARKS`."""
_TAIL = 2  # code points of a closing word by which the ends of clauses are told


class _Row(NamedTuple):
    """A row of a needle: its place among them, its list, where the wrong part begins in the needle, and the phrase."""

    order: int
    name: str
    offset: int
    phrase: Phrase


class _Closing(NamedTuple):
    """Rows whose clause ends with the same word, at most `reach` code points behind the wrong part: those without a word
    before the wrong part, and the others by how that word begins."""

    reach: int
    rows: list[_Row]
    by_word: dict[str, list[_Row]]

    def possible(self, text: str, start: int) -> list[_Row]:
        """The rows that can match where their needle stands at `start`."""
        if not self.by_word:
            return self.rows
        before = text[max(0, start - BEFORE) : start]
        beginnings = {*before, *map(add, before, before[1:])} & self.by_word.keys()
        rows = {row.order: row for row in self.rows}
        rows |= {row.order: row for beginning in beginnings for row in self.by_word[beginning]}
        return [rows[order] for order in sorted(rows)]


class _Needle(NamedTuple):
    """The rows of one needle: those whose clause ends with the needle, those told by the word their clause ends with, and
    all others."""

    others: list[_Row]
    last: _Closing | None
    closing: dict[str, _Closing]
    lengths: list[int]
    """How long the endings are."""
    tails: frozenset[int]
    """What they end with."""
    reach: int

    def closed_by(self, text: str, start: int, end: int, ends: Iterable[int]) -> Iterator[_Row]:
        """The rows of the needle at [start, end) whose word stands right before one of `ends`, which are in its clause."""
        for at in ends:
            for length in self.lengths:
                closing = self.closing.get(text[at - length : at]) if length <= at - end else None
                if closing is not None and at - end <= closing.reach:
                    yield from closing.possible(text, start)


def _closes(needle: str, row: _Row) -> bool:
    """Whether a row is told by what stands between the needle and the clause's end."""
    phrase = row.phrase
    if phrase.ends_within is None or row.offset + len(phrase.wrong) < len(needle):
        return False
    return phrase.ends_within == 0 or min(map(len, phrase.ending)) >= _TAIL


def _needle(needle: str, rows: list[_Row]) -> _Needle:
    by_ending: dict[str, list[_Row]] = {}
    for row in rows:
        if _closes(needle, row):
            for ending in row.phrase.ending:
                by_ending.setdefault(ending, []).append(row)
    closing = {ending: _closing(closed) for ending, closed in by_ending.items()}
    last = closing.pop("", None)
    return _Needle(
        [row for row in rows if not _closes(needle, row)],
        last,
        closing,
        sorted(set(map(len, closing))),
        frozenset(scan.pair(*map(ord, ending[-_TAIL:])) for ending in closing),
        max((one.reach for one in closing.values()), default=0),
    )


def _closing(rows: list[_Row]) -> _Closing:
    by_word: dict[str, list[_Row]] = {}
    for row in rows:
        # The wrong part begins where the needle does, or there is no looking for what stands before it.
        for word in row.phrase.before if row.offset == 0 else ():
            by_word.setdefault(word[:2], []).append(row)
    free = [row for row in rows if row.offset or not row.phrase.before]
    return _Closing(max(row.phrase.ends_within or 0 for row in rows), free, by_word)


class _Needles:
    """The needles of all lists. Their rows are compiled when a text holds the needle."""

    def __init__(self) -> None:
        rows: dict[str, list[tuple[str, int, str]]] = {}
        for name in LISTS:
            for term in wordlists.load(name).terms:
                for needle, offset in needles(term):
                    rows.setdefault(needle, []).append((name, offset, term))
        self.search = Literals(rows)
        self._rows = tuple(rows.values())
        self._made: list[_Needle | None] = [None] * len(rows)

    def made(self, number: int) -> _Needle:
        """The needle of that number in `search`, with its rows."""
        made = self._made[number]
        if made is None:
            rows = [
                _Row(order, name, offset, _phrase(name, term))
                for order, (name, offset, term) in enumerate(self._rows[number])
            ]
            made = self._made[number] = _needle(self.search.texts[number], rows)
        return made


@cache
def _needles() -> _Needles:
    return _Needles()


@cache
def _phrase(name: str, term: str) -> Phrase:
    entry = wordlists.load(name).find(term)
    if entry is None:
        raise KeyError(term)
    return compiled(entry)


def _found(whole: scan.Joined) -> dict[str, list[tuple[int, Phrase]]]:
    """Hits of every list in the joined text: list name to (offset, phrase), in order."""
    found: dict[str, dict[int, Phrase]] = {name: {} for name in LISTS}
    text = whole.text
    for start, row in _possible(whole, _needles()):
        at = start + row.offset
        if at not in found[row.name] and row.phrase.at(text, at):
            found[row.name][at] = row.phrase
    return {name: sorted(places.items()) for name, places in found.items()}


def _possible(whole: scan.Joined, search: _Needles) -> Iterator[tuple[int, _Row]]:
    """Every row that can match, with where its needle begins."""
    text, places = whole.text, search.search.find(whole.text)
    made = {number: search.made(number) for number in {number for number, _, _ in places}}
    closings = _closings(whole, places, made)
    alone = {number for number, needle in made.items() if needle.others or needle.last}
    for place in places:
        if place[0] not in alone and place not in closings:
            continue
        number, start, end = place
        needle = made[number]
        for row in needle.others:
            yield start, row
        if needle.last and text[end : end + 1] in _ENDS:
            for row in needle.last.possible(text, start):
                yield start, row
        if needle.closing:
            for row in needle.closed_by(text, start, end, closings.get(place, ())):
                yield start, row


def _closings(whole: scan.Joined, places: list[Place], made: dict[int, _Needle]) -> dict[Place, list[int]]:
    """Where behind a needle, in its reach and its clause, an end stands before which a word may close one of its rows."""
    needles = [number for number, needle in made.items() if needle.closing]
    order = {number: index for index, number in enumerate(needles)}
    places = [place for place in places if place[0] in order]
    if not places:
        return {}
    known = sorted(set().union(*(made[number].tails for number in needles)))
    column = {tail: index for index, tail in enumerate(known)}
    closes = np.zeros((len(needles), len(known)), np.bool_)
    for row, number in enumerate(needles):
        closes[row, [column[tail] for tail in made[number].tails]] = True
    ends, tail = _known_ends(whole, np.array(known, np.int64))
    needle = np.array([order[number] for number, _, _ in places])
    behind = np.array([end for _, _, end in places])
    reach = np.array([made[number].reach for number in needles])[needle]
    breaks = np.append(whole.where(CLAUSE_MARKS), len(whole.text))
    farthest = np.minimum(behind + reach, breaks[np.searchsorted(breaks, behind)])
    place, end = _ranges(np.searchsorted(ends, behind), np.searchsorted(ends, farthest, "right"))
    pairs = np.flatnonzero(closes[needle[place], tail[end]])
    found: dict[Place, list[int]] = {}
    for index, at in zip(place[pairs].tolist(), ends[end[pairs]].tolist(), strict=True):
        found.setdefault(places[index], []).append(at)
    return found


def _known_ends(whole: scan.Joined, known: NDArray[np.int64]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Where clauses end behind one of the `known` tails (in order), and which of them it is."""
    ends = np.append(whole.where(_ENDS), len(whole.text))
    first, second = (whole.points[np.maximum(ends - back, 0)].astype(np.int64) for back in (2, 1))
    tails = scan.pair(first, second)
    tail = np.minimum(np.searchsorted(known, tails), len(known) - 1)
    some = known[tail] == tails
    return ends[some], tail[some]


def _ranges(first: NDArray[np.intp], last: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """All pairs (i, j) with first[i] ≤ j < last[i]."""
    count = np.maximum(last - first, 0)
    i = np.repeat(np.arange(len(count)), count)
    return i, np.arange(len(i)) - np.repeat(np.cumsum(count) - count - first, count)


def phrase_hits(document: Document, name: str, message: str, dropped: str = "") -> Iterator[Hit]:
    """The whole body of a check over one list of phrases. `message` may hold {term} (the wrong part) and
    {replacements}; the row's own `why` follows it. `dropped` is the message of rows without a replacement in a list
    whose wrong parts are then to be left out, "" = such rows are only told.

    Raises:
        WordlistError, PhraseError: a list is faulty. A row is looked at when a text holds its needle; the tests
            compile every one.
    """
    whole = scan.joined(document)
    last = 0
    for offset, phrase in whole.keep(_found)[name]:
        if offset < last:
            continue
        last = offset + len(phrase.wrong)
        entry = phrase.entry
        block, start = whole.place(offset)
        right = "或".join(f"“{r}”" for r in entry.replacements)
        leave_out = bool(dropped) and not right
        form = dropped if leave_out else message
        text = form.format(term=phrase.wrong, replacements=right) + (f"{entry.why}。" if entry.why else "")
        better = "" if leave_out else entry.suggestion
        where = f"{name}:{entry.term}"
        severity = Severity.BLUE if phrase.is_far(whole.text, offset) else entry.severity
        yield Hit(block.id, start, start + len(phrase.wrong), text, better, severity, where)
