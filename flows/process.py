"""Child processes that never outlive their parent, and end together with everything they started."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_PARENT = "SANSHEN_PARENT_PID"
_LOG_BYTES = 10 * 1024 * 1024


def follow_parent() -> None:
    """Stop this process (SIGTERM, then the hard way) once the supervisor that started it is gone.

    On Linux the kernel tells; a watching thread covers other systems and a child too stuck to obey.
    Does nothing in a process that no supervisor started.
    """
    parent = int(os.environ.get(_PARENT, "0"))
    if not parent:
        return
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(10)
        # The group too: a LanguageTool server we started must not stay behind.
        os.killpg(os.getpgid(0), signal.SIGKILL)

    threading.Thread(target=watch, name="parent", daemon=True).start()


def start(argv: Sequence[str], environment: Mapping[str, str], log: Path | None) -> subprocess.Popen[bytes]:
    """Start a child in a process group of its own, its output appended to `log`; None: it speaks for us.

    Raises:
        OSError: it cannot be started.
    """
    with contextlib.ExitStack() as room:
        output = None
        if log is not None:
            log.parent.mkdir(parents=True, exist_ok=True)
            if log.exists() and log.stat().st_size > _LOG_BYTES:
                log.replace(log.with_suffix(".old.log"))
            output = room.enter_context(log.open("ab"))
        return subprocess.Popen(  # noqa: S603 - our own modules
            argv,
            env={**environment, _PARENT: str(os.getpid())},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=None if output is None else subprocess.STDOUT,
            start_new_session=True,  # Ctrl-C reaches the supervisor alone, which stops them in order
        )


def kill_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    """Send a signal to a child and everything it started; nothing happens if all are gone."""
    try:
        os.killpg(process.pid, number)
    except (ProcessLookupError, PermissionError):
        return
