"""Lines drawn in a Word document: borders of paragraphs and tables, and line shapes (the red rule of a 版头)."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from documents.docx_names import MC, WP, A, V, W, number, val
from documents.layout import POINTS_TO_MM, Rule
from documents.layout_styles import LayoutBook, Properties, points

_WPS = "{http://schemas.microsoft.com/office/word/2010/wordprocessingShape}"
_EMU_A_POINT = 12_700
_LINES = {"line", "straightConnector1"}
_NAMED = {"red": "FF0000", "black": "000000"}


def border(edge: str, flat: str) -> Rule | None:
    """The line of a flattened border (`layout_styles`: eighths of a point and the colour), None for none."""
    size, _, color = flat.partition(" ")
    eighths = number(size)
    return None if not eighths else Rule(edge, eighths / 8, _color(color))


def borders(properties: Properties) -> Iterator[Rule]:
    """The lines above and below a paragraph."""
    for edge in ("top", "bottom"):
        line = border(edge, properties.get(edge, ""))
        if line is not None:
            yield line


def drawn_rules(paragraph: etree._Element) -> Iterator[Rule]:
    """Line shapes that hang on a paragraph; of two descriptions of one shape the first."""
    for shape in paragraph.iter(_WPS + "wsp"):
        geometry = next(shape.iter(A + "prstGeom"), None)
        if geometry is None or geometry.get("prst") not in _LINES:
            continue
        line = next(shape.iter(A + "ln"), None)
        fill = None if line is None else next(line.iter(A + "srgbClr"), None)
        frame = next(shape.iterancestors(WP + "inline", WP + "anchor"), None)
        extent = None if frame is None else frame.find(WP + "extent")
        wide = number(None if extent is None else extent.get("cx"))
        thick = number(None if line is None else line.get("w"))
        yield Rule(
            "shape",
            (thick or 0) / _EMU_A_POINT,
            _color("auto" if fill is None else fill.get("val", "auto")),
            None if wide is None else wide / _EMU_A_POINT * POINTS_TO_MM,
        )
    for line in paragraph.iter(V + "line"):
        if next(line.iterancestors(MC + "Fallback"), None) is None:
            yield Rule(
                "shape", points(line.get("strokeweight"), 0.75), _color(line.get("strokecolor", "auto"))
            )


def table_rules(paragraph: etree._Element, book: LayoutBook) -> Iterator[Rule]:
    """The lines above and below the table cell around a paragraph."""
    cell = next(paragraph.iterancestors(W + "tc"), None)
    row = None if cell is None else next(cell.iterancestors(W + "tr"), None)
    table = None if row is None else next(row.iterancestors(W + "tbl"), None)
    if cell is None or row is None or table is None:
        return
    rows = list(table.iterchildren(W + "tr"))
    outer = book.table_borders(table)
    own = cell.find(f"{W}tcPr/{W}tcBorders")
    for edge, at_edge in (("top", rows[:1] == [row]), ("bottom", rows[-1:] == [row])):
        line = None if own is None else own.find(W + edge)
        if line is None:
            line = outer.get(edge if at_edge else "insideH")
        if line is None or val(line) in {None, "nil", "none"}:
            continue
        eighths = number(line.get(W + "sz"))
        yield Rule(edge, (4 if eighths is None else eighths) / 8, _color(line.get(W + "color", "auto")))


def _color(text: str) -> str:
    """RRGGBB or "auto", from the ways a file has to say it."""
    name = text.partition(" ")[0].lstrip("#")
    name = _NAMED.get(name.lower(), name).upper()
    if len(name) == 3:
        name = "".join(2 * digit for digit in name)
    return name if len(name) == 6 and all(c in "0123456789ABCDEF" for c in name) else "auto"
