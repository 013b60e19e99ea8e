"""U004: 度 for kilowatt hours."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import matches
from documents.model import Document

_DEGREES = regex(r"(?<=[\d十百千万亿余多])度电(?!子|价|费|压)")


@check(
    id="U004",
    title="用“度”表示电量",
    gate=Gate.QUALITY,
    severity=Severity.BLUE,
    source=Source.GB_3100,
    why="电量的法定单位是千瓦时；“度”是口语说法，公文和统计数据里不用。",
    examples=(
        Example("全年节约用电300万度电。", hits=("度电",), fixed="全年节约用电300万千瓦时电。"),
        Example("全年发电300万千瓦时，节约每一度电，度电成本下降。"),
    ),
)
def electric_degrees(document: Document) -> Iterator[Hit]:
    """Hits behind a number; 每一度电 is idiom."""
    for block, match in matches(document, _DEGREES, regex(r"度电(?<=[\d十百千万亿余多]度电)")):
        yield Hit(block.id, match.start(), match.start() + 2, "电量单位用“千瓦时”。", "千瓦时电")
