"""People at work while processes die under them: each pushes drafts from upload to release and tries again on errors.

What the server acknowledged is remembered; the test then asks the database whether it is all there, and only once.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import httpx

from cli.client import AnswerError, Client
from cli.stack import Stack
from review.seed import PASSWORD

T = TypeVar("T")

TEXT = "书市通知{serial}\n\n第{serial}期书市开放夜间场,首周接待读者读者一万人次。\n"
PATIENCE_S = 90.0
MOMENTS = ("stage", "sign-off", "release")


@dataclass
class Acknowledged:
    """What the server said yes to."""

    drafts: dict[str, str] = field(default_factory=dict)  # title -> number
    decisions: list[int] = field(default_factory=list)
    released: list[str] = field(default_factory=list)


class Moments:
    """Lets the killer wait until somebody reaches a moment of a draft's life."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._seen = dict.fromkeys(MOMENTS, 0)

    def reached(self, moment: str) -> None:
        """A person is at `moment` now."""
        with self._changed:
            self._seen[moment] += 1
            self._changed.notify_all()

    def wait(self, moment: str, timeout_s: float) -> bool:
        """Until the next person reaches `moment`."""
        with self._changed:
            before = self._seen[moment]
            return self._changed.wait_for(lambda: self._seen[moment] > before, timeout=timeout_s)


class Desk:
    """One seat with an author, a reviewer and a publisher, who push draft after draft until told to stop."""

    def __init__(
        self, stack: Stack, name: str, said: Acknowledged, moments: Moments, stop: threading.Event
    ) -> None:
        self._stack = stack
        self._name = name
        self._said = said
        self._moments = moments
        self._stop = stop
        self._clients: dict[str, Client] = {}
        self.errors: list[BaseException] = []
        self.thread = threading.Thread(target=self._run, name=name)

    def _run(self) -> None:
        serial = 0
        try:
            while not self._stop.is_set():
                serial += 1
                self._push(f"{self._name}-{serial}")
        except BaseException as error:  # noqa: BLE001 - reported by the test in its own thread
            self.errors.append(error)

    def _push(self, serial: str) -> None:
        title = f"书市通知 {serial}"
        number = self._submit(title, TEXT.format(serial=serial).encode())
        self._moments.reached("stage")
        self._sign(number, "审核", "chensiyuan", "facts and dates checked")
        self._moments.reached("stage")
        self._sign(number, "签发", "gaozhiyuan", "同意发布")
        self._moments.reached("release")
        self._patiently(lambda: self._await(number, lambda seen: seen["head"]["state"] == "released"))
        self._said.released.append(number)

    def _submit(self, title: str, data: bytes) -> str:
        def once() -> str:
            author = self._person("linxiaoyu")
            known = author.get("/drafts", search=title)["rows"]
            # An earlier try may have been committed just before the server died without an answer.
            mine = [row["number"] for row in known if row["title"] == title]
            return mine[0] if mine else author.submit(author.upload(data, "通知.txt")["id"], title, "notice")

        number = self._patiently(once)
        self._said.drafts[title] = number
        return number

    def _sign(self, number: str, stage: str, login: str, opinion: str) -> None:
        def once() -> None:
            person = self._person(login)
            seen = self._await(number, lambda seen: past(seen, stage) or open_at(seen, stage))
            if past(seen, stage):
                return  # the try before went through; its answer was lost with the server
            waiting = [f["id"] for f in person.findings(number) if f["disposition"] == "open"]
            person.settle(number, waiting, "dismissed", "经核对无误")
            self._moments.reached("sign-off")
            answer = person.decide(number, "approve", opinion)
            assert not answer["late"], answer
            self._said.decisions.append(answer["decision_id"])

        self._patiently(once)

    def _await(self, number: str, true: Callable[[Any], bool]) -> Any:
        return self._person("linxiaoyu").wait_for("进展", number, true, within_s=PATIENCE_S)

    def _person(self, login: str) -> Client:
        if login not in self._clients:
            self._clients[login] = Client(self._stack.address, login, PASSWORD)
        return self._clients[login]

    def _patiently(self, act: Callable[[], T]) -> T:
        """Repeat `act` while the web server is away. An answer that refuses is not an outage and fails the test."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            try:
                return act()
            except httpx.HTTPError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.2)
            except AnswerError as error:
                # Another desk's person may have moved between our look and our act; look again.
                if error.status != 409 or time.monotonic() > deadline:
                    raise
                time.sleep(0.1)


def open_at(seen: Any, stage: str) -> bool:
    """The draft waits for its people at `stage`."""
    return bool(seen["head"]["stage_title"] == stage and seen["head"]["stage_state"] == "open")


def past(seen: Any, stage: str) -> bool:
    """The draft has a sign-off of `stage` behind it."""
    return any(one["stage_title"] == stage and not one["voided"] for one in seen["signoffs"])
