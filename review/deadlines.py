"""Deadlines (时限) of stage runs: counted in the working hours of the draft's unit, or entered by hand where the
calendar does not reach.

A stage run that waits for nobody has no clock: with the author, a draft has no open run, and the next one begins with
a deadline of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models import Assignment, Draft, DraftFacts, Person, StageRun, StageState
from models.base import pk
from review import calendar, working_time
from review.access import Act, require
from review.acting import acting
from review.actors import Actor
from review.app import App
from review.audit.tags import Tag
from review.errors import InvalidError, NotAllowedError, NotFoundError
from review.tree import line_of
from review.urgency import Urgency, urgency
from review.working_time import EIGHT_HOURS, Calendar, Deadline, Period

LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class Clock:
    """The calendar and the units, read once for as many deadlines as a page or a round of reminders asks about."""

    app: App
    session: Session
    calendar: Calendar
    unit_hours: dict[int | None, tuple[Period, ...]]

    def chain(self, draft: Draft) -> tuple[int, ...]:
        """The unit a draft belongs to (its own, else its author's) and the units above it, the nearest first."""
        facts = self.session.get(DraftFacts, pk(draft))
        author = self.session.get(Person, draft.author_id)
        unit = (facts.unit_id if facts else None) or (author.unit_id if author else None)
        return tuple(pk(above) for above in line_of(self.session, unit))

    def hours(self, draft: Draft) -> tuple[Period, ...]:
        """The working hours that hold for a draft."""
        return next(
            (self.unit_hours[u] for u in (*self.chain(draft), None) if u in self.unit_hours), EIGHT_HOURS
        )

    def urgency(self, draft: Draft, deadline: datetime | None) -> Urgency:
        """The colour of a draft's deadline now."""
        return urgency(self.app.clock(), deadline, self.calendar, self.hours(draft), self.app.zone)


def clock(app: App, session: Session) -> Clock:
    """What deadlines are counted with."""
    return Clock(app, session, calendar.calendar(session), calendar.hours(session))


def after(app: App, session: Session, draft: Draft, hours: float, start: datetime) -> Deadline:
    """The moment when `hours` of the draft's unit have passed since `start`; without one, why it must be entered."""
    known = clock(app, session)
    return working_time.add_working_hours(start, hours, known.calendar, known.hours(draft), app.zone)


def days_after(app: App, session: Session, draft: Draft, days: int, start: datetime) -> Deadline:
    """As `after`, in whole working days of the unit."""
    known = clock(app, session)
    return working_time.add_working_days(start, days, known.calendar, known.hours(draft), app.zone)


def set_deadline(app: App, actor: Actor, stage_run_id: int, at: datetime, reason: str) -> None:
    """Enter or change the deadline of an open stage run by hand. Its people are told, and who set it why is recorded.

    Raises:
        NotAllowedError: not one of the people the run waits for.
        NotFoundError: no such run, or it is not open.
        InvalidError: no reason, a time that is past or more than a year off.
    """
    require(actor, Act.DEADLINE_SET)
    if not reason.strip():
        raise InvalidError("请说明为什么这样定时限。")
    if at.tzinfo is None or not app.clock() < at <= app.clock() + LONGEST:
        raise InvalidError("时限应晚于现在，最多一年以内。")
    with acting(app, actor) as deed:
        run = deed.session.get(StageRun, stage_run_id)
        if run is None:
            raise NotFoundError("没有这个环节。")
        draft = deed.lock_draft(run.draft_id)
        deed.session.refresh(run)
        if run.state != StageState.OPEN.value:
            raise NotFoundError("这个环节没有开启，或已经办结。")
        waiting = deed.session.exec(
            select(Assignment.person_id).where(
                Assignment.stage_run_id == run.id, col(Assignment.closed_at).is_(None)
            )
        ).all()
        if actor.person_id not in waiting:
            raise NotAllowedError("只有能办理本环节的人可以填写时限。")
        before = run.deadline_at
        run.deadline_at, run.deadline_warning = at, None
        deed.session.add(run)
        told = f"《{draft.title}》{run.stage_title}的时限定为 {at.astimezone(app.zone):%Y-%m-%d %H:%M}"
        for person in waiting:
            if person != actor.person_id:
                deed.notify(person, f"deadline:{run.id}:{at.isoformat()}", told, draft.id)
        deed.record(
            Tag.DEADLINE_SET,
            draft,
            stage_run=run.id,
            before=None if before is None else before.isoformat(),
            after=at.isoformat(),
            reason=reason.strip(),
        )
