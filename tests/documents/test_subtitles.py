"""Subtitles: cues as blocks with their times, tags out, every character with its place in the file."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from documents import errors
from documents.apply import apply_to_text
from documents.model import Document
from documents.read import read

SRT = (
    "\ufeff1\r\n00:00:01,000 --> 00:00:04,000\r\n<i>各位代表</i>，大家好。\r\n第二行{\\an8}\r\n\r\n"
    "2\r\n00:00:05,000 --> 00:00:06,500 X1:100 X2:200\r\n甲 < 乙{丙}\r\n3\r\n0:0:7.5 --> 0:0:8\r\n末句\r\n"
)
VTT = """WEBVTT - 标题

NOTE 内部说明
不审校

STYLE
::cue { color: red }

intro
00:01.000 --> 00:02.500 align:start
<v 张三>你好 &amp; 再见<00:00:01.500></v> <c.red.big>红字</c><ruby>汉<rt>hàn</rt></ruby>

01:00:03.000 --> 01:00:04.000
<lang en>Hello</lang>, a &lt; b
"""


def texts(document: Document) -> list[str]:
    return [b.text for b in document]


def test_subrip() -> None:
    document = read(SRT.replace("0:0:7.5 --> 0:0:8", "0:0:7.5 --> 0:0:8.0").encode(), "字幕.srt")
    assert document.format == "srt"
    assert texts(document) == ["各位代表，大家好。\n第二行", "甲 < 乙{丙}", "末句"]
    assert [(b.anchor.part, b.anchor.line) for b in document] == [
        ("00:00:01,000 --> 00:00:04,000", 2), ("00:00:05,000 --> 00:00:06,500", 7), ("0:0:7.5 --> 0:0:8.0", 10),
    ]  # fmt: skip
    assert document.notes == ()
    assert document.unread == ()


def test_webvtt() -> None:
    document = read(VTT.encode(), "字幕.vtt")
    assert texts(document) == ["你好 & 再见 红字汉", "Hello, a < b"]
    assert [b.anchor.part for b in document] == ["00:01.000 --> 00:02.500", "01:00:03.000 --> 01:00:04.000"]
    assert document.notes == ("有 2 处说明或样式没有审校（第 3 行起）。",)


def test_corrections_go_back_into_the_file_and_leave_tags_and_times() -> None:
    document = read(SRT.encode(), "a.srt")
    source = SRT.removeprefix("\ufeff")
    block = document.blocks[0]
    edits = []
    for wrong, right in (("代表", "来宾"), ("第二行", "第二排")):
        start = block.text.index(wrong)
        place = block.source_range(start, start + len(wrong))
        assert place is not None
        assert source[slice(*place)] == wrong
        edits.append((*place, right))
    assert apply_to_text(source, edits) == source.replace("代表", "来宾").replace("第二行", "第二排")


def test_what_stands_in_no_cue_is_listed_and_odd_times_are_told() -> None:
    document = read("1\n00:00:05,000 --> 00:00:04,000\n甲\n\n游离的话\n\n又一句\n".encode(), "a.srt")
    assert texts(document) == ["甲"]
    assert [(u.part, u.reason[:7]) for u in document.unread] == [
        ("第 5 行", "不在任何一条字"),
        ("第 7 行", "不在任何一条字"),
    ]
    assert document.notes == ("有 1 条字幕的结束时间不晚于开始时间（第 2 行）。",)
    many = read(("1\n00:00:05,000 --> 00:00:06,000\n甲\n\n" + "游离\n\n" * 80).encode(), "a.srt")
    assert many.unread[-1].reason == "还有 30 行不在任何一条字幕里，没有读入"


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        ("没有字幕\n".encode(), "a.srt", errors.EmptyFileError),
        (b"1\n00:00:05,000 --> 00:00:06,000\n<i></i>\n", "a.srt", errors.EmptyFileError),
        (SRT.encode(), "a.vtt", errors.DamagedError),
        (b"WEBVTT\n", "a.vtt", errors.EmptyFileError),
        (b"", "a.vtt", errors.EmptyFileError),
    ],
)
def test_refusals(data: bytes, name: str, kind: type[errors.UnreadableError]) -> None:
    with pytest.raises(kind):
        read(data, name)


CUES = st.lists(st.text("甲乙丙，。<>{}&;ab 1\n", min_size=1, max_size=12), min_size=1, max_size=5)


@given(CUES)
def test_every_character_is_where_the_block_says(cues: list[str]) -> None:
    source = "".join(f"{i}\n00:00:0{i},000 --> 00:00:0{i},900\n{text}\n\n" for i, text in enumerate(cues, 1))
    try:
        document = read(source.encode(), "a.srt")
    except errors.EmptyFileError:
        return
    for block in document:
        for index, char in enumerate(block.text):
            place = block.source_range(index, index + 1)
            assert place is not None
            assert source[slice(*place)] == char
