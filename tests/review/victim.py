"""A process that runs acts on the installation and is killed in the middle of them (SIGKILL).

`python -m tests.review.victim` is a nursery: it has everything loaded and no database open, takes an order a line and
forks a child for it, because a process that starts from nothing takes seconds. The child opens the installation
afresh, runs the acts in turn, and dies at the n-th statement it sends or after so many seconds, whichever is asked.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event

from models import Account, Verdict
from review import claims, decide, drafts, holds, jobs, pipelines
from review.accounts import load_actor
from review.actors import Actor
from review.app import App, open_app
from review.errors import RefusedError
from review.settings import Settings
from tests.review.organisations import PASSWORD
from tests.review.reference import DONE, LATE, REFUSED
from tests.review.story import run_job

NAME = "sanshen-victim"  # how PostgreSQL sees it
ROOT = Path(__file__).parent.parent.parent
TEXTS = tuple(f"第{number}稿的内容。\n" for number in "一二三")


@dataclass(frozen=True)
class Order:
    """One act: which use case, by which account, with what."""

    name: str
    account: int = 0
    values: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Death:
    """When it dies: before its n-th statement (commits count too), or so many seconds after the first act began."""

    statement: int | None = None
    seconds: float | None = None


def perform(app: App, order: Order) -> str:
    """Run the act; DONE, LATE or REFUSED."""
    try:
        done = _ACTS[order.name](app, order)
    except RefusedError as refused:
        return REFUSED if refused.message.strip() else "refused without a word"
    return LATE if isinstance(done, decide.Decided) and done.late else DONE


def work(app: App) -> None:
    """All machine work that is due."""
    while leased := jobs.claim(app, f"worker-{os.getpid()}", 10):
        for job in leased:
            run_job(app, job)


def _actor(app: App, order: Order) -> Actor:
    with app.database.read() as session:
        actor = load_actor(session, session.get_one(Account, order.account))
    assert actor is not None
    return actor


def _submit(app: App, order: Order) -> Any:
    """Two transactions: the upload, then the draft."""
    actor, text = _actor(app, order), order.values["yaml"]
    known = pipelines.shipped() | {"custom": pipelines.parse(text, "custom")}
    pipelines.shipped = lambda: known  # type: ignore[assignment]
    uploaded = drafts.upload(app, actor, TEXTS[0].encode(), "稿.txt")
    return drafts.submit(app, actor, uploaded.upload_id, title="稿", pipeline="custom")


def _decide(app: App, order: Order) -> decide.Decided:
    given = order.values
    return decide.decide(
        app, _actor(app, order), given["run"], Verdict(given["verdict"]), opinion="意见",
        seen_content_hash=given["seen"], password=PASSWORD, return_to=given["back"],
    )  # fmt: skip


def _revise(app: App, order: Order) -> Any:
    """Two transactions: the upload, then the revision."""
    actor = _actor(app, order)
    uploaded = drafts.upload(app, actor, TEXTS[order.values["text"]].encode(), "稿.txt")
    return drafts.revise(app, actor, order.values["draft"], uploaded.upload_id)


def _withdraw(app: App, order: Order) -> None:
    actor = _actor(app, order)
    drafts.withdraw(app, actor, order.values["draft"], reason="不发了", password=PASSWORD)


_ACTS: dict[str, Callable[[App, Order], Any]] = {
    "submit": _submit,
    "decide": _decide,
    "claim": lambda app, order: claims.claim(app, _actor(app, order), order.values["run"]),
    "revise": _revise,
    "resume": lambda app, order: drafts.resume(app, _actor(app, order), order.values["draft"], note="无误"),
    "withdraw": _withdraw,
    "recuse": lambda app, order: claims.recuse(app, _actor(app, order), order.values["draft"], "回避"),
    "hold": lambda app, order: holds.hold(app, _actor(app, order), order.values["draft"], "等"),
    "take_up": lambda app, order: holds.take_up(app, _actor(app, order), order.values["draft"]),
    "work": lambda app, order: work(app),
}


class Nursery:
    """The parent's end: gives orders and hears how they ended."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.review.victim"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT, text=True,
        )  # fmt: skip

    def run(
        self, settings: Settings, ahead: timedelta, orders: list[Order], death: Death
    ) -> tuple[list[str], bool]:
        """Run the acts in a child. What it acknowledged before it died, and whether it was killed.

        `ahead`: how far the clock of the installation is set forward.
        """
        message = {
            "settings": settings.model_dump(mode="json"),
            "ahead": ahead.total_seconds(),
            "orders": [asdict(order) for order in orders],
            "death": asdict(death),
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(message) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        assert answer["status"] in (0, -signal.SIGKILL), f"the victim fell by itself: {answer}"
        return answer["outcomes"], answer["status"] != 0

    def close(self) -> None:
        """Send it home."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self._process.wait(timeout=30)


def clock_ahead(ahead: timedelta) -> Callable[[], datetime]:
    """A clock that is set forward."""
    return lambda: datetime.now(UTC) + ahead


def _child(message: dict[str, Any], said: int) -> None:
    """Open the installation, run the acts, say of each how it ended."""
    settings, death = Settings(**message["settings"]), Death(**message["death"])
    app = open_app(_named(settings), clock=clock_ahead(timedelta(seconds=message["ahead"])))
    with app.database.read() as session:
        session.connection()  # connecting is no part of an act
    if death.statement is not None:
        _die_at(app, death.statement)
    os.write(said, b"began\n")
    for order in message["orders"]:
        os.write(said, (perform(app, Order(**order)) + "\n").encode())


def _named(settings: Settings) -> Settings:
    if settings.database_url is None:
        return settings
    return settings.model_copy(update={"database_url": f"{settings.database_url}?application_name={NAME}"})


def _die_at(app: App, statement: int) -> None:
    left = [statement]

    def count(*_: Any) -> None:
        left[0] -= 1
        if left[0] <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(app.database.engine, "before_cursor_execute", count)
    event.listen(app.database.engine, "commit", count)


def _serve(message: dict[str, Any]) -> dict[str, Any]:
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        status = 1
        try:
            _child(message, writing)
            status = 0
        finally:
            os._exit(status)
    os.close(writing)
    heard = _hear(reading, pid, message["death"]["seconds"])
    _, status = os.waitpid(pid, 0)
    lines = heard.decode().split()
    return {"outcomes": lines[1:], "status": os.waitstatus_to_exitcode(status)}


def _hear(reading: int, pid: int, seconds: float | None) -> bytes:
    """What the child says until it is gone; it is killed so many seconds after it began."""
    heard, until = b"", None
    while True:
        left = None if until is None else max(0.0, until - time.monotonic())
        if left is not None and not select.select([reading], [], [], left)[0]:
            os.kill(pid, signal.SIGKILL)
            until = None
            continue
        chunk = os.read(reading, 4096)
        if not chunk:
            os.close(reading)
            return heard
        if not heard and seconds is not None:
            until = time.monotonic() + seconds
        heard += chunk


def main() -> None:
    """Load what an act needs, then take orders until the line is closed."""
    for text in TEXTS:
        drafts.run(drafts.read(text.encode(), "稿.txt"), drafts.PREVIEW_PROFILE)
    for line in sys.stdin:
        print(json.dumps(_serve(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
