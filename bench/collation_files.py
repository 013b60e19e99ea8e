"""Pieces as files: OpenDocument text written here, turned into Word and PDF by LibreOffice."""

from __future__ import annotations

import subprocess
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby
from pathlib import Path

from bench.collation_text import Unit

_TIMEOUT = 900  # seconds for one run of LibreOffice


@dataclass(frozen=True, slots=True)
class Layout:
    """A page: size in centimetres, columns, running heads. `mirrored`: odd and even pages have heads of their own."""

    name: str
    width: float
    height: float
    columns: int = 1
    heads: bool = True
    mirrored: bool = False


A4 = Layout("A4 一栏", 21.0, 29.7, heads=False)
K16 = Layout("16开 两栏", 18.5, 26.0, columns=2)
NOTES = Layout("A4 脚注", 21.0, 29.7)
TABLES = Layout("A4 表格", 21.0, 29.7, mirrored=True)

_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{path}:1.0"'
    for name, path in (
        ("office", "office"),
        ("style", "style"),
        ("text", "text"),
        ("table", "table"),
        ("fo", "xsl-fo-compatible"),
    )
)


def flat(units: Sequence[Unit], layout: Layout, order: Sequence[int] | None = None) -> str:
    """A flat OpenDocument text (.fodt) of the units, in `order` where given."""
    order = list(order if order is not None else range(len(units)))
    notes: dict[int, list[Unit]] = {}
    for unit in units:
        if unit.kind == "note":
            notes.setdefault(unit.place[0], []).append(unit)
    body: list[str] = []
    for table, run in groupby(order, key=lambda i: units[i].place[0] if units[i].kind == "cell" else None):
        members = list(run)
        if table is not None:
            body.append(_table([units[i] for i in members], table))
        else:
            body += [
                _paragraph(units[i], notes.get(i, ()), units) for i in members if units[i].kind != "note"
            ]
    text = "\n".join(body)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<office:document {_NAMESPACES} office:version="1.3" '
        f'office:mimetype="application/vnd.oasis.opendocument.text">{_styles(layout)}'
        f"<office:body><office:text>{text}</office:text></office:body></office:document>"
    )


_SIZES = {
    "title": (18, "center", "fo:font-weight='bold'", ""),
    "heading": (14, "left", "fo:font-weight='bold'", ""),
    "body": (10.5, "justify", "", "fo:text-indent='0.74cm'"),
    "cell": (9, "left", "", ""),
}
# Hanging marks are off: LibreOffice 7.4 leaves a mark that hangs over the margin out of the PDF.
_STYLE = """<style:style style:name="{name}" style:family="paragraph">
<style:paragraph-properties fo:text-align="{align}" fo:line-height="150%" style:punctuation-wrap="simple" {indent}/>
<style:text-properties style:font-name="DejaVu Serif" style:font-name-asian="Noto Serif CJK SC"
 style:font-size-asian="{size}pt" fo:font-size="{size}pt" {weight}/></style:style>"""
_PAGE = """<office:automatic-styles><style:page-layout style:name="pm" style:page-usage="{use}">
<style:page-layout-properties fo:page-width="{width}cm" fo:page-height="{height}cm"
 fo:margin-top="2cm" fo:margin-bottom="2cm"
 fo:margin-left="2.2cm" fo:margin-right="2.2cm">{columns}</style:page-layout-properties>
<style:header-style><style:header-footer-properties fo:min-height="0.8cm" fo:margin-bottom="0.3cm"/></style:header-style>
<style:footer-style><style:header-footer-properties fo:min-height="0.8cm" fo:margin-top="0.3cm"/></style:footer-style>
</style:page-layout><style:style style:name="framed" style:family="table-cell">
<style:table-cell-properties fo:border="0.5pt solid #000000" fo:padding="0.1cm"/></style:style></office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pm">{heads}
<style:footer><text:p text:style-name="cell">第 <text:page-number text:select-page="current"/> 页</text:p></style:footer>
</style:master-page></office:master-styles>"""
_HEAD = '<style:header{side}><text:p text:style-name="cell">{text}</text:p></style:header{side}>'


def _styles(layout: Layout) -> str:
    styles = "".join(
        _STYLE.format(name=name, size=size, align=align, weight=weight, indent=indent)
        for name, (size, align, weight, indent) in _SIZES.items()
    )
    heads = _HEAD.format(side="", text="地方文献丛书　内部审校用") if layout.heads else ""
    heads += _HEAD.format(side="-left", text="整理出版工作手册") if layout.mirrored else ""
    columns = (
        f'<style:columns fo:column-count="{layout.columns}" fo:column-gap="0.8cm"/>'
        if layout.columns > 1
        else ""
    )
    page = _PAGE.format(
        use="mirrored" if layout.mirrored else "all",
        width=layout.width,
        height=layout.height,
        columns=columns,
        heads=heads,
    )
    return f"<office:styles>{styles}</office:styles>{page}"


def _paragraph(unit: Unit, notes: Iterable[Unit], units: Sequence[Unit]) -> str:
    style = "body" if unit.kind == "paragraph" else unit.kind
    pieces, at = [], 0
    for note in notes:
        offset = min(note.place[1], len(unit.text))
        number = [u for u in units if u.kind == "note"].index(note) + 1
        pieces.append(escape(unit.text[at:offset]))
        pieces.append(
            f'<text:note text:id="n{number}" text:note-class="footnote"><text:note-citation>{number}</text:note-citation>'
            f'<text:note-body><text:p text:style-name="cell">{escape(note.text)}</text:p></text:note-body></text:note>'
        )
        at = offset
    pieces.append(escape(unit.text[at:]))
    if unit.kind == "heading":
        return f'<text:h text:style-name="heading" text:outline-level="1">{"".join(pieces)}</text:h>'
    return f'<text:p text:style-name="{style}">{"".join(pieces)}</text:p>'


_CELL = '<table:table-cell table:style-name="framed"><text:p text:style-name="cell">{}</text:p></table:table-cell>'


def _table(cells: Sequence[Unit], table: int) -> str:
    rows = "".join(
        f"<table:table-row>{''.join(_CELL.format(escape(cell.text)) for cell in row)}</table:table-row>"
        for _, row in groupby(cells, key=lambda u: u.place[1])
    )
    columns = '<table:table-column table:number-columns-repeated="4"/>'
    return f'<table:table table:name="T{table}">{columns}{rows}</table:table>'


def convert(files: Sequence[Path], to: str, folder: Path) -> list[Path]:
    """The files in another format, by one run of LibreOffice with a profile of its own in `folder`.

    Raises:
        subprocess.SubprocessError, FileNotFoundError: LibreOffice failed or left a file out.
    """
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        to,
        "--outdir",
        str(folder),
        *map(str, files),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=_TIMEOUT)
    made = [folder / f"{file.stem}.{to}" for file in files]
    for path in made:
        if not path.exists():
            raise FileNotFoundError(path)
    return made
