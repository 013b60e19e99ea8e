"""N035: lunar dates in Arabic digits: 农历8月15, 正月15, 腊月23."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Document

_HAN = ("", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十")
_FULL = regex(r"(农历|阴历|旧历)(?:的)?(1[0-2]|[1-9])月(初?)(3\d|[12]\d|[1-9])日?(?!\d)")
_MONTH = regex(r"(正月|腊月|冬月)(3\d|[12]\d|[1-9])日?(?![\d个月])")


@check(
    id="N035",
    title="农历日期用汉字",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15835,
    why="农历月日用汉字数字：八月十五、正月初一、腊月二十三。",
    examples=(
        Example(
            "农历8月15中秋节，正月15元宵节。",
            hits=("农历8月15", "正月15"),
            fixed="农历八月十五中秋节，正月十五元宵节。",
        ),
        Example("腊月8日、农历1月1日", hits=("腊月8日", "农历1月1日"), fixed="腊月初八、农历正月初一"),
        Example("农历八月十五中秋节，正月十五元宵节，农历2026年春节在公历2月17日。"),
    ),
)
def lunar_dates(document: Document) -> Iterator[Hit]:
    """Hits for month and day after 农历, or day after 正月 and 腊月."""
    for block in blocks_with(document, "农历", "阴历", "旧历", "正月", "腊月", "冬月"):
        for match in _FULL.finditer(block.text):
            month = "正" if match.group(2) == "1" else _number(int(match.group(2)))
            right = f"{match.group(1)}{month}月{_day(int(match.group(4)))}"
            yield Hit(block.id, match.start(), match.end(), f"农历日期用汉字：“{right}”。", right)
        for match in _MONTH.finditer(block.text):
            right = match.group(1) + _day(int(match.group(2)))
            yield Hit(block.id, match.start(), match.end(), f"农历日期用汉字：“{right}”。", right)


def _number(value: int) -> str:
    tens, ones = divmod(value, 10)
    return ("", "十", "二十", "三十")[tens] + _HAN[ones]


def _day(day: int) -> str:
    return f"初{_HAN[day]}" if day <= 10 else _number(day)
