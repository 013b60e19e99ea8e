"""Times as people read them, in the organisation's zone."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from web.locale import Translate


def day_and_time(at: datetime, zone: ZoneInfo, now: datetime) -> str:
    """`11-22 14:05` within the current year, `2025-11-22 14:05` otherwise."""
    local = at.astimezone(zone)
    return local.strftime("%m-%d %H:%M" if local.year == now.astimezone(zone).year else "%Y-%m-%d %H:%M")


def full(at: datetime, zone: ZoneInfo) -> str:
    """`2026-11-22 14:05:09`, for hover text and the record."""
    return at.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")


@dataclass(frozen=True, slots=True)
class Due:
    """A deadline in words; `level` is overdue, today, soon or later and goes with the words, never alone."""

    level: str
    words: str


def due(deadline: datetime, zone: ZoneInfo, now: datetime, t: Translate) -> Due:
    """How a deadline stands at `now`."""
    left = deadline - now
    if left < timedelta():
        return Due("overdue", t("due.overdue", span=span(-left, t)))
    clock = deadline.astimezone(zone).strftime("%H:%M")
    days = (deadline.astimezone(zone).date() - now.astimezone(zone).date()).days
    if days == 0:
        return Due("today", t("due.today", time=clock))
    if days == 1:
        return Due("soon", t("due.tomorrow", time=clock))
    return Due("later", t("due.days", days=days))


def span(length: timedelta, t: Translate) -> str:
    """A length of time in its largest sensible unit: minutes, hours or days."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 60:
        return t("span.minutes", n=max(minutes, 1))
    if minutes < 48 * 60:
        return t("span.hours", n=minutes // 60)
    return t("span.days", n=minutes // (24 * 60))
