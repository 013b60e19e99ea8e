"""Machine work for administrators: jobs waiting, running and dead, and when a worker was last seen."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import col, func, select

from models import Draft, Job, JobState
from models.base import pk
from review.app import App

_SHOWN = 50


@dataclass(frozen=True, slots=True)
class JobView:
    """A job that is not done."""

    id: int
    kind: str
    state: str
    number: str | None
    attempt: int
    due_at: datetime
    lease_owner: str | None
    error: str | None


@dataclass(frozen=True, slots=True)
class SystemState:
    """How the machine side stands. `worker_seen_at` is the last sign of life a worker left on a job.

    `stuck` is true when a job has been due for over a minute and nobody holds it: no worker is running.
    """

    counts: dict[str, int]
    jobs: tuple[JobView, ...]
    worker_seen_at: datetime | None
    stuck: bool
    database: str
    prefect_url: str


def system(app: App) -> SystemState:
    """The state of the machine side now."""
    now = app.clock()
    with app.database.read() as session:
        query = select(Job.state, func.count()).group_by(col(Job.state))
        counts = Counter(dict(session.exec(query).all()))
        rows = session.exec(
            select(Job, Draft.number)
            .join(Draft, col(Draft.id) == Job.draft_id, isouter=True)
            .where(Job.state != JobState.DONE.value)
            .order_by(col(Job.due_at))
            .limit(_SHOWN)
        ).all()
        finished = session.exec(select(func.max(Job.finished_at))).one()
        leased = [
            j.lease_until for j, _ in rows if j.lease_until is not None and j.state == JobState.LEASED.value
        ]
    lease = timedelta(seconds=app.settings.lease_seconds)
    seen = [moment for moment in (finished, *(until - lease for until in leased)) if moment is not None]
    overdue = [
        j for j, _ in rows if j.state == JobState.QUEUED.value and j.due_at < now - timedelta(minutes=1)
    ]
    return SystemState(
        counts={state.value: counts[state.value] for state in JobState},
        jobs=tuple(_job(job, number) for job, number in rows),
        worker_seen_at=max(seen, default=None),
        stuck=bool(overdue),
        database=app.database.engine.dialect.name,
        prefect_url=f"http://127.0.0.1:{app.settings.prefect_port}",
    )


def _job(row: Job, number: str | None) -> JobView:
    return JobView(
        id=pk(row),
        kind=row.kind,
        state=row.state,
        number=number,
        attempt=row.attempt,
        due_at=row.due_at,
        lease_owner=row.lease_owner,
        error=row.error,
    )


def healthy(app: App) -> bool:
    """True when the database answers.

    Raises:
        sqlalchemy.exc.SQLAlchemyError: it does not.
    """
    with app.database.read() as session:
        return session.exec(select(1)).one() == 1
