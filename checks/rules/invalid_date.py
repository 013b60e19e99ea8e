"""N001: dates that do not exist."""

from __future__ import annotations

import calendar
from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Document

_DATE = regex(r"(?<![\d.])(?:(\d{4})年)?(\d{1,2})月(\d{1,2})[日号](?!楼|院|线|门|馆|厅|公路|机|井|矿|文)")
_MONTH = regex(r"(?<![\d.])(\d{4})年(\d{1,2})月(?!\d)")
# A day of 29 and more or of 0, a month above 12 or of 0: what else is there is right.
_NEEDLES = (
    regex(r"月(?<=\d月)(?=(?:29|[3-9]\d|0{1,2}|\d{3})[日号])"),
    regex(r"月(?<=1[3-9]月)"),
    regex(r"月(?<=[2-9]\d月)"),
    regex(r"月(?<=\D0月)"),
    regex(r"月(?<=00月)"),
)
# Other calendars have months of 30 days and thirteenth months.
_OTHER_CALENDAR = regex(r"[农阴旧夏藏回傣彝伊][历曆]|历年|民国")


@check(
    id="N001",
    title="日期不存在",
    gate=Gate.CONTENT,
    severity=Severity.RED,
    source=Source.CALENDAR,
    why="公历里没有这一天或这个月，日期一定写错了。",
    examples=(
        Example("会议定于2026年2月30日召开。", hits=("2026年2月30日",)),
        Example("2026年2月29日、6月31日、13月5日", hits=("2026年2月29日", "6月31日", "13月5日")),
        Example("截至2025年13月", hits=("2025年13月",)),
        Example("2024年2月29日、12月31日、2月29日均可；农历2月30日；1-12月；6月31号楼。"),
    ),
)
def invalid_date(document: Document) -> Iterator[Hit]:
    """Hits for Gregorian dates that do not exist; without a year 29 February passes."""
    for block in blocks_with(document, *_NEEDLES):
        text = block.text
        for match in _DATE.finditer(text):
            if _OTHER_CALENDAR.search(text[max(0, match.start() - 6) : match.start()]):
                continue
            fault = _fault(match.group(1), int(match.group(2)), int(match.group(3)))
            if fault:
                yield Hit(block.id, match.start(), match.end(), f"没有这一天：{fault}。", None)
        for match in _MONTH.finditer(text):
            month = int(match.group(2))
            if not 1 <= month <= 12:
                yield Hit(block.id, match.start(), match.end(), f"没有{month}月，月份应为1至12。", None)


def _fault(year: str | None, month: int, day: int) -> str | None:
    if not 1 <= month <= 12:
        return f"没有{month}月"
    # Without a year, a leap year is assumed.
    number = int(year) if year and int(year) >= 1 else 2000
    days = calendar.monthrange(number, month)[1]
    if 1 <= day <= days:
        return None
    return f"{year}年{month}月只有{days}天" if year else f"{month}月最多{days}天"
