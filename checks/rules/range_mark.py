"""N004: a hyphen between the numbers of a range."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from documents.model import Document

_RANGE = re.compile(
    r"(?<![\dA-Za-z.\-—～第/])(\d{1,9}(?:\.\d{1,3})?[%％]?)(-|－)(\d{1,9}(?:\.\d{1,3})?)"
    r"(?=%|％|年(?![第\d])|月份?(?!\d)|日|天|周岁|岁|个|人|名|元|万|亿|米|公里|厘米|毫米|千米|公顷|亩|吨|公斤|千克|小时|分钟|倍|℃|次|家|户|级(?!联赛))"
)


@check(
    id="N004",
    title="数值范围的连接号",
    gate=Gate.QUALITY,
    severity=Severity.BLUE,
    source=Source.GBT_15835,
    why="数值和时间的起止用一字线“—”或浪纹线“～”，短横“-”用于编号、电话等。",
    examples=(
        Example("1-5月增长3-5%。", hits=("-", "-"), fixed="1—5月增长3～5%。"),
        Example("2021-2025年规划期内", hits=("-",), fixed="2021—2025年规划期内"),
        Example("1—5月增长3%～5%，电话010-62345678，以3-1获胜，GB/T 15834-2011，型号A-5级。"),
    ),
)
def range_mark(document: Document) -> Iterator[Hit]:
    """Hits for the hyphen: — for months and years, ～ for quantities."""
    for block in document:
        text = block.text
        for match in _RANGE.finditer(text):
            time = text[match.end() : match.end() + 1] in ("年", "月", "日")
            mark = "—" if time else "～"
            start, end = match.span(2)
            yield Hit(block.id, start, end, f"起止范围用“{mark}”。", mark)
