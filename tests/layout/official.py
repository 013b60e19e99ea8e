"""A conforming official document made with python-docx, paragraph by paragraph, for tests to spoil.

It shares nothing with `checks.layout.compose`: styles, the header of the page, the fields and the lines are made here.
"""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

from docx import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

BODY = "仿宋_GB2312"
TITLE = "方正小标宋简体"
RED = RGBColor(0xFF, 0, 0)


@dataclass
class Made:
    """The document being made, and its paragraphs by the names tests use."""

    word: Any
    p: dict[str, Any] = field(default_factory=dict)

    def data(self) -> bytes:
        out = io.BytesIO()
        self.word.save(out)
        return out.getvalue()

    @property
    def section(self) -> Any:
        return self.word.sections[0]

    def text(self, name: str) -> str:
        return str(self.p[name].text)

    def say(self, name: str, text: str) -> None:
        """Put other words into a paragraph, in the properties of its first run."""
        runs = self.p[name].runs
        runs[0].text = text
        for run in runs[1:]:
            run._r.getparent().remove(run._r)


def set_font(run: Any, font: str, size: float, latin: str | None = None) -> None:
    run.font.size = Pt(size)
    run.font.name = latin or font
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)


def border(paragraph: Any, edge: str, eighths: int, color: str) -> None:
    properties = paragraph._p.get_or_add_pPr()
    lines = OxmlElement("w:pBdr")
    line = OxmlElement(f"w:{edge}")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "1"), ("color", color)):
        line.set(qn(f"w:{name}"), value)
    lines.append(line)
    properties.insert_element_before(
        lines, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr"
    )


def page_field(paragraph: Any, font: str = "宋体", size: float = 14) -> None:
    """— 1 — with the number as a field."""
    set_font(paragraph.add_run("— "), font, size)
    for kind, text in (("begin", None), (None, " PAGE "), ("separate", None), ("", "1"), ("end", None)):
        run = paragraph.add_run()
        set_font(run, font, size)
        if kind:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
        else:
            mark = OxmlElement("w:instrText" if kind is None else "w:t")
            mark.text = text
        run._r.append(mark)
    set_font(paragraph.add_run(" —"), font, size)


def add(
    made: Made,
    name: str,
    text: str,
    *,
    font: str = BODY,
    size: float = 16,
    align: Any = ALIGN.JUSTIFY,
    first: float = 0,
    right: float = 0,
) -> Any:
    """A paragraph; indents in characters of its size."""
    paragraph = made.word.add_paragraph()
    if text:
        set_font(paragraph.add_run(text), font, size, "Times New Roman")
    paragraph.alignment = align
    if first:
        paragraph.paragraph_format.first_line_indent = Pt(first * size)
    if right:
        paragraph.paragraph_format.right_indent = Pt(right * size)
    made.p[name] = paragraph
    return paragraph


def empty(made: Made, name: str, count: int) -> None:
    for number in range(count):
        add(made, f"{name}{number}", "")


def conforming() -> Made:
    """青川市人民政府's notice, with head, levels, two attachments and 版记."""
    made = Made(WordDocument())
    _page(made)
    add(made, "copy", "000126")
    add(made, "secrecy", "机密★1年", font="黑体")
    add(made, "urgency", "特急", font="黑体")
    empty(made, "above_issuer", 2)
    issuer = add(made, "issuer", "青川市人民政府文件", font=TITLE, size=48, align=ALIGN.CENTER)
    issuer.runs[0].font.color.rgb = RED
    empty(made, "above_number", 2)
    border(add(made, "number", "青政发〔2026〕15号", align=ALIGN.CENTER), "bottom", 12, "FF0000")
    empty(made, "above_title", 2)
    add(made, "title", "青川市人民政府关于做好冬季供热和", font=TITLE, size=22, align=ALIGN.CENTER)
    add(made, "title2", "安全生产工作的通知", font=TITLE, size=22, align=ALIGN.CENTER)
    empty(made, "above_addressee", 1)
    add(made, "addressee", "各县（市、区）人民政府，市政府各部门、各直属机构：")
    add(made, "opening", "为保障群众温暖过冬，防范各类事故，现就有关工作通知如下。", first=2)
    add(made, "level1", "一、总体要求", font="黑体", first=2)
    add(made, "body", "坚持统筹发展和安全，压实各方责任，确保全市不发生大面积停热和较大以上事故。", first=2)
    add(made, "level2", "（一）基本原则", font="楷体_GB2312", first=2)
    add(made, "body2", "属地管理、分级负责，谁供热谁负责，谁主管谁负责。", first=2)
    mixed = add(made, "level2b", "（二）工作目标。", font="楷体_GB2312", first=2)
    set_font(
        mixed.add_run("12月底前完成全部老旧管网检修，用户报修两小时内到场。"), BODY, 16, "Times New Roman"
    )
    add(made, "level1b", "二、重点任务", font="黑体", first=2)
    add(made, "level2c", "（一）加强热源保障", font="楷体_GB2312", first=2)
    add(made, "level3", "1.落实燃料储备。各热源单位储煤不少于20天用量。", first=2)
    add(made, "level4", "（1）每周报送库存。", first=2)
    add(made, "level4b", "（2）库存低于10天的，立即报告市供热办。", first=2)
    add(made, "level3b", "2.完善应急预案。每个小区确定一名联系人。", first=2)
    add(made, "closing", "各地各部门于11月20日前将落实情况报市政府办公室。", first=2)
    empty(made, "above_note", 1)
    add(made, "note", "附件：1.供热保障任务分工表", first=2)
    add(made, "note2", "2.应急联系人名单", first=5)
    empty(made, "above_signature", 2)
    add(made, "signature", "青川市人民政府", align=ALIGN.RIGHT, right=3.5)
    add(made, "date", "2026年11月5日", align=ALIGN.RIGHT, right=4)
    add(made, "remark", "（此件公开发布）", first=2)
    _attachments(made)
    border(
        add(
            made,
            "copies",
            "抄送：市委各部门，市人大常委会办公室，市政协办公室，市法院，市检察院。",
            size=14,
            first=1,
        ),
        "top",
        8,
        "000000",
    )
    add(made, "printed", "青川市人民政府办公室 2026年11月6日印发", size=14, first=1)
    return made


def _attachments(made: Made) -> None:
    mark = add(made, "mark", "附件1", font="黑体")
    mark.paragraph_format.page_break_before = True
    add(made, "attached_title", "供热保障任务分工表", font=TITLE, size=22, align=ALIGN.CENTER)
    table = made.word.add_table(rows=2, cols=2)
    table.style = "Table Grid"
    for row, texts in zip(
        table.rows, (("任务", "责任单位"), ("管网检修", "市住房和城乡建设局")), strict=True
    ):
        for cell, text in zip(row.cells, texts, strict=True):
            set_font(cell.paragraphs[0].add_run(text), "宋体", 12)
    mark = add(made, "mark2", "附件2", font="黑体")
    mark.paragraph_format.page_break_before = True
    add(made, "attached_title2", "应急联系人名单", font=TITLE, size=22, align=ALIGN.CENTER)
    add(made, "attached_body", "联系人和电话由各单位于11月15日前报送。", first=2)
    empty(made, "above_copies", 1)


def _page(made: Made) -> None:
    section = made.section
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.footer_distance = Mm(24)
    set_grid(made, 580, -842)
    made.word.settings.odd_and_even_pages_header_footer = True
    odd, even = section.footer.paragraphs[0], section.even_page_footer.paragraphs[0]
    page_field(odd)
    page_field(even)
    odd.alignment, even.alignment = ALIGN.RIGHT, ALIGN.LEFT
    odd.paragraph_format.right_indent = Pt(14)
    even.paragraph_format.left_indent = Pt(14)
    made.p["odd"], made.p["even"] = odd, even
    normal = made.word.styles["Normal"]
    normal.font.size = Pt(16)
    normal.font.name = "Times New Roman"
    normal.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), BODY)
    normal.paragraph_format.space_after = Pt(0)
    normal.paragraph_format.line_spacing = 1.0  # the template says 1.15


def set_grid(made: Made, pitch: int, space: int, kind: str = "linesAndChars") -> None:
    """The grid of the page: twentieths and 4096ths of a point."""
    properties = made.section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    grid = OxmlElement("w:docGrid")
    for name, value in (("type", kind), ("linePitch", str(pitch)), ("charSpace", str(space))):
        grid.set(qn(f"w:{name}"), value)
    properties.append(grid)
