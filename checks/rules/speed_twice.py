"""U012: 时速80公里/小时: the rate told twice."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import matches
from documents.model import Document

_NUMBER = r"[\d.]{1,6}[万]?"
_SPEED = regex(rf"时速(?:为|达到?|约|可达|超过)?{_NUMBER}(?:公里|千米)(/小时|/h|每小时)")
_EACH = regex(
    rf"每(平方米|亩|吨|人|公里|立方米|千克|公斤|天|户)[^，。；\d]{{0,6}}{_NUMBER}(?:元|公斤|千克|吨|斤|立方米)(/(平方米|亩|吨|人|公里|立方米|千克|公斤|天|户))"
)


@check(
    id="U012",
    title="“每”与“/”重复",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GB_3100,
    why="“时速”“每亩”已经表示每小时、每亩，单位里不再带“/小时”“/亩”。",
    examples=(
        Example("列车时速350公里/小时。", hits=("/小时",), fixed="列车时速350公里。"),
        Example("每亩产量500公斤/亩。", hits=("/亩",), fixed="每亩产量500公斤。"),
        Example("列车时速350公里，速度为350公里/小时，每亩产量500公斤。"),
    ),
)
def speed_twice(document: Document) -> Iterator[Hit]:
    """Hits for the second one; the suggestion takes it out."""
    for block, match in matches(document, _SPEED, "公里/", "千米/", "公里每小时"):
        yield Hit(block.id, *match.span(1), "“时速”已表示每小时。", "")
    for block, match in matches(document, _EACH, regex(r"/(?<=[元斤克吨米]/)(?=平|亩|吨|人|公|立|千|天|户)")):
        if match.group(1) == match.group(3):
            yield Hit(
                block.id, *match.span(2), f"“每{match.group(1)}”已经说过，不再带“/{match.group(1)}”。", ""
            )
