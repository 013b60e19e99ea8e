"""Keeping offsets right when text becomes NFC and when marks are dropped."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from documents.model import nfc


@dataclass(frozen=True, slots=True)
class Span:
    """NFC text with, for each of its code points, where it starts and ends in the source."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    @property
    def source_start(self) -> int:
        """Where the first code point starts; the span must not be empty."""
        return self.starts[0]

    @property
    def offsets(self) -> tuple[int, ...] | None:
        """Starts plus the final end, None where that is simply `source_start + index`."""
        every = (*self.starts, self.ends[-1])
        return None if all(b - a == 1 for a, b in pairwise(every)) else every

    @property
    def own_ends(self) -> tuple[int, ...] | None:
        """Ends, None where each is the start of the next code point."""
        return None if self.starts[1:] == self.ends[:-1] else self.ends


def span(raw: str, starts: Sequence[int], ends: Sequence[int]) -> Span:
    """NFC of `raw`, whose code point i stands at [starts[i], ends[i]) of the source."""
    if unicodedata.is_normalized("NFC", raw):
        return Span(raw, tuple(starts), tuple(ends))
    text: list[str] = []
    first: list[int] = []
    last: list[int] = []
    for a, b in chunks(raw):
        composed = nfc(raw[a:b])
        if len(composed) == b - a:
            first += starts[a:b]
            last += ends[a:b]
        else:
            # A composed character covers all its parts; a decomposed one shares its source between the
            # results.
            first += [starts[min(a + k, b - 1)] for k in range(len(composed))]
            last += [ends[b - 1]] * len(composed)
        text.append(composed)
    return Span("".join(text), tuple(first), tuple(last))


def chunks(raw: str) -> list[tuple[int, int]]:
    """Ranges of `raw` that normalise independently of each other: NFC of the whole is the NFC of the parts,
    joined.
    """
    cuts = [0]
    for i in range(1, len(raw)):
        if unicodedata.combining(raw[i]):
            continue
        # Some starters (Hangul vowels, a few Indic signs) still melt into what precedes them.
        if raw[i] < "\u0300" or nfc(raw[cuts[-1] : i + 1]) == nfc(raw[cuts[-1] : i]) + nfc(raw[i]):
            cuts.append(i)
    return list(pairwise([*cuts, len(raw)]))


@dataclass(slots=True)
class Text:
    """Characters with their starts and ends in the source, built left to right."""

    chars: list[str] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)
    ends: list[int] = field(default_factory=list)

    def add(self, text: str, starts: Sequence[int], ends: Sequence[int]) -> None:
        """Append `text`, one start and one end a code point."""
        self.chars += text
        self.starts += starts
        self.ends += ends

    def spread(self, text: str, start: int, end: int) -> None:
        """Append `text` that stands for the source range as a whole (an entity, a line end)."""
        self.add(text, [start] * len(text), [end] * len(text))

    def span(self, edges: str) -> Span | None:
        """NFC text without `edges` at both sides, None where nothing is left."""
        raw = "".join(self.chars)
        left = len(raw) - len(raw.lstrip(edges))
        right = len(raw.rstrip(edges))
        if left >= right:
            return None
        return span(raw[left:right], self.starts[left:right], self.ends[left:right])
