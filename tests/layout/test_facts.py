"""Layout facts as Word shows them: through defaults, theme, styles, numbering and direct formatting."""

from __future__ import annotations

import pytest

from documents.layout import Layout, Paragraph
from documents.layout_read import read_layout
from documents.layout_styles import points
from tests.fixtures.documents import package, paragraph, run


def layout(body: str, **parts: str) -> Layout:
    return read_layout(package(body, parts or None))


def only(body: str, **parts: str) -> Paragraph:
    return layout(body, **parts).paragraphs[0]


STYLES = (
    '<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:eastAsia="宋体"/><w:sz w:val="21"/></w:rPr>'
    '</w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="160" w:line="276"/></w:pPr></w:pPrDefault></w:docDefaults>'
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="h"><w:basedOn w:val="a"/><w:pPr><w:jc w:val="center"/>'
    '<w:ind w:firstLineChars="200" w:firstLine="420"/></w:pPr><w:rPr><w:rFonts w:eastAsia="黑体"/><w:b/></w:rPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="k"><w:basedOn w:val="h"/><w:rPr><w:sz w:val="32"/></w:rPr></w:style>'
    '<w:style w:type="character" w:styleId="c"><w:rPr><w:rFonts w:eastAsia="楷体"/><w:color w:val="ff0000"/></w:rPr></w:style>'
)


def test_styles_are_laid_over_one_another() -> None:
    body = paragraph(
        run("甲") + run("乙", '<w:rStyle w:val="c"/>') + run("丙", '<w:sz w:val="44"/><w:b w:val="0"/>'),
        '<w:pStyle w:val="k"/>',
    )
    found = only(body, styles=STYLES)
    assert [(s.text, s.start, s.east, s.latin, s.size_pt, s.bold, s.color) for s in found.stretches] == [
        ("甲", 0, "黑体", "Calibri", 16.0, True, "auto"),
        ("乙", 1, "楷体", "Calibri", 16.0, True, "FF0000"),
        ("丙", 2, "黑体", "Calibri", 22.0, False, "auto"),
    ]
    assert (found.alignment, found.indent.first_chars, found.indent.chars("first", 16)) == (
        "center",
        2.0,
        2.0,
    )
    assert (found.spacing.rule, found.spacing.after_pt) == ("auto", 8.0)
    assert found.spacing.line == pytest.approx(1.15)


def test_direct_formatting_wins_and_zero_characters_give_way_to_lengths() -> None:
    body = paragraph(
        run("甲"),
        '<w:pStyle w:val="h"/><w:spacing w:line="580" w:lineRule="exact"/>'
        '<w:ind w:firstLineChars="0" w:firstLine="0" w:left="640"/><w:jc w:val="both"/>',
    )
    found = only(body, styles=STYLES)
    assert (found.alignment, found.indent.chars("first", 16), found.indent.chars("left", 16)) == (
        "justify",
        0,
        2,
    )
    assert (found.spacing.rule, found.spacing.line) == ("exact", 29.0)


def test_the_indent_of_a_list_is_its_levels_unless_the_paragraph_says_otherwise() -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        '<w:lvlText w:val="%1."/><w:pPr><w:ind w:left="420" w:hanging="420"/></w:pPr></w:lvl></w:abstractNum>'
        '<w:num w:numId="7"><w:abstractNumId w:val="0"/></w:num>'
    )
    listed = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="7"/></w:numPr>'
    body = paragraph(run("甲"), listed) + paragraph(
        run("乙"), listed + '<w:ind w:left="0" w:firstLine="640"/>'
    )
    one, two = layout(body, numbering=numbering).paragraphs
    assert (one.indent.left_pt, one.indent.first_pt) == (21.0, -21.0)
    assert (two.indent.left_pt, two.indent.first_pt) == (0.0, 32.0)


def test_hidden_and_deleted_text_is_no_part_of_a_paragraph() -> None:
    deleted = '<w:del w:id="1" w:author="甲"><w:r><w:delText>删</w:delText></w:r></w:del>'
    found = only(paragraph(run("甲") + run("隐", "<w:vanish/>") + deleted + run("乙", '<w:sz w:val="20"/>')))
    assert found.text == "甲乙"
    assert [(s.text, s.start) for s in found.stretches] == [("甲", 0), ("乙", 1)]


def test_pages_break_and_sections_count() -> None:
    section = '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:left="1588" w:gutter="0"/></w:sectPr>'
    body = (
        paragraph(run("甲"))
        + paragraph('<w:r><w:br w:type="page"/></w:r>')
        + paragraph(run("乙"), section)
        + paragraph(run("丙"))
        + paragraph(run("丁"), "<w:pageBreakBefore/>")
        + '<w:sectPr><w:type w:val="continuous"/><w:docGrid w:type="lines" w:linePitch="580"/></w:sectPr>'
    )
    found = layout(body)
    assert [p.new_page for p in found.paragraphs if p.text] == [False, True, False, True]
    assert [p.section for p in found.paragraphs] == [0, 0, 0, 1, 1]
    first, last = found.sections
    assert (round(first.width_mm), round(first.top_mm), round(first.left_mm)) == (210, 37, 28)
    assert (last.grid, last.line_pitch_pt) == ("lines", 29.0)


def test_a_file_that_names_no_page_has_words_own() -> None:
    [section] = layout(paragraph(run("甲"))).sections
    assert (round(section.width_mm, 1), round(section.height_mm, 1), section.path) == (215.9, 279.4, "")


def test_lines_are_seen_as_borders_and_as_shapes() -> None:
    border = '<w:pBdr><w:bottom w:val="single" w:sz="12" w:color="FF0000"/><w:top w:val="nil"/></w:pBdr>'
    shape = (
        '<w:r><w:drawing><wp:inline><wp:extent cx="5616000" cy="0"/><a:graphic><a:graphicData><wps:wsp><wps:spPr>'
        '<a:prstGeom prst="line"/><a:ln w="19050"><a:solidFill><a:srgbClr val="ff0000"/></a:solidFill></a:ln>'
        "</wps:spPr></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    old = '<w:r><w:pict><v:line strokecolor="red" strokeweight="1.5pt"/></w:pict></w:r>'
    one, two, three = layout(paragraph(run("甲"), border) + paragraph(shape) + paragraph(old)).paragraphs
    assert [(r.edge, r.width_pt, r.color) for r in one.rules] == [("bottom", 1.5, "FF0000")]
    assert [(r.edge, r.width_pt, r.color, round(r.length_mm or 0)) for r in two.rules] == [
        ("shape", 1.5, "FF0000", 156)
    ]
    assert [(r.edge, r.width_pt, r.color) for r in three.rules] == [("shape", 1.5, "FF0000")]


def test_the_hash_tells_layouts_of_one_text_apart() -> None:
    plain, bold = paragraph(run("甲")), paragraph(run("甲", "<w:b/>"))
    assert layout(plain).hash == layout(plain).hash
    assert layout(plain).hash != layout(bold).hash


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("240", 12.0),
        ("1.5cm", 42.52),
        ("10mm", 28.35),
        ("12pt", 12.0),
        ("-40", -2.0),
        ("abc", 0.0),
        ("9" * 30, 0.0),
        (None, 0.0),
    ],
)
def test_lengths_of_a_file(text: str | None, expected: float) -> None:
    assert points(text) == pytest.approx(expected, abs=0.01)
