"""Forty faults, each seeded alone into a conforming document: found, at its place, and nothing else with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from checks.layout.report import Row, corrected, examine
from documents.read import read
from tests.layout.official import Made, border, conforming, set_font, set_grid

Mutation = Callable[[Made], Any]


def setting(name: str, **attributes: Any) -> Mutation:
    """Set attributes of the section."""

    def mutate(made: Made) -> None:
        for attribute, value in attributes.items():
            setattr(made.section, attribute, value)

    return mutate


def font(name: str, family: str) -> Mutation:
    return lambda made: [
        run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), family) for run in made.p[name].runs
    ]


def size(name: str, points: float) -> Mutation:
    return lambda made: [setattr(run.font, "size", Pt(points)) for run in made.p[name].runs]


def form(name: str, **attributes: Any) -> Mutation:
    return lambda made: [
        setattr(made.p[name].paragraph_format, key, value) for key, value in attributes.items()
    ]


def say(name: str, text: str) -> Mutation:
    return lambda made: made.say(name, text)


def remove(*names: str) -> Mutation:
    return lambda made: [made.p[name]._p.getparent().remove(made.p[name]._p) for name in names]


def move_before(name: str, other: str) -> Mutation:
    return lambda made: made.p[other]._p.addprevious(made.p[name]._p)


def color(name: str, value: int) -> Mutation:
    rgb = RGBColor(value >> 16, value >> 8 & 0xFF, value & 0xFF)
    return lambda made: [setattr(run.font.color, "rgb", rgb) for run in made.p[name].runs]


def no_borders(name: str) -> Mutation:
    return lambda made: [e.getparent().remove(e) for e in made.p[name]._p.iter(qn("w:pBdr"))]


def thick(made: Made) -> None:
    no_borders("copies")(made)
    border(made.p["copies"], "top", 36, "000000")


def black_rule(made: Made) -> None:
    no_borders("number")(made)
    border(made.p["number"], "bottom", 12, "000000")


def page_number(size_pt: float = 14, family: str = "宋体") -> Mutation:
    return lambda made: [
        set_font(run, family, size_pt) for name in ("odd", "even") for run in made.p[name].runs
    ]


def part_of_run(made: Made) -> None:
    """The last words of a paragraph in another font, as a pasted piece has it."""
    set_font(made.p["body"].add_run("同时做好宣传。"), "宋体", 16)


def notes_below(made: Made) -> None:
    for name in ("note", "note2"):
        move_before(name, "remark")(made)


FIRST = "copy"  # the page's faults stand at the first line
# name, what is done, the check, the paragraph it must stand at, what is said of measured and expected
FAULTS: list[tuple[str, Mutation, str, str, str, str]] = [
    ("top margin", setting("", top_margin=Mm(25.4)), "F101", FIRST, "25.4 mm", "37 mm"),
    ("bottom margin", setting("", bottom_margin=Mm(38)), "F101", FIRST, "38 mm", "35 mm"),
    ("left margin", setting("", left_margin=Mm(31.8)), "F101", FIRST, "31.8 mm", "28 mm"),
    ("right margin", setting("", right_margin=Mm(22)), "F101", FIRST, "22 mm", "26 mm"),
    ("paper height", setting("", page_height=Mm(279.4)), "F101", FIRST, "279.4 mm", "297 mm"),
    ("paper width", setting("", page_width=Mm(215.9)), "F101", FIRST, "215.9 mm", "210 mm"),
    ("grid pitch", lambda m: set_grid(m, 312, -842), "F102", "addressee", "15.6 磅", "28～30 磅"),
    ("characters of a line", lambda m: set_grid(m, 580, 12000), "F102", FIRST, "23 字", "28 字"),
    ("line spacing of a paragraph", form("body", line_spacing=Pt(20)), "F102", "body", "20 磅", "28～30 磅"),
    ("one and a half lines", form("body2", line_spacing=1.5), "F102", "body2", "43.5 磅", "28～30 磅"),
    ("font of the title", font("title", "宋体"), "F103", "title", "宋体", "小标宋"),
    ("font of the text", font("body", "宋体"), "F103", "body", "宋体", "仿宋"),
    ("font of a piece of text", part_of_run, "F103", "body", "宋体（“同时做好宣传。”）", "仿宋"),
    ("font of level one", font("level1", "仿宋"), "F103", "level1", "仿宋", "黑体"),
    ("font of level two", font("level2", "黑体"), "F103", "level2", "黑体", "楷体"),
    ("font of level two with text", font("level2b", "仿宋"), "F103", "level2b", "仿宋", "楷体"),
    ("font of the level of classification", font("secrecy", "仿宋"), "F103", "secrecy", "仿宋", "黑体"),
    ("font of the mark of an attachment", font("mark", "仿宋"), "F103", "mark", "仿宋", "黑体"),
    ("font of 版头", font("issuer", "黑体"), "F103", "issuer", "黑体", "小标宋"),
    ("size of the title", size("title2", 18), "F104", "title2", "小二（18 pt）", "二号（22 pt）"),
    ("size of the text", size("body2", 14), "F104", "body2", "四号（14 pt）", "三号（16 pt）"),
    ("size of a level", size("level1b", 15), "F104", "level1b", "小三（15 pt）", "三号（16 pt）"),
    ("size of 版记", size("printed", 16), "F104", "printed", "三号（16 pt）", "四号（14 pt）"),
    ("title at the left", form("title", alignment=ALIGN.LEFT), "F105", "title", "左对齐", "居中"),
    ("addressee indented", form("addressee", first_line_indent=Pt(32)), "F105", "addressee", "2 字符", "0 字符"),
    ("text not indented", form("closing", first_line_indent=Pt(0)), "F105", "closing", "0 字符", "2 字符"),
    ("further lines indented", form("body", left_indent=Pt(32), first_line_indent=Pt(0)), "F105", "body", "2 字符", "0 字符"),
    ("date at the left", form("date", alignment=ALIGN.LEFT, right_indent=Pt(0)), "F105", "date", "21", "4 字符"),
    ("text in blue", color("body", 0x0070C0), "F106", "body", "彩色（0070C0）", "黑色"),
    ("版头 in black", color("issuer", 0), "F106", "issuer", "黑色", "红色"),
    ("no line above the note of attachments", remove("above_note0"), "F107", "note", "0 行", "1 行"),
    ("attachment on the same page", form("mark", page_break_before=False), "F107", "mark", "接排", "另面编排"),
    ("no date", remove("date"), "F108", "signature", "没有找到", "有"),
    ("note of attachments below the date", notes_below, "F108", "note", "排在成文日期之后", "排在成文日期之前"),
    ("font of page numbers", page_number(family="黑体"), "F109", "odd", "黑体", "半角宋体"),
    ("size of page numbers", page_number(size_pt=10.5), "F109", "odd", "五号（10.5 pt）", "四号（14 pt）"),
    ("no red line", no_borders("number"), "F110", "number", "没有找到", "有"),
    ("line of 版头 in black", black_rule, "F110", "number", "黑色或其他颜色", "红色"),
    ("line of 版记 too thick", thick, "F110", "copies", "1.59 mm", "0.35 mm"),
    ("colon missing", say("addressee", "各县（市、区）人民政府，市政府各部门、直属机构"), "F111", "addressee", "直属机构", "："),
    ("第 in the number", say("number", "青政发〔2026〕第15号"), "F111", "number", "第15号", "青政发〔2026〕15号"),
    ("zero in the number", say("number", "青政发〔2026〕015号"), "F111", "number", "015号", "青政发〔2026〕15号"),
    ("square brackets", say("number", "青政发[2026]15号"), "F111", "number", "[2026]", "青政发〔2026〕15号"),
    ("zero in the date", say("date", "2026年11月05日"), "F111", "date", "11月05日", "2026年11月5日"),
    ("date in Chinese numerals", say("date", "二〇二六年十一月五日"), "F111", "date", "二〇二六年", "2026年11月5日"),
    ("number of copies", say("copy", "126"), "F111", "copy", "126", "000126"),
    ("mark behind the name of an attachment", say("note2", "2.应急联系人名单。"), "F002", "note2", "。", "删去"),
    ("level skipped", lambda m: m.p["level2c"]._p.getparent().remove(m.p["level2c"]._p), "F001", "level3", "1.", "见说明"),
]  # fmt: skip


def test_there_are_forty_and_more() -> None:
    assert len(FAULTS) >= 40
    assert len({name for name, *_ in FAULTS}) == len(FAULTS)


def test_a_conforming_document_has_no_fault_and_needs_no_copy() -> None:
    data = conforming().data()
    report = examine(data, "公文.docx")
    assert report.rows == ()
    assert report.unchecked == ()
    assert corrected(data, "公文.docx") == data


@pytest.mark.parametrize(
    ("mutate", "check", "at", "measured", "expected"), [f[1:] for f in FAULTS], ids=[f[0] for f in FAULTS]
)
def test_a_seeded_fault_is_found_at_its_place_and_alone(
    mutate: Mutation, check: str, at: str, measured: str, expected: str
) -> None:
    made = conforming()
    mutate(made)
    data = made.data()
    report = examine(data, "公文.docx")
    assert [row.check for row in report.rows] == [check], [_told(row) for row in report.rows]
    row = report.rows[0]
    assert measured in row.measured
    assert expected in row.expected
    document = read(data, "公文.docx")
    assert document.block(row.block).text.strip() == made.text(at).strip()
    # What can be mended is mended, and only that.
    copy = corrected(data, "公文.docx")
    assert read(copy, "公文.docx").content_hash() == document.content_hash()
    left = examine(copy, "公文.docx").rows
    assert [r.check for r in left] == ([] if row.fixable else [check]), [_told(r) for r in left]
    assert (copy != data) == row.fixable


def _told(row: Row) -> str:
    return f"{row.check} {row.element} {row.item} {row.measured} → {row.expected} @ {row.text[:20]}"
