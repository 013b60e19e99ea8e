"""The neutral text model that readers produce and that checks, the desk and the signatures work on.

Offsets everywhere are Unicode code points of NFC text inside one block. `content_hash` is what a signature
covers: normalised text, structure and assets, never layout, so that saving a file without a change gives the
same hash.
"""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

CONTENT_HASH_SCHEME = "sanshen-content/1"


class BlockKind(StrEnum):
    """What a block is in its document."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    TABLE_CELL = "table_cell"
    CAPTION = "caption"
    FOOTNOTE = "footnote"
    HEADER = "header"
    FOOTER = "footer"
    IMAGE = "image"


@dataclass(frozen=True, slots=True)
class Style:
    """Layout facts of a block; `size_pt` in points. None where the source does not say."""

    font: str | None = None
    size_pt: float | None = None
    alignment: str | None = None
    outline_level: int | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """Where a block stands in its source: package part and path for docx, line (from 1) for text formats."""

    part: str = ""
    path: str = ""
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Cell:
    """Position of a table cell, all from 0, and how many rows and columns it covers."""

    table: int
    row: int
    column: int
    row_span: int = 1
    column_span: int = 1


@dataclass(frozen=True, slots=True)
class Block:
    """One block of text (or one image), NFC, without line ends at its edges.

    `level` is 1–9 for headings and list items. `asset` is the SHA-256 of an image's bytes,
    of its address where a web page does not hold them.
    `offsets` maps a code-point index of `text` (0..len inclusive) to a code-point offset in the decoded
    source text; only text formats have it, and only where it is not simply `source_start + index`. `ends`
    gives, index by index, where that character ends in the source; only where it is not where the next one
    starts (a mark between). `label` is an automatic number that readers see (Word numbering, Markdown list):
    `text` starts with it, but the source does not hold it as text, so it cannot be edited there.
    """

    id: str
    kind: BlockKind
    text: str
    level: int | None = None
    style: Style = Style()
    anchor: Anchor = Anchor()
    cell: Cell | None = None
    asset: str | None = None
    source_start: int | None = None
    offsets: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None
    label: str = ""

    def source_offset(self, index: int) -> int | None:
        """Offset in the decoded source text of code point `index` of this block, None where the format has
        none.
        """
        if self.offsets is not None:
            return self.offsets[index]
        return None if self.source_start is None else self.source_start + index

    def source_range(self, start: int, end: int) -> tuple[int, int] | None:
        """Range in the decoded source text of [start, end), None where the format has none.

        Safe to overwrite only where the source there equals `text[start:end]`: else marks or references stand
        inside.
        """
        first = self.source_offset(start)
        last = self.source_offset(end)
        if first is None or last is None:
            return None
        if end > start and self.ends is not None:
            last = self.ends[end - 1]
        return first, last


@dataclass(frozen=True, slots=True)
class Unread:
    """A part of the source that could not be read: a visible result, never silence."""

    part: str
    reason: str


@dataclass(frozen=True, slots=True)
class Document:
    """What was read from one file. `format` is a name of `documents.formats` or pdf; `charset` only for text formats
    whose offsets count in the decoded source.
    """

    format: str
    blocks: tuple[Block, ...]
    charset: str | None = None
    unread: tuple[Unread, ...] = ()
    notes: tuple[str, ...] = ()
    facts: dict[str, str] = field(default_factory=dict)

    def __iter__(self) -> Iterator[Block]:
        return iter(self.blocks)

    @property
    def title(self) -> str:
        """First heading, else the first non-empty block, else ''."""
        headings = (b.text for b in self.blocks if b.kind is BlockKind.HEADING and b.text.strip())
        texts = (b.text for b in self.blocks if b.text.strip() and b.kind is not BlockKind.HEADER)
        return next(headings, None) or next(texts, "")

    @property
    def characters(self) -> int:
        """Count of code points that are not white space, over all blocks."""
        return sum(not c.isspace() for b in self.blocks for c in b.text)

    def block(self, block_id: str) -> Block:
        """The block of that id.

        Raises:
            KeyError: no such block.
        """
        for block in self.blocks:
            if block.id == block_id:
                return block
        raise KeyError(block_id)

    def content_hash(self) -> str:
        """`sha256:` + hex over scheme, kind, level, cell, text and asset of every block, in order."""
        rows = [
            [b.kind.value, b.level, list(asdict(b.cell).values()) if b.cell else None, b.text, b.asset]
            for b in self.blocks
        ]
        data = json.dumps([CONTENT_HASH_SCHEME, rows], ensure_ascii=False, separators=(",", ":"))
        return "sha256:" + hashlib.sha256(data.encode()).hexdigest()

    def to_json(self) -> str:
        """Lossless JSON text of the document, the inverse of `from_json`."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> Document:
        """Rebuild a document from `to_json` text.

        Raises:
            ValueError, KeyError, TypeError: the text is not such a document.
        """
        raw: dict[str, Any] = json.loads(text)
        return cls(
            format=raw["format"],
            blocks=tuple(_block(b) for b in raw["blocks"]),
            charset=raw["charset"],
            unread=tuple(Unread(**u) for u in raw["unread"]),
            notes=tuple(raw["notes"]),
            facts=dict(raw["facts"]),
        )


def _block(raw: dict[str, Any]) -> Block:
    return Block(
        id=raw["id"],
        kind=BlockKind(raw["kind"]),
        text=raw["text"],
        level=raw["level"],
        style=Style(**raw["style"]),
        anchor=Anchor(**raw["anchor"]),
        cell=Cell(**raw["cell"]) if raw["cell"] else None,
        asset=raw["asset"],
        source_start=raw["source_start"],
        offsets=tuple(raw["offsets"]) if raw["offsets"] is not None else None,
        ends=tuple(raw["ends"]) if raw.get("ends") is not None else None,
        label=raw.get("label", ""),
    )


def nfc(text: str) -> str:
    """NFC of `text`, the only form blocks hold."""
    return unicodedata.normalize("NFC", text)
