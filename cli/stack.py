"""A private installation as a child process: own data folder, free ports. For the demonstration, tests and benchmarks."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from cli.seed import TITLE

_STOP_S = 45.0


class StackError(Exception):
    """It did not start, or not in time; the text is Chinese and ends with what its log said last."""


def free_port() -> int:
    """A TCP port nobody uses on loopback at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Stack:
    """`sanshen up --demo` on free ports. As a context manager it stops everything it started."""

    def __init__(
        self, data: Path, extra: Mapping[str, str] | None = None, *, without: Sequence[str] = ()
    ) -> None:
        """`data`: an empty folder. `extra`: further environment variables. `without`: processes left out."""
        self.data = data
        self.port = free_port()
        self.prefect_port = free_port()
        self.log = data / "stack.log"
        # Whatever SANSHEN_… the caller's shell has belongs to another installation.
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SANSHEN_")}
        kept.pop("PYTHONDONTWRITEBYTECODE", None)  # every start would compile everything again
        if "SANSHEN_LANGUAGE_TOOL_URL" in os.environ:
            kept["SANSHEN_LANGUAGE_TOOL_URL"] = os.environ["SANSHEN_LANGUAGE_TOOL_URL"]
        self.environment = {
            **kept,
            "SANSHEN_DATA_DIR": str(data),
            "SANSHEN_WEB_PORT": str(self.port),
            "SANSHEN_PREFECT_PORT": str(self.prefect_port),
            **(extra or {}),
        }
        self._without = [argument for name in without for argument in ("--without", name)]
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """Of the web page."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def prefect_api(self) -> str:
        """Of the Prefect API."""
        return f"http://127.0.0.1:{self.prefect_port}/api"

    def prefect_auth(self) -> tuple[str, str]:
        """User and password of the Prefect API."""
        user, _, password = (self.data / "keys" / "prefect.key").read_text().strip().partition(":")
        return user, password

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start it; returns at once. `wait_for_page` and `wait_for_prefect` tell when it is there."""
        self.data.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                [sys.executable, "-m", "cli.main", "up", "--demo", *self._without],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=Path(__file__).resolve().parent.parent,
                start_new_session=True,
            )

    def wait_for_page(self, within_s: float = 60.0) -> None:
        """Until the web server answers and the example people are there.

        Raises:
            StackError: it ended, or took too long.
        """
        self._wait(lambda: answers(f"{self.address}/healthz"), "网页", within_s)
        self._wait(self._has_people, "示例人员", within_s)

    def wait_for_prefect(self, within_s: float = 120.0) -> None:
        """Until the Prefect server answers.

        Raises:
            StackError: it ended, or took too long.
        """
        self._wait(lambda: answers(f"{self.prefect_api}/health"), "Prefect 服务", within_s)
        self._wait(self._has_people, "示例人员", within_s)

    def pids(self) -> dict[str, int]:
        """Process ids by name: web, prefect, worker, supervisor; those that run at this moment."""
        try:
            found: dict[str, int] = json.loads((self.data / "run" / "pids.json").read_text())
        except FileNotFoundError:
            return {}
        return found

    def stop(self) -> None:
        """Stop it and everything it started; the hard way after 45 seconds."""
        process = self._process
        if process is None:
            return
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=_STOP_S)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self._process = None

    def _has_people(self) -> bool:
        return TITLE in self.log.read_text(encoding="utf-8", errors="replace")

    def _wait(self, there: Callable[[], bool], what: str, within_s: float) -> None:
        deadline = time.monotonic() + within_s
        while not there():
            if self._process is not None and self._process.poll() is not None:
                raise StackError(f"{what}没有启动，程序已退出。\n{self._last_words()}")
            if time.monotonic() > deadline:
                raise StackError(f"{what}在 {within_s:.0f} 秒内没有就绪。\n{self._last_words()}")
            time.sleep(0.1)

    def _last_words(self) -> str:
        return "\n".join(self.log.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])


def answers(address: str) -> bool:
    """A server answers there."""
    try:
        return httpx.get(address, timeout=5, trust_env=False).is_success
    except httpx.HTTPError:
        return False
