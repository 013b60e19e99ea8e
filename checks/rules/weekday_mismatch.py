"""N002: a date and its day of the week that do not agree."""

from __future__ import annotations

import datetime
from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Document

_PLACE = regex(
    r"(?<!\d)(?:(\d{4})年)?(\d{1,2})月(\d{1,2})日(?:\s*[，,（(]?\s*(?:星期|礼拜|周)([一二三四五六日天])(?![报刊末期年岁至到]))?"
)
_DAYS = "一二三四五六日"
_NEEDLES = tuple(
    regex(rf"日(?<=\d日)(?=\s?[，,（(]?\s?{word}[一二三四五六日天])") for word in ("星期", "礼拜", "周")
)


@check(
    id="N002",
    title="日期与星期不符",
    gate=Gate.CONTENT,
    severity=Severity.RED,
    source=Source.CALENDAR,
    why="日期和星期对不上，必有一个写错，读者会在错误的日子赴会或办事。",
    examples=(
        Example("定于2026年11月22日（星期六）召开。", hits=("2026年11月22日（星期六",)),
        Example(
            "2026年3月2日（星期一）至3月5日（星期五）",
            hits=("3月5日（星期五",),
            note="第二个日期沿用前面的年份。",
        ),
        Example("定于2026年11月22日（星期日）召开，11月23日（周一）报到。"),
        Example("3月5日（星期五）没有年份，无法核对。"),
    ),
)
def weekday_mismatch(document: Document) -> Iterator[Hit]:
    """Hits for dates whose weekday is another; a date without a year takes the year last named in its block.

    Which of the two is wrong cannot be known, so there is no suggestion.
    """
    for block in blocks_with(document, *_NEEDLES):
        year: str | None = None
        for match in _PLACE.finditer(block.text):
            named, month, day, weekday = match.groups()
            year = named or year
            if not weekday or not year:
                continue
            right = _weekday(int(year), int(month), int(day))
            if right is None or right == weekday.replace("天", "日"):
                continue
            message = f"{int(year)}年{int(month)}月{int(day)}日是星期{right}，不是星期{weekday}。"
            yield Hit(block.id, match.start(), match.end(), message, None, None if named else Severity.YELLOW)


def _weekday(year: int, month: int, day: int) -> str | None:
    if year < 1583:  # before the Gregorian calendar
        return None
    try:
        return _DAYS[datetime.date(year, month, day).weekday()]
    except ValueError:
        return None  # a date that does not exist has a check of its own
