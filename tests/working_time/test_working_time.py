"""Working time: the moved working days of 2025 and 2026, vectors, unknown years, properties."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from review.working_time import (
    EIGHT_HOURS,
    SHANGHAI,
    Calendar,
    CalendarError,
    UncoveredYearError,
    add_working_days,
    add_working_hours,
    shipped_calendar,
    working_time_between,
)

CALENDAR = shipped_calendar()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("start", "days", "end"),
    [
        (
            "2026-02-13 17:00",
            1,
            "2026-02-14 17:00",
        ),  # DOMAIN §8: the Saturday before Spring Festival is worked
        ("2026-02-14 17:00", 1, "2026-02-24 17:00"),  # nine days of rest
        ("2026-02-13 20:00", 1, "2026-02-14 18:00"),  # after hours counts from the next morning
        ("2026-02-15 10:00", 1, "2026-02-24 18:00"),
        ("2026-09-18 09:00", 1, "2026-09-20 09:00"),  # the Sunday before National Day is worked
        ("2026-09-30 18:00", 0.5, "2026-10-08 14:00"),
        ("2026-10-09 08:30", 1, "2026-10-09 18:00"),
        ("2025-01-26 08:30", 2, "2025-01-27 18:00"),
        ("2025-12-31 17:00", 1, "2026-01-04 17:00"),  # over the new year: a Sunday that is worked
    ],
)
def test_working_days(start: str, days: float, end: str) -> None:
    assert add_working_days(at(start), days, CALENDAR).at == at(end)


@pytest.mark.parametrize(
    ("start", "hours", "end"),
    [
        ("2026-11-23 08:30", 8, "2026-11-23 18:00"),
        ("2026-11-23 08:30", 3.5, "2026-11-23 12:00"),
        ("2026-11-23 12:00", 0.25, "2026-11-23 13:45"),
        ("2026-11-23 12:30", 1, "2026-11-23 14:30"),
        ("2026-11-27 17:45", 0.5, "2026-11-30 08:45"),
        ("2026-11-28 23:59", 4, "2026-11-30 14:00"),
        ("2026-11-28 23:59", 0, "2026-11-28 23:59"),
    ],
)
def test_working_hours(start: str, hours: float, end: str) -> None:
    assert add_working_hours(at(start), hours, CALENDAR).at == at(end)


def test_result_is_in_the_zone_whatever_the_start_is_in() -> None:
    start = at("2026-02-13 17:00")
    found = add_working_days(start.astimezone(UTC), 1, CALENDAR).at
    assert found == at("2026-02-14 17:00")
    assert found.utcoffset() == timedelta(hours=8)


def test_other_hours_of_the_day() -> None:
    six = ((time(9), time(12)), (time(14), time(17)))
    assert add_working_hours(at("2026-11-23 09:00"), 6, CALENDAR, six).at == at("2026-11-23 17:00")
    assert add_working_days(at("2026-11-23 10:00"), 1, CALENDAR, six).at == at("2026-11-24 10:00")


def test_unknown_year_warns_and_never_guesses() -> None:
    for start, hours in (("2026-12-31 17:00", 2), ("2027-03-01 09:00", 1), ("2024-12-31 09:00", 1)):
        deadline = add_working_hours(at(start), hours, CALENDAR)
        assert deadline.at is None
        assert "手工填写" in (deadline.warning or "")
    assert add_working_hours(at("2026-12-31 17:00"), 1, CALENDAR) == add_working_hours(
        at("2026-12-31 17:30"), 0.5, CALENDAR
    )
    with pytest.raises(UncoveredYearError):
        working_time_between(at("2026-12-31 09:00"), at("2027-01-02 09:00"), CALENDAR)


def test_summer_time_zone_counts_the_hours_that_pass() -> None:
    """An hour that the clocks skip inside a working period is no working time."""
    zone = ZoneInfo("Europe/Berlin")
    calendar = Calendar.parse("date\tkind\tname\n2026\tyear\ttest\n2026-03-29\twork\ttest\n")
    night = ((time(1), time(5)),)
    start = datetime(2026, 3, 29, 0, 0, tzinfo=zone)
    assert add_working_hours(start, 3, calendar, night, zone).at == datetime(2026, 3, 29, 5, tzinfo=zone)


@pytest.mark.parametrize("hours", [-1, float("nan"), float("inf")])
def test_impossible_hours(hours: float) -> None:
    with pytest.raises(ValueError):
        add_working_hours(at("2026-11-23 09:00"), hours, CALENDAR)


def test_impossible_arguments() -> None:
    naive = datetime(2026, 11, 23, 9)  # noqa: DTZ001
    with pytest.raises(ValueError):
        add_working_hours(naive, 1, CALENDAR)
    with pytest.raises(ValueError):
        working_time_between(naive, at("2026-11-23 09:00"), CALENDAR)
    for periods in ((), ((time(12), time(9)),), ((time(9), time(12)), (time(11), time(13)))):
        with pytest.raises(ValueError):
            add_working_hours(at("2026-11-23 09:00"), 1, CALENDAR, periods)


def test_shipped_calendar() -> None:
    assert set(CALENDAR.years) == {2025, 2026}
    assert all("国务院办公厅" in notice for notice in CALENDAR.years.values())
    counts = {
        year: sum(CALENDAR.is_working_day(date(year, 1, 1) + timedelta(days=n)) for n in range(365))
        for year in (2025, 2026)
    }
    assert counts == {2025: 248, 2026: 248}
    for day in ("2026-01-04", "2026-02-14", "2026-02-28", "2026-05-09", "2026-09-20", "2026-10-10"):
        assert CALENDAR.is_working_day(date.fromisoformat(day))
        assert "调休上班" in (CALENDAR.name(date.fromisoformat(day)) or "")
    for day in (
        "2026-01-01",
        "2026-02-23",
        "2026-04-06",
        "2026-05-05",
        "2026-06-19",
        "2026-09-25",
        "2026-10-07",
    ):
        assert not CALENDAR.is_working_day(date.fromisoformat(day))
    assert CALENDAR.name(date(2026, 11, 23)) is None


def test_newer_years_replace_whole_years() -> None:
    newer = Calendar.parse("date\tkind\tname\n2026\tyear\t更正\n2027\tyear\t新\n2027-01-01\trest\t元旦\n")
    merged = CALENDAR.merged(newer)
    assert not merged.is_working_day(date(2026, 2, 14))
    assert merged.is_working_day(date(2026, 2, 16))
    assert not merged.is_working_day(date(2027, 1, 1))
    assert merged.is_working_day(date(2025, 1, 26))


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("day\tkind\tname\n", 1),
        ("date\tkind\tname\n2026-01-01\trest\t元旦\n", 2),
        ("date\tkind\tname\n# note\n2026\tyear\tx\n2026-02-30\trest\tx\n", 4),
        ("date\tkind\tname\n2026\tyear\tx\n2026-01-01\tparty\tx\n", 3),
        ("date\tkind\tname\n2026\tyear\tx\n2026-01-01\trest\n", 3),
        ("date\tkind\tname\n2026\tyear\tx\n2026\tyear\ty\n", 3),
        ("date\tkind\tname\n２０２６\tyear\tx\n", 2),
        ("date\tkind\tname\n2026\tyear\tx\n2026-01-01\trest\ta\n2026-01-01\twork\tb\n", 4),
    ],
)
def test_bad_calendars_name_the_line(text: str, line: int) -> None:
    with pytest.raises(CalendarError) as caught:
        Calendar.parse(text)
    assert caught.value.line == line


moments = st.datetimes(datetime(2025, 1, 1), datetime(2026, 11, 1), timezones=st.just(SHANGHAI))  # noqa: DTZ001
quarters = st.integers(0, 200).map(lambda n: n / 4)


@given(moments, quarters)
def test_the_time_added_is_the_time_between(start: datetime, hours: float) -> None:
    end = add_working_hours(start, hours, CALENDAR).at
    assert end is not None
    assert working_time_between(start, end, CALENDAR) == timedelta(hours=hours)


@given(moments, quarters, quarters)
def test_adding_in_two_steps_is_adding_at_once(start: datetime, one: float, two: float) -> None:
    assume(two > 0)
    first = add_working_hours(start, one, CALENDAR).at
    assert first is not None
    assert add_working_hours(first, two, CALENDAR) == add_working_hours(start, one + two, CALENDAR)


@given(moments, quarters)
def test_a_deadline_falls_into_working_time(start: datetime, hours: float) -> None:
    assume(hours > 0)
    end = add_working_hours(start, hours, CALENDAR).at
    assert end is not None
    assert CALENDAR.is_working_day(end.date())
    assert any(begin < end.time() <= finish for begin, finish in EIGHT_HOURS)


@given(moments, moments, quarters)
def test_a_later_start_never_ends_earlier(one: datetime, two: datetime, hours: float) -> None:
    early, late = sorted((one, two))
    first, second = (add_working_hours(start, hours, CALENDAR).at for start in (early, late))
    assert first is not None
    assert second is not None
    assert first <= second
