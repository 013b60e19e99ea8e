"""N020: 24:30, 25时, 10时65分, 上午15时."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import matches
from documents.model import Document

_CLOCK = regex(r"(?<![\d.:：])(\d{1,2})[:：](\d{2})(?::(\d{2}))?(?![\d:：.])")
_CUE = regex(r"(?:[日午晨晚间夜]|[一二三四五六日]）|星期.|周.|时间[为：:]?|[于至到—～\-起]) ?\Z")
_HOURS = regex(r"(?<![\d.])(\d{1,2})[时点](?:(\d{1,2})分)?(?![间代候期针空速段装辰效钟分，\d])")
_DAY_PART = regex(r"(上午|早上|早晨|清晨|凌晨|下午|晚上|晚|中午)(\d{1,2})(?:[时点]|[:：]\d{2})(?!钟头)")
_HOURS_OF = {
    "上午": range(5, 13),
    "早上": range(4, 12),
    "早晨": range(4, 12),
    "清晨": range(3, 10),
    "凌晨": range(8),
}
_CLOCK_SEEK = (regex(r"[:：](?<=[2-9]\d[:：])(?=\d\d)"), regex(r"[:：](?<=\d[:：])(?=[6-9]\d)"))
_HOUR_SEEK = (
    regex(r"时(?<=[日午晨晚夜](?:2[4-9]|[3-9]\d)时)"),
    regex(r"点(?<=[日午晨晚夜](?:2[4-9]|[3-9]\d)点)"),
    regex(r"分(?<=[时点][6-9]\d分)"),
)
_PART_SEEK = (regex(r"[午上晨](?<=上午|早上|早晨|清晨|凌晨)(?=\d)"),)


@check(
    id="N020",
    title="时刻不存在",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.CALENDAR,
    why="一天没有24时以后的钟点，一小时没有60分以后的分；“上午”不会到15时。",
    examples=(
        Example("会议定于3月5日25:30开始。", hits=("25:30",)),
        Example("3月5日10时65分闭幕，定于上午15时报到。", hits=("10时65分", "上午15时")),
        Example("3月5日24:00、凌晨2时、上午10时30分、下午15时，以78:65获胜，比例为30:70，晚上8点。"),
    ),
)
def impossible_times(document: Document) -> Iterator[Hit]:
    """Hits for clock times after a word of the day; scores and ratios have none."""
    for block, match in matches(document, _CLOCK, *_CLOCK_SEEK):
        hour, minute = int(match.group(1)), int(match.group(2))
        wrong = hour > 24 or minute > 59 or (hour == 24 and minute > 0)
        if (
            wrong
            and _CUE.search(block.text[max(0, match.start() - 5) : match.start()])
            and not _is_score(block.text, match)
        ):
            yield Hit(block.id, match.start(), match.end(), "没有这个时刻，请核对。", None)
    for block, match in matches(document, _HOURS, *_HOUR_SEEK):
        minutes = int(match.group(2) or 0)
        if int(match.group(1)) > 24 or minutes > 59:
            yield Hit(block.id, match.start(), match.end(), "没有这个时刻，请核对。", None)
    for block, match in matches(document, _DAY_PART, *_PART_SEEK):
        hours = _HOURS_OF.get(match.group(1))
        if hours is not None and int(match.group(2)) not in hours and int(match.group(2)) > 12:
            yield Hit(
                block.id,
                match.start(),
                match.end(),
                f"“{match.group(1)}”没有{match.group(2)}时，请核对。",
                None,
            )


def _is_score(text: str, match: re.Match[str]) -> bool:
    near = text[max(0, match.start() - 20) : match.end() + 8]
    return any(word in near for word in ("胜", "负", "比分", "战平", "击败", "比例", "之比", "配比", "比率"))
