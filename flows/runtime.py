"""What the flows of one process share: the opened installation, and the job a flow works for."""

from __future__ import annotations

import functools
import os
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from types import TracebackType
from typing import Self

import structlog
from sqlalchemy.exc import SQLAlchemyError

from review import jobs
from review.app import App, open_app
from review.jobs import LeasedJob
from review.settings import Settings

log = structlog.get_logger(__name__)

# Ids of the flow runs that are alive in this process, so that a sweep of dead ones leaves them alone.
ALIVE: set[str] = set()

_current: ContextVar[tuple[LeasedJob, Lease] | None] = ContextVar("sanshen_job", default=None)


@functools.cache
def app() -> App:
    """The installation, opened once a process from the environment."""
    return open_app(Settings())


def worker_name(settings: Settings) -> str:
    """Stable name of this worker: the host and the data folder, or SANSHEN_WORKER_NAME.

    It must be the same after a restart, so that a worker finds the runs its dead predecessor left behind.
    """
    given = os.environ.get("SANSHEN_WORKER_NAME")
    folder = settings.data_dir.absolute().name
    return (given or f"{socket.gethostname()}-{folder}").replace("/", "-").replace("%", "-")


def lease_owner(name: str) -> str:
    """Owner written on leases: unlike the name it is new for every process, the dead and the living apart."""
    return f"{name[:48]}:{os.getpid()}:{secrets.token_hex(4)}"


class Lease:
    """Keeps the lease of one job alive from a thread of its own, through the slowest check.

    `lost` is set when somebody else has the job; the flow then stops at its next step, and whatever it still
    writes is refused by the fence (owner, attempt).
    """

    def __init__(self, app: App, job: LeasedJob) -> None:
        self._app = app
        self._job = job
        self._done = threading.Event()
        self.lost = threading.Event()
        self._thread = threading.Thread(target=self._renew, name=f"lease-{job.id}", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join(timeout=5)

    def _renew(self) -> None:
        every = self._app.settings.lease_seconds / 3
        while not self._done.wait(every):
            try:
                if not jobs.renew(self._app, self._job):
                    self.lost.set()
                    return
            except SQLAlchemyError as error:
                # The database may be back before the lease ends; if not, the fence refuses our result.
                log.warning("lease not renewed", job=self._job.id, error=str(error))


@contextmanager
def working_on(job: LeasedJob) -> Iterator[Lease]:
    """Hold `job` for the flows called inside."""
    with Lease(app(), job) as lease:
        token = _current.set((job, lease))
        try:
            yield lease
        finally:
            _current.reset(token)


@contextmanager
def leased(job_id: int) -> Iterator[LeasedJob | None]:
    """The job a flow was called for: the claimer's, or, for a run started by hand, leased here and now.

    Gives None when there is nothing to do: the job is done, not due, or somebody else has it.
    """
    job = current_job()
    if job is not None and job.id == job_id:
        yield job
        return
    job = jobs.claim_one(app(), lease_owner(worker_name(app().settings)), job_id)
    if job is None:
        yield None
        return
    with working_on(job):
        yield job


@contextmanager
def alive(flow_run_id: str) -> Iterator[None]:
    """Register a flow run as running in this process."""
    ALIVE.add(flow_run_id)
    try:
        yield
    finally:
        ALIVE.discard(flow_run_id)


def current_job() -> LeasedJob | None:
    """The job of the flow that is running on this thread, if it has one."""
    held = _current.get()
    return None if held is None else held[0]


def lost(job: LeasedJob) -> bool:
    """True when another worker has taken `job` over and this flow should stop."""
    held = _current.get()
    return held is not None and held[0] is job and held[1].lost.is_set()
