"""N021: times and days of one month that run backwards: 5月20日至15日, 15:00—14:30."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import matches
from documents.model import Document

_DAYS = regex(r"(?<!\d)(\d{1,2})月(\d{1,2})(?:日)?(?:[—～~–\-－]|——|至|到)(\d{1,2})日(?!后|内)")
_TIMES = regex(r"(?<![\d:：])(\d{1,2})[:：](\d{2})(?:[—～~–\-－]|——|至|到)(\d{1,2})[:：](\d{2})(?![\d:：])")
_DAYS_SEEK = (regex(r"月(?=\d{1,2}日?[—～~–\-－至到]{1,2}\d{1,2}日)"),)
_TIMES_SEEK = (regex(r"[—～~–\-－至到](?<=[:：]\d\d[—～~–\-－至到])(?=\d{1,2}[:：])"),)
_NIGHT, _MORNING = 17, 10


@check(
    id="N021",
    title="起止时间颠倒",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.CALENDAR,
    why="结束在开始之前，必有一个写错。",
    examples=(
        Example("公示期为5月20日至15日。", hits=("5月20日至15日",)),
        Example("办公时间为15:00—14:30。", hits=("15:00—14:30",)),
        Example("公示期为5月15日至20日，办公时间为8:30—12:00，夜间22:00—6:00施工，12月25日至1月5日。"),
    ),
)
def reversed_times(document: Document) -> Iterator[Hit]:
    """Hits for the range; a time that passes midnight is right."""
    for block, match in matches(document, _DAYS, *_DAYS_SEEK):
        if int(match.group(2)) > int(match.group(3)):
            yield Hit(block.id, match.start(), match.end(), "结束的日子早于开始，请核对。", None)
    for block, match in matches(document, _TIMES, *_TIMES_SEEK):
        first, last = int(match.group(1)), int(match.group(3))
        start, end = first * 60 + int(match.group(2)), last * 60 + int(match.group(4))
        overnight = first >= _NIGHT and last <= _MORNING
        afternoon = "下午" in block.text[max(0, match.start() - 12) : match.start()] and first > 12
        if start > end and not overnight and not (last < first and last <= 6 and not afternoon):
            yield Hit(block.id, match.start(), match.end(), "结束的时刻早于开始，请核对。", None)
