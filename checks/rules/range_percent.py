"""N013: ranges whose first number lacks % or 万: 5-10%, 13～17万元."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.text import is_chinese
from checks.types.matches import matches
from documents.model import Document

_NUMBER = r"\d{1,4}(?:\.\d{1,3})?"
_PERCENT = regex(rf"(?<![\d.\-—～A-Za-z第年月/])({_NUMBER})([-－—–～~至到]|——)({_NUMBER})([%％‰])")
_LARGE = regex(
    rf"(?<![\d.\-—～A-Za-z第年月/])({_NUMBER})([-－—–～~])({_NUMBER})([万亿](?:元|人次|人|吨|美元)?)(?![万亿])"
)
_PERCENT_SEEK = (regex(r"[-－—–～~至到](?<=\d[-－—–～~至到])(?=\d{1,3}(?:\.\d{1,3})?[%％‰])"),)
_LARGE_SEEK = (regex(r"[-－—–～~](?<=\d[-－—–～~])(?=\d{1,4}(?:\.\d{1,3})?[万亿])"),)
_TILDE = {"-": "～", "－": "～", "–": "～", "~": "～", "——": "～"}


@check(
    id="N013",
    title="范围的前一个数缺少百分号或“万”“亿”",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15835,
    why="百分数范围的两端都带百分号，以“万”“亿”为单位的两端都写出单位，免得前一个数被读小：5%～10%，13万元～17万元。",
    examples=(
        Example("增长5-10%。", hits=("5-10%",), fixed="增长5%～10%。"),
        Example(
            "增长5至10%，补助13～17万元。",
            hits=("5至10%", "13～17万元"),
            fixed="增长5%至10%，补助13万元～17万元。",
        ),
        Example("由5到6.5%。", hits=("5到6.5%",), fixed="由5%到6.5%。"),
        Example("增长5%～10%，补助13万元～17万元，1—5月增长10%，第3至5%处，2020—2025年。"),
    ),
)
def range_percent(document: Document) -> Iterator[Hit]:
    """Hits for the whole range; a hyphen in it becomes ～ on the way."""
    for pattern, seek, severity in ((_PERCENT, _PERCENT_SEEK, None), (_LARGE, _LARGE_SEEK, Severity.BLUE)):
        for block, match in matches(document, pattern, *seek):
            if not is_chinese(block.text):
                continue
            first, mark, last, unit = match.groups()
            right = f"{first}{unit}{_TILDE.get(mark, mark)}{last}{unit}"
            message = f"范围的前一个数也带“{unit}”：“{right}”。"
            yield Hit(block.id, match.start(), match.end(), message, right, severity)
