"""Word documents: what a reader sees is what is read, no more, no less, in order."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import time
import zipfile
from pathlib import Path

import pytest
from docx import Document as WordDocument
from lxml import etree

from documents.docx_numbering import chinese
from documents.model import BlockKind, Document
from documents.read import read
from documents.read_docx import locate
from tests.fixtures import documents as made
from tests.fixtures.documents import package, paragraph, run, table

WHO = 'w:id="9" w:author="李四" w:date="2026-01-05T09:00:00Z"'


def texts(document: Document) -> list[str]:
    return [b.text for b in document]


def of(body: str, **more: object) -> Document:
    return read(package(body, **more), "a.docx")  # type: ignore[arg-type]


def test_order_kinds_and_facts() -> None:
    document = read(
        made.docx_bytes(
            ["关于开展检查的通知", "一、总体要求", "各单位要抓好落实。"],
            [[["甲", "乙"], ["丙", "丁"]]],
            ["注释。"],
        ),
        "a.docx",
    )
    assert [(b.kind.value, b.level, b.text) for b in document] == [
        ("heading", None, "关于开展检查的通知"),
        ("heading", 1, "一、总体要求"),
        ("paragraph", None, "各单位要抓好落实。"),
        ("table_cell", None, "甲"),
        ("table_cell", None, "乙"),
        ("table_cell", None, "丙"),
        ("table_cell", None, "丁"),
        ("footnote", None, "注释。"),
    ]
    title, body = document.blocks[0], document.blocks[2]
    assert (title.style.font, title.style.size_pt, title.style.alignment) == (
        "方正小标宋简体",
        22.0,
        "center",
    )
    assert (body.style.font, body.style.size_pt) == ("仿宋", 16.0)
    assert document.blocks[6].cell is not None
    assert (document.blocks[6].cell.row, document.blocks[6].cell.column) == (1, 1)
    assert document.unread == ()
    assert len({b.id for b in document}) == len(document.blocks)


def test_style_inheritance_reaches_levels_and_fonts() -> None:
    document = of(
        paragraph(run("总则"), '<w:pStyle w:val="H1"/>')
        + paragraph(run("细则", '<w:sz w:val="28"/>'), '<w:outlineLvl w:val="2"/>')
    )
    first, second = document.blocks
    assert (first.kind, first.level, first.style.font) == (BlockKind.HEADING, 2, "黑体")
    assert (second.kind, second.level, second.style.size_pt) == (BlockKind.HEADING, 3, 14.0)


def test_tracked_changes_read_as_accepted() -> None:
    document = read(made.tracked_docx(), "a.docx")
    assert texts(document) == ["甲新增乙"]
    assert document.facts["tracked_insertions"] == "1"
    assert document.facts["tracked_deletions"] == "1"
    assert document.facts["comments"] == "1"
    assert any("插入 1 处，删除 1 处" in note for note in document.notes)
    assert any("批注 1 条" in note for note in document.notes)


def test_moves_and_deleted_paragraph_ends() -> None:
    mark = f"<w:rPr><w:del {WHO}/></w:rPr>"
    body = (
        paragraph(run("前") + f"<w:moveFrom {WHO}>{run('搬走')}</w:moveFrom>")
        + paragraph(run("后") + f"<w:moveTo {WHO}>{run('搬来')}</w:moveTo>")
        + paragraph(run("并入"), mark)
        + paragraph(run("下段"))
        + paragraph(f"<w:del {WHO}><w:r><w:delText>全删</w:delText></w:r></w:del>", mark)
        + paragraph(run("末段"))
    )
    assert texts(of(body)) == ["前", "后搬来", "并入下段", "末段"]


def test_deleted_rows_are_gone() -> None:
    rows = "<w:tr><w:trPr><w:del {}/></w:trPr><w:tc>{}</w:tc></w:tr><w:tr><w:tc>{}</w:tc></w:tr>"
    document = of(f"<w:tbl>{rows.format(WHO, paragraph(run('删行')), paragraph(run('留行')))}</w:tbl>")
    assert texts(document) == ["留行"]
    assert document.blocks[0].cell is not None
    assert document.blocks[0].cell.row == 0


def test_merged_and_nested_cells() -> None:
    def cell(text: str, properties: str = "", inner: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr>{inner}{paragraph(run(text))}</w:tc>"

    body = (
        "<w:tbl><w:tr>" + cell("横跨", '<w:gridSpan w:val="2"/>') + cell("右") + "</w:tr>"
        "<w:tr>"
        + cell("竖跨", '<w:vMerge w:val="restart"/>')
        + cell("中", inner=table([["内一", "内二"]]))
        + cell("")
        + "</w:tr>"
        "<w:tr>" + cell("看不见", "<w:vMerge/>") + cell("底") + "</w:tr></w:tbl>"
    )
    document = of(body)
    assert texts(document) == ["横跨", "右", "竖跨", "内一", "内二", "中", "底"]
    places = {b.text: b.cell for b in document}
    assert [(c.table, c.row, c.column, c.row_span, c.column_span) for c in places.values() if c] == [
        (0, 0, 0, 1, 2), (0, 0, 2, 1, 1), (0, 1, 0, 2, 1), (1, 0, 0, 1, 1), (1, 0, 1, 1, 1), (0, 1, 1, 1, 1), (0, 2, 1, 1, 1),
    ]  # fmt: skip


def test_text_box_is_read_once() -> None:
    box = f"<w:txbxContent>{paragraph(run('框内'))}</w:txbxContent>"
    alternate = (
        '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wps:wsp><wps:txbx>'
        f"{box}</wps:txbx></wps:wsp></wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>"
        f"{box}</v:textbox></v:shape></w:pict></mc:Fallback></mc:AlternateContent>"
    )
    document = of(paragraph(run("前") + f"<w:r>{alternate}</w:r>" + run("后")))
    assert texts(document) == ["前后", "框内"]
    old_way = f"<w:r><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></w:r>"
    assert texts(of(paragraph(old_way))) == ["框内"]


def test_anchors_lead_back_to_the_paragraph() -> None:
    data = made.docx_bytes(["题", "文"], [[["格"]]])
    root = etree.fromstring(zipfile.ZipFile(io.BytesIO(data)).read("word/document.xml"))
    for block in read(data, "a.docx"):
        element = locate(root, block.anchor.path)
        assert "".join(element.itertext()) == block.text


def test_fields_show_results_only() -> None:
    def mark(kind: str) -> str:
        return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'

    def instruction(text: str) -> str:
        return f"<w:r><w:instrText>{text}</w:instrText></w:r>"

    nested = (
        mark("begin")
        + instruction("IF ")
        + mark("begin")
        + instruction("X")
        + mark("separate")
        + run("暗")
        + mark("end")
    )
    body = paragraph(
        run("共") + nested + instruction(" = 1") + mark("separate") + run("12") + mark("end") + run("页")
        + '<w:fldSimple w:instr="DATE">' + run("今日") + "</w:fldSimple>"
    )  # fmt: skip
    assert texts(of(body + paragraph(mark("begin") + instruction("坏")) + paragraph(run("下文")))) == [
        "共12页今日",
        "下文",
    ]


def test_special_characters_links_and_content_controls() -> None:
    inside = (
        run("甲") + "<w:r><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:noBreakHyphen/></w:r>"
        '<w:hyperlink r:id="x">'
        + run("链接")
        + "</w:hyperlink><w:sdt><w:sdtPr/><w:sdtContent>"
        + run("控件")
        + "</w:sdtContent></w:sdt>"
        '<w:r><w:br w:type="page"/></w:r><w:smartTag>' + run("标签") + "</w:smartTag>"
    )
    block = f"<w:sdt><w:sdtContent>{paragraph(run('块控件'))}</w:sdtContent></w:sdt>"
    assert texts(of(paragraph(inside) + block)) == ["甲\t乙\n丙-链接控件标签", "块控件"]


def test_hidden_text_is_out_and_told() -> None:
    document = of(
        paragraph(
            run("看得见")
            + run("暗", "<w:vanish/>")
            + run("暗二", '<w:rStyle w:val="V"/>')
            + run("明", '<w:vanish w:val="0"/>')
        )
    )
    assert texts(document) == ["看得见明"]
    assert document.facts["hidden"] == "3"
    assert any("3 个隐藏文字" in note for note in document.notes)


def test_headers_and_footers_once() -> None:
    section = (
        '<w:sectPr><w:headerReference w:type="{}" r:id="header{}"/>'
        '<w:footerReference w:type="default" r:id="footer1"/></w:sectPr>'
    )
    body = (
        paragraph(run("文"), section.format("default", 1)) + paragraph(run("尾")) + section.format("first", 2)
    )
    same = paragraph(run("内部资料"))
    document = of(body, parts={"header1": same, "header2": same, "footer1": paragraph(run("第1页"))})
    assert [(b.kind.value, b.text) for b in document] == [
        ("header", "内部资料"), ("paragraph", "文"), ("paragraph", "尾"), ("footer", "第1页"),
    ]  # fmt: skip


def image(relation: str, alt: str) -> str:
    return (
        f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="图" descr="{alt}"/><a:graphic><a:graphicData><pic:pic>'
        f"<pic:blipFill><a:blip {relation}/></pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )


def test_images_by_hash_and_never_from_outside() -> None:
    outside = f'<Relationship Id="far" Type="{made.R_NS}/image" Target="http://192.0.2.1/x.png" TargetMode="External"/>'
    body = paragraph(run("图如下") + image('r:embed="one"', "会场 照片")) + paragraph(
        image('r:link="far"', "远图")
    )
    document = of(body, media={"one.png": made.PNG}, relations=outside)
    shown = [(b.kind.value, b.text, b.asset) for b in document]
    assert shown[1] == ("image", "会场 照片", hashlib.sha256(made.PNG).hexdigest())
    assert shown[2] == ("image", "远图", None)
    assert any("没有读取" in u.reason for u in document.unread)


def test_captions() -> None:
    sequence = '<w:fldSimple w:instr=" SEQ 图 \\* ARABIC ">' + run("1") + "</w:fldSimple>"
    document = of(
        paragraph(run("表1 指标"), '<w:pStyle w:val="C"/>') + paragraph(run("图") + sequence + run(" 流程"))
    )
    assert [(b.kind.value, b.text) for b in document] == [("caption", "表1 指标"), ("caption", "图1 流程")]


def numbering(levels: str, extra: str = "") -> dict[str, str]:
    abstract = f'<w:abstractNum w:abstractNumId="5">{levels}</w:abstractNum>'
    return {"numbering": f'{abstract}<w:num w:numId="1"><w:abstractNumId w:val="5"/>{extra}</w:num>'}


def level(index: int, form: str, text: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{index}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def item(text: str, depth: int = 0, num: int = 1) -> str:
    return paragraph(run(text), f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{num}"/></w:numPr>')


def test_numbering_as_shown() -> None:
    levels = (
        level(0, "chineseCounting", "%1、")
        + level(1, "chineseCountingThousand", "（%2）")
        + level(2, "decimal", "%1.%3.", "<w:isLgl/>")
    )
    body = (
        item("总则") + item("目的", 1) + item("细目。", 2) + item("依据", 1) + item("分则") + item("又一", 1)
    )
    document = of(body, parts=numbering(levels))
    assert texts(document) == [
        "一、总则",
        "（一）目的",
        "1.1. 细目。",
        "（二）依据",
        "二、分则",
        "（一）又一",
    ]
    assert [b.label for b in document] == ["一、", "（一）", "1.1. ", "（二）", "二、", "（一）"]
    assert document.blocks[0].kind is BlockKind.HEADING
    assert document.blocks[2].kind is BlockKind.LIST_ITEM


def test_numbering_that_cannot_be_rendered_is_told() -> None:
    document = of(item("项") + item("点"), parts=numbering(level(0, "hindiVowels", "%1.")))
    assert texts(document) == ["项", "点"]
    assert any("hindiVowels" in note for note in document.notes)
    bullets = of(item("点"), parts=numbering(level(0, "bullet", "\uf0b7")))
    assert texts(bullets) == ["点"]
    assert bullets.notes == ()


def test_numbering_start_override_and_numbers_in_words() -> None:
    start = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="8"/></w:lvlOverride>'
    document = of(item("甲。") + item("乙。"), parts=numbering(level(0, "decimal", "%1."), start))
    assert texts(document) == ["8. 甲。", "9. 乙。"]
    assert [chinese(n) for n in (1, 10, 11, 20, 99)] == ["一", "十", "十一", "二十", "九十九"]
    assert chinese(100) is None


def test_strict_namespace_reads_the_same() -> None:
    plain = made.docx_bytes(["题", "文"], [[["格"]]], ["注"])
    swaps = [
        (
            b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
            b"http://purl.oclc.org/ooxml/wordprocessingml/main",
        ),
        (
            b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
            b"http://purl.oclc.org/ooxml/officeDocument/relationships",
        ),
    ]
    with zipfile.ZipFile(io.BytesIO(plain)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    for old, new in swaps:
        files = {name: data.replace(old, new) for name, data in files.items()}
    strict, loose = read(made.zipped(files), "s.docx"), read(plain, "l.docx")
    assert strict.content_hash() == loose.content_hash()


def test_unreadable_pieces_are_listed() -> None:
    chart = '<w:r><w:drawing><wp:inline><a:graphic><c:chart xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart"/></a:graphic></wp:inline></w:drawing></w:r>'
    document = of(paragraph(run("文") + chart) + '<w:altChunk r:id="x"/>')
    assert {u.reason for u in document.unread} == {"图表里的文字没有读入", "嵌入的子文档没有读入"}


def test_saved_by_python_docx() -> None:
    word = WordDocument()
    word.add_heading("关于开展检查的通知", 0)
    word.add_heading("总体要求", 1)
    word.add_paragraph("第一项。", style="List Number")
    word.add_table(1, 1).cell(0, 0).text = "格"
    word.sections[0].header.paragraphs[0].text = "页眉"
    out = io.BytesIO()
    word.save(out)
    document = read(out.getvalue(), "w.docx")
    assert [(b.kind.value, b.level, b.text) for b in document] == [
        ("header", None, "页眉"), ("heading", None, "关于开展检查的通知"), ("heading", 1, "总体要求"),
        ("list_item", 3, "1. 第一项。"), ("table_cell", None, "格"),
    ]  # fmt: skip


def test_json_round_trip() -> None:
    document = read(made.docx_bytes(["题", "e\u0301文"], [[["格"]]], ["注"]), "a.docx")
    assert Document.from_json(document.to_json()) == document
    assert document.blocks[1].text == "\u00e9文"


def test_three_thousand_paragraphs_and_two_hundred_tables() -> None:
    data = made.large_docx()
    start = time.perf_counter()
    document = read(data, "large.docx")
    seconds = time.perf_counter() - start
    assert len(document.blocks) == 3000 + 200 * 20
    assert seconds < 10  # 0.5–1 s on a quiet machine


@pytest.mark.integration
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_generated_file_opens_in_libreoffice(tmp_path: Path) -> None:
    source = tmp_path / "made.docx"
    source.write_bytes(
        made.docx_bytes(["关于开展检查的通知", "各单位要抓好落实。"], [[["甲", "乙"]]], ["注释。"])
    )
    profile = (tmp_path / "profile").as_uri()
    subprocess.run(
        ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "txt:Text (encoded):UTF8",
         "--outdir", str(tmp_path), str(source)], check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    shown = (tmp_path / "made.txt").read_text(encoding="utf-8-sig")
    # The text filter shows a footnote by its number only.
    assert "落实。1" in shown
    for block in read(source.read_bytes(), source.name):
        assert block.text in shown or block.kind is BlockKind.FOOTNOTE
