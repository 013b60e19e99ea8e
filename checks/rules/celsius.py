"""U003: 摄氏25度."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from documents.model import Document

_SPLIT = re.compile(
    r"摄氏(零[上下]|负)?(\d{1,4}(?:\.\d{1,2})?|[一二三四五六七八九十百]{1,5})度(?![以之]?[角电])"
)
_DOUBLE = re.compile(r"(?<=\d)(?:℃度|°C度|度C(?![A-Za-z])|摄氏度℃)")


@check(
    id="U003",
    title="摄氏度写法",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GB_3100,
    why="“摄氏度”是一个单位名称，不拆开；符号“℃”后不再加“度”。",
    examples=(
        Example("气温升到摄氏25度。", hits=("摄氏25度",), fixed="气温升到25摄氏度。"),
        Example("摄氏零下5度、30℃度", hits=("摄氏零下5度", "℃度"), fixed="零下5摄氏度、30℃"),
        Example("气温升到25摄氏度、30℃，角度为90度。"),
    ),
)
def celsius(document: Document) -> Iterator[Hit]:
    """Hits for the split name and for a symbol told twice."""
    for block in document:
        for match in _SPLIT.finditer(block.text):
            right = f"{match.group(1) or ''}{match.group(2)}摄氏度"
            yield Hit(block.id, match.start(), match.end(), f"应为“{right}”。", right)
        for match in _DOUBLE.finditer(block.text):
            yield Hit(block.id, match.start(), match.end(), "应为“℃”。", "℃")
