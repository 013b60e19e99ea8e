"""Check what is released again with today's rules (复查), by schedule once a day."""

from __future__ import annotations

from prefect import flow, task

from flows import runtime
from flows.steps import STEP, run_name
from review import recheck as rechecking


@task(name="复查已发布稿件", timeout_seconds=3000, **STEP)
def look_again(limit: int) -> str:
    """Check up to `limit` releases, those looked at longest ago first."""
    result = rechecking.recheck(runtime.app(), limit=limit)
    return f"复查 {result.looked_at} 件，结果有变 {result.changed} 件。"


@flow(name="recheck", flow_run_name=run_name, timeout_seconds=3600, persist_result=False)
def recheck(limit: int = 200) -> str:
    """Check up to `limit` releases again."""
    return look_again(limit)
