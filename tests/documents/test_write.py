"""HTML for release, and edits applied to text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html

from documents.apply import OverlapError, apply_to_text
from documents.model import Block, BlockKind, Cell, Document
from documents.read import read
from documents.write_html import clean_html
from tests.fixtures import documents as made
from tests.fixtures.documents import package, paragraph, run


def test_a_word_draft_becomes_a_plain_page() -> None:
    document = read(
        made.docx_bytes(["通知", "一、要求", "正文 <b>&。"], [[["甲", "乙"], ["丙", ""]]], ["注"]), "a.docx"
    )
    page = clean_html(document, '标题 "<x>"')
    assert page.startswith('<!DOCTYPE html>\n<html lang="zh-CN">')
    assert "<title>标题 &quot;&lt;x&gt;&quot;</title>" in page
    assert "<h1>通知</h1>" in page
    assert "<h2>一、要求</h2>" in page
    assert "<p>正文 &lt;b&gt;&amp;。</p>" in page
    assert "<tr>\n<td>丙</td>\n<td></td>\n</tr>" in page
    assert "<li>注</li>" in page
    for banned in ("<script", "style=", "src=", "href=", "http"):
        assert banned not in page


def test_merged_cells_and_levels() -> None:
    blocks = (
        Block("b1", BlockKind.HEADING, "章", level=1),
        Block("b2", BlockKind.TABLE_CELL, "宽", cell=Cell(0, 0, 0, 1, 2)),
        Block("b3", BlockKind.TABLE_CELL, "一", cell=Cell(0, 1, 0)),
        Block("b4", BlockKind.TABLE_CELL, "二", cell=Cell(0, 1, 1)),
        Block("b5", BlockKind.IMAGE, "图", cell=Cell(0, 1, 1), asset="x"),
    )
    page = clean_html(Document("docx", blocks), "t")
    assert '<tr>\n<td colspan="2">宽</td>\n</tr>' in page
    assert "<td>二<br>（图片：图）</td>" in page
    assert "<h1>章</h1>" in page


def test_lists_nest_and_keep_their_numbers() -> None:
    document = read("1. 甲\n1. 乙\n   - 子\n     - 孙\n3. 丙\n\n段\n".encode(), "a.md")
    tree = html.fromstring(clean_html(document, "t"))
    assert [li.get("value") for li in tree.xpath("//main/ol/li")] == ["1", "2", "3"]
    assert [li.text.strip() for li in tree.xpath("//ol/li/ul/li")] == ["子"]
    assert [li.text.strip() for li in tree.xpath("//ol/li/ul/li/ul/li")] == ["孙"]


def test_typed_numbers_are_not_doubled() -> None:
    page = clean_html(read("题\n1.各单位要抓好落实，按时报送。\n".encode(), "a.txt"), "t")
    assert "<p>1.各单位要抓好落实，按时报送。</p>" in page


def test_running_heads_stay_out() -> None:
    section = '<w:sectPr><w:headerReference w:type="default" r:id="header1"/></w:sectPr>'
    data = package(paragraph(run("文")) + section, {"header1": paragraph(run("页眉"))})
    assert "页眉" not in clean_html(read(data, "a.docx"), "t")


@given(
    st.lists(
        st.tuples(st.sampled_from(list(BlockKind)), st.text(max_size=20), st.integers(1, 9) | st.none()),
        max_size=10,
    )
)
def test_every_page_parses_and_holds_every_text(rows: list[tuple[BlockKind, str, int | None]]) -> None:
    blocks = tuple(Block(f"b{i}", kind, text, level) for i, (kind, text, level) in enumerate(rows))
    page = clean_html(Document("txt", blocks), "t")
    page.encode()
    shown = "".join(html.fromstring(page).itertext())
    for block in blocks:
        if block.kind not in {BlockKind.HEADER, BlockKind.FOOTER} and block.text.isalnum():
            assert block.text in shown


def test_edits() -> None:
    assert apply_to_text("甲乙丙丁", [(3, 4, "D"), (0, 1, "AA"), (1, 1, "+"), (2, 2, "-")]) == "AA+乙-丙D"
    assert apply_to_text("甲", []) == "甲"
    assert apply_to_text("甲乙", [(1, 2, ""), (1, 1, "x"), (1, 1, "y")]) == "甲xy"
    with pytest.raises(OverlapError):
        apply_to_text("甲乙丙", [(0, 2, ""), (1, 3, "")])
    with pytest.raises(OverlapError):
        apply_to_text("甲乙丙", [(0, 3, ""), (1, 1, "x")])
    with pytest.raises(ValueError, match="outside"):
        apply_to_text("甲", [(0, 2, "")])


@given(
    st.text(max_size=30),
    st.lists(st.tuples(st.integers(0, 10), st.integers(0, 3), st.text(max_size=3)), max_size=4),
)
def test_edits_change_only_their_ranges(source: str, raw: list[tuple[int, int, str]]) -> None:
    edits, place = [], 0
    for gap, length, text in raw:
        start, end = place + gap + 1, place + gap + 1 + length
        if end > len(source):
            break
        edits.append((start, end, text))
        place = end
    expected, shift = source, 0
    for start, end, text in edits:
        expected = expected[: start + shift] + text + expected[end + shift :]
        shift += len(text) - (end - start)
    assert apply_to_text(source, edits[::-1]) == expected
