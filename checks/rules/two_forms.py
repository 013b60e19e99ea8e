"""N027: 二个, 第两, 百分之两."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Document

_SECOND = regex(r"第两(?=[个次届条章节项名位期批天年])|百分之两(?![百千])|(?<=十)两(?=[个名人岁天年条项])")
_SEEK = ("第两", "百分之两", "十两")


@check(
    id="N027",
    title="该用“二”的地方用了“两”",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.XIANHAN,
    why="序数、分数和多位数的个位用“二”：第二、百分之二、十二个。",
    examples=(
        Example(
            "第两次会议有十两名代表参加，占百分之两。",
            hits=("第两", "两", "百分之两"),
            fixed="第二次会议有十二名代表参加，占百分之二。",
        ),
        Example(
            "第二次会议有十二名代表参加，占百分之二，两次检查，二次元，二手车，周二个别谈话，五十两银子。"
        ),
    ),
)
def two_forms(document: Document) -> Iterator[Hit]:
    """Hits for the numeral with the other in its place."""
    for block in blocks_with(document, *_SEEK):
        for match in _SECOND.finditer(block.text):
            right = match.group().replace("两", "二")
            yield Hit(block.id, match.start(), match.end(), f"这里用“二”：“{right}”。", right)
