"""Compare a proof (校样): hold it against the manuscript and the last proof, and open it for its proofreaders."""

from __future__ import annotations

from prefect import flow, task

from flows import runtime
from flows.steps import NOTHING_TO_DO, STEP, attached, run_name
from review import proofs_collate
from review.jobs import LeasedJob


class _Passage:
    """What the steps hand on. A plain class, because Prefect walks into dataclasses given to a task."""

    def __init__(self, job: LeasedJob) -> None:
        self.job = job
        self.work: proofs_collate.Work | None = None
        self.outcome: proofs_collate.Outcome | None = None


@task(name="读取校样", timeout_seconds=120, **STEP)
def read(passage: _Passage) -> None:
    """Load the texts; no work means the job was closed, e.g. the proof was replaced."""
    passage.work = proofs_collate.load(runtime.app(), passage.job)


@task(name="校异同与核红", timeout_seconds=600, **STEP)
def compare(passage: _Passage) -> None:
    """Compare the texts and store the result under its hash. No transaction is open."""
    assert passage.work is not None  # noqa: S101 - the flow stops before this step otherwise
    passage.outcome = proofs_collate.compare(runtime.app(), passage.work)


@task(name="交校对", timeout_seconds=120, **STEP)
def open_proof(passage: _Passage) -> str:
    """Store the places and tell the proofreaders, in one transaction fenced by the lease."""
    assert passage.work is not None and passage.outcome is not None  # noqa: S101, PT018
    return proofs_collate.open_proof(runtime.app(), passage.job, passage.work, passage.outcome)


@flow(name="proof", flow_run_name=run_name, timeout_seconds=900, persist_result=False)
def proof(job_id: int) -> str:
    """Compare the proof that the outbox job `job_id` asks for. Repeating it does nothing twice."""
    with runtime.leased(job_id) as job:
        if job is None:
            return NOTHING_TO_DO
        with attached(job):
            passage = _Passage(job)
            read(passage)
            if passage.work is None:
                return NOTHING_TO_DO
            compare(passage)
            return open_proof(passage)
