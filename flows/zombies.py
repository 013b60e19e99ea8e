"""Flow runs whose process is gone. Prefect shows them as Running for ever unless told what happened."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterState,
    FlowRunFilterStateType,
    FlowRunFilterTags,
)
from prefect.client.schemas.objects import StateType
from prefect.states import Crashed

_UNFINISHED = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]


def close_zombies(tag: str, *, keep: Collection[str] = (), because: str) -> list[UUID]:
    """Close every unfinished run tagged `tag`, except the ids in `keep`, as Crashed with a reason.

    Raises:
        httpx.HTTPError: the Prefect server is away; call again later.
    """
    wanted = FlowRunFilter(
        tags=FlowRunFilterTags(all_=[tag]),
        state=FlowRunFilterState(type=FlowRunFilterStateType(any_=_UNFINISHED)),
    )
    closed = []
    with get_client(sync_client=True) as client:
        for run in client.read_flow_runs(flow_run_filter=wanted):
            if str(run.id) not in keep:
                client.set_flow_run_state(run.id, Crashed(message=because), force=True)
                closed.append(run.id)
    return closed
