"""A Prefect worker type of our own: runs of deployments on threads of this warm process.

It serves the schedules (remind, recheck, seal) and whatever somebody starts by hand on the Prefect page.
"""

from __future__ import annotations

import functools
from typing import TYPE_CHECKING, Any

import anyio
import anyio.abc
import anyio.to_thread
import structlog
from prefect import Flow
from prefect.flow_engine import run_flow
from prefect.workers.base import BaseJobConfiguration, BaseVariables, BaseWorker, BaseWorkerResult

from flows.deployments import declared, flow_of
from flows.environment import WORKER_TYPE
from flows.runtime import alive

if TYPE_CHECKING:
    from prefect.client.schemas.objects import FlowRun

log = structlog.get_logger(__name__)


class ResidentResult(BaseWorkerResult):
    """What a run on a thread ends with; the flow engine has reported its state itself."""


class ResidentWorker(BaseWorker[BaseJobConfiguration, BaseVariables, ResidentResult]):
    """Runs flow runs of the pool on threads of its own process."""

    type = WORKER_TYPE
    job_configuration = BaseJobConfiguration
    _description = "Sanshen: runs the flows inside the resident worker's own process."

    @functools.cached_property
    def _flows(self) -> dict[str, Flow[..., Any]]:
        """Every flow of prefect.yaml by its entrypoint, imported before the first run needs it."""
        return {one["entrypoint"]: flow_of(one["entrypoint"]) for one in declared()}

    async def run(
        self,
        flow_run: FlowRun,
        configuration: BaseJobConfiguration,  # nothing in it applies to a thread
        task_status: anyio.abc.TaskStatus[int] | None = None,
    ) -> ResidentResult:
        """Run `flow_run` to its end on a thread. Its failure is its own state and never the worker's.

        Raises:
            LookupError: the deployment names a flow that is not one of ours.
        """
        assert flow_run.deployment_id is not None  # noqa: S101 - only deployments reach a work pool
        deployment = await self.client.read_deployment(flow_run.deployment_id)
        flow = self._flows.get(deployment.entrypoint or "")
        if flow is None:
            raise LookupError(f"unknown entrypoint {deployment.entrypoint!r}")
        # The tag lets a successor find this run if the process dies.
        await self.client.update_flow_run(flow_run.id, tags={*flow_run.tags, f"worker:{self.name}"})
        if task_status is not None:
            task_status.started(1)
        await anyio.to_thread.run_sync(self._run_on_thread, flow, flow_run)
        return ResidentResult(identifier=str(flow_run.id), status_code=0)

    def _run_on_thread(self, flow: Flow[..., Any], flow_run: FlowRun) -> None:
        with alive(str(flow_run.id)):
            try:
                run_flow(flow, flow_run=flow_run, return_type="state")
            except Exception:
                # The engine has told the server what it could; the next scheduled run must not suffer.
                log.exception("run ended outside its flow", flow_run=str(flow_run.id), flow=flow.name)
