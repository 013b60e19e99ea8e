"""The corrected copy: never another text, nothing left to do the second time, untouched parts untouched."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from docx import Document as WordDocument
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.layout.report import corrected, examine
from checks.layout.sketch import sketch
from documents.errors import WrongTypeError
from documents.layout_changes import ParagraphChange, RunChange, SectionChange
from documents.layout_read import read_layout
from documents.layout_write import write_layout
from documents.limits import Limits
from documents.read import read
from tests.fixtures import documents as made
from tests.fixtures.documents import package, paragraph, run
from tests.layout.test_messy import FILES, File

LINES = (
    "青川市教育局文件", "青教发〔2026〕5号", "青教发[2026]第05号", "关于开展检查的通知", "青川市教育局关于", "各学校：", "各学校",
    "一、总体要求", "（一）原则。按期完成。", "1.查校舍。", "（1）查楼梯。", "请抓好落实。", "　　请认真抓好落实。",
    "附件：1.名单", "2.分工表。", "青川市教育局", "2026年11月5日", "2026.11.05", "（此件公开发布）", "附件", "附件1：", "名单",
    "抄送：市政府。", "青川市教育局办公室 2026年11月6日印发", "", "a b", "𠮷野家é",
)  # fmt: skip
SETTINGS = (
    "", "{字体=宋体}", "{字号=10.5}", "{字号=14 字体=黑体}", "{对齐=左}", "{对齐=居中}", "{对齐=右 右缩进=1}", "{首行缩进=0}",
    "{首行缩进=4}", "{左缩进=3}", "{行距=18}", "{行距=40}", "{颜色=0070C0}", "{颜色=红}", "{空行=0}", "{分隔线=无}", "{另页=无}",
)  # fmt: skip
PAGES = (
    "", "{页面 上边距=25.4 左边距=31.8}\n", "{页面 宽=297 高=210}\n", "{页面 宽=215.9 高=279.4 网格=15.6}\n", "{页面 网格=无}\n",
    "{页面 页码=居中 页码字体=黑体 页码字号=9}\n", "{页面 页码=无 页脚=5}\n",
)  # fmt: skip


def check_copy(data: bytes) -> None:
    """What holds for every file."""
    before = read(data, "a.docx")
    copy = corrected(data, "a.docx")
    after = read(copy, "a.docx")
    assert [(b.text, b.label, b.cell, b.asset, b.anchor) for b in after] == [
        (b.text, b.label, b.cell, b.asset, b.anchor) for b in before
    ]
    # The reader takes a short line in the middle at the top for the title, so centring one may make a heading of it.
    changed = [(a, b) for a, b in zip(after, before, strict=True) if a.kind is not b.kind]
    assert {(x.kind.value, x.level) for pair in changed for x in pair} <= {
        ("heading", None),
        ("paragraph", None),
    }
    assert all("center" in {a.style.alignment, b.style.alignment} for a, b in changed)
    assert changed or after.content_hash() == before.content_hash()
    assert corrected(copy, "a.docx") == copy
    assert [r for r in examine(copy, "a.docx").rows if r.fixable] == []


@settings(deadline=None, max_examples=30, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(PAGES),
    st.lists(st.tuples(st.sampled_from(SETTINGS), st.sampled_from(LINES)), min_size=1, max_size=14),
)
def test_a_copy_never_changes_text_and_is_done_at_once(page: str, lines: list[tuple[str, str]]) -> None:
    if any(text for _, text in lines):
        check_copy(sketch(page + "\n".join(setting + text for setting, text in lines)))


@pytest.mark.parametrize("make", FILES, ids=lambda make: make.__name__)
def test_messy_files_keep_their_text(make: Callable[[], File]) -> None:
    check_copy(make()[0])


RICH = {
    "tracked": made.tracked_docx,
    "split run": lambda: package(
        paragraph(run("（一）目标。全部完成检修。", '<w:rFonts w:eastAsia="仿宋"/><w:sz w:val="32"/>'))
    ),
    "label and tab": lambda: package(
        paragraph('<w:r><w:tab/><w:t>甲</w:t><w:br/><w:t xml:space="preserve"> 乙 </w:t></w:r>')
    ),
    "field": lambda: package(
        paragraph('<w:fldSimple w:instr="PAGE"><w:r><w:t>3</w:t></w:r></w:fldSimple>' + run("第页")),
    ),
    "no section": lambda: package(paragraph(run("关于放假的通知"))),
    "box": lambda: package(
        paragraph(
            "<w:r><w:pict><v:shape><v:textbox><w:txbxContent>"
            + paragraph(run("框里的字"))
            + "</w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
        )
        + paragraph(run("正文。"))
    ),
}


@pytest.mark.parametrize("make", RICH.values(), ids=RICH)
def test_odd_files_keep_their_text(make: Callable[[], bytes]) -> None:
    check_copy(make())


def test_a_run_is_split_where_the_heading_ends() -> None:
    copy = corrected(RICH["split run"](), "a.docx")
    texts = [(s.text, s.east) for s in read_layout(copy).paragraphs[0].stretches]
    assert texts == [("（一）目标。", "楷体"), ("全部完成检修。", "仿宋")]


def test_untouched_parts_stay_byte_by_byte() -> None:
    data = sketch("{字体=宋体}关于放假的通知\n各科室：\n放假一天。")
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(io.BytesIO(corrected(data, "a.docx"))) as new,
    ):
        assert old.namelist() == new.namelist()
        changed = [name for name in old.namelist() if old.read(name) != new.read(name)]
    assert changed == ["word/document.xml"]


def test_what_is_written_can_be_read_by_others() -> None:
    """Properties stand in the order of the schema: python-docx, which trusts it, reads them back."""
    changes = [
        RunChange("word/document.xml", "0/0", font="黑体", latin=True, size_pt=14, color="FF0000"),
        ParagraphChange(
            "word/document.xml", "0/0", alignment="justify", left_chars=0, first_chars=2, size_pt=14, line_pt=29,
            before_lines=1, new_page=True,
        ),
        SectionChange("word/document.xml", "", (("w", 210), ("h", 297), ("top", 37)), line_pitch_pt=29),
    ]  # fmt: skip
    data = write_layout(package(paragraph(run("甲", "<w:b/>"), "<w:keepNext/>")), changes, Limits())
    word = WordDocument(io.BytesIO(data))
    one, page = word.paragraphs[0], word.sections[0]
    assert (one.runs[0].font.name, one.runs[0].font.size.pt, one.runs[0].font.bold) == ("黑体", 14, True)
    shape = one.paragraph_format
    assert (shape.line_spacing.pt, shape.first_line_indent.pt, shape.page_break_before) == (29, 28, True)
    assert (round(page.page_width.mm), round(page.page_height.mm), round(page.top_margin.mm)) == (
        210,
        297,
        37,
    )
    order = [child.tag.rpartition("}")[2] for child in one._p.pPr]
    assert order == ["keepNext", "pageBreakBefore", "spacing", "ind", "jc"]


def test_nothing_to_do_gives_the_same_bytes() -> None:
    data = package(paragraph(run("甲")))
    assert write_layout(data, [], Limits()) is data


def test_a_strict_file_is_refused_in_words() -> None:
    data = package(paragraph(run("关于放假的通知")))
    strict = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(strict, "w") as new:
        for name in old.namelist():
            text = old.read(name).decode()
            text = text.replace(made.W_NS, "http://purl.oclc.org/ooxml/wordprocessingml/main")
            new.writestr(
                name, text.replace(made.R_NS, "http://purl.oclc.org/ooxml/officeDocument/relationships")
            )
    assert examine(strict.getvalue(), "a.docx").rows
    with pytest.raises(WrongTypeError, match="严格"):
        corrected(strict.getvalue(), "a.docx")


def test_other_formats_have_no_layout() -> None:
    with pytest.raises(WrongTypeError, match="只有 Word 文档"):
        examine("关于放假的通知".encode(), "a.txt")
    with pytest.raises(WrongTypeError, match="只有 Word 文档"):
        corrected("关于放假的通知".encode(), "a.md")
