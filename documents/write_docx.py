"""A document of any format set as a plain Word file, so that remarks on a text draft can be read and answered in Word.

The words are all there, block by block; the look is a plain one of ours: A4, headings, tables, lists as they read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from documents.model import Block, BlockKind, Document
from documents.package_write import rewrite
from documents.write_xml import text_of

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_EMPTY_ZIP = b"PK\x05\x06" + bytes(18)
_PICTURE = "（图片：{}）"
PICTURE_SHIFT = _PICTURE.index("{")
_BREAKS = {"\n": "br", "\t": "tab"}
_TYPES = (
    f'{_HEAD}<Types xmlns="{_PACKAGE}content-types">'
    f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_WORD}document.main+xml"/>'
    f'<Override PartName="/word/styles.xml" ContentType="{_WORD}styles+xml"/></Types>'
)


def _relation(kind: str, target: str) -> str:
    return (
        f'{_HEAD}<Relationships xmlns="{_PACKAGE}relationships">'
        f'<Relationship Id="rId1" Type="{_R}/{kind}" Target="{target}"/></Relationships>'
    )


def _style(identity: str, name: str, properties: str, look: str, level: int | None = None) -> str:
    outline = "" if level is None else f'<w:outlineLvl w:val="{level}"/>'
    return (
        f'<w:style w:type="paragraph" w:styleId="{identity}"><w:name w:val="{name}"/><w:basedOn w:val="a"/><w:qFormat/>'
        f"<w:pPr>{properties}{outline}</w:pPr><w:rPr>{look}</w:rPr></w:style>"
    )


def _styles() -> str:
    """Text 小四 in Song, headings in Hei, as a plain manuscript is set."""
    hei = '<w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:eastAsia="黑体"/>'
    keep = '<w:keepNext/><w:spacing w:before="240" w:after="120"/>'
    sizes = (32, 30, 28, 26, 24, 24, 24, 24, 24)
    headings = "".join(
        _style(f"h{n}", f"heading {n}", keep, f'{hei}<w:sz w:val="{size}"/>', n - 1)
        for n, size in enumerate(sizes, start=1)
    )
    return (
        f'{_HEAD}<w:styles xmlns:w="{_W}"><w:docDefaults><w:rPrDefault><w:rPr>'
        '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:eastAsia="宋体"/><w:sz w:val="24"/>'
        '<w:lang w:val="en-US" w:eastAsia="zh-CN"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr>'
        '<w:spacing w:line="360" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/><w:qFormat/></w:style>'
        + _style("t", "Title", '<w:spacing w:after="240"/><w:jc w:val="center"/>', f'{hei}<w:sz w:val="40"/>')
        + headings
        + _style("c", "caption", '<w:jc w:val="center"/>', f'{hei}<w:sz w:val="21"/>')
        + _style("n", "footnote text", "", '<w:sz w:val="20"/>')
        + "</w:styles>"
    )


def set_in_word(document: Document) -> tuple[bytes, tuple[str, ...]]:
    """A docx of `document`, and the ids of its blocks in the order in which they stand there.

    Blocks of white space alone are left out: Word files have none. A picture stands as its alternative text in
    parentheses, `PICTURE_SHIFT` characters in. The same document gives the same bytes.
    """
    order: list[str] = []
    shown = [b for b in document.blocks if b.kind is BlockKind.IMAGE or b.text.strip()]
    body = "".join(_blocks(shown, order))
    page = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1440" w:right="1440" w:bottom="1440" w:left="1440" w:header="720" w:footer="720" w:gutter="0"/>'
        "</w:sectPr>"
    )
    xml = f'{_HEAD}<w:document xmlns:w="{_W}"><w:body>{body}{page}</w:body></w:document>'
    parts = {
        "[Content_Types].xml": _TYPES,
        "_rels/.rels": _relation("officeDocument", "word/document.xml"),
        "word/document.xml": xml,
        "word/_rels/document.xml.rels": _relation("styles", "styles.xml"),
        "word/styles.xml": _styles(),
    }
    data = rewrite(_EMPTY_ZIP, {}, {name: content.encode() for name, content in parts.items()})
    return data, tuple(order)


def _blocks(blocks: Sequence[Block], order: list[str]) -> Iterator[str]:
    for table, group in groupby(blocks, lambda b: None if b.cell is None else b.cell.table):
        if table is None:
            for block in group:
                yield _paragraph(block, order)
        else:
            # A paragraph behind keeps two tables apart.
            yield f"{_table(list(group), order)}<w:p/>"


def _paragraph(block: Block, order: list[str]) -> str:
    order.append(block.id)
    properties = _properties(block)
    text = _PICTURE.format(block.text) if block.kind is BlockKind.IMAGE else block.text
    return f"<w:p>{properties}<w:r>{_content(text)}</w:r></w:p>"


def _properties(block: Block) -> str:
    style, indent = "", ""
    match block.kind:
        case BlockKind.HEADING:
            style = "t" if block.level is None else f"h{min(block.level, 9)}"
        case BlockKind.CAPTION:
            style = "c"
        case BlockKind.FOOTNOTE | BlockKind.HEADER | BlockKind.FOOTER:
            style = "n"
        case BlockKind.LIST_ITEM:
            indent = f'<w:ind w:left="{420 * (block.level or 1)}"/>'
        case BlockKind.PARAGRAPH if not block.text.startswith("\u3000"):
            indent = '<w:ind w:firstLineChars="200" w:firstLine="480"/>'
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:pPr>{named}{indent}</w:pPr>" if named or indent else ""


def _content(text: str) -> str:
    parts: list[str] = []
    for breaks, group in groupby(text, lambda c: c in _BREAKS):
        if breaks:
            parts += [f"<w:{_BREAKS[c]}/>" for c in group]
        else:
            parts.append(f'<w:t xml:space="preserve">{text_of("".join(group))}</w:t>')
    return "".join(parts)


def _table(blocks: list[Block], order: list[str]) -> str:
    cells: dict[tuple[int, int], list[Block]] = {}
    for block in blocks:
        if block.cell is not None:
            cells.setdefault((block.cell.row, block.cell.column), []).append(block)
    spans = {at: found[0].cell for at, found in cells.items()}
    height = max(at[0] + (c.row_span if c else 1) for at, c in spans.items())
    width = max(at[1] + (c.column_span if c else 1) for at, c in spans.items())
    owner: dict[tuple[int, int], tuple[int, int]] = {}
    for (row, column), cell in spans.items():
        for r in range(row, row + (cell.row_span if cell else 1)):
            for c in range(column, column + (cell.column_span if cell else 1)):
                owner.setdefault((r, c), (row, column))
    rows = "".join(f"<w:tr>{''.join(_row(r, width, cells, owner, order))}</w:tr>" for r in range(height))
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="808080"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = f'<w:gridCol w:w="{9000 // width}"/>' * width
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders>{edges}</w:tblBorders></w:tblPr>'
        f"<w:tblGrid>{grid}</w:tblGrid>{rows}</w:tbl>"
    )


def _row(
    row: int,
    width: int,
    cells: dict[tuple[int, int], list[Block]],
    owner: dict[tuple[int, int], tuple[int, int]],
    order: list[str],
) -> Iterator[str]:
    column = 0
    while column < width:
        home = owner.get((row, column), (row, column))
        span = 1
        while column + span < width and home in cells and owner.get((row, column + span)) == home:
            span += 1
        merge = ""
        if any(at == home and place[0] != row for place, at in owner.items()):
            merge = '<w:vMerge w:val="restart"/>' if home[0] == row else "<w:vMerge/>"
        wide = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
        inside = _cell(cells.get(home, []) if home == (row, column) else [], order)
        yield f"<w:tc><w:tcPr>{wide}{merge}</w:tcPr>{inside}</w:tc>"
        column += span


def _cell(blocks: Iterable[Block], order: list[str]) -> str:
    return "".join(_paragraph(block, order) for block in blocks) or "<w:p/>"
