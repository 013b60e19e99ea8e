"""U010: one unit written twice: 5公里km, 30元元."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Document

_SAME = {
    "千米": "km",
    "公里": "km",
    "米": "m",
    "厘米": "cm",
    "毫米": "mm",
    "千克": "kg",
    "公斤": "kg",
    "克": "g",
    "吨": "t",
    "升": "L",
    "毫升": "mL",
    "平方米": "m²",
    "立方米": "m³",
    "千瓦": "kW",
    "小时": "h",
    "分钟": "min",
}
_NAMES = "千米|公里|厘米|毫米|千克|公斤|平方米|立方米|毫升|千瓦时|千瓦|小时|分钟|公顷|吨|亩|元|米"
_REPEAT = regex(rf"(?<=[\d万亿])({_NAMES})\1(?!年|线|粉|面|饭|级)")
_BOTH = regex(
    rf"(?<=[\d万亿])({'|'.join(sorted(_SAME, key=len, reverse=True))})(km|m²|m³|mm|mL|min|cm|m|kg|kW|g|t|L|h)(?![A-Za-z²³\d])"
)
_SEEK = (
    regex(
        r"[米里克斤升瓦时钟顷吨亩元](?<=[\d万亿千公厘毫方小分瓦][米里克斤升瓦时钟顷吨亩元])(?=[千公厘毫平立小分吨亩元米kmcgtLh])"
    ),
)


@check(
    id="U010",
    title="单位重复",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GB_3100,
    why="一个数只带一次单位。",
    examples=(
        Example(
            "全长5公里公里，重30kg，收费200元元。",
            hits=("公里公里", "元元"),
            fixed="全长5公里，重30kg，收费200元。",
        ),
        Example("全长5公里km。", hits=("公里km",), fixed="全长5公里。"),
        Example("全长5公里，每5米米线，3元元件，20公里公路，5米m8螺栓。"),
    ),
)
def doubled_units(document: Document) -> Iterator[Hit]:
    """Hits for both, the name stays."""
    for block in blocks_with(document, *_SEEK):
        for match in _REPEAT.finditer(block.text):
            if block.text[match.end() : match.end() + 1] not in tuple("件素老首月"):
                yield Hit(block.id, match.start(), match.end(), f"“{match.group(1)}”重复。", match.group(1))
        for match in _BOTH.finditer(block.text):
            if _SAME[match.group(1)] == match.group(2):
                yield Hit(block.id, match.start(), match.end(), "单位名称和符号只用一个。", match.group(1))
