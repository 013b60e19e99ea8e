"""P016: …… beside 等, or beside 、 and ，."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import matches
from documents.model import Document

_AND_SO_ON = regex(r"(……)(等等?)(?![级候待腰])|(?<![一请])(等等?)([，。]?……)|([、，；])(……)|(……)([、，；：])")
_NEEDLES = ("……",)


@check(
    id="P016",
    title="省略号与“等”、点号连用",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15834,
    why="省略号就是“等等”，两者只用一个；省略号前后一般不再用顿号、逗号、分号。",
    examples=(
        Example("苹果、梨、桃子……等水果都很便宜。", hits=("……等",), fixed="苹果、梨、桃子等水果都很便宜。"),
        Example("苹果、梨、桃子等等……都很便宜。", hits=("等等……",), fixed="苹果、梨、桃子等等都很便宜。"),
        Example("苹果、梨、桃子、……都很便宜。", hits=("、……",), fixed="苹果、梨、桃子……都很便宜。"),
        Example("他想说……，又没有说。", hits=("……，",), fixed="他想说……又没有说。"),
        Example("苹果、梨、桃子……都很便宜。他说：“请等一等……”大家都笑了。"),
        Example("表示“一、……；二、……”的格式和“应当……”“可以……”的句式。"),
    ),
)
def ellipsis_and_etc(document: Document) -> Iterator[Hit]:
    """Hits with the one of the two that stays; forms and patterns (一、……；二、……) keep theirs."""
    for block, match in matches(document, _AND_SO_ON, *_NEEDLES):
        start, end = match.span()
        before = block.text[max(0, start - 2) : start]
        if match.group(1) or match.group(3):
            kept = match.group(2) or match.group(3)
            yield Hit(block.id, start, end, f"省略号和“{kept}”只留一个。", kept)
        elif not _pattern(block.text, start, end, before):
            mark = match.group(5) or match.group(8)
            yield Hit(block.id, start, end, f"省略号前后不再用“{mark}”。", "……", Severity.BLUE)


def _pattern(text: str, start: int, end: int, before: str) -> bool:
    """A form with blanks to fill: a label before the mark, or several ellipses in one block."""
    label = before[-1:] in "一二三四五六七八九十）)" or before[-1:].isdigit()
    several = text.find("……", text.find("……") + 2) >= 0
    return label or several or text[end : end + 1] in ("”", "’")
