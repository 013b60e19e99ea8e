"""P039: a dash beside a comma or colon, a doubled dash form."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import matches
from documents.model import Document

_BESIDE = regex(r"([，、；：])(——)(?!—)|(?<!—)(——)([，、；：。])")


@check(
    id="P039",
    title="破折号与点号连用",
    gate=Gate.QUALITY,
    severity=Severity.BLUE,
    source=Source.GBT_15834,
    why="破折号本身表示停顿和转折，前后一般不再用逗号、冒号等。",
    examples=(
        Example("这是关键，——实干。", hits=("，——",), fixed="这是关键——实干。"),
        Example("实干——，这是关键。", hits=("——，",), fixed="实干——这是关键。"),
        Example("这是关键——实干。他说：“等等——”大家停下来。"),
        Example("有以下经验：\n——坚持党的领导。"),
    ),
)
def dash_with_marks(document: Document) -> Iterator[Hit]:
    """Hits for mark and dash; the suggestion keeps the dash."""
    for block, match in matches(document, _BESIDE, "——"):
        mark = match.group(1) or match.group(4)
        yield Hit(block.id, match.start(), match.end(), f"破折号前后不再用“{mark}”。", "——")
