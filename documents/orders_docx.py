"""The typesetter's list of corrections (改样通知单) as a Word table."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

_WIDTHS_CM = (1.2, 1.4, 2.2, 5.2, 5.2, 2.4)
_HEADS = ("序号", "页", "校对符号", "原文（方括号内为要改的文字）", "改为", "说明")


@dataclass(frozen=True, slots=True)
class OrderLine:
    """One line: `before`, `text`, `after` as in the proof, `wanted` instead of `text`."""

    number: int
    page: int | None
    mark: str
    before: str
    text: str
    after: str
    wanted: str
    reason: str


def orders_docx(title: str, facts: Sequence[str], lines: Sequence[OrderLine], rgb: str) -> bytes:
    """A document of A4 pages: the title, the facts, and the table with its head on every page, what is wanted in ink
    `rgb` (six hex digits).
    """
    from docx import Document  # noqa: PLC0415 - python-docx alone takes a tenth of a second
    from docx.enum.section import WD_ORIENT  # noqa: PLC0415
    from docx.oxml import OxmlElement  # noqa: PLC0415
    from docx.shared import Cm, RGBColor  # noqa: PLC0415

    document = Document()
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.PORTRAIT, Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(1.7)
    document.add_heading(title, level=1)
    for fact in facts:
        document.add_paragraph(fact)
    table = document.add_table(rows=1, cols=len(_HEADS))
    table.style = "Table Grid"
    table.autofit = False
    _fill(table.rows[0].cells, _HEADS)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    for line in lines:
        page = "" if line.page is None else str(line.page)
        shown = f"{line.before}【{line.text}】{line.after}"
        cells = table.add_row().cells
        _fill(cells, (str(line.number), page, line.mark, shown, line.wanted, line.reason))
        for run in cells[4].paragraphs[0].runs:
            run.font.color.rgb = RGBColor.from_string(rgb.upper())
    for row in table.rows:
        for cell, width in zip(row.cells, _WIDTHS_CM, strict=True):
            cell.width = Cm(width)
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _fill(cells: Sequence[object], texts: Sequence[str]) -> None:
    for cell, text in zip(cells, texts, strict=True):
        # XML has no place for control characters, and a proof may hold any.
        cell.text = "".join(c for c in text if c.isprintable() or c == "\n")  # type: ignore[attr-defined]
