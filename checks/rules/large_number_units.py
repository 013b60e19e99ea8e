"""N011: Arabic digits with 十, 百, 千 as units."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import matches
from documents.model import Document

_COUNTED = (
    "万|亿元|亿斤|元|多|余|人|吨|公斤|公里|亩|名|户|件|台|套|辆|个|位|家|册|张|株|棵|头|座|次"
    "|平方米|平方公里|立方米|块|本|箱|瓶|袋|份|斤"
)
_UNIT = regex(
    rf"(?<![\d.\-A-Za-z第万亿])(\d{{1,3}}(?:\.\d)?)([十百千佰仟拾])(?:(\d)([百十佰拾]))?(?={_COUNTED})"
)
_VALUE = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_NEEDLE = regex(r"[十百千佰仟拾](?<=\d[十百千佰仟拾])")


@check(
    id="N011",
    title="阿拉伯数字后的“百”“千”",
    gate=Gate.QUALITY,
    severity=Severity.BLUE,
    source=Source.GBT_15835,
    why="阿拉伯数字后面只用“万”“亿”作单位，不用“十”“百”“千”（计量单位词头除外）。",
    examples=(
        Example("投入3千元，其中5千万元到位。", hits=("3千", "5千"), fixed="投入3000元，其中5000万元到位。"),
        Example("库存图书4千5百册，有6十个村。", hits=("4千5百", "6十"), fixed="库存图书4500册，有60个村。"),
        Example("来了5百多人。", hits=("5百",), fixed="来了500多人。"),
        Example("装机30千瓦，全长5千米，投入3000元、5000万元，三千元，3亿人。"),
    ),
)
def large_number_units(document: Document) -> Iterator[Hit]:
    """Hits with the number written out; prefixes of units (千瓦, 千米) are no hits."""
    for block, match in matches(document, _UNIT, _NEEDLE):
        first, unit, second, small = match.groups()
        value = Decimal(first) * _VALUE[unit] + (int(second) * _VALUE[small] if second else 0)
        right = str(value.quantize(Decimal(1)))
        yield Hit(block.id, match.start(), match.end(), f"阿拉伯数字后不用“{unit}”作单位。", right)
