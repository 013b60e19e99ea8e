"""Two hundred people sign at the same moment, over the web, on SQLite and on PostgreSQL.

    python bench/signing.py [--people 200] [--database sqlite|postgresql|both] [--full-cost]

Every person signs a draft of their own through the JSON API of a real web server process; all begin together. Printed:
answers by status, throughput, latency. `--full-cost` opens keys at the product's real argon2id cost (64 MiB, 3 passes),
which then is most of the time on few cores; without it the engine itself is measured.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import httpx  # noqa: E402 - after the path
from sqlmodel import select  # noqa: E402

from models import Role, RoleGrant, StageRun, Version  # noqa: E402
from models.base import pk  # noqa: E402
from review import accounts, drafts, jobs, prepare  # noqa: E402
from review.accounts import add_account, add_person, make_credentials  # noqa: E402
from review.acting import acting  # noqa: E402
from review.app import App, open_app  # noqa: E402
from review.audit.tags import Tag  # noqa: E402
from review.keys import ArgonCost  # noqa: E402
from review.seed import PASSWORD, seed_demo  # noqa: E402
from review.settings import Settings  # noqa: E402
from tools.private_postgres import free_port, private_postgres  # noqa: E402

TEXT = "关于开展读书活动的通知\n各科室：\n第{serial}组负责本月的读书活动，请各科室认真组织，按时报名。\n"
PATIENCE_S = 300.0


def people(app: App, count: int, cost: ArgonCost) -> list[str]:
    """`count` first reviewers; returns their logins."""
    logins = [f"reviewer{n:03}" for n in range(count)]
    for login in logins:
        material = make_credentials(app, PASSWORD, cost)
        with acting(app, None) as deed:
            person = add_person(deed, name=f"审稿人{login[-3:]}", unit="", post="")
            add_account(deed, person, login, material, must_change=False)
            deed.session.add(
                RoleGrant(person_id=pk(person), role=Role.FIRST_REVIEWER.value, granted_at=deed.now)
            )
            deed.record(Tag.ROLE_GRANTED, person=person.id, name=person.name, role=Role.FIRST_REVIEWER.value)
    return logins


def open_drafts(app: App, count: int) -> list[tuple[int, dict[str, Any]]]:
    """`count` drafts waiting for their first level; (stage run, body of an approval) each."""
    author = accounts.sign_in(app, "linxiaoyu", PASSWORD).actor
    for serial in range(count):
        uploaded = drafts.upload(app, author, TEXT.format(serial=serial).encode(), "通知.txt")
        drafts.submit(app, author, uploaded.upload_id, title=f"读书活动{serial}", pipeline="notice")
    while leased := jobs.claim(app, "bench", 10):
        for job in leased:
            work = prepare.load(app, job)
            if work is not None:
                prepare.open_stage(app, job, work, prepare.check(app, work))
    with app.database.read() as session:
        runs = session.exec(select(StageRun)).all()
        found = []
        for run in runs:
            version = session.get_one(Version, run.version_id)
            fields: dict[str, Any] = {"gates": ["policy", "content", "quality"], "facts_checked": True}
            fields |= {"secrecy_review": True, "remarks": "已阅"}
            body = {"verdict": "approve", "opinion": "同意", "fields": fields, "password": PASSWORD}
            found.append((pk(run), body | {"seen_content_hash": version.content_hash}))
    return found


def measure(app: App, base: str, logins: list[str], work: list[tuple[int, dict[str, Any]]]) -> dict[str, Any]:
    """Everybody signs at once; latencies in seconds."""
    tokens = [accounts.sign_in(app, login, PASSWORD).token for login in logins]
    gate = threading.Barrier(len(logins) + 1)

    def sign(token: str, run: int, body: dict[str, Any]) -> tuple[int, float]:
        with httpx.Client(
            base_url=base, timeout=PATIENCE_S, headers={"Authorization": f"Bearer {token}"}
        ) as client:
            gate.wait()
            begun = time.perf_counter()
            answer = client.post(f"/api/v1/stages/{run}/decisions", json=body)
            return answer.status_code, time.perf_counter() - begun

    with ThreadPoolExecutor(len(logins)) as pool:
        jobs_ = [pool.submit(sign, token, *one) for token, one in zip(tokens, work, strict=True)]
        gate.wait()
        begun = time.perf_counter()
        answers = [job.result() for job in jobs_]
        wall = time.perf_counter() - begun
    times = sorted(t for _, t in answers)
    return {
        "answers": dict(Counter(status for status, _ in answers)),
        "per second": round(len(times) / wall, 1),
        "median s": round(statistics.median(times), 2),
        "p95 s": round(times[int(len(times) * 0.95) - 1], 2),
        "max s": round(times[-1], 2),
    }


def run(kind: str, count: int, full_cost: bool) -> dict[str, Any]:
    """One database: seed, serve, sign."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sanshen-bench-")))
        url = stack.enter_context(private_postgres()) if kind == "postgresql" else None
        settings = Settings(
            data_dir=folder, database_url=url, language_tool_url="off", argon_memory_kib=64, argon_time=1
        )
        app = open_app(settings, upgrade=True)
        stack.callback(app.close)
        seed_demo(app)
        logins = people(app, count, ArgonCost() if full_cost else ArgonCost(64, 1, 1))
        work = open_drafts(app, count)
        port = free_port()
        environment = {
            "SANSHEN_DATA_DIR": str(folder),
            "SANSHEN_WEB_PORT": str(port),
            "SANSHEN_LANGUAGE_TOOL_URL": "off",
        }
        if url:
            environment["SANSHEN_DATABASE_URL"] = url
        server = subprocess.Popen([sys.executable, "-m", "web.server"], cwd=ROOT, env=_with(environment))
        stack.callback(server.wait)
        stack.callback(server.terminate)
        base = f"http://127.0.0.1:{port}"
        _wait(base)
        return measure(app, base, logins, work)


def _with(extra: dict[str, str]) -> dict[str, str]:
    return {**os.environ, **extra, "PYTHONPATH": str(ROOT)}


def _wait(base: str) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        try:
            if httpx.get(f"{base}/healthz").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.2)
    raise SystemExit("the web server did not start")


def main() -> int:
    """Run and print; 1 if a person was shown an error."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=200)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--full-cost", action="store_true")
    given = parser.parse_args()
    failed = False
    for kind in ["sqlite", "postgresql"] if given.database == "both" else [given.database]:
        found = run(kind, given.people, given.full_cost)
        print(f"{kind:<10} {given.people} people at once: {found}", flush=True)
        failed |= set(found["answers"]) != {201}
    return int(failed)


if __name__ == "__main__":
    raise SystemExit(main())
