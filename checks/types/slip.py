"""Sentence slips told by a pattern: every match of a pattern is a hit on one of its groups.

The patterns run only over the blocks that hold one of their check's needles. The needles of all these checks are
searched for together, once a document.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import ahocorasick_rs

from checks import scan
from checks.late import regex
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


def slip(
    pattern: str, message: str, right: str | None = None, severity: Severity | None = None, unless: str = ""
) -> Slip:
    """A `Slip` of pattern texts."""
    return Slip(regex(pattern), message, right, severity, regex(unless) if unless else None)


_known: dict[str, None] = {}


def needles(*texts: str) -> tuple[str, ...]:
    """Literal texts, one of which every match of a check's patterns contains; declared where the module is loaded."""
    _known.update(dict.fromkeys(texts))
    return texts


@cache
def _search(texts: tuple[str, ...]) -> ahocorasick_rs.AhoCorasick:
    return ahocorasick_rs.AhoCorasick([*texts], implementation=ahocorasick_rs.Implementation.ContiguousNFA)


def _blocks(whole: scan.Joined) -> dict[str, set[int]]:
    """For each needle the numbers of the blocks that hold it."""
    texts = tuple(_known)
    blocks: dict[str, set[int]] = {text: set() for text in texts}
    for index, start, _ in _search(texts).find_matches_as_indexes(whole.text, overlapping=True):
        blocks[texts[index]].add(whole.index(start))
    return blocks


def slip_hits(document: Document, texts: tuple[str, ...], slips: tuple[Slip, ...]) -> Iterator[Hit]:
    """Hits of all `slips` in the blocks that hold one of `texts` (see `needles`); overlapping ones are told once."""
    whole = scan.joined(document)
    held = whole.keep(_blocks)
    for index in sorted(set[int]().union(*(held[text] for text in texts))):
        block = whole.blocks[index]
        found = [
            (*match.span("x" if "x" in match.re.groupindex else 0), one, match)
            for one in slips
            for match in one.pattern.finditer(block.text)
            if one.unless is None or not one.unless.search(match.group())
        ]
        last = 0
        for start, end, one, match in sorted(found, key=lambda f: (f[0], -f[1])):
            if start >= last:
                last = end
                right = None if one.right is None else match.expand(one.right)
                yield Hit(block.id, start, end, one.message, right, one.severity)
