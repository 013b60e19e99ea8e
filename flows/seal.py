"""Sign the head of the audit log (检查点): after every final sign-off by a job, and hourly by schedule."""

from __future__ import annotations

from prefect import flow, task

from flows import runtime
from flows.steps import NOTHING_TO_DO, STEP, attached, run_name
from review.audit import seal as sealing
from review.jobs import LeasedJob


@task(name="签署检查点", timeout_seconds=120, **STEP)
def sign(job: LeasedJob | None) -> str:
    """Sign a checkpoint unless nothing happened since the last one."""
    note = sealing.seal(runtime.app(), job)
    return "已签署检查点。" if note else "没有新的审计事件。"


@flow(name="seal", flow_run_name=run_name, timeout_seconds=300, persist_result=False)
def seal(job_id: int | None = None) -> str:
    """Sign a checkpoint, for the outbox job `job_id` or, without one, because an hour has passed."""
    if job_id is None:
        return sign(None)
    with runtime.leased(job_id) as job:
        if job is None:
            return NOTHING_TO_DO
        with attached(job):
            return sign(job)
