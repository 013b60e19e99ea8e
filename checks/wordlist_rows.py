"""The rows of a wordlist: its TSV text, entry by entry. The columns are described in wordlists/README.md."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from checks.model import Severity

COLUMNS = ("term", "replacement", "severity", "unless", "why")
REQUIRED_COLUMNS = ("term", "replacement")
SEPARATOR = "|"
SEVERITIES = {"": None} | {severity.value: severity for severity in Severity}


class Entry(NamedTuple):
    """One row. `replacements`: best first. `unless`: longer strings that silence a hit inside them.

    `more`: the cells of the columns that only this list has (a year, a count), as text; see `fact`.
    A tuple rather than a dataclass: a list makes thousands of them.
    """

    term: str
    replacements: tuple[str, ...] = ()
    severity: Severity | None = None
    unless: tuple[str, ...] = ()
    why: str = ""
    line: int = 0
    more: tuple[tuple[str, str], ...] = ()

    def fact(self, column: str) -> str:
        """The cell of a column that the list's TOML declares; '' where the row leaves it empty."""
        return next((cell for name, cell in self.more if name == column), "")

    @property
    def contexts(self) -> tuple[str, ...]:
        """What silences the term inside it. A replacement that contains its own term (像话 → 不像话) does so too: the
        text is right already."""
        return (*self.unless, *(right for right in self.replacements if self.term in right))

    @property
    def suggestion(self) -> str | None:
        """The replacement, where there is exactly one: with several the choice is the editor's."""
        return self.replacements[0] if len(self.replacements) == 1 else None


def parse(rows: str) -> Iterator[Entry]:
    """Entries of a TSV text that `validate` found no fault in. Blank lines and # lines are skipped."""
    header: _Header | None = None
    for number, line in lines_of(rows):
        cells = line.split("\t")
        if header is None:
            header = _header(cells)
        else:
            yield _entry(cells, number, header)


class _Header(NamedTuple):
    """The columns of a list: which cell is which, and (cell, name) of those that only this list has."""

    width: int
    replacement: int
    severity: int
    unless: int
    why: int
    own: tuple[tuple[int, str], ...]


def _header(cells: list[str]) -> _Header:
    # Cells and columns that are not there read as the empty one past the end.
    replacement, severity, unless, why = (
        cells.index(name) if name in cells else len(cells) for name in COLUMNS[1:]
    )
    own = tuple((place, name) for place, name in enumerate(cells) if name not in COLUMNS)
    return _Header(len(cells), replacement, severity, unless, why, own)


def _entry(cells: list[str], number: int, header: _Header) -> Entry:
    present = len(cells)
    if present == 2:  # most rows: the header begins with these two
        return Entry(cells[0], parts_of(cells[1]), line=number)
    cells = cells + [""] * (header.width + 1 - present)
    return Entry(
        cells[0],
        parts_of(cells[header.replacement]),
        SEVERITIES[cells[header.severity]],
        parts_of(cells[header.unless]),
        cells[header.why],
        number,
        tuple((name, cells[place]) for place, name in header.own if place < present),
    )


class Index:
    """Where the terms of a list stand in its text, and what silences them."""

    def __init__(self, rows: str) -> None:
        self.numbers: dict[str, int] = {}
        self.contexts: dict[str, list[str]] = {}
        self._lines = rows.split("\n")
        self._entries: dict[str, Entry] = {}
        lines = lines_of(rows)
        self._header = _header(next(lines)[1].split("\t"))
        for number, line in lines:
            term, _, rest = line.partition("\t")
            self.numbers[term] = number
            if term in rest:  # a context holds its term
                for context in _entry(line.split("\t"), number, self._header).contexts:
                    self.contexts.setdefault(context, []).append(term)

    def find(self, term: str) -> Entry | None:
        """The entry of `term`, None = no such term."""
        if (number := self.numbers.get(term)) is None:
            return None
        if (entry := self._entries.get(term)) is None:
            cells = self._lines[number - 1].removesuffix("\r").split("\t")
            entry = self._entries[term] = _entry(cells, number, self._header)
        return entry


def lines_of(rows: str) -> Iterator[tuple[int, str]]:
    """(number from 1, text) of the lines that say something: no blank ones and no remarks."""
    for number, line in enumerate(rows.split("\n"), 1):
        text = line.removesuffix("\r")
        if text.strip() and not text.startswith("#"):
            yield number, text


def parts_of(cell: str) -> tuple[str, ...]:
    """The parts of a cell that may hold several."""
    if SEPARATOR not in cell:
        return (cell,) if cell else ()
    return tuple(part for part in cell.split(SEPARATOR) if part)
