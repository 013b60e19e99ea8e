"""`python bench/learning.py [--postgres] [--findings 100000]`: how long the learning page's figures take.

Fills a fresh installation with answered findings (60 checks, 2,000 entries, 3,000 texts, 400 drafts, 20 persons),
then times what the pages ask for, cold (first call of a process) and warm (median of 5).
"""

from __future__ import annotations

import argparse
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert
from sqlmodel import select

from checks.registry import all_checks
from models import Account, CheckRun, Draft, Finding, Version
from review.app import App, open_app
from review.read.learning import behind, learning
from review.settings import Settings
from tests.review.story import Story
from tools.private_postgres import private_postgres

SEED = 20261122


def fill(app: App, findings: int) -> None:
    """Store that many findings; nine in ten are answered, a tenth of these carried from an older version."""
    story, rng = Story.begin(app), random.Random(SEED)  # noqa: S311  (a bench wants the same data again)
    story.submit()
    story.work()
    with app.database.write() as session:
        draft, version = session.exec(select(Draft)).one(), session.exec(select(Version)).one()
        run = session.exec(select(CheckRun)).one()
        people = [a.person_id for a in session.exec(select(Account))]
        drafts = [draft.id]
        for number in range(2, 401):
            row = Draft(**draft.model_dump(exclude={"id"}) | {"number": f"2026-{number:04d}"})
            session.add(row)
            session.flush()
            drafts.append(row.id)
        session.execute(insert(Finding), list(_rows(rng, findings, drafts, version.id, run.id, people, app)))


def _rows(
    rng: random.Random, count: int, drafts: list[Any], version: Any, run: Any, people: list[int], app: App
) -> list[dict[str, Any]]:
    checks, now = [c.id for c in all_checks()][:60], app.clock()
    rows = []
    for i in range(count):
        check, word = rng.choice(checks), rng.randrange(3000)
        answered = rng.random() < 0.9
        rows.append(
            {
                "draft_id": rng.choice(drafts), "version_id": version, "check_run_id": run, "fingerprint": f"{i:032x}",
                "check_id": check, "gate": "quality", "severity": "yellow", "block": "b1", "block_index": 0,
                "start": 0, "end": 2, "text": f"文字{word}", "message": "这里应改。" * 6, "source": "GB/T 15834-2011",
                "entry": f"list:文字{word % 2000}" if check[0] == "W" else None,
                "disposition": rng.choice(["accepted", "dismissed"]) if answered else "open", "reason": "原文如此",
                "settled_by": rng.choice(people) if answered else None,
                "settled_at": now - timedelta(days=rng.random() * 360) if answered else None,
                "fate": "moved" if rng.random() < 0.1 else None,
            }
        )  # fmt: skip
    return rows


def timed(what: Callable[[], Any]) -> tuple[float, float]:
    """Seconds of the first call, and the median of five more."""
    seconds = []
    for _ in range(6):
        started = time.perf_counter()
        what()
        seconds.append(time.perf_counter() - started)
    return seconds[0], statistics.median(seconds[1:])


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--findings", type=int, default=100_000)
    parser.add_argument("--postgres", action="store_true")
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as folder,
        private_postgres() if options.postgres else nullcontext() as url,
    ):
        settings = Settings(
            data_dir=Path(folder),
            database_url=url,
            argon_memory_kib=64,
            argon_time=1,
            language_tool_url="off",
        )
        app = open_app(settings, upgrade=True)
        fill(app, options.findings)
        for days in (90, 0):
            first, median = timed(lambda days=days: learning(app, days))
            print(f"learning({days}): first {first:.3f} s, median {median:.3f} s")
        first, median = timed(lambda: behind(app, check="W001", days=0))
        print(f"behind(W001): first {first:.3f} s, median {median:.3f} s")
        app.close()


if __name__ == "__main__":
    main()
