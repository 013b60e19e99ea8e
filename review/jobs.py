"""The outbox as the worker sees it: lease due jobs, renew, finish inside the work's own transaction, give up in words.

A lease is fenced by (owner, attempt): a worker that lost its lease to another cannot finish the job any more, so
work may be started twice but is never done twice. Lease times come from the database's host clock through `app.clock`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session, and_, col, or_, select

from models import Draft, Job, JobKind, JobState, StageRun
from models.base import pk
from review.access import Act, require
from review.acting import acting
from review.actors import Actor
from review.app import App
from review.audit.tags import Tag
from review.errors import NotFoundError

MAX_ATTEMPTS = 8
_ON_STAGE = {JobKind.STAGE.value, JobKind.PROOF.value}  # their stage run says so when they die
_BACKOFF = (1, 2, 5, 15, 30, 60, 120)  # seconds before attempts 2, 3, …


class LeaseLostError(Exception):
    """Another worker has the job now (or it is done); whatever was computed is dropped."""


@dataclass(frozen=True, slots=True)
class LeasedJob:
    """A job in the hands of one worker for one attempt."""

    id: int
    kind: str
    payload: dict[str, Any]
    draft_id: int | None
    draft_number: str | None
    stage_key: str | None
    attempt: int
    owner: str
    previous_flow_run_id: str | None


def claim(app: App, owner: str, limit: int) -> list[LeasedJob]:
    """Lease up to `limit` due jobs for `owner`, oldest first; jobs whose lease ended are due again.

    PostgreSQL skips rows another worker is looking at (`FOR UPDATE SKIP LOCKED`); SQLite has one writer anyway.
    """
    now = app.clock()
    with app.database.read() as session:  # the idle poll must not take SQLite's write lock
        if session.exec(_due(now).limit(1)).first() is None:
            return []
    with app.database.write() as session:
        jobs = session.exec(_due(now).limit(limit).with_for_update(skip_locked=True)).all()
        return [_lease(session, job, owner, now, app.settings.lease_seconds) for job in jobs]


def claim_one(app: App, owner: str, job_id: int) -> LeasedJob | None:
    """Lease exactly this job, for a flow run started by hand; None if it is done, not due or held by another."""
    now = app.clock()
    with app.database.write() as session:
        job = session.exec(_due(now).where(Job.id == job_id).with_for_update(skip_locked=True)).first()
        return None if job is None else _lease(session, job, owner, now, app.settings.lease_seconds)


def _lease(session: Session, job: Job, owner: str, now: datetime, lease_seconds: float) -> LeasedJob:
    previous = job.flow_run_id
    job.state = JobState.LEASED.value
    job.attempt += 1
    job.lease_owner = owner
    job.lease_until = now + timedelta(seconds=lease_seconds)
    job.flow_run_id = None
    session.add(job)
    return _leased(session, job, owner, previous)


def _due(now: datetime) -> Any:
    waiting = and_(col(Job.state) == JobState.QUEUED.value, col(Job.due_at) <= now)
    abandoned = and_(col(Job.state) == JobState.LEASED.value, col(Job.lease_until) <= now)
    return select(Job).where(or_(waiting, abandoned)).order_by(col(Job.due_at), col(Job.id))


def _leased(session: Session, job: Job, owner: str, previous: str | None) -> LeasedJob:
    draft = None if job.draft_id is None else session.get(Draft, job.draft_id)
    stage_run = session.get(StageRun, job.payload["stage_run_id"]) if job.kind in _ON_STAGE else None
    return LeasedJob(
        id=pk(job),
        kind=job.kind,
        payload=job.payload,
        draft_id=job.draft_id,
        draft_number=None if draft is None else draft.number,
        stage_key=None if stage_run is None else stage_run.stage_key,
        attempt=job.attempt,
        owner=owner,
        previous_flow_run_id=previous,
    )


def renew(app: App, job: LeasedJob) -> bool:
    """Extend the lease; False when it is lost and the work should stop."""
    try:
        with app.database.write() as session:
            row = held(session, job)
            row.lease_until = app.clock() + timedelta(seconds=app.settings.lease_seconds)
            session.add(row)
    except LeaseLostError:
        return False
    return True


def attach_run(app: App, job: LeasedJob, flow_run_id: str) -> None:
    """Remember which flow run does the job, so that a successor can close it if this worker dies."""
    with app.database.write() as session:
        row = held(session, job)
        row.flow_run_id = flow_run_id
        session.add(row)


def held(session: Session, job: LeasedJob) -> Job:
    """The job's row, locked, if this worker still holds it.

    Raises:
        LeaseLostError: somebody else has it, or it is done.
    """
    query = select(Job).where(Job.id == job.id).with_for_update().execution_options(populate_existing=True)
    row = session.exec(query).first()
    if (
        row is None
        or row.state != JobState.LEASED.value
        or row.lease_owner != job.owner
        or row.attempt != job.attempt
    ):
        raise LeaseLostError(f"job {job.id} attempt {job.attempt}")
    return row


def finish(session: Session, job: LeasedJob, now: datetime) -> None:
    """Mark the job done inside the transaction of its result.

    Raises:
        LeaseLostError: roll back, the result belongs to another attempt.
    """
    row = held(session, job)
    row.state = JobState.DONE.value
    row.finished_at = now
    row.lease_owner = None
    row.lease_until = None
    row.error = None
    session.add(row)


def close(app: App, job: LeasedJob) -> None:
    """Finish a job that turned out to have nothing left to do."""
    with app.database.write() as session:
        finish(session, job, app.clock())


def fail(app: App, job: LeasedJob, error: str) -> None:
    """Give the job back after an error: tried again later, or dead after `MAX_ATTEMPTS` with a visible problem."""
    try:
        if job.attempt >= MAX_ATTEMPTS:
            _bury(app, job, error)
            return
        with app.database.write() as session:
            row = held(session, job)
            row.error = error[:2000]
            row.lease_owner = None
            row.lease_until = None
            row.state = JobState.QUEUED.value
            row.due_at = app.clock() + timedelta(seconds=_BACKOFF[min(row.attempt, len(_BACKOFF)) - 1])
            session.add(row)
    except LeaseLostError:
        return


def release_lease(app: App, job: LeasedJob) -> None:
    """Give an unfinished job back at once, e.g. when the worker is asked to stop; costs no attempt."""
    try:
        with app.database.write() as session:
            row = held(session, job)
            row.state = JobState.QUEUED.value
            row.attempt -= 1
            row.lease_owner = None
            row.lease_until = None
            row.due_at = app.clock()
            session.add(row)
    except LeaseLostError:
        return


def _bury(app: App, job: LeasedJob, error: str) -> None:
    with acting(app, None) as deed:
        draft = None if job.draft_id is None else deed.lock_draft(job.draft_id)
        row = held(deed.session, job)
        row.state = JobState.DEAD.value
        row.error = error[:2000]
        row.lease_owner = None
        row.lease_until = None
        row.finished_at = deed.now
        deed.session.add(row)
        if job.kind in _ON_STAGE:
            stage_run = deed.session.get_one(StageRun, job.payload["stage_run_id"])
            what = "机器检查" if job.kind == JobKind.STAGE.value else "校样比对"
            stage_run.problem = f"{what}多次失败，已停止重试。请联系系统管理员。"
            deed.session.add(stage_run)
            deed.record(Tag.STAGE_FAILED, draft, stage_run=stage_run.id, stage=stage_run.stage_key)
        deed.record(Tag.JOB_DIED, draft, job=job.id, kind=job.kind, attempts=job.attempt, error=error[:300])


def revive(app: App, actor: Actor, job_id: int) -> None:
    """Queue a dead job again.

    Raises:
        NotAllowedError, NotFoundError: nothing changed.
    """
    require(actor, Act.SYSTEM_MANAGE)
    with acting(app, actor) as deed:
        row = deed.session.get(Job, job_id)
        if row is None or row.state != JobState.DEAD.value:
            raise NotFoundError("没有这个停止的任务。")
        draft = None if row.draft_id is None else deed.lock_draft(row.draft_id)
        row.state = JobState.QUEUED.value
        row.attempt = 0
        row.due_at = deed.now
        row.finished_at = None
        deed.session.add(row)
        if row.kind in _ON_STAGE:
            stage_run = deed.session.get_one(StageRun, row.payload["stage_run_id"])
            stage_run.problem = None
            deed.session.add(stage_run)
        deed.record(Tag.JOB_REVIVED, draft, job=row.id, kind=row.kind)
