"""N011: Arabic digits with 十, 百, 千 as units."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from documents.model import Document

_UNIT = re.compile(
    r"(?<![\d.\-A-Za-z第])(\d{1,3}(?:\.\d)?)([百千])(?=万|亿元|亿斤|元|多|余|人|吨|公斤|公里|亩|名|户|件|台|套|辆|美元)"
)
_VALUE = {"百": 100, "千": 1000}


@check(
    id="N011",
    title="阿拉伯数字后的“百”“千”",
    gate=Gate.QUALITY,
    severity=Severity.BLUE,
    source=Source.GBT_15835,
    why="阿拉伯数字后面只用“万”“亿”作单位，不用“十”“百”“千”（计量单位词头除外）。",
    examples=(
        Example("投入3千元，其中5千万元到位。", hits=("3千", "5千"), fixed="投入3000元，其中5000万元到位。"),
        Example("来了5百多人。", hits=("5百",), fixed="来了500多人。"),
        Example("装机30千瓦，全长5千米，投入3000元、5000万元，三千元，3亿人。"),
    ),
)
def large_number_units(document: Document) -> Iterator[Hit]:
    """Hits with the number written out; prefixes of units (千瓦, 千米) are no hits."""
    for block in document:
        for match in _UNIT.finditer(block.text):
            value = Decimal(match.group(1)) * _VALUE[match.group(2)]
            right = str(value.quantize(Decimal(1)))
            yield Hit(
                block.id, match.start(), match.end(), f"阿拉伯数字后不用“{match.group(2)}”作单位。", right
            )
