"""How long from a recorded sign-off until the next stage is open for its people, on the real server and worker.

    python bench/stage_latency.py [--postgres] [--drafts 3] [--fresh 1] [--json FILE]

Sign-offs are made by calling the use cases as the people of the example organisation, instantly. The same run
compares with one deployment run per stage in a fresh process. Figures are medians and 95th percentiles in seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import httpx  # noqa: E402 - after the path
import psycopg  # noqa: E402
from sqlmodel import col, select  # noqa: E402

from cli.stack import Stack  # noqa: E402
from flows.environment import POOL, prefect_environment  # noqa: E402
from models import DispositionState, Draft, Finding, Job, JobKind, JobState, StageRun, Verdict, Version  # noqa: E402
from review import accounts, decide, drafts, findings  # noqa: E402
from review.actors import Actor  # noqa: E402
from review.app import App, open_app  # noqa: E402
from review.pipelines import shipped  # noqa: E402
from review.seed import PASSWORD  # noqa: E402
from review.settings import Settings  # noqa: E402
from tools.private_postgres import private_postgres  # noqa: E402

SIGNERS = ("chensiyuan", "zhaowenbo", "sunlihua", "qianyifan", "wujingyi", "hesumei")  # six human stages
PATIENCE_S = 120.0
TARGET_MEDIAN_S = 1.0
TARGET_PER_MINUTE = 12.0
PARAGRAPH = "第{serial}期书市自六月起开放夜间场，旧书展区最受欢迎，主办方将继续办好后续活动。\n"


class Bench:
    """The use cases as people, and a stopwatch."""

    def __init__(self, app: App) -> None:
        self.app = app
        self._actors: dict[str, Actor] = {}
        self._lock = threading.Lock()
        self._serial = 0
        self.samples: list[float] = []

    def actor(self, login: str) -> Actor:
        """That person, signed in once."""
        with self._lock:
            if login not in self._actors:
                self._actors[login] = accounts.sign_in(self.app, login, PASSWORD).actor
            return self._actors[login]

    def walk(self) -> None:
        """One draft through six human stages; every sign-off gives one sample."""
        with self._lock:
            self._serial += 1
            text = "\n".join(PARAGRAPH.format(serial=self._serial) for _ in range(30))
        author = self.actor("linxiaoyu")
        uploaded = drafts.upload(self.app, author, text.encode(), "书市.txt")
        submitted = drafts.submit(self.app, author, uploaded.upload_id, title="书市", pipeline="publishing")
        self.wait_open(submitted.draft_id, 0)
        for ordinal, login in enumerate(SIGNERS):
            signed_at = self.sign(submitted.draft_id, self.actor(login))
            self.wait_open(submitted.draft_id, ordinal + 1)
            self.samples.append(time.perf_counter() - signed_at)

    def sign(self, draft_id: int, actor: Actor) -> float:
        """Answer what is open and sign the current stage; the moment the sign-off was recorded."""
        with self.app.database.read() as session:
            draft = session.get_one(Draft, draft_id)
            run = session.get_one(StageRun, draft.current_stage_run_id)
            version = session.get_one(Version, draft.current_version_id)
            open_ones = session.exec(
                select(Finding.id).where(
                    Finding.version_id == version.id,
                    Finding.disposition == DispositionState.OPEN.value,
                    Finding.severity != "blue",
                )
            ).all()
        if open_ones:
            ids = [found for found in open_ones if found is not None]
            findings.settle_all(self.app, actor, version.id or 0, ids, DispositionState.DISMISSED, "核对无误")
        stage = shipped()["publishing"].stages[run.ordinal]
        fields: dict[str, Any] = {"gates": [str(gate) for gate in stage.gates]}
        for field in stage.fields:
            fields[field.key] = {"bool": True, "choice": (field.choices or ("",))[0]}.get(
                str(field.kind), "已核对"
            )
        decide.decide(
            self.app, actor, run.id or 0, Verdict.APPROVE,
            opinion="同意", fields=fields, seen_content_hash=version.content_hash, password=PASSWORD,
        )  # fmt: skip
        return time.perf_counter()

    def wait_open(self, draft_id: int, ordinal: int) -> None:
        """Until the stage of that place is open.

        Raises:
            TimeoutError: not within two minutes.
        """
        query = select(StageRun.id).where(
            StageRun.draft_id == draft_id, StageRun.ordinal == ordinal, StageRun.state == "open"
        )
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            with self.app.database.read() as session:
                if session.exec(query).first() is not None:
                    return
            time.sleep(0.01)
        raise TimeoutError(f"draft {draft_id}: stage {ordinal} did not open within {PATIENCE_S} s")


def measure(bench: Bench, count: int, at_once: int) -> dict[str, float]:
    """`count` drafts, `at_once` of them side by side."""
    bench.samples = []
    began = time.perf_counter()
    with ThreadPoolExecutor(at_once) as pool:
        for done in [pool.submit(bench.walk) for _ in range(count)]:
            done.result()
    took = time.perf_counter() - began
    cuts = statistics.quantiles(bench.samples, n=20, method="inclusive")
    return {
        "median_s": round(statistics.median(bench.samples), 3),
        "p95_s": round(cuts[18], 3),
        "drafts_per_minute": round(count * 60 / took, 1),
        "samples": len(bench.samples),
    }


@contextmanager
def fresh_processes(app: App, settings: Settings) -> Iterator[None]:
    """Serve the outbox the other way: a deployment run per job, each in a process of its own.

    Kinder to it than a process worker, which also polls its pool every few seconds: the run starts at once.
    """
    environment = prefect_environment(settings, environ=os.environ)
    stop = threading.Event()
    children: list[subprocess.Popen[bytes]] = []
    register = "from flows.deployments import register; register()"
    user, _, password = environment["PREFECT_API_AUTH_STRING"].partition(":")
    with httpx.Client(base_url=environment["PREFECT_API_URL"], auth=(user, password), timeout=60) as api:
        api.post("/work_pools/", json={"name": POOL, "type": "process"}).raise_for_status()
        subprocess.run([sys.executable, "-c", register], env=environment, cwd=ROOT, check=True)
        deployment = api.get("/deployments/name/stage/stage").raise_for_status().json()["id"]

        def serve() -> None:
            started: set[int] = set()
            while not stop.wait(app.settings.job_poll_seconds):
                with app.database.read() as session:
                    wanted = select(Job.id).where(
                        Job.kind == JobKind.STAGE.value,
                        Job.state == JobState.QUEUED.value,
                        col(Job.id).not_in(started),
                    )
                    waiting = [job for job in session.exec(wanted) if job is not None]
                for job in waiting:
                    started.add(job)
                    body = {
                        "parameters": {"job_id": job},
                        "state": {"type": "PENDING"},
                        "idempotency_key": f"bench-{job}",
                    }
                    answer = patient_post(api, f"/deployments/{deployment}/create_flow_run", body)
                    run = {**environment, "PREFECT__FLOW_RUN_ID": answer.json()["id"]}
                    children.append(
                        subprocess.Popen([sys.executable, "-m", "prefect.engine"], env=run, cwd=ROOT)
                    )

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join()
            for child in children:
                child.wait(timeout=60)


def patient_post(api: httpx.Client, path: str, body: dict[str, Any]) -> httpx.Response:
    """A POST that tries again when Prefect's SQLite is locked (503), as Prefect's own client does."""
    for _ in range(10):
        answer = api.post(path, json=body)
        if answer.status_code != httpx.codes.SERVICE_UNAVAILABLE:
            break
        time.sleep(2)
    return answer.raise_for_status()


def resident(stack: Stack, app: App, count: int) -> dict[str, dict[str, float]]:
    """Our way: leased jobs on threads of the warm worker."""
    bench = Bench(app)
    bench.walk()  # warms the worker: word lists, the first connection to Prefect
    return {"one": measure(bench, count, 1), "eight": measure(bench, 8, 8)}


def fresh(app: App, settings: Settings, count: int) -> dict[str, dict[str, float]]:
    """The other way."""
    with fresh_processes(app, settings):
        return {"fresh_process": measure(Bench(app), count, 1)}


def main() -> int:
    """0: the targets are met; 1: they are not."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--postgres", action="store_true", help="our tables on a private PostgreSQL")
    parser.add_argument("--drafts", type=int, default=3, help="drafts one after the other")
    parser.add_argument("--fresh", type=int, default=1, help="drafts for the comparison; 0 leaves it out")
    parser.add_argument("--json", type=Path, help="write the figures there as well")
    chosen = parser.parse_args()
    figures: dict[str, dict[str, float]] = {}
    with ExitStack() as room:
        folder = Path(room.enter_context(tempfile.TemporaryDirectory(prefix="sanshen-bench-")))
        server = room.enter_context(private_postgres()) if chosen.postgres else None
        figures |= on_stack(folder / "resident", server, (), lambda s, a, _: resident(s, a, chosen.drafts))
        if chosen.fresh:
            without = ("worker", "web")
            figures |= on_stack(folder / "fresh", server, without, lambda _, a, s: fresh(a, s, chosen.fresh))
    report(figures, "PostgreSQL" if chosen.postgres else "SQLite")
    if chosen.json:
        chosen.json.write_text(json.dumps(figures, indent=2) + "\n")
    met = (
        figures["one"]["median_s"] <= TARGET_MEDIAN_S
        and figures["eight"]["drafts_per_minute"] >= TARGET_PER_MINUTE
    )
    return 0 if met else 1


def on_stack(
    folder: Path,
    server: str | None,
    without: tuple[str, ...],
    act: Callable[[Stack, App, Settings], dict[str, dict[str, float]]],
) -> dict[str, dict[str, float]]:
    """Run `act` against a fresh seeded installation and stop it again."""
    extra = {
        "SANSHEN_ARGON_MEMORY_KIB": "64",
        "SANSHEN_ARGON_TIME": "1",
    }  # the person's password is not the subject
    if server is not None:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE bench_{folder.name}")
        extra["SANSHEN_DATABASE_URL"] = server.replace("/postgres", f"/bench_{folder.name}")
    stack = Stack(folder, extra, without=without)
    settings = Settings(
        data_dir=folder, database_url=extra.get("SANSHEN_DATABASE_URL"), prefect_port=stack.prefect_port,
        argon_memory_kib=64, argon_time=1,
    )  # fmt: skip
    with stack:
        stack.wait_for_prefect(180)
        app = open_app(settings)
        try:
            return act(stack, app, settings)
        finally:
            app.close()


def report(figures: dict[str, dict[str, float]], database: str) -> None:
    """Print the figures as a table."""
    titles = {
        "one": "常驻进程，一份稿件",
        "eight": "常驻进程，八份同时",
        "fresh_process": "每环节一个新进程，一份稿件",
    }
    print(f"\n{database}，签字入库 → 下一环节开启")
    print(f"{'':<28}{'中位数 s':>10}{'p95 s':>10}{'份/分钟':>10}{'样本':>8}")
    for key, one in figures.items():
        print(
            f"{titles[key]:<28}{one['median_s']:>10.2f}{one['p95_s']:>10.2f}"
            f"{one['drafts_per_minute']:>10.1f}{one['samples']:>8.0f}"
        )


if __name__ == "__main__":
    sys.exit(main())
