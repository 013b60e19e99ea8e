"""From the elements of a web page to blocks: white space, lists, tables, and headings that only look like ones."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from lxml import etree

from documents.docx_numbering import rendered
from documents.headings import guess, is_short
from documents.html_style import Look
from documents.model import Anchor, Block, BlockKind, Cell, Style, nfc
from documents.read_text import EDGES

_WIDEST = 100  # columns of a table, and how far one cell may reach
_SPACES = re.compile(r"[ \t\r\n\f]+")
_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\u3000-\u303f]")
_LARGER = 1.12  # times the size of running text: what a reader takes for a heading
_LIST_STYLES = {
    "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman", "1": "decimal",
}  # fmt: skip


@dataclass(slots=True)
class _List:
    """One open list; `number` of its last item, None in a bulleted one."""

    number: int | None
    style: str
    step: int = 1
    fresh: bool = False


@dataclass(slots=True)
class _Table:
    """One open table: where the next cell goes, and which places the merged ones above it take."""

    number: int
    row: int = -1
    column: int = -1
    taken: set[tuple[int, int]] = field(default_factory=set)
    cell: Cell | None = None


@dataclass(slots=True)
class _Shown:
    """How most of a block looks."""

    px: float
    bold: bool
    plain: bool  # running text of the body: no list, table, quotation


class Blocks:
    """Collects the pieces of one block after another."""

    def __init__(self) -> None:
        self.title = False
        self._blocks: list[Block] = []
        self._shown: dict[int, _Shown] = {}  # by place in `_blocks`
        self._pieces: list[tuple[str, Look]] = []
        self._line: int | None = None
        self._images: list[Block] = []
        self._lists: list[_List] = []
        self._open_tables: list[_Table] = []
        self._tables = 0
        self._headings: list[int] = []
        self._captions = self._quotes = 0

    def add(self, text: str, look: Look, line: int | None) -> None:
        """A piece of the block that is open."""
        text = _as_set(text) if look.pre else _SPACES.sub(_space, text)
        if self._line is None and text.strip(" \v"):
            self._line = line
        self._pieces.append((text, look))

    def image(self, alt: str, asset: str, line: int | None) -> None:
        """An image, put behind the text of the block it stands in."""
        cell = self._open_tables[-1].cell if self._open_tables else None
        anchor = Anchor(line=line)
        self._images.append(Block("", BlockKind.IMAGE, nfc(alt), anchor=anchor, cell=cell, asset=asset))

    def enter(self, element: etree._Element, tag: str, heading: int | None) -> None:
        """A block element begins."""
        if heading is not None:
            self._headings.append(heading)
        elif tag in {"ul", "ol", "menu", "dir"}:
            self._lists.append(_list(element, tag))
        elif tag == "li" and self._lists:
            _next_item(self._lists[-1], element)
        elif tag == "table":
            self._open_tables.append(_Table(self._tables))
            self._tables += 1
        elif tag == "tr" and self._open_tables:
            self._open_tables[-1].row += 1
            self._open_tables[-1].column = -1
        elif tag in {"td", "th"} and self._open_tables:
            _next_cell(self._open_tables[-1], element)
        elif tag in {"caption", "figcaption"}:
            self._captions += 1
        elif tag == "blockquote":
            self._quotes += 1

    def leave(self, tag: str) -> None:
        """A block element ends."""
        if tag[0] == "h" and tag[1:].isdecimal() and self._headings:
            self._headings.pop()
        elif tag in {"ul", "ol", "menu", "dir"} and self._lists:
            self._lists.pop()
        elif tag == "table" and self._open_tables:
            self._open_tables.pop()
        elif tag in {"td", "th"} and self._open_tables:
            self._open_tables[-1].cell = None
        elif tag in {"caption", "figcaption"}:
            self._captions = max(self._captions - 1, 0)
        elif tag == "blockquote":
            self._quotes = max(self._quotes - 1, 0)

    def flush(self) -> None:
        """End the block that is open. Two line breaks in a row end one as well, as pages without paragraphs do."""
        pieces, self._pieces = self._pieces, []
        line, self._line = self._line, None
        raw = "".join(text for text, _ in pieces)
        looks = Counter[Look]()
        for text, look in pieces:
            looks[look] += sum(not c.isspace() for c in text)
        looks = +looks  # blanks alone give a block no look
        for text in re.split(r"(?:[ \xa0]*\v){2,}", _joined(raw)):
            shown = text.replace("\v", "\n").replace("\xa0", " ").strip(EDGES)
            if shown:
                self._append(nfc(shown), looks, line)
        self._blocks += self._images
        self._images = []

    def _append(self, text: str, looks: Counter[Look], line: int | None) -> None:
        look = looks.most_common(1)[0][0]
        kind, level, label = self._place()
        table = self._open_tables[-1] if self._open_tables else None
        style = Style(font=look.font, size_pt=round(look.px * 0.75, 2), alignment=look.alignment)
        plain = kind is BlockKind.PARAGRAPH and not self._quotes and not self.title
        if self.title:
            kind, level = BlockKind.HEADING, None
        cell = table.cell if table is not None and kind is BlockKind.TABLE_CELL else None
        self._shown[len(self._blocks)] = _Shown(look.px, all(each.bold for each in looks), plain)
        anchor = Anchor(line=line)
        self._blocks.append(Block("", kind, label + text, level, style, anchor, cell, label=label))

    def _place(self) -> tuple[BlockKind, int | None, str]:
        """Kind, level and automatic number of a block that begins here."""
        if self._captions:
            return BlockKind.CAPTION, None, ""
        if self._open_tables and self._open_tables[-1].cell is not None:
            return BlockKind.TABLE_CELL, None, ""
        if self._headings:
            return BlockKind.HEADING, self._headings[-1], ""
        if self._lists:
            current = self._lists[-1]
            label = _label(current) if current.fresh else ""
            current.fresh = False
            return BlockKind.LIST_ITEM, min(len(self._lists), 9), label
        return BlockKind.PARAGRAPH, None, ""

    def done(self) -> tuple[Block, ...]:
        """All blocks, numbered, with the headings found that are marked by looks or by their label alone."""
        body = _body_px(self._blocks, self._shown)
        sizes = sorted(
            {s.px for s in self._shown.values() if s.plain and s.px >= body * _LARGER}, reverse=True
        )
        found = []
        for number, block in enumerate(self._blocks):
            shown = self._shown.get(number)
            if shown is not None and shown.plain:
                block = _headed(block, shown.px, shown.bold, body, sizes)  # noqa: PLW2901
            found.append(replace(block, id=f"b{number + 1}"))
        return tuple(found)


def _headed(block: Block, px: float, bold: bool, body: float, sizes: list[float]) -> Block:
    """A paragraph of running text as what its label or its looks make it: larger than the text, or wholly bold."""
    kind, level = guess(block.text)
    if level is not None:
        return replace(block, kind=kind, level=level)
    if "\n" in block.text or not is_short(block.text):
        return block
    if px >= body * _LARGER:
        return replace(block, kind=BlockKind.HEADING, level=min(sizes.index(px) + 1, 6))
    if bold and not block.text.endswith(("：", ":")):
        return replace(block, kind=BlockKind.HEADING, level=min(len(sizes) + 1, 6))
    return block


def _body_px(blocks: list[Block], shown: dict[int, _Shown]) -> float:
    """The size of most of the running text."""
    sizes = Counter[float]()
    for number, look in shown.items():
        if look.plain:
            sizes[look.px] += len(blocks[number].text)
    return sizes.most_common(1)[0][0] if sizes else 16.0


def _as_set(text: str) -> str:
    """Preformatted text: its line ends and blanks are shown as they are."""
    return re.sub(r"\r\n?|\n", "\v", text).replace(" ", "\xa0")


def _space(match: re.Match[str]) -> str:
    """White space of the source; one with a line end in it is marked, since it shows as nothing in Chinese."""
    return "\n" if "\n" in match.group() or "\r" in match.group() else " "


def _joined(raw: str) -> str:
    """`raw` with its white space as a browser for Chinese shows it."""
    text = re.sub(r"[ \n]+", lambda m: "\n" if "\n" in m.group() else " ", raw)
    text = re.sub(r"[ \n]*\v[ \n]*", "\v", text)
    parts = text.split("\n")
    joined = parts[0]
    for part in parts[1:]:
        wide = _CJK.match(joined[-1:]) or _CJK.match(part[:1])
        joined += ("" if wide else " ") + part
    return joined


def _list(element: etree._Element, tag: str) -> _List:
    if tag != "ol":
        return _List(None, "")
    step = -1 if element.get("reversed") is not None else 1
    style = _LIST_STYLES.get(element.get("type") or "1", "decimal")
    first = _whole(element.get("start"))
    if first is None:
        first = 1 if step > 0 else sum(1 for _ in element.iterchildren("li"))
    return _List(first - step, style, step)


def _next_item(current: _List, element: etree._Element) -> None:
    current.fresh = True
    if current.number is not None:
        own = _whole(element.get("value"))
        current.number = current.number + current.step if own is None else own


def _label(current: _List) -> str:
    if current.number is None:
        return ""
    return f"{rendered(current.style, current.number) or current.number}. "


def _next_cell(table: _Table, element: etree._Element) -> None:
    table.row = max(table.row, 0)
    table.column += 1
    while (table.row, table.column) in table.taken:
        table.column += 1
    wide = min(max(_whole(element.get("colspan")) or 1, 1), _WIDEST)
    high = min(max(_whole(element.get("rowspan")) or 1, 1), _WIDEST)
    table.cell = Cell(table.number, table.row, table.column, high, wide)
    for row in range(table.row, table.row + high):
        table.taken |= {(row, column) for column in range(table.column, table.column + wide)}
    table.column += wide - 1


def _whole(text: str | None) -> int | None:
    found = re.fullmatch(r"\s*([+-]?\d{1,6})\s*", text or "")
    return int(found.group(1)) if found else None
