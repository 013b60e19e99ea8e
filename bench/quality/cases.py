"""One injected fault: clean lines, the edit that spoils them, and where a finding counts as a hit.

All places are code points of the clean lines; `Case.spoil` carries them over to the faulted text.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from bench.quality.chance import Chance


class Group(StrEnum):
    """The groups that the targets are set for."""

    FORMAT = "format"  # punctuation, numbers, width, variants, pairing
    WORDS = "words"
    FACTS = "facts"
    SECRETS = "secrets"


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph, or a table cell at (table, row, column)."""

    text: str
    cell: tuple[int, int, int] | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """`lines[line].text[start:end]` becomes `text`."""

    line: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of one line."""

    line: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Spoiled:
    """The faulted lines; `spans` where the edits stand in them, `related` where else a finding counts."""

    lines: tuple[Line, ...]
    spans: tuple[Place, ...]
    related: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """Clean lines and their one fault. `edits` do not overlap and stand in order, line by line.

    `target` are the lines that belong to the case itself (the others are context). `accepted` are further right
    texts of the first edited line, beside the clean one.
    """

    lines: tuple[Line, ...]
    edits: tuple[Edit, ...]
    related: tuple[Place, ...] = ()
    accepted: tuple[str, ...] = ()
    target: tuple[int, ...] = (0,)

    def spoil(self) -> Spoiled:
        """The faulted text."""
        lines = list(self.lines)
        spans: list[Place] = []
        for number in sorted({edit.line for edit in self.edits}):
            text, parts, at, length = self.lines[number].text, [], 0, 0
            for edit in (e for e in self.edits if e.line == number):
                parts += [text[at : edit.start], edit.text]
                length += edit.start - at
                spans.append(Place(number, length, length + len(edit.text)))
                length += len(edit.text)
                at = edit.end
            lines[number] = Line("".join([*parts, text[at:]]), self.lines[number].cell)
        related = tuple(
            Place(p.line, self.moved(p.line, p.start), self.moved(p.line, p.end)) for p in self.related
        )
        return Spoiled(tuple(lines), tuple(spans), related)

    def moved(self, line: int, offset: int) -> int:
        """Where an offset of the clean line stands in the faulted one (inside an edit: its near end)."""
        shift = 0
        for edit in self.edits:
            if edit.line != line or edit.start > offset:
                continue
            if offset >= edit.end:
                shift += len(edit.text) - (edit.end - edit.start)
            else:
                shift += min(len(edit.text), offset - edit.start) - (offset - edit.start)
        return offset + shift


@dataclass(frozen=True, slots=True)
class Slip:
    """A fault inside one paragraph: edits (start, end, new text), in order; further places that count; further
    right texts of the whole paragraph.
    """

    edits: tuple[tuple[int, int, str], ...]
    related: tuple[tuple[int, int], ...] = ()
    accepted: tuple[str, ...] = ()


Inject = Callable[[Chance, str], "Slip | None"]
Build = Callable[[Chance], "Case | None"]


@dataclass(frozen=True, slots=True)
class Family:
    """A fault family. `inject` spoils a paragraph of the corpus (None: nothing to spoil there); `build` writes
    its own carrier. Exactly one of the two.
    """

    id: str
    title: str
    group: Group
    source: str
    inject: Inject | None = None
    build: Build | None = None
