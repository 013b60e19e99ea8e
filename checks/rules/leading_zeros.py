"""N018: zeros before numbers and dates: 03月05日, 05%."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import matches
from documents.model import Document

_DATE = regex(
    r"(?<=年)0([1-9])月(?:0([1-9])日|(\d{1,2})日)?|(?<=月)0([1-9])日|(?<![\d年.\-])0([1-9])月(?:0([1-9])|([1-3]\d))日"
)
_AMOUNT = regex(
    r"(?<![\d.:：\-—/A-Za-z第,，.])(0+)([1-9]\d*(?:\.\d+)?)(?=[%％]|万元|亿元|万人|元(?!/)|人(?!/)|亩|吨|公里|个百分点)"
)
_SEEK = (
    regex(r"0(?<=[^\d.:：\-—/A-Za-z第,，]0)(?=\d+[%％万亿元人亩吨公个])"),
    regex(r"0(?<=[^\d]0)(?=\d[月日])"),
)


@check(
    id="N018",
    title="数字前多余的零",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_9704,
    why="正文里的月、日不编虚位（1不写成01），数量前面也不加零。",
    examples=(
        Example("2026年03月05日", hits=("03月05日",), fixed="2026年3月5日"),
        Example("3月05日起，增长05%。", hits=("05日", "05"), fixed="3月5日起，增长5%。"),
        Example("2026年3月5日，增长0.5%，编号005号，08:30，电话010-62345678，2008年。"),
    ),
)
def leading_zeros(document: Document) -> Iterator[Hit]:
    """Hits with the form without zeros."""
    for block, match in matches(document, _DATE, *_SEEK):
        right = re.sub(r"(?<!\d)0(?=\d)", "", match.group())
        yield Hit(block.id, match.start(), match.end(), f"月、日不编虚位：“{right}”。", right)
    for block, match in matches(document, _AMOUNT, *_SEEK):
        right = match.group(2)
        yield Hit(block.id, match.start(), match.end(), f"数字前面的零多余：“{right}”。", right)
