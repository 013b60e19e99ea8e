"""P019: 、 before 和, 及, 等."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import matches
from documents.model import Document

_PAUSE = regex(r"、(和(?![平谐睦美解气声弦善约龙田县顺衷合而])|或者|以及|等等?(?![级待候腰]))")
_NEEDLES = ("、和", "、或者", "、以及", "、等")


@check(
    id="P019",
    title="“和”“等”前的顿号",
    gate=Gate.QUALITY,
    severity=Severity.BLUE,
    source=Source.GBT_15834,
    why="并列词语最后两项之间已有“和”“或者”，“等”直接跟在列举之后，前面不再用顿号。",
    examples=(
        Example("教育、医疗、和养老服务", hits=("、和",), fixed="教育、医疗和养老服务"),
        Example("教育、医疗、养老、等公共服务", hits=("、等",), fixed="教育、医疗、养老等公共服务"),
        Example("教育、医疗和养老等公共服务，和谐、和平、和睦，一、等级评定"),
    ),
)
def pause_before_and(document: Document) -> Iterator[Hit]:
    """Hits for the mark with the word; 以及 and 或者 after a comma are right."""
    for block, match in matches(document, _PAUSE, *_NEEDLES):
        if match.start() == 0 or block.text[match.start() - 1] in "一二三四五六七八九十":
            continue
        word = match.group(1)
        yellow = Severity.YELLOW if word.startswith("等") else None
        yield Hit(block.id, match.start(), match.end(), f"“{word}”前面不用顿号。", word, yellow)
