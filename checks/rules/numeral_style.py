"""N010: 百分之5, 5%个百分点, 30几人: two ways of writing one number at once."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Document

_PERCENT = regex(r"百分之(\d{1,4}(?:\.\d{1,4})?)(?![\d.个分%％])")
_POINTS = regex(r"[%％]个百分点")
_SOME = regex(r"(?<![\d.第])([2-9]0|10?)几(?=[一-鿿])")
_NEEDLES = ("%个百分点", "％个百分点", regex(r"百分之(?=\d)"), regex(r"几(?<=\d几)"))
_TENS = {1: "十"} | dict(
    zip(range(10, 100, 10), ("十", *(f"{digit}十" for digit in "二三四五六七八九")), strict=True)
)


@check(
    id="N010",
    title="数字写法夹杂",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15835,
    why="百分数用“5%”或“百分之五”；百分点不带百分号；带“几”的概数用汉字。",
    examples=(
        Example("增长百分之5。", hits=("百分之5",), fixed="增长5%。"),
        Example("提高3%个百分点。", hits=("%个百分点",), fixed="提高3个百分点。"),
        Example("来了30几人。", hits=("30几",), fixed="来了三十几人。"),
        Example("增长5%，提高3个百分点，百分之五，三十几人，30多人。"),
    ),
)
def numeral_style(document: Document) -> Iterator[Hit]:
    """Hits with the one form that GB/T 15835 leaves."""
    for block in blocks_with(document, *_NEEDLES):
        text = block.text
        for match in _PERCENT.finditer(text):
            right = f"{match.group(1)}%"
            yield Hit(block.id, match.start(), match.end(), f"应写作“{right}”，或全用汉字。", right)
        for match in _POINTS.finditer(text):
            message = "百分点不带百分号。"
            yield Hit(block.id, match.start(), match.end(), message, "个百分点", Severity.RED)
        for match in _SOME.finditer(text):
            right = f"{_TENS[int(match.group(1))]}几"
            yield Hit(block.id, match.start(), match.end(), f"带“几”的数字用汉字：“{right}”。", right)
