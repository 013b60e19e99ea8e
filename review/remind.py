"""Reminders: each stage run is told of once before its deadline and once a working day after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import col, select

from models import Assignment, Draft, StageRun, StageState
from review.acting import Deed, acting
from review.app import App
from review.audit.tags import Tag

SOON = timedelta(hours=4)


@dataclass(frozen=True, slots=True)
class RemindResult:
    """How many stage runs are due soon and overdue, and how many notices were written."""

    due: int
    overdue: int
    notices: int


def remind(app: App) -> RemindResult:
    """Write the reminders that are due and not written yet. After an outage it writes one per stage run, not one a day."""
    now = app.clock()
    with app.database.read() as session:
        query = select(StageRun).where(
            StageRun.state == StageState.OPEN.value, col(StageRun.deadline_at) <= now + SOON
        )
        runs = session.exec(query).all()
    overdue = [r for r in runs if r.deadline_at is not None and r.deadline_at <= now]
    notices = sum(_tell(app, run.id or 0) for run in runs)
    return RemindResult(due=len(runs) - len(overdue), overdue=len(overdue), notices=notices)


def _tell(app: App, stage_run_id: int) -> int:
    with app.database.read() as session:
        if not _pending(app, session.get_one(StageRun, stage_run_id)):
            return 0
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


def _pending(app: App, run: StageRun) -> bool:
    return (
        run.state == StageState.OPEN.value
        and run.deadline_at is not None
        and run.deadline_at <= app.clock() + SOON
    )


def _write(deed: Deed, stage_run_id: int) -> int:
    found = deed.session.get_one(StageRun, stage_run_id)
    draft: Draft = deed.lock_draft(found.draft_id)
    deed.session.refresh(found)
    if not _pending(deed.app, found) or found.deadline_at is None:
        return 0
    late = found.deadline_at <= deed.now
    day = deed.now.astimezone(deed.app.zone).date().isoformat()
    key = f"overdue:{found.id}:{day}" if late else f"due:{found.id}"
    words = "已逾期" if late else "即将到期"
    people = select(Assignment.person_id).where(
        Assignment.stage_run_id == found.id, col(Assignment.closed_at).is_(None)
    )
    told = [
        p
        for p in deed.session.exec(people)
        if deed.notify(p, key, f"《{draft.title}》{found.stage_title}{words}", draft.id)
    ]
    if told:
        deed.record(Tag.DEADLINE_REMINDED, draft, stage_run=found.id, overdue=late, people=told)
    return len(told)
