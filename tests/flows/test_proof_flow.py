"""A proof is compared by the resident worker, as a flow run of its own that the Prefect page shows."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import httpx
import pytest

from cli.stack import Stack
from review.app import open_app
from review.settings import Settings
from tests.review.proof_story import FIRST, Proofs, Waiting

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


@pytest.fixture
def at(stack_for: Callable[[str], Stack]) -> Iterator[tuple[Stack, Proofs]]:
    stack = stack_for("sqlite")
    app = open_app(Settings(data_dir=stack.data, argon_memory_kib=64, argon_time=1))
    yield stack, Proofs(Waiting.begin(app))
    app.close()


def test_the_worker_compares_a_proof_and_the_page_of_prefect_shows_it(at: tuple[Stack, Proofs]) -> None:
    stack, proofs = at
    proofs.supply(FIRST)
    assert proofs.told() == [("collation", "changed", "各"), ("collation", "extra", "阅")]
    number = proofs.story.draft(proofs.draft_id).number
    wanted = {"flow_runs": {"tags": {"all_": [f"draft:{number}", "stage:first_proof"]}}}
    with httpx.Client(base_url=stack.prefect_api, auth=stack.prefect_auth(), timeout=30) as http:
        deadline = time.monotonic() + 60
        while True:
            runs = http.post("/flow_runs/filter", json=wanted).raise_for_status().json()
            done = [run for run in runs if run["state_type"] == "COMPLETED"]
            if len(done) == 2:  # the stage was prepared, the proof compared
                break
            assert time.monotonic() < deadline, runs
            time.sleep(0.2)
    assert {run["name"] for run in done} == {f"{number} first_proof 第 1 次"}
