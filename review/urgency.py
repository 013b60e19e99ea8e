"""How near a deadline is (蓝 soon, 黄 due, 红 overdue), in the working time of the unit: a Friday evening is no rush
for a Monday noon.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from review.working_time import (
    EIGHT_HOURS,
    SHANGHAI,
    Calendar,
    Period,
    UncoveredYearError,
    working_time_between,
)

SOON = timedelta(hours=8)
"""Working time before a deadline from which it is blue."""
DUE = timedelta(hours=2)
"""Working time before a deadline from which it is yellow and its people are reminded."""


class Urgency(StrEnum):
    """The colour of a deadline. Words go with it on every page: colour is never the only carrier."""

    CALM = "calm"
    SOON = "soon"  # 蓝
    DUE = "due"  # 黄
    OVERDUE = "overdue"  # 红


def urgency(
    now: datetime,
    deadline: datetime | None,
    calendar: Calendar,
    hours: tuple[Period, ...] = EIGHT_HOURS,
    zone: ZoneInfo = SHANGHAI,
) -> Urgency:
    """The colour of `deadline` (None = to be entered by hand: calm) at `now`, both aware.

    Where the calendar does not know a year on the way, time on the clock stands in for working time.
    """
    if deadline is None:
        return Urgency.CALM
    if deadline <= now:
        return Urgency.OVERDUE
    if deadline - now > timedelta(days=30):  # no need to count a month of days, nor to know next year's
        return Urgency.CALM
    try:
        left = working_time_between(now, deadline, calendar, hours, zone)
    except UncoveredYearError:
        left = deadline - now
    if left <= DUE:
        return Urgency.DUE
    return Urgency.SOON if left <= SOON else Urgency.CALM
