"""What the flows share: how a step is retried, how a run is named, and how a run is tied to its job."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final

import prefect.runtime
import structlog
from prefect import Task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State, TaskRun
from prefect.context import TagsContext

from flows import runtime
from review import jobs
from review.errors import RefusedError
from review.jobs import LeasedJob, LeaseLostError

log = structlog.get_logger(__name__)

NOTHING_TO_DO = "没有要做的事：任务已完成，或正由其他进程执行。"

# Digits of a length that names a person, a card or a telephone, and mail addresses.
_PERSONAL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.]+|\d[\d Xx-]{4,}[\dXx]", re.ASCII)


def worth_retrying(_task: Task[..., Any], _run: TaskRun, state: State[Any]) -> bool:
    """False for answers that another try cannot change: the lease is lost, or the rules refuse."""
    error = state.result(raise_on_failure=False)
    return not isinstance(error, LeaseLostError | RefusedError)


# No cache: INPUTS ignores which task it is, and our own results are content-addressed.
STEP: Final[dict[str, Any]] = {
    "cache_policy": NO_CACHE,
    "persist_result": False,
    "retries": 2,
    "retry_delay_seconds": [1, 5],
    "retry_condition_fn": worth_retrying,
}


def run_name() -> str:
    """Name of a run on the Prefect page: which draft, which stage, which attempt."""
    job = runtime.current_job()
    if job is None:
        return f"{prefect.runtime.flow_run.flow_name} {prefect.runtime.flow_run.parameters.get('job_id', '')}"
    parts = [job.draft_number or f"任务 {job.id}", job.stage_key or job.kind]
    return " ".join([*parts, f"第 {job.attempt} 次"])


@contextmanager
def attached(job: LeasedJob) -> Iterator[None]:
    """Write this run's id on the job, so that the draft's page leads here; it counts as alive meanwhile."""
    run_id = str(prefect.runtime.flow_run.id)
    jobs.attach_run(runtime.app(), job, run_id)
    # Steps inherit the run's tags, and Prefect asks its server for a concurrency slot for every tag of a step:
    # 0.4 s each, for limits nobody set. The run keeps its tags, its steps are found through it.
    with runtime.alive(run_id), TagsContext(current_tags=set()):
        yield


def masked(text: str) -> str:
    """`text` with all that looks like a personal number or an address cut to its first two characters.

    The Prefect page is not under our access table, so nothing personal may get there.
    """
    return _PERSONAL.sub(lambda found: f"{found.group()[:2]}***", text)
