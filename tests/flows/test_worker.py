"""The resident worker against a real Prefect server: what it runs, what the Prefect page shows, what it cleans up."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from sqlmodel import select

from cli.client import Client
from cli.stack import Stack
from models import Job, JobState
from review.app import App, open_app
from review.seed import PASSWORD
from review.settings import Settings

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

TEXT = "夜间书市开放通知\n\n书市自即日起开放夜间场,接待读者读者。联系邮箱someone@example.com。\n"


@pytest.fixture
def stack(stack_for: Callable[[str], Stack]) -> Stack:
    return stack_for("sqlite")


@pytest.fixture
def prefect(stack: Stack) -> Iterator[Callable[[str, dict[str, Any]], Any]]:
    """`prefect("/flow_runs/filter", {...})`: a POST to the Prefect API."""
    with httpx.Client(base_url=stack.prefect_api, auth=stack.prefect_auth(), timeout=30) as http:

        def post(path: str, body: dict[str, Any]) -> Any:
            answer = http.post(path, json=body)
            answer.raise_for_status()
            return answer.json()

        yield post


@pytest.fixture
def opened(stack: Stack) -> Iterator[App]:
    """The stack's own database."""
    app = open_app(Settings(data_dir=stack.data))
    yield app
    app.close()


@pytest.fixture
def author(stack: Stack) -> Iterator[Client]:
    with Client(stack.address, "linxiaoyu", PASSWORD) as client:
        yield client


def submit(author: Client, title: str) -> str:
    uploaded = author.upload(TEXT.encode(), "通知.txt")
    return author.submit(uploaded["id"], title, "notice")


def is_open(seen: Any) -> bool:
    return bool(seen["head"]["stage_state"] == "open")


def until(what: str, get: Callable[[], Any], within_s: float = 60.0) -> Any:
    """The first true answer of `get`."""
    deadline = time.monotonic() + within_s
    while not (found := get()):
        assert time.monotonic() < deadline, f"{what}: not within {within_s} s"
        time.sleep(0.05)
    return found


def runs_tagged(prefect: Callable[[str, dict[str, Any]], Any], tag: str) -> list[dict[str, Any]]:
    return list(prefect("/flow_runs/filter", {"flow_runs": {"tags": {"all_": [tag]}}}))


def test_a_stage_is_a_visible_run_with_tags_and_a_findings_table(
    stack: Stack, author: Client, prefect: Callable[[str, dict[str, Any]], Any]
) -> None:
    number = submit(author, "夜间书市开放通知")
    author.wait_for("审核开启", number, is_open, within_s=90)

    def completed() -> list[dict[str, Any]]:
        return [run for run in runs_tagged(prefect, f"draft:{number}") if run["state_type"] == "COMPLETED"]

    [run] = until("run completed", completed)
    assert {f"draft:{number}", "stage:check", "attempt:1"} <= set(run["tags"])
    assert run["name"] == f"{number} check 第 1 次"
    found = prefect("/artifacts/filter", {"artifacts": {"flow_run_id": {"any_": [run["id"]]}}})
    [table] = [one for one in found if one["type"] == "table"]
    assert "W004" in table["data"]
    assert "someone@" not in table["data"], "nothing personal on the Prefect page"


def test_the_deployments_and_their_schedules(
    stack: Stack, prefect: Callable[[str, dict[str, Any]], Any]
) -> None:
    def registered() -> dict[str, Any] | None:
        found = {one["name"]: one for one in prefect("/deployments/filter", {})}
        return found if len(found) == 7 else None

    found = until("seven deployments", registered)
    assert set(found) == {"stage", "proof", "release", "remind", "tell", "recheck", "seal"}
    assert {one["work_pool_name"] for one in found.values()} == {"sanshen"}
    crons = {name: [s["schedule"]["cron"] for s in one["schedules"]] for name, one in found.items()}
    assert crons == {
        "stage": [],
        "proof": [],
        "release": [],
        "remind": ["*/15 * * * *"],
        "tell": ["*/5 * * * *"],
        "recheck": ["30 3 * * *"],
        "seal": ["5 * * * *"],
    }
    limits = {name: one["global_concurrency_limit"]["limit"] for name, one in found.items()}
    assert limits == {"stage": 4, "proof": 2, "release": 2, "remind": 1, "tell": 1, "recheck": 1, "seal": 1}
    [pool] = prefect("/work_pools/filter", {})
    assert pool["type"] == "sanshen-resident"


def test_a_run_started_by_hand_on_the_prefect_page(
    stack: Stack, prefect: Callable[[str, dict[str, Any]], Any]
) -> None:
    def deployment() -> Any:
        return next((one for one in prefect("/deployments/filter", {}) if one["name"] == "remind"), None)

    found = until("remind deployment", deployment)
    run = prefect(f"/deployments/{found['id']}/create_flow_run", {})

    def finished() -> Any:
        [seen] = prefect("/flow_runs/filter", {"flow_runs": {"id": {"any_": [run["id"]]}}})
        return seen if seen["state_type"] in {"COMPLETED", "FAILED", "CRASHED"} else None

    seen = until("run finished", finished, within_s=60)
    assert seen["state_type"] == "COMPLETED", seen["state"]


def test_a_killed_workers_run_is_closed_as_crashed_and_its_job_done_by_another(
    stack: Stack, author: Client, opened: App, prefect: Callable[[str, dict[str, Any]], Any]
) -> None:
    for _ in range(5):  # until the kill falls between the start of the run and the end of the job
        number = submit(author, "被中断的通知")

        def job(number: str = number) -> Job | None:
            with opened.database.read() as session:
                draft_id = author.draft(number)["head"]["id"]
                found = session.exec(select(Job).where(Job.draft_id == draft_id)).first()
                return found if found is not None and found.flow_run_id else None

        seen = until("run attached", job)
        os.kill(stack.pids()["worker"], signal.SIGKILL)
        with opened.database.read() as session:
            state = session.get_one(Job, seen.id).state
        author.wait_for("审核开启", number, is_open, within_s=60)
        if state == JobState.LEASED.value:
            break
    else:
        pytest.fail("the worker was never killed in the middle")

    def states() -> list[str]:
        found = sorted(run["state_type"] for run in runs_tagged(prefect, f"job:{seen.id}"))
        return found if "RUNNING" not in found and "COMPLETED" in found else []

    assert until("zombie closed", states) == ["COMPLETED", "CRASHED"]
    found = [(one["check"], one["block"], one["start"]) for one in author.findings(number)]
    assert len(found) == len(set(found))


def test_jobs_wait_while_the_prefect_server_is_away(stack: Stack, author: Client, opened: App) -> None:
    os.kill(stack.pids()["prefect"], signal.SIGKILL)
    number = submit(author, "等待中的通知")
    author.wait_for("审核开启", number, is_open, within_s=60)
    with opened.database.read() as session:
        draft_id = author.draft(number)["head"]["id"]
        found = session.exec(select(Job).where(Job.draft_id == draft_id)).first()
    assert found is not None
    assert found.attempt == 1, "an outage costs no attempt"
