"""N034: 党的20大, 19届5中全会, “145”规划."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Block, Document

_HAN = "零一二三四五六七八九十"
_CONGRESS = regex(r"党的(1[0-9]|2[0-9])大(?![个类项型家创成任工])")
_PLENARY = regex(
    r"(?<!\d)(\d{1,2}|十[一二三四五六七八九]|二十[一二三四五六七八九]?)届([1-9]|[一二三四五六七八九])中全会"
)
_PLAN = regex(
    r"“?(1\d)(?:五|·?5)”?(?=时期|规划|期间|开局|收官|末|以来)|“(1\d)五”|“(十[一二三四五六七八九])5”"
)
_SEEK = (
    regex(r"党的(?=\d\d大)"),
    "中全会",
    regex(r"五(?<=1\d五)"),
    regex(r"5(?<=[十“][\d一二三四五六七八九]5)(?=”)"),
)


@check(
    id="N034",
    title="届次、规划名称里的数字",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15835,
    why="党代会、全会和五年规划的名称是固定词语，用汉字数字：党的二十大、二十届三中全会、“十五五”规划。",
    examples=(
        Example("学习党的20大精神。", hits=("党的20大",), fixed="学习党的二十大精神。"),
        Example(
            "20届3中全会、二十届3中全会、“14五”规划",
            hits=("20届3中全会", "二十届3中全会", "“14五”"),
            fixed="二十届三中全会、二十届三中全会、“十四五”规划",
        ),
        Example("党的二十大、二十届三中全会、“十四五”规划、第14届全国人大、党的10大创新理论成果。"),
    ),
)
def congress_numbers(document: Document) -> Iterator[Hit]:
    """Hits for names with Arabic digits."""
    for block in blocks_with(document, *_SEEK):
        text = block.text
        for match in _CONGRESS.finditer(text):
            yield from _hits(block, match, f"党的{_in_han(match.group(1))}大")
        for match in _PLENARY.finditer(text):
            yield from _hits(block, match, f"{_in_han(match.group(1))}届{_in_han(match.group(2))}中全会")
        for match in _PLAN.finditer(text):
            yield from _hits(block, match, f"“{_in_han(next(g for g in match.groups() if g))}五”")


def _hits(block: Block, match: re.Match[str], right: str) -> Iterator[Hit]:
    if match.group() != right:
        yield Hit(block.id, match.start(), match.end(), f"应写作“{right}”。", right)


def _in_han(text: str) -> str:
    """1 to 29 in Chinese numerals; Chinese numerals as they are."""
    if not text.isdecimal():
        return text
    tens, ones = divmod(int(text), 10)
    return ("", "十", "二十")[tens] + (_HAN[ones] if ones else "")
