"""The supervisor with the web server alone: starting, refusing, restarting, stopping, and dying without orphans."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli.stack import Stack, answers

pytestmark = [pytest.mark.slow, pytest.mark.timeout(120)]

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[Stack]:
    """The web server under its supervisor, without the machine side."""
    cheap = {"SANSHEN_ARGON_MEMORY_KIB": "64", "SANSHEN_ARGON_TIME": "1"}
    with Stack(tmp_path / "data", cheap, without=("prefect", "worker")) as running:
        running.wait_for_page()
        yield running


def until(true: Callable[[], bool], within_s: float = 30.0) -> None:
    deadline = time.monotonic() + within_s
    while not true():
        assert time.monotonic() < deadline, "not in time"
        time.sleep(0.05)


def gone(pid: int) -> bool:
    try:
        # A zombie whose parent has not looked yet is gone as well.
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] in {"Z", "X"}
    except FileNotFoundError:
        return True


def start_another(environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "flows.supervisor", "--without", "prefect", "--without", "worker"]
    return subprocess.run(
        command, env=environment, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False
    )


def test_a_second_start_on_the_same_folder_is_refused(stack: Stack) -> None:
    done = start_another(stack.environment)
    assert done.returncode == 3
    assert "已有实例在运行" in done.stdout
    assert str(stack.pids()["supervisor"]) in done.stdout


def test_a_taken_port_is_named_with_its_option(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        environment = os.environ | {"SANSHEN_DATA_DIR": str(tmp_path), "SANSHEN_WEB_PORT": str(port)}
        done = start_another(environment)
    assert done.returncode == 3
    assert str(port) in done.stdout
    assert "--port" in done.stdout


def test_a_killed_server_is_back_within_seconds(stack: Stack) -> None:
    before = stack.pids()["web"]
    os.kill(before, signal.SIGKILL)
    until(lambda: stack.pids().get("web") not in {None, before} and answers(f"{stack.address}/healthz"))
    assert "被信号 9 终止" in stack.log.read_text()


def test_stopping_leaves_nothing(stack: Stack) -> None:
    pids = stack.pids()
    stack.stop()
    assert all(gone(pid) for pid in pids.values())
    assert "已全部停止" in stack.log.read_text()


def test_nobody_outlives_a_killed_supervisor(stack: Stack) -> None:
    pids = stack.pids()
    os.kill(pids["supervisor"], signal.SIGKILL)
    until(lambda: gone(pids["web"]), within_s=15)
