"""Layout facts of a Word document: its pages, and how each paragraph and each stretch of text in it is set.

Facts are computed as Word shows them (defaults, styles, numbering, direct formatting) and never enter the content
hash. A paragraph is tied to its block by part and path, the two of `Anchor`. Lengths are in points (`_pt`) or
millimetres (`_mm`); `None` means that the file does not say.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Literal

LineRule = Literal["auto", "exact", "atLeast"]
Grid = Literal["none", "lines", "characters"]
FULL_BLANK = "\u3000"
POINTS_TO_MM = 25.4 / 72


@dataclass(frozen=True, slots=True)
class Stretch:
    """Text of a paragraph under one set of properties. `start` counts code points of `Paragraph.text`.

    `east` is the font of Chinese characters, `latin` that of digits and letters, `color` RRGGBB or "auto".
    """

    start: int
    text: str
    east: str | None = None
    latin: str | None = None
    size_pt: float | None = None
    bold: bool = False
    color: str = "auto"

    @property
    def end(self) -> int:
        """Where it ends in the paragraph."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Rule:
    """A drawn line: a border of a paragraph or table, or a line shape. `edge` is top, bottom or shape."""

    edge: str
    width_pt: float
    color: str = "auto"
    length_mm: float | None = None


@dataclass(frozen=True, slots=True)
class Indent:
    """Indents of a paragraph. The `_chars` values, where stated and not 0, go before the lengths."""

    left_pt: float = 0.0
    right_pt: float = 0.0
    first_pt: float = 0.0  # negative = hanging
    left_chars: float = 0.0
    right_chars: float = 0.0
    first_chars: float = 0.0

    def chars(self, side: Literal["left", "right", "first"], size_pt: float) -> float:
        """One of them in characters of `size_pt`."""
        stated: float = getattr(self, f"{side}_chars")
        length: float = getattr(self, f"{side}_pt")
        return stated or (length / size_pt if size_pt > 0 else 0.0)


@dataclass(frozen=True, slots=True)
class Spacing:
    """Space around and between lines. `line` is points for exact and atLeast, a multiple of one line for auto."""

    before_pt: float = 0.0
    after_pt: float = 0.0
    before_lines: float = 0.0
    after_lines: float = 0.0
    line: float = 1.0
    rule: LineRule = "auto"
    snap: bool = True  # lines stand on the grid of the page, where it has one


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One w:p of the body, a header or a footer, empty ones too.

    `text` is what the reader reads, without its automatic number. `page_field`: it holds the number of its page.
    `new_page`: something makes it begin on a new page. `framed`: it stands in a frame or a text box, whose place is
    not that of its own alignment.
    """

    part: str
    path: str
    text: str
    stretches: tuple[Stretch, ...]
    alignment: str = "left"
    indent: Indent = Indent()
    spacing: Spacing = Spacing()
    rules: tuple[Rule, ...] = ()
    new_page: bool = False
    page_field: bool = False
    in_table: bool = False
    framed: bool = False
    section: int = 0
    mark_size_pt: float | None = None

    @property
    def size_pt(self) -> float | None:
        """Size of most of its characters, of its end mark where it has none."""
        counts: dict[float, int] = {}
        for stretch in self.stretches:
            if stretch.size_pt is not None:
                counts[stretch.size_pt] = counts.get(stretch.size_pt, 0) + len(stretch.text.strip())
        return max(counts, key=lambda size: counts[size]) if counts else self.mark_size_pt

    @property
    def blanks_before(self) -> float:
        """Width in characters of the blanks that stand at its head in place of an indent; a tab counts as two."""
        width = 0.0
        for char in self.text:
            if char == FULL_BLANK:
                width += 1
            elif char in " \u00a0":
                width += 0.5
            elif char == "\t":
                width += 2
            else:
                return width
        return width


@dataclass(frozen=True, slots=True)
class Section:
    """Page set-up of a section; lengths in millimetres.

    `footers` are the parts of its footers by kind (default, first, even). `path` names its w:sectPr in the body.
    """

    path: str
    width_mm: float
    height_mm: float
    top_mm: float
    bottom_mm: float
    left_mm: float
    right_mm: float
    header_mm: float
    footer_mm: float
    grid: Grid = "none"
    line_pitch_pt: float | None = None
    char_space_pt: float = 0.0  # added to the width of each character of the grid
    columns: int = 1
    footers: tuple[tuple[str, str], ...] = ()

    @property
    def text_width_mm(self) -> float:
        """Width of the text area."""
        return self.width_mm - self.left_mm - self.right_mm

    @property
    def landscape(self) -> bool:
        """Whether the page lies on its side: a wide table of an attachment."""
        return self.width_mm > self.height_mm


@dataclass(frozen=True, slots=True)
class Layout:
    """All layout facts of one file: the body's paragraphs in order, those of the footers, and the sections."""

    paragraphs: tuple[Paragraph, ...]
    footers: tuple[Paragraph, ...]
    sections: tuple[Section, ...]
    even_and_odd: bool = False

    @property
    def hash(self) -> str:
        """`sha256:` + hex over every fact: tells two files of the same text and another layout apart."""
        data = json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))
        return "sha256:" + hashlib.sha256(data.encode()).hexdigest()
