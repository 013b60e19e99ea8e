"""W007: 既使 and 既便 where 即使 and 即便 are meant."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from documents.model import Document

# 既使……，也…… is a concession; 既使……，又／更／也使…… joins two effects and is right.
_CONCESSION = regex(
    r"既([使便])[^，。；！？又更且]{1,24}，[^，。；！？又更且]{0,8}也(?!使|让|令|会使|能使|为|是|有)"
)


@check(
    id="W007",
    title="“既使”与“即使”",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.XIANHAN,
    why="表示假设兼让步用“即使”“即便”；“既”是已经、并列的意思。",
    examples=(
        Example("既使遇到困难，我们也不退缩。", hits=("既使",), fixed="即使遇到困难，我们也不退缩。"),
        Example("既便条件艰苦，队员们也坚持下来。", hits=("既便",), fixed="即便条件艰苦，队员们也坚持下来。"),
        Example("这项改革既使群众受益，又使企业减负；既使城市更美，也使乡村更富。"),
    ),
)
def even_if(document: Document) -> Iterator[Hit]:
    """Hits for 既使／既便 followed by 也 in the next clause."""
    for block in document:
        for match in _CONCESSION.finditer(block.text):
            right = f"即{match.group(1)}"
            message = f"表示让步应为“{right}”。"
            yield Hit(block.id, match.start(), match.start() + 2, message, right)
