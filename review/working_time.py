"""Working time (工作时间): deadlines in working hours, with the working days that the State Council moves each year.

The calendar is data (calendar.tsv), editable and per year. No package knows a year before its notice is out, and
those that guess are wrong in silence; so a deadline that reaches a year without a table is no time but a warning.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

from review.errors import InvalidError

SHIPPED = Path(__file__).with_name("calendar.tsv")
SHANGHAI = ZoneInfo("Asia/Shanghai")
_HEADER = ["date", "kind", "name"]

Period = tuple[time, time]
EIGHT_HOURS: tuple[Period, ...] = ((time(8, 30), time(12)), (time(13, 30), time(18)))


class DayKind(StrEnum):
    """What a listed day is, whatever the day of the week says."""

    WORK = "work"
    REST = "rest"


class CalendarError(ValueError):
    """A calendar file cannot be used. `line` counts from 1; `str()` is Chinese text."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"第 {line} 行：{message}")
        self.line = line


class UncoveredYearError(LookupError):
    """Asked about a day of a year that the calendar has no table for."""

    def __init__(self, year: int) -> None:
        super().__init__(f"工作日历中没有 {year} 年")
        self.year = year


@dataclass(frozen=True, slots=True)
class Calendar:
    """Years that are known (with the notice each comes from), and the days in them that differ from the week."""

    years: dict[int, str]
    days: dict[date, tuple[DayKind, str]] = field(default_factory=dict)

    @classmethod
    def parse(cls, text: str) -> Calendar:
        """Read calendar text: TSV with the header date, kind, name; `#` lines are comments.

        Rows are `2026 year NOTICE` or `2026-02-14 work|rest NAME`.

        Raises:
            CalendarError: with the line of the first problem.
        """
        years: dict[int, str] = {}
        days: dict[date, tuple[DayKind, str]] = {}
        header = False
        for number, line in enumerate(text.splitlines(), 1):
            if not line.strip() or line.startswith("#"):
                continue
            cells = [cell.strip() for cell in line.split("\t")]
            if not header:
                header = _checked_header(number, cells)
            else:
                _read_row(number, cells, years, days)
        return cls(years, days)

    def merged(self, newer: Calendar) -> Calendar:
        """This calendar with whole years replaced or added by `newer`."""
        kept = {day: value for day, value in self.days.items() if day.year not in newer.years}
        return Calendar(self.years | newer.years, kept | newer.days)

    def is_working_day(self, day: date) -> bool:
        """True if the day is worked.

        Raises:
            UncoveredYearError: its year has no table.
        """
        if day.year not in self.years:
            raise UncoveredYearError(day.year)
        listed = self.days.get(day)
        return day.weekday() < 5 if listed is None else listed[0] is DayKind.WORK

    def is_worked(self, day: date) -> bool:
        """As `is_working_day`; where the year has no table, the week decides. For telling people, never for deadlines."""
        try:
            return self.is_working_day(day)
        except UncoveredYearError:
            return day.weekday() < 5

    def name(self, day: date) -> str | None:
        """The name of a listed day (春节, 春节调休上班), None for a plain one."""
        listed = self.days.get(day)
        return None if listed is None else listed[1]


@dataclass(frozen=True, slots=True)
class Deadline:
    """A deadline in the unit's zone, or None and in `warning` (Chinese) why it must be entered by hand."""

    at: datetime | None
    warning: str | None = None


@cache
def shipped_calendar() -> Calendar:
    """The calendar that comes with the product.

    Raises:
        CalendarError: the shipped file was edited and no longer fits.
    """
    return Calendar.parse(SHIPPED.read_text(encoding="utf-8"))


def add_working_hours(
    start: datetime,
    hours: float,
    calendar: Calendar,
    hours_of_day: tuple[Period, ...] = EIGHT_HOURS,
    zone: ZoneInfo = SHANGHAI,
) -> Deadline:
    """The moment when `hours` of working time have passed since `start` (aware).

    A deadline that falls on the end of a period stays there: 8 hours from 08:30 end at 18:00, not next morning.

    Raises:
        ValueError: a naive `start`, negative hours, or impossible periods of the day.
    """
    if start.tzinfo is None or not 0 <= hours < float("inf"):
        raise ValueError("start must be aware and hours a number from 0 on")
    _check_periods(hours_of_day)
    left = timedelta(hours=hours)
    local = start.astimezone(zone)
    if not left:
        return Deadline(local)
    day = local.date()
    try:
        while True:
            for opens, end in _spans(day, calendar, hours_of_day, zone):
                begin = max(opens, start.astimezone(UTC))
                if left <= end - begin:
                    return Deadline((begin + left).astimezone(zone))
                left -= max(end - begin, timedelta())
            day += timedelta(days=1)
    except UncoveredYearError as error:
        return Deadline(None, f"工作日历中没有 {error.year} 年的安排，无法推算时限，请手工填写。")


def add_working_days(
    start: datetime,
    days: float,
    calendar: Calendar,
    hours_of_day: tuple[Period, ...] = EIGHT_HOURS,
    zone: ZoneInfo = SHANGHAI,
) -> Deadline:
    """As `add_working_hours`, in whole or part working days: Friday 17:00 + 1 is 17:00 of the next working day.

    Raises:
        ValueError: as `add_working_hours`.
    """
    _check_periods(hours_of_day)
    full = sum((_length(period) for period in hours_of_day), timedelta()) / timedelta(hours=1)
    return add_working_hours(start, days * full, calendar, hours_of_day, zone)


def working_time_between(
    start: datetime,
    end: datetime,
    calendar: Calendar,
    hours_of_day: tuple[Period, ...] = EIGHT_HOURS,
    zone: ZoneInfo = SHANGHAI,
) -> timedelta:
    """Working time from `start` to `end` (both aware); zero if `end` is not later.

    Raises:
        ValueError: a naive time, or impossible periods of the day.
        UncoveredYearError: a year in between has no table.
    """
    if start.tzinfo is None or end.tzinfo is None:
        raise ValueError("both times must be aware")
    _check_periods(hours_of_day)
    total, day = timedelta(), start.astimezone(zone).date()
    last = end.astimezone(zone).date()
    while day <= last:
        for begin, finish in _spans(day, calendar, hours_of_day, zone):
            total += max(min(finish, end) - max(begin, start), timedelta())
        day += timedelta(days=1)
    return total


def _spans(
    day: date, calendar: Calendar, hours_of_day: tuple[Period, ...], zone: ZoneInfo
) -> list[tuple[datetime, datetime]]:
    """The working periods of a day in UTC: only there is the difference of two times what a clock measures."""
    if not calendar.is_working_day(day):
        return []
    return [
        (datetime.combine(day, a, zone).astimezone(UTC), datetime.combine(day, b, zone).astimezone(UTC))
        for a, b in hours_of_day
    ]


def _length(period: Period) -> timedelta:
    day = date.min
    return datetime.combine(day, period[1]) - datetime.combine(day, period[0])


def _check_periods(hours_of_day: tuple[Period, ...]) -> None:
    marks = [mark for period in hours_of_day for mark in period]
    if not marks or any(later <= earlier for earlier, later in pairwise(marks)):
        raise ValueError("the periods of a day must follow each other and not be empty")


def _checked_header(number: int, cells: list[str]) -> bool:
    if cells != _HEADER:
        raise CalendarError(number, "表头应为 date、kind、name")
    return True


def _read_row(
    number: int, cells: list[str], years: dict[int, str], days: dict[date, tuple[DayKind, str]]
) -> None:
    if len(cells) != 3 or not cells[2]:
        raise CalendarError(number, "每行应有日期、类别、名称三列")
    when, kind, name = cells
    if kind == "year":
        if not (when.isascii() and when.isdigit() and len(when) == 4) or int(when) in years:
            raise CalendarError(number, f"年份“{when}”不合格或重复")
        years[int(when)] = name
        return
    try:
        day, day_kind = date.fromisoformat(when), DayKind(kind)
    except ValueError as error:
        raise CalendarError(number, f"日期“{when}”或类别“{kind}”不合格") from error
    if day in days:
        raise CalendarError(number, f"{when} 重复")
    if day.year not in years:
        raise CalendarError(number, f"{when} 之前应先有 {day.year} 年的 year 行")
    days[day] = (day_kind, name)


def read_periods(text: str) -> tuple[Period, ...]:
    """Periods from `08:30-12:00 13:30-18:00`, as people write them (～, — and full-width colons too).

    Raises:
        InvalidError: not such text, or periods that overlap or run backwards.
    """
    plain = text.replace("：", ":").replace("～", "-").replace("—", "-").replace("–", "-")
    parts = [part for part in re.split(r"[\s,，、;；]+", plain) if part]
    try:
        periods = periods_of([part.split("-") for part in parts])
        _check_periods(periods)
    except (ValueError, TypeError) as error:
        raise InvalidError("工作时间请写成“08:30-12:00 13:30-18:00”，各段先后相接、不重叠。") from error
    return periods


def periods_of(written: list[list[str]]) -> tuple[Period, ...]:
    """Stored periods ([["08:30", "12:00"], …]) as times.

    Raises:
        ValueError: not times, or not in pairs.
    """
    return tuple((time.fromisoformat(begin), time.fromisoformat(end)) for begin, end in written)


def written(periods: tuple[Period, ...]) -> list[list[str]]:
    """Periods as they are stored and shown, the inverse of `periods_of`."""
    return [[begin.strftime("%H:%M"), end.strftime("%H:%M")] for begin, end in periods]
