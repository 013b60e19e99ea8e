"""A document as one plain HTML5 page: meaning only, no script, no style, nothing from outside."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from itertools import groupby

from documents.model import Block, BlockKind, Document

_NUMBERED = re.compile(r"(\d{1,9})[.)] ?")
# Not XML or HTML characters; a text file may hold a few.
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_SKIPPED = {BlockKind.HEADER, BlockKind.FOOTER}  # running heads belong to the printed page


def clean_html(document: Document, title: str) -> str:
    """Complete page of `document`. The same document and title give the same text, byte for byte.

    Images are named by their alternative text: the page refers to no file. Levels: title h1, then one below
    another.
    """
    blocks = [b for b in document.blocks if b.kind not in _SKIPPED]
    titled = any(b.kind is BlockKind.HEADING and b.level is None for b in blocks)
    parts = [
        "<!DOCTYPE html>",
        '<html lang="zh-CN">',
        "<head>",
        '<meta charset="utf-8">',
        f"<title>{_text(title)}</title>",
        "</head>",
        "<body>",
        "<main>",
        *_body([b for b in blocks if b.kind is not BlockKind.FOOTNOTE], int(titled)),
        *_footnotes([b for b in blocks if b.kind is BlockKind.FOOTNOTE]),
        "</main>",
        "</body>",
        "</html>",
    ]
    return "\n".join(parts) + "\n"


def _body(blocks: list[Block], shift: int) -> Iterator[str]:
    for (kind, _), group in groupby(blocks, _together):
        run = list(group)
        if kind == "table":
            yield from _table(run)
        elif kind == "list":
            yield from _list(run)
        else:
            yield from (_single(block, shift) for block in run)


def _together(block: Block) -> tuple[str, int | str | None]:
    """Blocks of one table, or of one list, stand together; all others alone."""
    if block.cell is not None:
        return "table", block.cell.table
    if block.kind is BlockKind.LIST_ITEM:
        typed = not block.label and block.text[:1] in "（(①②③④⑤⑥⑦⑧⑨⑩〇一二三四五六七八九十0123456789第"
        # A label that is part of the text would show beside the browser's own bullet or number.
        if not typed and (not block.label or _NUMBERED.fullmatch(block.label)):
            return "list", None
    return "single", block.id


def _single(block: Block, shift: int) -> str:
    text = _text(block.text)
    match block.kind:
        case BlockKind.HEADING:
            level = 1 if block.level is None else min(block.level + shift, 6)
            return f"<h{level}>{text}</h{level}>"
        case BlockKind.CAPTION:
            return f"<p><em>{text}</em></p>"
        case BlockKind.IMAGE:
            return f"<figure><figcaption>{text or '（图片）'}</figcaption></figure>"
        case _:
            return f"<p>{text}</p>"


def _list(items: list[Block]) -> Iterator[str]:
    """Nested lists by level; a numbered run as ol with the numbers the reader saw."""
    open_tags: list[str] = []
    for item in items:
        number = _NUMBERED.fullmatch(item.label) if item.label else None
        tag = "ol" if number else "ul"
        depth = min(item.level or 1, len(open_tags) + 1)
        while len(open_tags) > depth or (len(open_tags) == depth and open_tags[-1] != tag):
            yield f"</li></{open_tags.pop()}>"
        if len(open_tags) == depth:
            yield "</li>"
        else:
            yield f"<{tag}>"
            open_tags.append(tag)
        value = f' value="{int(number.group(1))}"' if number else ""
        yield f"<li{value}>{_text(item.text[len(item.label) :])}"
    while open_tags:
        yield f"</li></{open_tags.pop()}>"


def _table(blocks: list[Block]) -> Iterator[str]:
    """Rows and columns as laid out; places that hold no text are empty cells."""
    cells: dict[tuple[int, int], list[Block]] = {}
    covered: set[tuple[int, int]] = set()
    width = height = 0
    for block in blocks:
        cell = block.cell
        if cell is None:
            continue
        cells.setdefault((cell.row, cell.column), []).append(block)
        height, width = max(height, cell.row + cell.row_span), max(width, cell.column + cell.column_span)
        for row in range(cell.row, cell.row + cell.row_span):
            covered |= {(row, column) for column in range(cell.column, cell.column + cell.column_span)}
    yield "<table>"
    for row in range(height):
        yield "<tr>"
        for column in range(width):
            if (row, column) in cells:
                yield _cell(cells[row, column])
            elif (row, column) not in covered:
                yield "<td></td>"
        yield "</tr>"
    yield "</table>"


def _cell(blocks: list[Block]) -> str:
    cell = blocks[0].cell
    spans = ""
    if cell is not None:
        spans += f' rowspan="{cell.row_span}"' if cell.row_span > 1 else ""
        spans += f' colspan="{cell.column_span}"' if cell.column_span > 1 else ""
    texts = [_text(b.text) if b.kind is not BlockKind.IMAGE else f"（图片：{_text(b.text)}）" for b in blocks]
    return f"<td{spans}>{'<br>'.join(texts)}</td>"


def _footnotes(blocks: list[Block]) -> Iterator[str]:
    if not blocks:
        return
    yield '<section aria-label="注释">'
    yield "<ol>"
    yield from (f"<li>{_text(block.text.strip())}</li>" for block in blocks)
    yield "</ol>"
    yield "</section>"


def _text(text: str) -> str:
    return escape(_CONTROLS.sub("\ufffd", text)).replace("\n", "<br>")
