"""Dates in running text, to the year, month or day, Arabic or Chinese; and the year a document speaks from."""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from checks.late import regex
from checks.types.numerals import ordinal
from documents.model import BlockKind, Document

_HAN = "〇零一二三四五六七八九十"
_DATE = regex(
    rf"(?<![\d.])(?:(?P<year>(?:1[89]|20)\d\d|[一二][{_HAN}]{{3}})年(?:(?P<month>\d{{1,2}}|[{_HAN}]{{1,3}})月(?:(?P<day>\d{{1,2}}|[{_HAN}]{{1,3}})[日号])?)?"
    rf"|(?P<month2>\d{{1,2}}|[{_HAN}]{{1,2}})月(?P<day2>\d{{1,2}}|[{_HAN}]{{1,3}})日)"
)
_SIGNED = regex(
    rf"\s*(?:（?\s*)((?:19|20)\d\d|二[〇零○]{{1,2}}[{_HAN}]{{1,2}})年(?:\d{{1,2}}|[{_HAN}]{{1,3}})月(?:(?:\d{{1,2}}|[{_HAN}]{{1,3}})日)?\s*(?:）|印发)?\s*"
)


@dataclass(frozen=True, slots=True)
class Date:
    """A date at [start, end) of the text; `month` and `day` None where not told, `year` None likewise; `inferred`:
    the year was taken from a date before it.
    """

    start: int
    end: int
    year: int | None
    month: int | None = None
    day: int | None = None
    inferred: bool = False

    def with_year(self, year: int | None) -> Date:
        """The same date in `year`, where it names none."""
        return self if self.year is not None else Date(self.start, self.end, year, self.month, self.day, True)

    @property
    def first(self) -> datetime.date | None:
        """The first day it can mean; None where it names no year or does not exist."""
        return _day(self.year, self.month or 1, self.day or 1)

    @property
    def last(self) -> datetime.date | None:
        """The last day it can mean."""
        month = self.month or 12
        if self.year is None or not 1 <= month <= 12:
            return None
        return _day(self.year, month, self.day or calendar.monthrange(self.year, month)[1])

    @property
    def exact(self) -> bool:
        """Whether it names a day."""
        return self.day is not None


def _day(year: int | None, month: int, day: int) -> datetime.date | None:
    try:
        return datetime.date(year, month, day) if year is not None else None
    except ValueError:
        return None


def dates(text: str, start: int = 0, end: int | None = None) -> Iterator[Date]:
    """The dates that lie in [start, end) of `text`, in order."""
    for match in _DATE.finditer(text, start, len(text) if end is None else end):
        yield Date(
            match.start(),
            match.end(),
            ordinal(match.group("year")) if match.group("year") else None,
            _number(match.group("month") or match.group("month2")),
            _number(match.group("day") or match.group("day2")),
        )


def _number(text: str | None) -> int | None:
    return ordinal(text) if text else None


def document_year(document: Document) -> int | None:
    """The year the text speaks from: that of the date it is signed with, a block of its own near its end or its head.

    None where no such date stands there: a guess would make findings out of nothing.
    """
    blocks = [b for b in document.blocks if b.kind is not BlockKind.TABLE_CELL and b.text.strip()]
    for block in [*reversed(blocks[-12:]), *blocks[:6]]:
        match = _SIGNED.fullmatch(block.text)
        if match:
            return ordinal(match.group(1).replace("○", "〇"))
    return None
