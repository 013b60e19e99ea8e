"""N003: number ranges that run from the greater to the smaller."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Document

_NUMBER = r"\d{1,9}(?:\.\d{1,4})?"
_UNIT = (
    "%|％|‰|万元|亿元|元|万人|亿人|万吨|人次|人|岁|个月|个|米|公里|千米|厘米|毫米|平方米|公顷|亩|吨|公斤|千克|克"
    "|天|小时|分钟|年|名|家|户|项|次|倍|℃"
)
_RANGE = regex(rf"(?<![\dA-Za-z.\-—～第])({_NUMBER})({_UNIT})?[-－—–～~]({_NUMBER})({_UNIT})(?![A-Za-z\d])")
_NEEDLE = regex(r"[-－—–～~](?<=[\d%％‰元人吨岁月个米里顷亩斤克天时钟年名家户项次倍℃][-－—–～~])(?=\d)")
# A fall is told from high to low.
_FALL = regex(r"[由从自降减缩]|距今|公元前")


@check(
    id="N003",
    title="数值范围颠倒",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.GBT_15835,
    why="范围由小到大写；前大后小多是数字写错。",
    examples=(
        Example("提高5%—3%", hits=("5%—3%",)),
        Example("每批50～30人参加。", hits=("50～30人",)),
        Example("2025—2023年", hits=("2025—2023年",)),
        Example("提高3%—5%，每批30～50人，2021—2025年，1998—99年，由5%—3%逐步下调，以3-1获胜，20日—3日。"),
    ),
)
def reversed_range(document: Document) -> Iterator[Hit]:
    """Hits for ranges with a unit whose first number is the greater; a shortened second year passes."""
    for block in blocks_with(document, _NEEDLE):
        text = block.text
        for match in _RANGE.finditer(text):
            first, unit, second, last_unit = match.groups()
            if unit not in (None, last_unit) or Decimal(first) <= Decimal(second):
                continue
            short_year = last_unit == "年" and len(second) < len(first)
            if short_year or _FALL.search(text[max(0, match.start() - 6) : match.start()]):
                continue
            yield Hit(block.id, match.start(), match.end(), "范围的前一个数大于后一个数，请核对。", None)
