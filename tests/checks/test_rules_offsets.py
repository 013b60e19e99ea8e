"""Offsets are code points, also behind characters outside the basic plane; fixes lead to clean text."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.model import Check
from checks.registry import all_checks, by_id
from documents.model import Block, BlockKind, Document

ASTRAL = "𠮷😀"


def one_block(text: str) -> Document:
    return Document(format="txt", blocks=(Block(id="b1", kind=BlockKind.PARAGRAPH, text=text),))


def fixed(check: Check, text: str) -> str:
    limit = len(text)
    hits = list(check.find(one_block(text)))
    for hit in sorted(hits, key=lambda h: (h.start, h.end), reverse=True):
        if hit.suggestion is not None:
            assert hit.end <= limit, "suggestions of one check must not overlap"
            text, limit = text[: hit.start] + hit.suggestion + text[hit.end :], hit.start
    return text


@pytest.mark.parametrize(
    ("check", "text", "hit"),
    [
        ("P001", "认真学习,深刻领会。", ","),
        ("P002", "党组(党委)负责。", "("),
        ("P003", '落实"第一议题"制度。', '"'),
        ("P006", "这些年...变化大。", "..."),
        ("W001", "按照统一布署落实。", "布署"),
        ("W002", "面对困难一愁莫展。", "一愁莫展"),
        ("W006", "各单位要加强與部门的联系工作，及时报送有关情况。", "與"),
        ("T002", "坚定理论自信、道路自信、制度自信、文化自信。", "理论自信、道路自信、制度自信、文化自信"),
        ("N001", "定于2026年2月30日召开。", "2026年2月30日"),
        ("S003", "电话13812345678。", "13812345678"),
    ],
)
def test_offsets_count_code_points(check: str, text: str, hit: str) -> None:
    source = f"{ASTRAL}，{text}"
    first = min(by_id(check).find(one_block(source)), key=lambda h: h.start)
    assert source[first.start : first.end] == hit


# Checks whose suggestions change marks or single words: whatever the text, applying all of them must settle it.
SETTLING = (
    "P001",
    "P002",
    "P003",
    "P005",
    "P006",
    "P007",
    "P008",
    "P010",
    "N005",
    "N010",
    "U002",
    "U003",
    "L003",
)
MARKS = "，。、；：？！“”‘’（）《》…—,.;:?!()[]\"'-～·"
WORDS = (
    "中 文字 国办发 二零二六年 甲乙 一 第一 1 12 A abc ... -- 百分之5 3%个百分点 30几人 5KG 摄氏25度"
    " http：//a.cn a＠b．cn 😀 《甲》、《乙》 “甲”、“乙”"
)
PIECES = st.sampled_from([*MARKS, " ", *WORDS.split()])


@pytest.mark.parametrize("check", SETTLING)
@settings(deadline=None, max_examples=200, suppress_health_check=list(HealthCheck))
@given(parts=st.lists(PIECES, max_size=24))
def test_applying_the_suggestions_settles_the_text(check: str, parts: list[str]) -> None:
    declared = by_id(check)
    text = "中文句子" + "".join(parts)
    for _ in range(len(parts) + 1):  # a mark may be judged by its neighbour, once that is right
        again = fixed(declared, text)
        if again == text:
            break
        text = again
    assert fixed(declared, text) == text


def test_no_two_suggestions_of_a_check_overlap() -> None:
    for check in all_checks():
        if check.engine is None:
            for example in check.examples:
                for line in example.text.split("\n"):
                    fixed(check, line)
