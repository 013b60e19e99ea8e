"""Prepare a stage (环节): read the version, run its checks, carry findings over, open it for its people."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import structlog
from prefect import flow, task
from prefect.artifacts import create_table_artifact

from flows import runtime
from flows.steps import NOTHING_TO_DO, STEP, attached, masked, run_name
from models import CheckRun
from review import prepare
from review.jobs import LeasedJob

log = structlog.get_logger(__name__)

_ROWS_SHOWN = 200


class _Passage:
    """What the steps hand on. A plain class, because Prefect walks into dataclasses given to a task."""

    def __init__(self, job: LeasedJob) -> None:
        self.job = job
        self.work: prepare.Work | None = None
        self.outcome: prepare.CheckOutcome | None = None


@task(name="读取稿件", timeout_seconds=120, **STEP)
def read(passage: _Passage) -> None:
    """Load version and pipeline; no work means the job was closed, e.g. the draft was withdrawn."""
    passage.work = prepare.load(runtime.app(), passage.job)


# The timeout cannot interrupt C code or a socket on a thread: every check that waits has its own as well.
@task(name="机器检查", timeout_seconds=900, **STEP)
def check(passage: _Passage) -> None:
    """Run the checks, or reuse the result of the same content and rule pack. No transaction is open."""
    assert passage.work is not None  # noqa: S101 - the flow stops before this step otherwise
    passage.outcome = prepare.check(runtime.app(), passage.work)


@task(name="开启环节", timeout_seconds=120, **STEP)
def open_stage(passage: _Passage) -> str:
    """Store the findings, open the stage run and tell its people, in one transaction fenced by the lease."""
    assert passage.work is not None and passage.outcome is not None  # noqa: S101, PT018
    opened = prepare.open_stage(runtime.app(), passage.job, passage.work, passage.outcome)
    return f"环节运行 {opened.stage_run_id} 已开启。"


@flow(name="stage", flow_run_name=run_name, timeout_seconds=1200, persist_result=False)
def stage(job_id: int) -> str:
    """Prepare the stage that the outbox job `job_id` asks for. Repeating it does nothing twice."""
    with runtime.leased(job_id) as job:
        if job is None:
            return NOTHING_TO_DO
        with attached(job):
            passage = _Passage(job)
            read(passage)
            if passage.work is None:
                return NOTHING_TO_DO
            check(passage)
            said = open_stage(passage)
            _show(passage)
            return said


def _show(passage: _Passage) -> None:
    """Put the findings on the run's page. The stage is open; a table that fails must not undo that."""
    assert passage.outcome is not None  # noqa: S101
    key = f"findings-{passage.job.draft_number}-{passage.job.stage_key}".lower().replace("_", "-")
    try:
        create_table_artifact(key=key, table=_rows(passage.outcome), description="机器检查的结果")
    except Exception as error:  # noqa: BLE001 - see the docstring
        log.warning("findings table not shown", job=passage.job.id, error=repr(error)[:300])


def _rows(outcome: prepare.CheckOutcome) -> list[dict[str, Any]]:
    findings, unchecked = _said(outcome)
    rows = [
        {
            "检查": found["check"],
            "关": str(found["gate"]),
            "级别": str(found["severity"]),
            "位置": found["block"],
            "说明": masked(found["message"]),
        }
        for found in findings[:_ROWS_SHOWN]
    ]
    if len(findings) > _ROWS_SHOWN:
        rows.append({"检查": "…", "说明": f"另有 {len(findings) - _ROWS_SHOWN} 条，请在审校台查看。"})
    rows += [{"检查": str(one["what"]), "级别": "未能检查", "说明": str(one["reason"])} for one in unchecked]
    return rows or [{"检查": "—", "说明": "没有发现问题。"}]


def _said(outcome: prepare.CheckOutcome) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Findings and what could not be checked, from the fresh report or the stored run."""
    if outcome.report is not None:
        return [asdict(f) for f in outcome.report.findings], [asdict(u) for u in outcome.report.unchecked]
    with runtime.app().database.read() as session:
        run = session.get(CheckRun, outcome.check_run_id) if outcome.check_run_id else None
        return ([], []) if run is None else (run.findings, run.unchecked)
