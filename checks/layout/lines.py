"""The lines that the elements of a document are recognised in: blocks of the body with how they are set."""

from __future__ import annotations

import re
from dataclasses import dataclass

from documents.layout import Layout, Paragraph
from documents.model import Block, BlockKind, Document

BODY_TYPE = 16.0  # points; what a size is taken for where the file does not say
_FAR_RIGHT = 8.0  # characters from the margin: nobody indents a paragraph so far
_SKIPPED = {BlockKind.HEADER, BlockKind.FOOTER, BlockKind.FOOTNOTE, BlockKind.IMAGE}


@dataclass(frozen=True, slots=True)
class Line:
    """A block with its layout, None for formats without one. `text` is the block's without blanks at its ends.

    `empty` counts the empty paragraphs before it, `new_page` tells whether it begins a page.
    """

    block: Block
    text: str
    paragraph: Paragraph | None = None
    empty: int = 0
    new_page: bool = False

    @property
    def size(self) -> float:
        """Size of most of its characters in points."""
        size = self.paragraph.size_pt if self.paragraph is not None else self.block.style.size_pt
        return size or BODY_TYPE

    @property
    def in_table(self) -> bool:
        """Whether it stands in a table."""
        return self.block.kind is BlockKind.TABLE_CELL

    @property
    def is_centred(self) -> bool:
        """Centred by its alignment, or by blanks typed before it."""
        if self.block.style.alignment == "center":
            return True
        gap = self.start
        return gap >= 3 and not self.is_right and abs(gap - (_line_chars(self) - gap - width(self.text))) < 4

    @property
    def is_right(self) -> bool:
        """At the right, by its alignment or by blanks, tabs or an indent that push it there."""
        if self.block.style.alignment == "right":
            return True
        if self.block.style.alignment == "center" or len(self.text) > 30:
            return False
        return self.start >= _FAR_RIGHT and _line_chars(self) - self.start - width(self.text) < 7

    @property
    def start(self) -> float:
        """Where its first line begins, in its own characters: indents and typed blanks together."""
        p = self.paragraph
        if p is None:
            lead = self.block.text[: len(self.block.text) - len(self.block.text.lstrip())]
            return sum(1.0 if char == "\u3000" else 2.0 if char == "\t" else 0.5 for char in lead)
        return p.indent.chars("left", self.size) + p.indent.chars("first", self.size) + p.blanks_before


def _line_chars(line: Line) -> float:
    return 28 * BODY_TYPE / line.size


def width(text: str) -> float:
    """Width in characters: half of one for ASCII."""
    return sum(0.5 if char.isascii() else 1.0 for char in text)


def lines_of(document: Document, layout: Layout | None) -> list[Line]:
    """The lines of the body that hold text, in reading order."""
    if layout is None:
        return [
            Line(block, _shown(block.text))
            for block in document
            if block.kind not in _SKIPPED and block.text.strip()
        ]
    blocks = {(b.anchor.part, b.anchor.path): b for b in document if b.kind not in _SKIPPED}
    found: list[Line] = []
    empty, new_page = 0, False
    for paragraph in layout.paragraphs:
        block = blocks.get((paragraph.part, paragraph.path))
        new_page = new_page or paragraph.new_page
        if block is None or not block.text.strip():
            empty += not paragraph.in_table
            continue
        found.append(Line(block, _shown(block.text), paragraph, empty, new_page))
        empty, new_page = 0, False
    order = {block.id: index for index, block in enumerate(document)}
    return sorted(found, key=lambda line: order[line.block.id])


_GAPS = re.compile(r"[ \t\u00a0]{2,}|\u3000+")


def _shown(text: str) -> str:
    """Without blanks at the ends; a gap inside counts as one blank."""
    return _GAPS.sub(" ", text.replace("\n", "\v")).replace("\v", "\n").strip(" \t\n\u3000\u00a0")
