"""Registers the deployments of prefect.yaml with the Prefect server, offline and idempotently.

`prefect deploy --all` does the same by hand; the worker does it whenever it meets a server, so that an
emptied Prefect database fills itself again.
"""

from __future__ import annotations

import hashlib
import importlib
from pathlib import Path
from typing import Any

from prefect import Flow
from prefect.client.orchestration import SyncPrefectClient, get_client
from prefect.client.schemas.actions import DeploymentScheduleCreate
from prefect.client.schemas.objects import ConcurrencyLimitStrategy, ConcurrencyOptions
from prefect.client.schemas.schedules import CronSchedule
from prefect.exceptions import ObjectNotFound
from ruamel.yaml import YAML

ROOT = Path(__file__).resolve().parent.parent


def declared() -> list[dict[str, Any]]:
    """The deployments of prefect.yaml, as written there.

    Raises:
        OSError: the file is not there.
    """
    text = (ROOT / "prefect.yaml").read_text(encoding="utf-8")
    return list(YAML(typ="safe").load(text)["deployments"])


def flow_of(entrypoint: str) -> Flow[..., Any]:
    """The flow an entrypoint such as `flows/stage.py:stage` names, from the module already imported here."""
    path, name = entrypoint.rsplit(":", 1)
    module = importlib.import_module(path.removesuffix(".py").replace("/", "."))
    found = getattr(module, name)
    assert isinstance(found, Flow), entrypoint  # noqa: S101 - our own file, checked by a test
    return found


def register() -> list[str]:
    """Create or update what differs from prefect.yaml; return the names of the deployments written.

    Raises:
        httpx.HTTPError: the server is away; call again.
        prefect.exceptions.PrefectHTTPStatusError: it refuses, e.g. because the work pool is not there yet.
    """
    written = []
    with get_client(sync_client=True) as client:
        for wanted in declared():
            flow = flow_of(wanted["entrypoint"])
            version = _version(wanted, flow)
            if _registered_version(client, f"{flow.name}/{wanted['name']}") != version:
                _write(client, wanted, flow, version)
                written.append(wanted["name"])
    return written


def _version(wanted: dict[str, Any], flow: Flow[..., Any]) -> str:
    said = repr((sorted(wanted.items(), key=str), flow.parameters.model_dump_for_openapi(), str(ROOT)))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


def _registered_version(client: SyncPrefectClient, name: str) -> str | None:
    try:
        return client.read_deployment_by_name(name).version
    except ObjectNotFound:
        return None


def _write(client: SyncPrefectClient, wanted: dict[str, Any], flow: Flow[..., Any], version: str) -> None:
    limit, options = _limit(wanted["concurrency_limit"])
    client.create_deployment(
        flow_id=client.create_flow(flow),
        name=wanted["name"],
        version=version,
        description=wanted["description"],
        tags=wanted["tags"],
        work_pool_name=wanted["work_pool"]["name"],
        entrypoint=wanted["entrypoint"],
        # For workers of other types; the resident one has the flows in its own process.
        pull_steps=[{"prefect.deployments.steps.set_working_directory": {"directory": str(ROOT)}}],
        concurrency_limit=limit,
        concurrency_options=options,
        schedules=[_schedule(one) for one in wanted["schedules"]],
        parameter_openapi_schema=flow.parameters.model_dump_for_openapi(),
        enforce_parameter_schema=True,
    )


def _limit(written: int | dict[str, Any]) -> tuple[int, ConcurrencyOptions | None]:
    if isinstance(written, int):
        return written, None
    strategy = ConcurrencyLimitStrategy(written["collision_strategy"])
    return written["limit"], ConcurrencyOptions(collision_strategy=strategy)


def _schedule(written: dict[str, str]) -> DeploymentScheduleCreate:
    cron = CronSchedule(cron=written["cron"], timezone=written["timezone"])
    return DeploymentScheduleCreate(schedule=cron, slug=written["slug"])
