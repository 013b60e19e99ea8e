"""A local LanguageTool server: finds the jars and Java, starts one server a process, stops it with the
process.

We start Java ourselves because the client library's own start downloads LanguageTool from the internet when
it finds none, which on an offline site hangs, and on any site fetches code nobody asked for.
"""

from __future__ import annotations

import atexit
import os
import shutil
import socket
import subprocess
import threading
import time
from dataclasses import dataclass
from pathlib import Path

JAR_FOLDER_SETTING = "LTP_JAR_DIR_PATH"
TOOLS_SETTING = "SANSHEN_TOOLS"
MAIN_CLASS = "org.languagetool.server.HTTPServer"
HEAP = "-Xmx768m"
START_SECONDS = 60.0
_ATTEMPTS = 3

# Java dies with us even when we are killed -9: the shell holds the read end of a pipe whose write end is
# ours, and ends Java when the pipe closes. Plain `sh`, so nothing needs to be installed for it.
_TIED_TO_PARENT = (
    "exec 3<&0; "
    '"$@" 3<&- </dev/null & java=$!; '
    "( while read -r _ <&3; do :; done; kill $java 2>/dev/null ) & watch=$!; "
    "wait $java; code=$?; kill $watch 2>/dev/null; exit $code"
)


class ServerError(Exception):
    """The local server cannot run; the message is Chinese and says why."""


@dataclass(frozen=True, slots=True)
class Installation:
    """A folder with LanguageTool's jars and the Java program that runs them."""

    folder: Path
    java: Path

    @property
    def classpath(self) -> str:
        """The folder's own jars (Maven's copies) and those of `libs` (the release archive)."""
        return os.pathsep.join((str(self.folder), str(self.folder / "*"), str(self.folder / "libs" / "*")))


def tools_folder() -> Path:
    """Where our tools are installed: $SANSHEN_TOOLS, `.tools` of a checkout, else the user's data folder."""
    if setting := os.environ.get(TOOLS_SETTING):
        return Path(setting)
    root = Path(__file__).resolve().parent.parent
    if (root / "pyproject.toml").is_file():
        return root / ".tools"
    base = os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share"
    return Path(base) / "sanshen" / "tools"


def install_folder() -> Path:
    """Where `sanshen languagetool install` puts the jars."""
    return tools_folder() / "languagetool"


def find_installation() -> Installation:
    """The installation to use: $LTP_JAR_DIR_PATH, else `install_folder()`.

    Raises:
        ServerError: no jars or no Java.
    """
    setting = os.environ.get(JAR_FOLDER_SETTING)
    folder = Path(setting) if setting else install_folder()
    if not has_jars(folder):
        if setting:
            raise ServerError(f"{JAR_FOLDER_SETTING} 指向的文件夹里没有 LanguageTool")
        raise ServerError("没有安装 LanguageTool，可运行 sanshen languagetool install")
    return Installation(folder, find_java())


def has_jars(folder: Path) -> bool:
    """Whether `folder` holds LanguageTool's server."""
    return any(folder.glob("languagetool-server*.jar"))


def find_java() -> Path:
    """The Java program: of $JAVA_HOME, else on the path.

    Raises:
        ServerError: there is none.
    """
    home = os.environ.get("JAVA_HOME")
    found = shutil.which("java", path=str(Path(home) / "bin")) if home else None
    found = found or shutil.which("java")
    if found is None:
        raise ServerError("没有找到 Java，LanguageTool 需要 Java 17 或更高版本")
    return Path(found)


class LocalServer:
    """One Java process on 127.0.0.1 and a free port."""

    def __init__(self, installation: Installation, start_seconds: float = START_SECONDS) -> None:
        self._installation = installation
        self._process: subprocess.Popen[bytes] | None = None
        self.url = ""
        self._start(start_seconds)

    @property
    def alive(self) -> bool:
        """Whether the process is running."""
        return self._process is not None and self._process.poll() is None

    def stop(self) -> None:
        """Stop the process, at most 10 s."""
        process, self._process = self._process, None
        if process is None:
            return
        if process.stdin:
            process.stdin.close()  # what ends Java under `sh`
        if os.name != "posix":
            process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(5)

    def _start(self, start_seconds: float) -> None:
        # Another program can take the free port between our look and Java's bind, so try again on another
        # one.
        for attempt in range(1, _ATTEMPTS + 1):
            port = _free_port()
            self.url = f"http://127.0.0.1:{port}"
            self._process = subprocess.Popen(  # noqa: S603 - a fixed command; the folder is the site's own setting
                _command(self._installation, port),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=self._installation.folder,
            )
            if self._wait_ready(start_seconds):
                return
            exited = self._process.poll()
            self.stop()
            if exited is None:
                raise ServerError(f"LanguageTool 本机服务在 {start_seconds:.0f} 秒内没有就绪")
            if attempt == _ATTEMPTS:
                raise ServerError(f"LanguageTool 本机服务启动失败（Java 退出码 {exited}）")

    def _wait_ready(self, seconds: float) -> bool:
        deadline = time.monotonic() + seconds
        import httpx  # noqa: PLC0415 - takes a tenth of a second, and most runs start no server

        with httpx.Client(trust_env=False, timeout=2.0) as client:
            while self.alive and time.monotonic() < deadline:
                try:
                    if client.get(f"{self.url}/v2/healthcheck").is_success:
                        return True
                except httpx.HTTPError:
                    pass
                time.sleep(0.1)
        return False


def _command(installation: Installation, port: int) -> list[str]:
    # Without --public the server listens on the loopback address only.
    java = [str(installation.java), HEAP, "-cp", installation.classpath, MAIN_CLASS, "--port", str(port)]
    shell = shutil.which("sh") if os.name == "posix" else None
    return [shell, "-c", _TIED_TO_PARENT, "languagetool", *java] if shell else java


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


_lock = threading.Lock()
_running: LocalServer | None = None


def shared_server() -> LocalServer:
    """The server of this process, started by the first caller, started again when it has died.

    Raises:
        ServerError: it cannot run.
    """
    global _running  # noqa: PLW0603 - one server a process is the point
    with _lock:
        if _running is not None and not _running.alive:
            _running.stop()
            _running = None
        if _running is None:
            _running = LocalServer(find_installation())
        return _running


def stop_shared_server() -> None:
    """Stop the server of this process, if one runs. Also called when the process ends."""
    global _running  # noqa: PLW0603
    with _lock:
        if _running is not None:
            _running.stop()
            _running = None


atexit.register(stop_shared_server)
