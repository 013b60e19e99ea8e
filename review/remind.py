"""Reminders (催办) and escalation (逐级上报): people are told once before a deadline and once a working day after it,
the unit's chain once a step.

Everything is keyed by what it is about, so a schedule that ran late, twice or not for days tells each thing once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models import Assignment, Draft, EscalationStep, Hold, Person, StageRun, StageState
from review import deadlines
from review.acting import Deed, acting
from review.app import App
from review.audit.tags import Tag
from review.deadlines import Clock
from review.urgency import Urgency
from review.working_time import UncoveredYearError, working_time_between


@dataclass(frozen=True, slots=True)
class RemindResult:
    """How many stage runs are due soon and overdue, and how many notices were written."""

    due: int
    overdue: int
    notices: int


def remind(app: App) -> RemindResult:
    """Write the reminders that are due and not written yet. After an outage it writes one per stage run, not one a day."""
    counts = {Urgency.DUE: 0, Urgency.OVERDUE: 0}
    waiting: list[int] = []
    with app.database.read() as session:
        clock = deadlines.clock(app, session)
        for run, draft in _open_runs(session):
            colour = clock.urgency(draft, run.deadline_at)
            if colour in counts:
                counts[colour] += 1
                waiting.append(run.id or 0)
    notices = sum(_tell(app, run_id) for run_id in waiting)
    return RemindResult(counts[Urgency.DUE], counts[Urgency.OVERDUE], notices)


def _open_runs(session: Session) -> list[tuple[StageRun, Draft]]:
    """Runs with a deadline that somebody works on; a draft on hold has no clock."""
    held = select(Hold.draft_id).where(col(Hold.lifted_at).is_(None))
    query = (
        select(StageRun, Draft)
        .join(Draft, col(Draft.id) == StageRun.draft_id)
        .where(StageRun.state == StageState.OPEN.value, col(StageRun.deadline_at).is_not(None))
        .where(col(Draft.id).not_in(held))
    )
    return list(session.exec(query).all())


def _tell(app: App, stage_run_id: int) -> int:
    try:
        with acting(app, None) as deed:
            told = _write(deed, stage_run_id)
            if told == 0:
                raise _NothingToSayError
            return told
    except _NothingToSayError:
        return 0


class _NothingToSayError(Exception):
    """Everybody was told already; roll back without an event."""


def _write(deed: Deed, stage_run_id: int) -> int:
    run = deed.session.get_one(StageRun, stage_run_id)
    draft: Draft = deed.lock_draft(run.draft_id)
    deed.session.refresh(run)
    if run.state != StageState.OPEN.value or run.deadline_at is None:
        return 0
    clock = deadlines.clock(deed.app, deed.session)
    colour = clock.urgency(draft, run.deadline_at)
    if colour is Urgency.DUE:
        return _remind(deed, draft, run, f"due:{run.id}", "即将到期")
    if colour is not Urgency.OVERDUE:
        return 0
    escalated = _escalate(deed, clock, draft, run)
    today = deed.now.astimezone(deed.app.zone).date()
    if not clock.calendar.is_worked(today):
        return escalated
    return escalated + _remind(deed, draft, run, f"overdue:{run.id}:{today.isoformat()}", "已逾期")


def _remind(deed: Deed, draft: Draft, run: StageRun, key: str, words: str) -> int:
    people = select(Assignment.person_id).where(
        Assignment.stage_run_id == run.id, col(Assignment.closed_at).is_(None)
    )
    text = f"《{draft.title}》{run.stage_title}{words}"
    told = [p for p in deed.session.exec(people) if deed.notify(p, key, text, draft.id)]
    if told:
        overdue = key.startswith("overdue")
        deed.record(Tag.DEADLINE_REMINDED, draft, stage_run=run.id, overdue=overdue, people=told)
    return len(told)


def _escalate(deed: Deed, clock: Clock, draft: Draft, run: StageRun) -> int:
    assert run.deadline_at is not None  # noqa: S101 - overdue runs have one
    late = _late_by(clock, draft, run.deadline_at, deed.now)
    told = []
    for step in _steps(deed.session, clock.chain(draft)):
        if late < timedelta(minutes=step.after_minutes):
            continue
        text = (
            f"《{draft.title}》{run.stage_title}已逾期 {_length(late)}，等 {_waiting(deed.session, run)}办理"
        )
        if deed.notify(step.person_id, f"escalated:{run.id}:{step.id}", text, draft.id):
            told.append(step.person_id)
    if told:
        minutes = int(late.total_seconds() // 60)
        deed.record(Tag.DEADLINE_ESCALATED, draft, stage_run=run.id, working_minutes=minutes, people=told)
    return len(told)


def _late_by(clock: Clock, draft: Draft, deadline: datetime, now: datetime) -> timedelta:
    try:
        return working_time_between(deadline, now, clock.calendar, clock.hours(draft), clock.app.zone)
    except UncoveredYearError:
        return now - deadline


def _steps(session: Session, chain: tuple[int, ...]) -> list[EscalationStep]:
    """The chain of the nearest unit that has one, else the house's."""
    rows = session.exec(select(EscalationStep).order_by(col(EscalationStep.after_minutes))).all()
    for unit in (*chain, None):
        if steps := [row for row in rows if row.unit_id == unit]:
            return steps
    return []


def _waiting(session: Session, run: StageRun) -> str:
    query = (
        select(Person.name, Assignment.claimed_at)
        .join(Assignment, col(Assignment.person_id) == Person.id)
        .where(Assignment.stage_run_id == run.id, col(Assignment.closed_at).is_(None))
    )
    rows = session.exec(query).all()
    names = [name for name, claimed in rows if claimed is not None] or [name for name, _ in rows]
    return "、".join(names[:3]) + ("等 " if len(names) > 3 else " ")


def _length(late: timedelta) -> str:
    minutes = int(late.total_seconds() // 60)
    return f"{minutes} 分钟" if minutes < 60 else f"{minutes // 60} 个工作小时"
