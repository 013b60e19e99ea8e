"""Markdown: marks dropped, every literal character mapped to the source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents.model import Document
from documents.read import read

SOURCE = """---
title: 元数据
---
# 标题 *强调* 一 #

正文**加粗**，含[链接](http://a.b "说 明")后文 &amp; 转\\*义 `代码`。
第二行 a
b 行[^1]

1. 甲项
1. 乙**项**
   - 子项
3. 丙

> 引用 ![图示](a.png)末

| 列一 | 列\\|二 |
|---|---|
| 甲 | **乙** 乙 |
|  | 丁 |

[^1]: 注释**文字**。

```py
code
```
<div>x</div>
"""


def document(source: str = SOURCE) -> Document:
    return read(source.encode(), "a.md")


def test_blocks() -> None:
    assert [(b.kind.value, b.level, b.text) for b in document()] == [
        ("heading", 1, "标题 强调 一"),
        ("paragraph", None, "正文加粗，含链接后文 & 转*义 代码。第二行 a b 行"),
        ("list_item", 1, "1. 甲项"),
        ("list_item", 1, "2. 乙项"),
        ("list_item", 2, "子项"),
        ("list_item", 1, "3. 丙"),
        ("paragraph", None, "引用 末"),
        ("image", None, "图示"),
        ("table_cell", None, "列一"),
        ("table_cell", None, "列|二"),
        ("table_cell", None, "甲"),
        ("table_cell", None, "乙 乙"),
        ("table_cell", None, "丁"),
        ("footnote", None, "注释文字。"),
    ]


def test_what_is_left_out_is_told() -> None:
    read_ = document()
    assert read_.notes == ("文首的元数据（front matter）没有审校。", "第 24 行起的代码块没有审校。")
    assert [u.reason for u in read_.unread] == ["HTML 片段没有读入"]
    deep = read(("> " * 80 + "深处\n\n正文").encode(), "a.md")
    assert "嵌套" in deep.unread[0].reason


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_literal_characters_map_to_themselves(end: str) -> None:
    source = SOURCE.replace("\n", end)
    for block in document(source):
        for i, char in enumerate(block.text):
            if i < len(block.label):
                continue
            place = block.source_range(i, i + 1)
            assert place is not None
            piece = source[slice(*place)]
            assert piece == char or piece in {"&amp;", "\\*", "\n", "\r\n", "\r"}, (block.text, i, piece)


def test_a_range_ends_before_the_mark_that_follows() -> None:
    block = document("**一二**三").blocks[0]
    assert block.source_range(0, 2) == (2, 4)
    assert block.source_range(2, 3) == (6, 7)


def test_labels_are_literal_where_typed_so() -> None:
    blocks = [b for b in document() if b.label]
    assert [b.label for b in blocks] == ["1. ", "2. ", "3. "]
    first, second = blocks[0].source_range(0, 2), blocks[1].source_range(0, 1)
    assert first is not None
    assert second is not None
    assert SOURCE[slice(*first)] == "1."
    assert SOURCE[slice(*second)] == "1. "


PIECES = st.sampled_from(
    [
        "甲",
        "乙",
        "，",
        "。",
        "a",
        " ",
        "*",
        "**",
        "`",
        "[",
        "](u)",
        "![",
        "&lt;",
        "\\*",
        "\n",
        "\n\n",
        "# ",
        "- ",
        "1. ",
        "> ",
        "|",
        "~~",
        "<b>",
        "e\u0301",
        "[^1]",
        "\n[^1]: ",
    ]
)


@given(st.lists(PIECES, max_size=30))
def test_any_markdown_maps_in_order(pieces: list[str]) -> None:
    source = "题目\n\n" + "".join(pieces)
    for block in document(source):
        length = len(block.text)
        offsets = [block.source_offset(i) or 0 for i in range(length + 1)]
        assert offsets == sorted(offsets)
        assert offsets[-1] <= len(source)
        wrong = 0
        for i, char in enumerate(block.text):
            place = block.source_range(i, i + 1)
            assert place is not None
            piece = source[slice(*place)]
            wrong += piece != char and char in "甲乙，。a" and piece not in {"<b>"}
        assert wrong == 0


def test_a_footnote_whose_text_begins_on_the_next_line_keeps_its_places() -> None:
    source = "题目\n\n[^1]: \n甲\n"
    (note,) = [b for b in document(source) if b.kind == "footnote"]
    assert source[slice(*(note.source_range(0, 1) or (0, 0)))] == note.text == "甲"
