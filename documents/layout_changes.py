"""What can be set otherwise in the layout of a Word file; `documents.layout_write` does it.

`part` and `path` name the paragraph or section, as `Anchor` does.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RunChange:
    """Set the text [start, end) of a paragraph (offsets of `Paragraph.text`, None = all of it).

    `latin`: the font holds for digits and letters too, not for Chinese characters alone. `color`: RRGGBB or "auto".
    """

    part: str = ""
    path: str = ""
    start: int | None = None
    end: int | None = None
    font: str | None = None
    latin: bool = False
    size_pt: float | None = None
    color: str | None = None


@dataclass(frozen=True, slots=True)
class ParagraphChange:
    """Set a paragraph; None = leave. Indents in characters, exact line spacing in points, space before in lines."""

    part: str = ""
    path: str = ""
    alignment: str | None = None
    left_chars: float | None = None
    right_chars: float | None = None
    first_chars: float | None = None
    size_pt: float = 16.0  # what one character of the indents measures
    line_pt: float | None = None
    before_lines: float | None = None
    new_page: bool = False


@dataclass(frozen=True, slots=True)
class SectionChange:
    """Set a section's page by the names of w:pgSz and w:pgMar (millimetres), or its grid (points)."""

    part: str
    path: str
    page_mm: tuple[tuple[str, float], ...] = ()
    line_pitch_pt: float | None = None
    char_space_pt: float | None = None


Change = RunChange | ParagraphChange | SectionChange
