"""N037: 数10人, 几百万 with digits, 3、4天."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import matches
from documents.model import Document

_VAGUE = regex(
    r"几(1(?:0{1,4}))(?=[一-鿿])|[数好](1(?:0{1,4}))(?=[个名人万亿元年天次家户亩吨公项件位所座台辆余多])"
)
_WORDS = {"10": "十", "100": "百", "1000": "千", "10000": "万"}
_PAIR = regex(r"(?<![\d.、第年])([1-8])、([2-9])(?=天|个[月人]?(?![级部])|岁|小时|分钟)")
_HAN = "零一二三四五六七八九"


@check(
    id="N037",
    title="概数用汉字",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15835,
    why="带“几”“数”的概数和相邻两数连用的概数用汉字：数十人、三四天。",
    examples=(
        Example("来了数10人，住了3、4天。", hits=("数10", "3、4"), fixed="来了数十人，住了三四天。"),
        Example("来了数十人，住了三四天，住了3～4天，第3、4个月，总数10万人，人数100人，1、2、3个。"),
    ),
)
def vague_numbers(document: Document) -> Iterator[Hit]:
    """Hits for the number; 总数10万 and 人数100 are counts."""
    seek = regex(r"[数几好](?=10{1,4}[^\d])")
    for block, match in matches(document, _VAGUE, seek):
        head = block.text[max(0, match.start() - 1) : match.start()]
        if match.group()[0] == "数" and head in tuple(
            "总人户次个天指分基倍件参份少多复整函度岁票系字台款张点项位"
        ):
            continue
        right = match.group()[0] + _WORDS[match.group(1) or match.group(2)]
        yield Hit(block.id, match.start(), match.end(), f"概数用汉字：“{right}”。", right)
    for block, match in matches(document, _PAIR, regex(r"、(?<=[1-8]、)(?=[2-9](?:天|个|岁|小时|分钟))")):
        first, second = int(match.group(1)), int(match.group(2))
        if second == first + 1:
            right = _HAN[first] + _HAN[second]
            yield Hit(block.id, match.start(), match.end(), f"概数用汉字，中间不用顿号：“{right}”。", right)
