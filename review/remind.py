"""Reminders (催办) and escalation (逐级上报): people are told once before a deadline and once a working day after it,
the unit's chain once a step.

Everything is keyed by what it is about, so a schedule that ran late, twice or not for days tells each thing once.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from models import Assignment, Draft, EscalationStep, Hold, Notice, Person, StageRun, StageState
from models.base import pk
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


@dataclass(frozen=True, slots=True)
class _Line:
    """What one person is to be told of a stage run; `key` names it, so that it is told once."""

    tag: Tag
    person_id: int
    key: str
    text: str


def remind(app: App) -> RemindResult:
    """Write the reminders that are due and not written yet. After an outage it writes one per stage run, not one a day."""
    counts = {Urgency.DUE: 0, Urgency.OVERDUE: 0}
    unsaid: list[int] = []
    with app.database.read() as session:
        clock = deadlines.clock(app, session)
        for run, draft in _open_runs(session):
            colour = clock.urgency(draft, run.deadline_at)
            if colour in counts:
                counts[colour] += 1
                if _unsaid(clock, draft, run, app.clock()):  # most have been told: no write lock for them
                    unsaid.append(pk(run))
    notices = sum(_tell(app, run_id) for run_id in unsaid)
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
    """Between the look and the lock it was signed, or somebody else told them; roll back without an event."""


def _write(deed: Deed, stage_run_id: int) -> int:
    run = deed.session.get_one(StageRun, stage_run_id)
    draft: Draft = deed.lock_draft(run.draft_id)
    deed.session.refresh(run)
    clock = deadlines.clock(deed.app, deed.session)
    lines = _unsaid(clock, draft, run, deed.now)
    for line in lines:
        deed.notify(line.person_id, line.key, line.text, draft.id)
    for tag in sorted({line.tag for line in lines}):
        people = [line.person_id for line in lines if line.tag is tag]
        deed.record(tag, draft, stage_run=run.id, people=people, **_how_late(clock, draft, run, tag))
    return len(lines)


def _how_late(clock: Clock, draft: Draft, run: StageRun, tag: Tag) -> dict[str, int | bool]:
    """What the event says beside the people."""
    now = clock.app.clock()
    if tag is Tag.DEADLINE_REMINDED or run.deadline_at is None:
        return {"overdue": run.deadline_at is not None and run.deadline_at <= now}
    return {"working_minutes": int(_late_by(clock, draft, run.deadline_at, now).total_seconds() // 60)}


def _unsaid(clock: Clock, draft: Draft, run: StageRun, now: datetime) -> list[_Line]:
    """What is to be said of a run now and has not been said yet."""
    if run.state != StageState.OPEN.value or run.deadline_at is None:
        return []
    lines: list[_Line] = []
    colour = clock.urgency(draft, run.deadline_at)
    if colour is Urgency.DUE:
        lines = _reminders(clock.session, draft, run, f"due:{run.id}", "即将到期")
    elif colour is Urgency.OVERDUE:
        lines = _escalations(clock, draft, run, now)
        today = now.astimezone(clock.app.zone).date()
        if clock.calendar.is_worked(today):
            key = f"overdue:{run.id}:{today.isoformat()}"
            lines += _reminders(clock.session, draft, run, key, "已逾期")
    query = select(Notice.person_id, Notice.key).where(col(Notice.key).in_({line.key for line in lines}))
    said = set(clock.session.exec(query)) if lines else set()
    return [line for line in lines if (line.person_id, line.key) not in said]


def _reminders(session: Session, draft: Draft, run: StageRun, key: str, words: str) -> list[_Line]:
    people = select(Assignment.person_id).where(
        Assignment.stage_run_id == run.id, col(Assignment.closed_at).is_(None)
    )
    text = f"《{draft.title}》{run.stage_title}{words}"
    return [_Line(Tag.DEADLINE_REMINDED, person, key, text) for person in session.exec(people)]


def _escalations(clock: Clock, draft: Draft, run: StageRun, now: datetime) -> list[_Line]:
    assert run.deadline_at is not None  # noqa: S101 - overdue runs have one
    late = _late_by(clock, draft, run.deadline_at, now)
    steps = [
        step
        for step in _steps(clock.session, clock.chain(draft))
        if late >= timedelta(minutes=step.after_minutes)
    ]
    if not steps:
        return []
    waiting = _waiting(clock.session, run)
    text = f"《{draft.title}》{run.stage_title}已逾期 {_length(late)}，等 {waiting}办理"
    return [
        _Line(Tag.DEADLINE_ESCALATED, step.person_id, f"escalated:{run.id}:{step.id}", text) for step in steps
    ]


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
