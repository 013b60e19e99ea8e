"""PDF proofs: paragraphs in reading order, running heads, page numbers and notes told apart.

A PDF holds letters at places, no paragraphs. Lines are joined where the line above is full and the one below begins at
the margin; what stands at the edge of page after page is a running head. Pages without letters are told as unread.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from documents.errors import EmptyFileError
from documents.headings import guess
from documents.limits import Limits
from documents.model import Anchor, Block, BlockKind, Document, Style, Unread, nfc
from documents.pdf_lines import Line, Page, pages

_EDGE = 0.14  # of the page height, above and below: where running heads and page numbers stand
_PAGE_NUMBER = re.compile(
    r"[\s—–\-·第页共/]*(?:\d{1,4}|[ivxlcIVXLC]{1,6})(?:[\s—–\-·第页共/]+\d{0,4})?[\s—–\-·页]*"
)
_DIGITS = re.compile(r"\d+")
_NOTE = re.compile(r"([①-⑳*†]|[1-9]\d{0,2}(?![\d.,%年月日])|\[\d{1,3}\])\s*\S")
_COLUMN_LINES = 12
_INDENT = 2.6  # ems: lines of one column begin at most a paragraph's indent apart
_ENDS = "。！？；：…”）》』」.!?;:"


def read_pdf(data: bytes, limits: Limits) -> Document:
    """Document of a PDF. `Anchor.part` is `page/N` (from 1), `Anchor.line` the line on the page (from 1).

    Raises:
        EncryptedError, DamagedError, TooLargeError: see `documents.pdf_lines.pages`.
        EmptyFileError: no page holds text (a scan).
    """
    del limits  # size and count are bounded by `sniff` and `pages`
    read = list(pages(data))
    if not any(page.lines for page in read):
        raise EmptyFileError("PDF 里没有文字，可能是扫描件。请上传由排版软件直接导出的 PDF。")
    return from_pages(read, "pdf")


def from_pages(read: list[Page], name: str) -> Document:
    """Document of format `name` from pages of which at least one has text."""
    edges = _running(read)
    blocks: list[Block] = []
    notes: list[Block] = []
    # Of the whole file: a page may be mostly table, and its cells are set as small as notes.
    sizes = Counter(round(line.size * 2) for page in read for line in page.lines for _ in line.text)
    main = sizes.most_common(1)[0][0] / 2
    for page in read:
        body, foot = _parted(page, edges, main)
        _append(blocks, body, BlockKind.PARAGRAPH)
        _append(notes, foot, BlockKind.FOOTNOTE)
    heads = _edge_blocks(read, edges)
    ordered = [*(b for b in heads if b.kind is BlockKind.HEADER), *blocks, *notes]
    ordered += [b for b in heads if b.kind is BlockKind.FOOTER]
    unread = [
        Unread(f"第 {p.number + 1} 页", "整页是图片，没有文字可读")
        for p in read
        if p.pictures and not p.lines
    ]
    return Document(
        name,
        tuple(replace(block, id=f"b{i}") for i, block in enumerate(ordered, 1)),
        unread=tuple(unread),
        facts={"pages": str(len(read))},
    )


def _key(line: Line) -> str:
    """What is the same on every page: the text without its numbers."""
    return _DIGITS.sub("#", line.text.replace(" ", ""))


def _at_edge(line: Line, page: Page) -> bool:
    return line.top > page.height * (1 - _EDGE) or line.bottom < page.height * _EDGE


def _outer(page: Page) -> list[Line]:
    """The lines that can be running heads: the outermost one or two at either edge."""
    ordered = sorted((line for line in page.lines if _at_edge(line, page)), key=lambda line: line.middle)
    return [*ordered[:2], *ordered[-2:]]


def _running(read: list[Page]) -> set[int]:
    """ids of the lines that are running heads or page numbers."""
    seen: Counter[tuple[str, int]] = Counter()
    exact: Counter[tuple[str, int]] = Counter()
    for page in read:
        seen.update({(_key(line), round(line.middle / 6)) for line in _outer(page)})
        exact.update({(line.text, round(line.middle / 6)) for line in _outer(page)})
    # A chapter's title runs on over few pages of a book; what stands on one page only runs on nowhere.
    few = max(2, min(len(read), 3))
    found: set[int] = set()
    for page in read:
        for line in _outer(page):
            height = round(line.middle / 6)
            often = seen[_key(line), height] >= max(few, len(read) // 4) or exact[line.text, height] >= few
            # A bare number may as well be a cell of a table: page numbers have nothing outside of them.
            number = _PAGE_NUMBER.fullmatch(line.text) is not None
            if _is_outermost(line, page) if number else often:
                found.add(id(line))
    return found


def _is_outermost(line: Line, page: Page) -> bool:
    """Whether only the page's edge is above (or below) `line`, and no row of cells stands beside it."""
    above = line.middle > page.height / 2
    beyond = any((o.middle > line.top) if above else (o.middle < line.bottom) for o in page.lines)
    beside = sum(abs(o.middle - line.middle) < 0.4 * line.size for o in page.lines)
    return not beyond and beside <= 3


def _edge_blocks(read: list[Page], edges: set[int]) -> list[Block]:
    """One block for each different running head or foot, page numbers left out."""
    found: dict[tuple[str, BlockKind], Block] = {}
    for page in read:
        for number, line in enumerate(page.lines, 1):
            if id(line) in edges and not _PAGE_NUMBER.fullmatch(line.text):
                kind = BlockKind.HEADER if line.middle > page.height / 2 else BlockKind.FOOTER
                anchor = Anchor(f"page/{page.number + 1}", line=number)
                block = Block("", kind, nfc(line.text), style=Style(size_pt=line.size), anchor=anchor)
                found.setdefault((_key(line), kind), block)
    return list(found.values())


def _parted(
    page: Page, edges: set[int], main: float
) -> tuple[list[tuple[int, Line]], list[tuple[int, Line]]]:
    """(body, notes): a note is set smaller, at the foot, and begins with its mark."""
    lines = [(i, line) for i, line in enumerate(page.lines, 1) if id(line) not in edges]
    if not lines:
        return [], []
    columns = max(_beside(line, lines, main) for _, line in lines)
    cut = len(lines)
    while cut > 0 and (low := lines[cut - 1][1]).size < main - 0.8 and low.middle < page.height / 2:
        if _beside(low, lines) > max(columns, 1):  # the cells of a table
            break
        cut -= 1
    while cut < len(lines) and not _NOTE.match(lines[cut][1].text):
        cut += 1
    return lines[:cut], lines[cut:]


def _beside(line: Line, lines: list[tuple[int, Line]], size: float = 0.0) -> int:
    """How many lines of at least `size` stand at the height of `line`, itself among them."""
    return sum(abs(o.middle - line.middle) < 0.4 * line.size and o.size >= size - 0.8 for _, o in lines)


def _append(blocks: list[Block], lines: Iterable[tuple[int, Line]], kind: BlockKind) -> None:
    """Join lines to paragraphs, also over a page's end, and add them to `blocks`."""
    lines = list(lines)
    last: Line | None = None
    for number, line in lines:
        new = _text(line)
        joins = last is not None and _joins(last, line, _column(line, lines), kind)
        if blocks and kind is BlockKind.PARAGRAPH and (last is None or _next_column(last, line)):
            joins = _goes_on(blocks[-1], line, lines)
        if joins:
            blocks[-1] = replace(blocks[-1], text=_joined(blocks[-1].text, new))
        else:
            anchor = Anchor(f"page/{line.page + 1}", line=number)
            note = _NOTE.match(new) if kind is BlockKind.FOOTNOTE else None
            style, label = Style(size_pt=round(line.size, 1)), note[1] if note else ""
            blocks.append(Block("", kind, new, style=style, anchor=anchor, label=label))
        if kind is BlockKind.PARAGRAPH:
            found, level = guess(blocks[-1].text)
            blocks[-1] = replace(blocks[-1], kind=found, level=level)
        last = line


def _text(line: Line) -> str:
    """The line without raised marks: small digits in larger text point to a note."""
    if min(line.sizes, default=line.size) > line.size * 0.75:
        return nfc(line.text.strip())
    kept = (
        c
        for c, size in zip(line.text, line.sizes, strict=False)
        if not (size <= line.size * 0.75 and (c.isdigit() or c in "[]*†"))
    )
    return nfc("".join(kept).strip())


def _column(line: Line, lines: list[tuple[int, Line]]) -> tuple[float, float]:
    """Left and right edge of the column (or table cell) that `line` stands in: of the lines that begin near it."""
    near = [other for _, other in lines if abs(other.left - line.left) <= _INDENT * line.size]
    return min(other.left for other in near), max(other.right for other in near)


def _joins(above: Line, line: Line, column: tuple[float, float], kind: BlockKind) -> bool:
    size = max(above.size, line.size)
    if abs(above.size - line.size) > 0.6 or line.page != above.page:
        return False
    if not 0.5 * size < above.middle - line.middle < 2.4 * size:
        return False
    if kind is BlockKind.FOOTNOTE and _NOTE.match(line.text):
        return False
    left, right = column
    if line.left > left + size:
        return False
    # A word of letters or a mark that may not begin a line can leave a line short, but then no sentence ends there.
    room = right - above.right
    return room <= 2.2 * size or (room <= 8 * size and not above.text.rstrip().endswith(tuple(_ENDS)))


def _next_column(above: Line, line: Line) -> bool:
    """Whether `line` begins a column beside that of `above`: far up again, farther than the cell of a table is high."""
    return line.page == above.page and line.middle - above.middle > _COLUMN_LINES * line.size


def _goes_on(block: Block, line: Line, lines: list[tuple[int, Line]]) -> bool:
    """Whether the first line of a page or column goes on with the paragraph of the one before."""
    if block.kind is BlockKind.HEADING or block.text.endswith(tuple(_ENDS)) or not block.text:
        return False
    left = _column(line, lines)[0]
    same = abs((block.style.size_pt or line.size) - line.size) <= 0.6
    return same and line.left <= left + 0.8 * line.size


def _joined(before: str, after: str) -> str:
    """Two lines as running text: no space in Chinese, one between words, a word's hyphen closed."""
    if before.endswith("-") and before[-2:-1].isalpha() and after[:1].islower():
        return before[:-1] + after
    latin = before[-1:] < "\u2e80" and after[:1] < "\u2e80"
    return before + (" " if latin and before and after else "") + after
