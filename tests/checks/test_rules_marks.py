"""Marks, numbers and units: fixes settle the text, blocks are judged alone as in company, near misses stay silent."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checks.model import Check
from checks.registry import all_checks, by_id
from documents.model import Block, BlockKind, Document

OURS = [check for check in all_checks() if check.id[0] in "PNUF" and check.id != "P040"]
# Their judgement needs the neighbouring blocks.
AMONG_BLOCKS = frozenset(
    ["P004", "P009", "P015", "P023", "P025", "F001", "F002", "F003", "F004", "F005", "F009"]
)
SETTLING = [
    "P011",
    "P012",
    "P014",
    "P016",
    "P017",
    "P018",
    "P021",
    "P022",
    "P027",
    "P029",
    "P030",
    "P034",
    "P036",
    "P037",
    "P039",
    "N012",
    "N013",
    "N014",
    "N016",
    "N018",
    "N019",
    "N024",
    "N025",
    "N031",
    "N034",
    "N035",
    "N037",
    "U003",
    "U005",
    "U009",
    "U010",
    "U018",
]
PIECES = st.sampled_from(
    [
        *"，。、；：？！“”‘’（）《》…—,.;:-～· 年月日一二三十",
        *[
            "中文",
            "各单位",
            "5",
            "12",
            "２０",
            "５％",
            "5％",
            "——",
            "……",
            "等",
            "的",
            "％％",
            "%87",
            "九十%",
            "5-10%",
            "1，234万元",
            "3。5%",
            "03月05日",
            "2026.3.5",
            "25ºC",
        ],
        *[
            "￥500元",
            "3*4米",
            "二十世纪90年代",
            "20届3中全会",
            "农历8月15",
            "数10人",
            "km/小时",
            "100平方，",
            "5公里公里",
            "pm2.5",
            "’98年",
        ],
    ]
)


def document(*texts: str) -> Document:
    blocks = (Block(id=f"b{i}", kind=BlockKind.PARAGRAPH, text=text) for i, text in enumerate(texts))
    return Document(format="txt", blocks=tuple(blocks))


def hits(check: Check, *texts: str) -> list[tuple[str, int, int, str | None]]:
    return sorted((h.block, h.start, h.end, h.suggestion) for h in check.find(document(*texts)))


def fixed(check: Check, text: str) -> str:
    limit = len(text)
    for _, start, end, suggestion in sorted(hits(check, text), key=lambda h: (h[1], h[2]), reverse=True):
        if suggestion is not None and end <= limit:
            text, limit = text[:start] + suggestion + text[end:], start
    return text


@pytest.mark.parametrize("check", SETTLING)
@settings(deadline=None, max_examples=100, suppress_health_check=list(HealthCheck))
@given(parts=st.lists(PIECES, max_size=20))
def test_applying_the_suggestions_settles_the_text(check: str, parts: list[str]) -> None:
    declared = by_id(check)
    text = "中文句子" + "".join(parts)
    for _ in range(len(parts) + 2):
        again = fixed(declared, text)
        if again == text:
            return
        text = again
    assert fixed(declared, text) == text


@pytest.mark.parametrize("check", [c for c in OURS if c.id not in AMONG_BLOCKS], ids=lambda c: c.id)
def test_a_block_is_judged_alone_as_in_company(check: Check) -> None:
    """The search over the joined text must neither lose a block nor look across two."""
    lines = [line for example in check.examples for line in example.text.split("\n") if line]
    together = hits(check, *lines)
    alone = [(f"b{i}", *rest) for i, line in enumerate(lines) for _, *rest in hits(check, line)]
    assert together == sorted(alone)


CLEAN = (
    "会议于10:30开始，10:45结束，主队以3:2获胜，比例为1:2，详见https://example.cn/a,b?x=1。",
    "GB/T 15834-2011第4.1.2条、版本2.3.1、文献[1-3]、型号A5-3、电话010-62345678、IP地址10.0.0.1。",
    "2026年3月5日至12日，1—5月增长3%～5%，投入1,200万元，占1/3，面积120m²，时速80km/h，气温-5℃。",
    "他说：“要落实‘三审三校’制度。”会议指出，《关于〈管理办法〉的说明》（试行）已印发。",
    "“十四五”规划、党的二十大、二十届三中全会、20世纪90年代、农历八月十五、三五天、十七八岁。",
    "The report, published in 2026, says: “It’s clear.” f(x) = 2x + 1; the range is 5-10%.",
    "北京—上海高铁、京津冀、让-雅克·卢梭、嫦娥六号、“3·15”晚会、一二·九运动、5A级景区。",
    "苹果、梨、桃子等水果……都很便宜。他说：“请等一等……”",
)


@pytest.mark.parametrize("text", CLEAN)
def test_clean_text_stays_silent(text: str) -> None:
    found = [(check.id, text[start:end]) for check in OURS for _, start, end, _ in hits(check, text)]
    assert found == []
