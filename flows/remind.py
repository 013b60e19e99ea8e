"""Remind people of stages whose deadline is near or past (催办), by schedule every quarter of an hour."""

from __future__ import annotations

from prefect import flow, task

from flows import runtime
from flows.steps import STEP, run_name
from review import remind as reminding


@task(name="催办", timeout_seconds=300, **STEP)
def tell() -> str:
    """Write the notices that are due; each is told once."""
    result = reminding.remind(runtime.app())
    return f"将到期 {result.due}，已逾期 {result.overdue}，新通知 {result.notices}。"


@flow(name="remind", flow_run_name=run_name, timeout_seconds=600, persist_result=False)
def remind() -> str:
    """Tell people what is due and what is overdue."""
    return tell()
