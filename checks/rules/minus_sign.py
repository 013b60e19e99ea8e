"""N026: a dash before a number for a minus sign: —5℃."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import matches
from documents.model import Document

_MINUS = regex(
    r"(?<![\d%℃度年月日号时分）)A-Za-z元人次个—\-～])(——?|[–－])(?=\d{1,3}(?:\.\d{1,2})?(?:℃|°C|摄氏度))"
)


@check(
    id="N026",
    title="负号写法",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GB_3100,
    why="负数前用负号“-”或写“零下”，不用破折号、一字线。",
    examples=(
        Example("最低气温—5℃。", hits=("—",), fixed="最低气温-5℃。"),
        Example("最低气温-5℃，零下5摄氏度，20℃—25℃，10—15℃。"),
    ),
)
def minus_sign(document: Document) -> Iterator[Hit]:
    """Hits before a temperature; between two numbers the mark is a range."""
    for block, match in matches(document, _MINUS, "℃", "°C", "摄氏度"):
        yield Hit(block.id, match.start(), match.end(), "负号用“-”，或写“零下”。", "-")
