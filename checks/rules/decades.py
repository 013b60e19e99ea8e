"""N031: 90年代 without its century, 二十世纪90年代."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Document

_MIXED = regex(r"(?:十[六七八九]|二十一?)世纪\d0年代|(?<!\d)(?:1[6-9]|2[01])世纪[一二三四五六七八九]十年代")
_BARE = regex(r"(?<![\d世纪])([1-9]0)年代(?!纪)")
_HAN = {"十六": "16", "十七": "17", "十八": "18", "十九": "19", "二十": "20", "二十一": "21"}
_DIGIT = {c: str(i) for i, c in enumerate("一二三四五六七八九", 1)}


@check(
    id="N031",
    title="世纪、年代写法",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15835,
    why="世纪和年代用同一种数字：20世纪90年代；单写“90年代”不知是哪个世纪。",
    examples=(
        Example(
            "二十世纪90年代、20世纪八十年代",
            hits=("二十世纪90年代", "20世纪八十年代"),
            fixed="20世纪90年代、20世纪80年代",
        ),
        Example("90年代以来，乡镇企业发展很快。", hits=("90年代",), note="缺世纪，由编辑补。"),
        Example("20世纪90年代，上世纪90年代，二十世纪九十年代，1990年代，90后。20世纪80年代至90年代。"),
    ),
)
def decades(document: Document) -> Iterator[Hit]:
    """Hits for the mixture, and in blue for a decade when no century stands in its block."""
    for block in blocks_with(document, regex(r"年代(?<=0年代|十年代)")):
        for match in _MIXED.finditer(block.text):
            century, decade = match.group().split("世纪")
            century, ten = _HAN.get(century, century), _DIGIT.get(decade[0], decade[0])
            right = f"{century}世纪{ten}0年代"
            yield Hit(block.id, match.start(), match.end(), f"世纪和年代用同一种数字：“{right}”。", right)
        if "世纪" not in block.text:
            for match in _BARE.finditer(block.text):
                yield Hit(
                    block.id,
                    match.start(),
                    match.end(),
                    "年代前面缺世纪，如“20世纪90年代”。",
                    None,
                    Severity.BLUE,
                )
