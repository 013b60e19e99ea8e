"""Programs outside this process, run over bytes of strangers: bounded time and memory, no network, nothing left behind.

A program and all its children form a process group of their own, which is killed as a whole. Where the system lets
us, they run in a network namespace without any interface.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from documents.errors import TooSlowError

MIB = 1024 * 1024
_TOO_SLOW = "读取这个文件花的时间太长，已停止。请另存或拆分后再上传。"
_GONE = "http://127.0.0.1:9"  # nothing listens there: what asks a proxy gets no answer


# The soft limit of time sends a signal of its own, by which the cause is known; the hard one kills. Not every system
# bounds address space; the other limits hold there too.
_BOUNDS = (
    '{ ulimit -v "$1" 2>/dev/null || :; } && ulimit -S -t "$2" && ulimit -H -t "$3" && ulimit -c 0 '
    '&& shift 3 && exec "$@"'
)


@dataclass(frozen=True, slots=True)
class Ran:
    """How a program ended: its exit code (negative: the signal that ended it) and what it said."""

    code: int
    out: bytes
    err: bytes


def run(
    argv: Sequence[str],
    folder: Path,
    *,
    seconds: float,
    memory: int,
    cpu: float | None = None,
    data: bytes | None = None,
    extra: Mapping[str, str] | None = None,
) -> Ran:
    """Run `argv` in `folder` for at most `seconds`, each process with at most `memory` bytes of address space and
    `cpu` seconds of computing (None: as `seconds`; on a busy machine those pass more slowly than the clock).

    `data` is its standard input. The environment is ours, not the caller's: no secret of the server reaches it.

    Raises:
        TooSlowError: it was killed when its time was over.
        OSError: it cannot be started.
    """
    soft = int(seconds if cpu is None else cpu) + 1
    limits = [str(memory // 1024), str(soft), str(soft + 2)]
    command = [*_apart(), "/bin/sh", "-c", _BOUNDS, "sh", *limits, *argv]
    with subprocess.Popen(  # noqa: S603 - the programs are ours to choose, the file is only an argument
        command,
        cwd=folder,
        env={**_environment(folder), **(extra or {})},
        stdin=subprocess.DEVNULL if data is None else subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    ) as process:
        try:
            out, err = process.communicate(data, timeout=seconds)
        except subprocess.TimeoutExpired:
            raise TooSlowError(_TOO_SLOW) from None
        finally:
            _end(process)
    if process.returncode == -signal.SIGXCPU:
        raise TooSlowError(_TOO_SLOW)
    return Ran(process.returncode, out, err)


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the group: a program may end before the children it started."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)


def _environment(folder: Path) -> dict[str, str]:
    home = str(folder)
    names = ("http_proxy", "https_proxy", "ftp_proxy", "HTTP_PROXY", "HTTPS_PROXY")
    path = os.environ.get("PATH", os.defpath)
    return {
        "PATH": path,
        "HOME": home,
        "TMPDIR": home,
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
    } | dict.fromkeys(names, _GONE)


@lru_cache(maxsize=1)
def _apart() -> tuple[str, ...]:
    """The prefix that takes the network away, empty where the system does not let us."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return ()
    prefix = (unshare, "--user", "--map-current-user", "--net")
    tried = subprocess.run([*prefix, "true"], capture_output=True, check=False, timeout=10)  # noqa: S603
    return prefix if tried.returncode == 0 else ()
