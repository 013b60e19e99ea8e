"""Leases jobs of the outbox and calls the flow of each on a thread of this warm process.

A plain flow call in a process that has everything imported costs a fifth of a deployment run in a fresh one
and appears on the Prefect page all the same, with its tags (bench/stage_latency.py measures both).
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

import httpx
import structlog
from prefect import tags
from prefect.context import SyncClientContext
from sqlalchemy.exc import SQLAlchemyError

from flows.gate import Gate
from flows.runtime import ALIVE, lease_owner, working_on
from flows.zombies import close_zombies
from review import jobs
from review.app import App
from review.jobs import LeasedJob, LeaseLostError

log = structlog.get_logger(__name__)

_LONGEST_PAUSE_S = 10.0

FlowOfKind = Mapping[str, Callable[[int], object]]


class Claimer:
    """Runs until `stop` is set; `finish` then waits for the jobs in hand and gives the rest back."""

    def __init__(self, app: App, gate: Gate, flows: FlowOfKind, *, name: str) -> None:
        self._app = app
        self._gate = gate
        self._flows = flows
        self._name = name
        self._owner = lease_owner(name)
        self._pool = ThreadPoolExecutor(app.settings.worker_threads, thread_name_prefix="job")
        self._in_hand: dict[int, LeasedJob] = {}
        self._changed = threading.Condition()
        self._openings = 0

    def run(self, stop: threading.Event) -> None:
        """Lease and start jobs until `stop` is set. Survives an outage of the database or of Prefect."""
        pause = self._app.settings.job_poll_seconds
        while not stop.is_set():
            try:
                started = self._start_due()
                pause = self._app.settings.job_poll_seconds
            except (SQLAlchemyError, httpx.HTTPError) as error:
                log.warning("cannot lease jobs", error=str(error), again_in_s=pause)
                started = 0
                pause = min(max(pause * 2, 1.0), _LONGEST_PAUSE_S)
            if not started:
                stop.wait(pause)

    def finish(self, grace_s: float) -> bool:
        """Wait up to `grace_s` seconds for the jobs in hand, then give the others back for another worker.

        Returns True when nothing was left.
        """
        with self._changed:
            self._changed.wait_for(lambda: not self._in_hand, timeout=grace_s)
            left = list(self._in_hand.values())
        for job in left:
            log.warning("job given back on stopping", job=job.id, kind=job.kind)
            jobs.release_lease(self._app, job)
        self._pool.shutdown(wait=False, cancel_futures=True)
        return not left

    def _start_due(self) -> int:
        if not self._gate.is_open():
            return 0
        if self._gate.openings != self._openings:
            self._sweep()
        with self._changed:
            free = self._app.settings.worker_threads - len(self._in_hand)
            if free <= 0:
                self._changed.wait(timeout=self._app.settings.job_poll_seconds)
                return 0
        leased = jobs.claim(self._app, self._owner, free)
        for job in leased:
            with self._changed:
                self._in_hand[job.id] = job
            self._pool.submit(self._work, job)
        return len(leased)

    def _sweep(self) -> None:
        """Close what a dead predecessor, or we ourselves in an outage, left Running on the Prefect page."""
        openings = self._gate.openings
        with self._changed:
            if self._in_hand:  # a run that is just starting carries our tag and is not in ALIVE yet
                return
        because = "执行它的进程已不在，任务由后续运行完成。"
        for run in close_zombies(f"worker:{self._name}", keep=ALIVE, because=because):
            log.info("zombie run closed", flow_run=str(run))
        self._openings = openings

    def _work(self, job: LeasedJob) -> None:
        bound = log.bind(job=job.id, kind=job.kind, draft=job.draft_number, attempt=job.attempt)
        try:
            if job.attempt > 1:
                close_zombies(f"job:{job.id}", because=f"上一次执行中断，由第 {job.attempt} 次执行接替。")
            _keep_client()
            with working_on(job), tags(*tags_of(job), f"worker:{self._name}"):
                self._flows[job.kind](job.id)
            bound.info("job done")
        except LeaseLostError:
            bound.warning("lease lost, result dropped")
        except Exception as error:  # noqa: BLE001 - whatever a flow raises, the job must be given back in words
            self._give_back(job, error)
        finally:
            with self._changed:
                del self._in_hand[job.id]
                self._changed.notify_all()

    def _give_back(self, job: LeasedJob, error: Exception) -> None:
        bound = log.bind(job=job.id, kind=job.kind, attempt=job.attempt, error=repr(error)[:500])
        try:
            if self._gate.check_now():
                bound.error("job failed", exc_info=error)
                jobs.fail(self._app, job, repr(error))
            else:
                # Not the job's fault: it waits for the server and keeps its attempts.
                bound.warning("prefect server away, job waits")
                jobs.release_lease(self._app, job)
        except SQLAlchemyError as database_error:
            # The lease ends by itself and the job is due again.
            bound.error("job not given back", database_error=str(database_error))


def _keep_client() -> None:
    """Give this thread a Prefect client for good. A new one for every run reads the system's certificates and asks
    for the server's version each time, which costs more than the run's own requests."""
    if SyncClientContext.get() is None:
        SyncClientContext().__enter__()


def tags_of(job: LeasedJob) -> list[str]:
    """Tags by which the Prefect page finds the runs of a draft, a stage, a job."""
    found = [f"job:{job.id}", f"attempt:{job.attempt}"]
    if job.draft_number:
        found.append(f"draft:{job.draft_number}")
    if job.stage_key:
        found.append(f"stage:{job.stage_key}")
    return found
