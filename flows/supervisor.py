"""The local supervisor: `python -m flows.supervisor [--no-prefect-page]`.

Keeps three processes on this machine alive: the web server, the Prefect server and the resident worker. A
process that dies comes back within seconds; none outlives the supervisor, whatever happens to it.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from flows.environment import key_file, prefect_environment
from flows.lockfile import AlreadyRunningError, hold
from flows.process import kill_group, start
from review.settings import Settings

REFUSED = 3

_TICK_S = 0.2
_WEB_FIRST_S = 8.0  # how long the others wait for the page, which people look at first
_WORKER_GRACE_S = 20.0
_GRACE_S = 8.0
_FIRST_PAUSE_S = 0.5
_LONGEST_PAUSE_S = 15.0
_STEADY_S = 10.0  # after so long in working order, the next death is treated as the first
_PORT_WAIT_S = 12.0
_ALIVE_S = 5.0


@dataclass
class Child:
    """One process to keep alive. `port` tells when it is ready; None: when it has lived a few seconds."""

    name: str
    title: str
    module: str
    environment: dict[str, str]
    host: str = "127.0.0.1"
    port: int | None = None
    process: subprocess.Popen[bytes] | None = None
    ready: bool = False
    started_at: float = 0.0
    ready_at: float = 0.0
    died: bool = False
    deaths: int = 0  # in a row
    start_at: float = field(default=0.0)

    def pause(self) -> float:
        """Seconds to wait before the next start: doubles with every death in a row."""
        return float(min(_FIRST_PAUSE_S * 2 ** max(self.deaths - 1, 0), _LONGEST_PAUSE_S))

    def answers(self) -> bool:
        """Its port accepts connections. Both servers bind only when they can answer."""
        if self.port is None:
            return time.monotonic() - self.started_at > _ALIVE_S
        try:
            with socket.create_connection((_reachable(self.host), self.port), timeout=0.5):
                return True
        except OSError:
            return False


class Supervisor:
    """Starts, watches, restarts and finally stops the children."""

    def __init__(self, settings: Settings, children: Sequence[Child], errand: str | None = None) -> None:
        """`errand`: a module to run once beside the children, e.g. one that fills an empty installation."""
        self._data = settings.data_dir.absolute()
        self._children = list(children)
        self._errand = errand
        self._errand_process: subprocess.Popen[bytes] | None = None
        self._stopping = 0
        self._signal = ""
        self._began = time.monotonic()

    def run(self) -> int:
        """Keep all children alive until SIGINT or SIGTERM. Returns the exit code."""
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._on_signal)
        web = next((child for child in self._children if child.name == "web"), None)
        for child in self._children:
            child.start_at = 0.0 if child is web or web is None else time.monotonic() + _WEB_FIRST_S
        while not self._stopping:
            if web is None or web.ready:  # the page first: an errand would take the processor from it
                self._run_errand()
            for child in self._children:
                self._look_after(child)
            if web is not None and web.ready:
                self._start_the_rest()
            time.sleep(_TICK_S)
        self._stop()
        return 0

    def _start_the_rest(self) -> None:
        """The page is up: no need for the others to wait any longer."""
        for child in self._children:
            if child.process is None and not child.died:
                child.start_at = 0.0

    def _run_errand(self) -> None:
        if self._errand is not None:
            argv = [sys.executable, "-m", "flows.child", self._errand]
            self._errand_process = start(argv, self._children[0].environment, None)
            self._errand = None
        elif self._errand_process is not None and (code := self._errand_process.poll()) is not None:
            if code:
                say(f"附带任务没有完成（代码 {code}）。")
            self._errand_process = None

    def _on_signal(self, number: int, _frame: object) -> None:
        self._stopping += 1
        self._signal = signal.Signals(number).name

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.start_at:
                self._start(child)
            return
        code = child.process.poll()
        if code is not None:
            self._mourn(child, code)
        elif not child.ready and child.answers():
            child.ready = True
            child.ready_at = now
            self._announce(child)
        elif child.ready and now - child.ready_at > _STEADY_S:
            child.deaths = 0

    def _start(self, child: Child) -> None:
        argv = [sys.executable, "-m", "flows.child", child.module]
        child.process = start(argv, child.environment, self._log_of(child))
        child.started_at = time.monotonic()
        child.ready = False
        self._write_pids()

    def _mourn(self, child: Child, code: int) -> None:
        assert child.process is not None  # noqa: S101
        kill_group(child.process, signal.SIGKILL)  # what it started must not hold its port or its files
        child.process = None
        self._write_pids()
        child.died = True
        child.deaths += 1
        child.start_at = time.monotonic() + child.pause()
        how = f"被信号 {-code} 终止" if code < 0 else f"退出（代码 {code}）"
        say(f"{child.title}{how}，{child.pause():g} 秒后重启。日志：{self._log_of(child)}")

    def _announce(self, child: Child) -> None:
        took = f"{time.monotonic() - self._began:.1f} 秒"
        if child.died:
            say(f"{child.title}已恢复。")
        elif child.name == "web":
            say(f"网页已就绪：http://{_reachable(child.host)}:{child.port}（{took}）  按 Ctrl-C 停止")
        elif child.name == "prefect":
            say(f"Prefect 已就绪：http://127.0.0.1:{child.port}（{took}），登录密钥在 {key_file(self._data)}")

    def _stop(self) -> None:
        say(f"正在停止（{self._signal}）…")
        # The worker first: it reports what it gives back to the Prefect server, which must still be there.
        if self._errand_process is not None:
            kill_group(self._errand_process, signal.SIGKILL)
        early = [child for child in self._children if child.name != "prefect"]
        late = [child for child in self._children if child.name == "prefect"]
        self._ask_to_stop(early, _WORKER_GRACE_S)
        self._ask_to_stop(late, _GRACE_S)
        (self._data / "run" / "pids.json").unlink(missing_ok=True)
        say("已全部停止。")

    def _ask_to_stop(self, children: Sequence[Child], grace_s: float) -> None:
        asked = self._stopping
        alive = [child.process for child in children if child.process is not None]
        for process in alive:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        deadline = time.monotonic() + grace_s
        # A second Ctrl-C means now.
        while any(process.poll() is None for process in alive):
            if time.monotonic() >= deadline or self._stopping > asked:  # a second Ctrl-C means now
                break
            time.sleep(0.05)
        for process in alive:
            kill_group(process, signal.SIGKILL)
            process.wait()

    def _write_pids(self) -> None:
        pids = {child.name: child.process.pid for child in self._children if child.process is not None}
        path = self._data / "run" / "pids.json"
        temporary = path.with_suffix(".new")
        temporary.write_text(json.dumps(pids | {"supervisor": os.getpid()}))
        temporary.replace(path)

    def _log_of(self, child: Child) -> Path:
        return self._data / "logs" / f"{child.name}.log"


def say(text: str) -> None:
    """One line to whoever started us; a closed terminal is no reason to stop."""
    try:
        print(text, flush=True)  # noqa: T201 - this is the supervisor's voice
    except OSError:
        return


def children_of(settings: Settings, *, page: bool, without: Sequence[str] = ()) -> list[Child]:
    """The three processes, the web server first. `without` leaves some out (tests, several machines)."""
    machine = prefect_environment(settings, page=page)
    ours = {name: value for name, value in machine.items() if not name.startswith("PREFECT_")}
    everyone = [
        Child("web", "网页服务", "web.server", ours, settings.web_host, settings.web_port),
        Child("prefect", "Prefect 服务", "flows.prefect_server", machine, port=settings.prefect_port),
        Child("worker", "执行进程", "flows.worker", machine),
    ]
    return [child for child in everyone if child.name not in without]


def blocked_port(children: Sequence[Child], wait_s: float) -> Child | None:
    """The first child whose port somebody else holds, after waiting up to `wait_s` seconds for it."""
    deadline = time.monotonic() + wait_s
    for child in children:
        while child.port is not None and not _free(child.host, child.port):
            if time.monotonic() >= deadline:
                return child
            time.sleep(0.2)
    return None


def _free(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in {"0.0.0.0", "::", ""} else host  # noqa: S104 - a comparison


def main(arguments: Sequence[str] | None = None) -> int:
    """Run until told to stop. 0: stopped as asked; 3: refused to start, in words."""
    parser = argparse.ArgumentParser(prog="sanshen-supervisor")
    parser.add_argument("--no-prefect-page", action="store_true")
    parser.add_argument("--without", action="append", default=[], choices=["web", "prefect", "worker"])
    parser.add_argument("--once", metavar="MODULE", help="run this module once beside the processes")
    chosen = parser.parse_args(arguments)
    settings = Settings()
    run = settings.data_dir.absolute() / "run"
    try:
        with hold(run / "supervisor.lock"):
            children = children_of(settings, page=not chosen.no_prefect_page, without=chosen.without)
            # After a kill -9 the children need a moment to notice and leave.
            unclean = (run / "pids.json").exists()
            taken = blocked_port(children, _PORT_WAIT_S if unclean else 0.0)
            if taken is not None:
                option = "--port" if taken.name == "web" else "--prefect-port"
                say(f"端口 {taken.port}（{taken.title}）已被占用。请停掉占用的程序，或用 {option} 换端口。")
                return REFUSED
            return Supervisor(settings, children, chosen.once).run()
    except AlreadyRunningError as error:
        say(f"数据目录 {settings.data_dir.absolute()} 已有实例在运行（进程 {error.pid}）。")
        return REFUSED


if __name__ == "__main__":
    sys.exit(main())
