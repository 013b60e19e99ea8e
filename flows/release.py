"""Send a frozen release (发布) to each of its channels and store what they answered."""

from __future__ import annotations

from typing import Any

from prefect import flow, task

from flows import runtime
from flows.steps import NOTHING_TO_DO, STEP, attached, run_name
from review import release as releases
from review.jobs import LeaseLostError

_DELIVERY: dict[str, Any] = STEP | {
    "timeout_seconds": 300,
    "retries": 3,
    "retry_delay_seconds": [2, 10, 30],
}


class _Parcel:
    """What the steps hand on; plain, so that Prefect does not walk into it."""

    def __init__(self, work: releases.ReleaseWork) -> None:
        self.work = work


@task(name="送达渠道", task_run_name="送达 {channel}", **_DELIVERY)
def deliver(parcel: _Parcel, channel: str) -> str:
    """Deliver to one channel. The release id is its idempotency key: a second call finds the receipt."""
    receipt = releases.deliver(runtime.app(), parcel.work, channel)
    return f"{channel}：{receipt.location}"


@flow(name="release", flow_run_name=run_name, timeout_seconds=1800, persist_result=False)
def release(job_id: int) -> str:
    """Deliver the release that the outbox job `job_id` asks for, then mark it delivered."""
    with runtime.leased(job_id) as job:
        if job is None:
            return NOTHING_TO_DO
        with attached(job):
            work = releases.load(runtime.app(), job)
            if work is None:
                return NOTHING_TO_DO
            for channel in work.channels:
                if runtime.lost(job):
                    raise LeaseLostError(f"job {job.id} attempt {job.attempt}")
                deliver(_Parcel(work), channel)
            releases.complete(runtime.app(), job, work)
            return f"已送达 {len(work.channels)} 个渠道。"
