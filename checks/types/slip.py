"""Sentence slips told by a pattern: every match of a pattern is a hit on one of its groups.

The patterns run only over the blocks that hold one of their check's needles, and only at the places from which one of the
plain texts is in reach that every match holds, which is read in the pattern. Needles and these texts are searched for
together for all such checks, once a document.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import repeat

from checks import late, scan
from checks.late import regex
from checks.literals import Literals
from checks.model import Hit, Severity
from documents.model import Document


@dataclass(frozen=True, slots=True)
class Slip:
    """One pattern of a check. The group `x` is marked (the whole match without it); `right` replaces it, with the
    other groups filled in by `Match.expand`; None = only told. `unless` silences a match whose text it is found in."""

    pattern: re.Pattern[str]
    message: str
    right: str | None = None
    severity: Severity | None = None
    unless: re.Pattern[str] | None = None
    heads: tuple[str, ...] = ()
    """Every match begins with one of these; () = not known."""

    @property
    def within(self) -> tuple[str, ...]:
        """Every match holds one of these; () = not known."""
        return self.heads or _within(self.pattern)[0]

    @property
    def back(self) -> range | None:
        """How far before one of `within` a match begins; None = not known, or too far to try every place."""
        return range(1) if self.heads else _within(self.pattern)[1]

    def matches(self, text: str, starts: Iterable[int] | None) -> Iterator[re.Match[str]]:
        """The matches in `text`, none overlapping another; `starts` are the places where they can begin, None = anywhere."""
        if starts is None:
            found: Iterable[re.Match[str] | None] = self.pattern.finditer(text)
        else:
            found = map(self.pattern.match, repeat(text), sorted(set(starts)))
        last = 0
        for match in found:
            if match is not None and match.start() >= last:
                last = match.end()
                if self.unless is None or not self.unless.search(match.group()):
                    yield match


@cache
def _within(pattern: re.Pattern[str]) -> tuple[tuple[str, ...], range | None]:
    texts, low, high = late.needed(pattern)
    back = None if high is None or high - low > _TRIED else range(low, high + 1)
    if back is None and any(len(text) == 1 for text in texts):
        return (), None  # a single character stands in nearly every block
    return tuple(sorted(texts)), back if texts else None


def slip(
    pattern: str, message: str, right: str | None = None, severity: Severity | None = None, unless: str = ""
) -> Slip:
    """A `Slip` of pattern texts."""
    late_pattern = regex(pattern)
    heads = needles(*late.heads(late_pattern))
    made = Slip(late_pattern, message, right, severity, regex(unless) if unless else None, heads)
    if not heads:
        _headless.append(made)
    return made


_LONG = 5_000  # code points of a text for which it pays to read in a pattern more than what it begins with
_TRIED = 6  # places before a text that are worth trying one by one
_known: dict[str, None] = {}
_headless: list[Slip] = []


def needles(*texts: str) -> tuple[str, ...]:
    """Literal texts, one of which every match of a check's patterns contains; declared where the module is loaded."""
    _known.update(dict.fromkeys(texts))
    return texts


@cache
def _search(texts: tuple[str, ...]) -> Literals:
    return Literals(texts)


_Places = dict[int, dict[str, list[int]]]
"""By the number of a block: where each text stands in it, in order."""


def _places(whole: scan.Joined) -> _Places:
    within = (text for one in _headless for text in one.within) if _is_long(whole) else ()
    search = _search(tuple(dict.fromkeys((*_known, *within))))
    places: _Places = {}
    index, end = -1, -1
    for number, start, _ in search.find(whole.text):
        if start >= end:
            index = whole.index(start)
            end = whole.starts[index] + len(whole.blocks[index].text)
            block = places[index] = {}
        block.setdefault(search.texts[number], []).append(start - whole.starts[index])
    return places


def _is_long(whole: scan.Joined) -> bool:
    return len(whole.text) > _LONG


class Group:
    """The slips of one check, by the texts that tell where each can begin; in a `long` text more of them are looked for."""

    def __init__(self, slips: tuple[Slip, ...], long: bool = True) -> None:
        self.slips = slips
        self._by_text: dict[str, list[tuple[int, range | None]]] = {}
        self._anywhere: list[int] = []
        for number, one in enumerate(slips):
            within = one.within if long else one.heads
            for text in within:
                self._by_text.setdefault(text, []).append((number, one.back))
            if not within:
                self._anywhere.append(number)

    def matches(self, text: str, places: dict[str, list[int]]) -> Iterator[tuple[Slip, re.Match[str]]]:
        """The matches of all in a block of text, in which the texts stand at `places`."""
        starts: dict[int, list[int] | None] = dict.fromkeys(self._anywhere)
        for held in self._by_text.keys() & places.keys():
            for number, back in self._by_text[held]:
                known = starts.setdefault(number, None if back is None else [])
                if known is not None and back is not None:
                    known += [at - step for at in places[held] for step in back if at >= step]
        for number in sorted(starts):
            one = self.slips[number]
            for match in one.matches(text, starts[number]):
                yield one, match


_group = cache(Group)


def slip_hits(document: Document, texts: tuple[str, ...], slips: tuple[Slip, ...]) -> Iterator[Hit]:
    """Hits of all `slips` in the blocks that hold one of `texts` (see `needles`); overlapping ones are told once."""
    whole = scan.joined(document)
    wanted = frozenset(texts)
    group = _group(slips, _is_long(whole))
    for index, places in whole.keep(_places).items():
        if wanted.isdisjoint(places):
            continue
        block = whole.blocks[index]
        found = [
            (*match.span("x" if "x" in match.re.groupindex else 0), one, match)
            for one, match in group.matches(block.text, places)
        ]
        last = 0
        for start, end, one, match in sorted(found, key=lambda f: (f[0], -f[1])):
            if start >= last:
                last = end
                right = None if one.right is None else match.expand(one.right)
                yield Hit(block.id, start, end, one.message, right, one.severity)
