"""Notices outside the inbox and the working calendar, as their pages show them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlmodel import Session, col, select

from models import Dispatch, Person, Robot, TellingChoice, Unit
from models.base import pk
from review import calendar, escalation
from review.actors import Actor
from review.app import App
from review.telling_choice import Choice
from review.tree import path_of
from review.working_time import EIGHT_HOURS, Calendar, DayKind, Period, written

_SHOWN = 20
_FIELDS = ("mail", "robot_id", "rhythm", "daily_at", "quiet_from", "quiet_until")


@dataclass(frozen=True, slots=True)
class RobotView:
    """A robot that people may choose; never its address."""

    id: int
    title: str
    kind: str
    added_by: str
    added_at: datetime


@dataclass(frozen=True, slots=True)
class DispatchView:
    """A message that was sent on, or waits."""

    way: str
    subject: str
    lines: int
    state: str
    attempts: int
    created_at: datetime
    sent_at: datetime | None
    due_at: datetime
    receipt: str
    error: str


@dataclass(frozen=True, slots=True)
class MyTelling:
    """How a person is told. `mail_possible`: the house has a mail server."""

    choice: Choice
    robots: tuple[RobotView, ...]
    sent: tuple[DispatchView, ...]
    mail_possible: bool


def my_telling(app: App, actor: Actor) -> MyTelling:
    """The person's own choice, what they can choose from, and what was sent to them lately."""
    with app.database.read() as session:
        row = session.get(TellingChoice, actor.person_id)
        choice = Choice() if row is None else Choice(**{name: getattr(row, name) for name in _FIELDS})
        query = select(Dispatch).where(Dispatch.person_id == actor.person_id)
        sent = session.exec(query.order_by(col(Dispatch.id).desc()).limit(_SHOWN)).all()
        return MyTelling(
            choice, _robots(session), tuple(map(_dispatch, sent)), app.settings.smtp_host is not None
        )


def robots(app: App) -> tuple[RobotView, ...]:
    """The robots that are offered."""
    with app.database.read() as session:
        return _robots(session)


def failed(app: App) -> tuple[DispatchView, ...]:
    """Messages that were given up or are tried again, the newest first, for the administrator."""
    with app.database.read() as session:
        query = select(Dispatch).where(col(Dispatch.error) != "").order_by(col(Dispatch.id).desc())
        return tuple(map(_dispatch, session.exec(query.limit(_SHOWN))))


def _robots(session: Session) -> tuple[RobotView, ...]:
    query = select(Robot, Person.name).join(Person, col(Person.id) == Robot.added_by)
    rows = session.exec(query.where(col(Robot.active).is_(True)).order_by(col(Robot.title))).all()
    return tuple(RobotView(pk(r), r.title, r.kind, name, r.added_at) for r, name in rows)


def _dispatch(row: Dispatch) -> DispatchView:
    names = DispatchView.__dataclass_fields__
    return DispatchView(**{name: getattr(row, name) for name in names})


@dataclass(frozen=True, slots=True)
class Days:
    """Days in a row that differ from the week, for one reason; `first` and `last` may be the same."""

    first: date
    last: date
    works: bool
    name: str


@dataclass(frozen=True, slots=True)
class UnitTime:
    """A unit's own hours and escalation, as text that can be edited; `id` None is the house."""

    id: int | None
    path: str
    hours: str
    own_hours: bool
    steps: tuple[tuple[int, str, int], ...]


@dataclass(frozen=True, slots=True)
class CalendarView:
    """A year of the calendar. `known` False: no table, deadlines there are entered by hand.

    `missing`: years that open drafts may reach within three months and that have no table.
    """

    year: int
    years: tuple[int, ...]
    known: bool
    own: bool
    notice: str
    days: tuple[Days, ...]
    text: str
    missing: tuple[int, ...]
    units: tuple[UnitTime, ...]


def calendar_view(app: App, year: int | None = None) -> CalendarView:
    """The calendar page of `year`, None = this one."""
    today = app.clock().astimezone(app.zone).date()
    wanted = today.year if year is None else year
    with app.database.read() as session:
        known, own = calendar.calendar(session), calendar.own_calendar(session)
        units = _units(session)
    ahead = {today.year, (today + timedelta(days=92)).year}
    return CalendarView(
        year=wanted,
        years=tuple(sorted({*known.years, *ahead, wanted, today.year + 1})),
        known=wanted in known.years,
        own=wanted in own.years,
        notice=known.years.get(wanted, ""),
        days=_in_rows(known, wanted),
        text=calendar.year_text(known, wanted),
        missing=tuple(sorted(ahead - set(known.years))),
        units=units,
    )


def _in_rows(known: Calendar, year: int) -> tuple[Days, ...]:
    rows: list[Days] = []
    for day, (kind, name) in sorted(known.days.items()):
        if day.year != year:
            continue
        works, before = kind is DayKind.WORK, rows[-1] if rows else None
        if before and (before.works, before.name, before.last) == (works, name, day - timedelta(days=1)):
            rows[-1] = replace(before, last=day)
        else:
            rows.append(Days(day, day, works, name))
    return tuple(rows)


def _units(session: Session) -> tuple[UnitTime, ...]:
    hours = calendar.hours(session)
    ids = [None, *(pk(u) for u in session.exec(select(Unit).where(col(Unit.active).is_(True))))]
    names = {pk(p): p.name for p in session.exec(select(Person))}
    found = [
        UnitTime(
            id=unit,
            path=path_of(session, unit),
            hours=hours_text(hours.get(unit, EIGHT_HOURS if unit is None else ())),
            own_hours=unit in hours,
            steps=tuple(
                (s.after_minutes, names.get(s.person_id, ""), s.person_id)
                for s in escalation.steps(session, unit)
            ),
        )
        for unit in ids
    ]
    return tuple(sorted(found, key=lambda u: (u.id is not None, u.path)))


def hours_text(periods: tuple[Period, ...]) -> str:
    """`08:30-12:00 13:30-18:00`."""
    return " ".join("-".join(pair) for pair in written(periods))
