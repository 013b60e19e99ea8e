"""A private PostgreSQL for tests and benchmarks: own folder and port, no durability, gone afterwards."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# The server refuses to run as root; these users exist on Debian.
_OTHER_USERS = ("postgres", "nobody")
# Speed instead of durability: the machine may lose power here, our processes are what gets killed.
_OPTIONS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
    "unix_socket_directories=",
    "listen_addresses=127.0.0.1",
)


def binaries() -> Path | None:
    """Folder with `initdb` and `postgres`, newest first; None if PostgreSQL is not installed."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    installed = Path("/usr/lib/postgresql").glob("*/bin/initdb")
    ordered = sorted(installed, key=lambda path: int(path.parts[-3]), reverse=True)
    return ordered[0].parent if ordered else None


def free_port() -> int:
    """A TCP port nobody uses on loopback at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def private_postgres() -> Iterator[str]:
    """Address (`postgresql://…/postgres`) of a server that lives as long as the block.

    Raises:
        FileNotFoundError: PostgreSQL is not installed.
        subprocess.CalledProcessError: it did not start; its output is in the exception's `stderr`.
    """
    found = binaries()
    if found is None:
        raise FileNotFoundError("PostgreSQL (initdb, postgres) is not installed")
    folder = Path(tempfile.mkdtemp(prefix="sanshen-pg-"))
    prefix = _as_other_user(folder)
    data, port = folder / "data", free_port()
    control = [*prefix, str(found / "pg_ctl"), "-D", str(data), "-w", "-t", "60"]
    try:
        _run([*prefix, str(found / "initdb"), "-D", str(data), "-U", "sanshen", "-A", "trust", "-E", "UTF8",
              "--locale=C", "--no-sync"])  # fmt: skip
        settings = " ".join(f"-c {option}" for option in (*_OPTIONS, f"port={port}"))
        _run([*control, "-l", str(folder / "log"), "-o", settings, "start"])
        try:
            yield f"postgresql://sanshen@127.0.0.1:{port}/postgres"
        finally:
            _run([*control, "-m", "immediate", "stop"])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _as_other_user(folder: Path) -> list[str]:
    """Give `folder` to a user PostgreSQL agrees to run as; the command prefix to become that user."""
    if os.geteuid() != 0:
        return []
    known = {entry.pw_name for entry in pwd.getpwall()}
    user = next(name for name in _OTHER_USERS if name in known)
    shutil.chown(folder, user)
    return ["runuser", "-u", user, "--"]


def _run(command: list[str]) -> None:
    # Output to a file: the server inherits it, and a pipe would never see its end.
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(command, stdout=output, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
                              cwd="/", check=False)  # fmt: skip
        if done.returncode:
            output.seek(0)
            said = output.read().decode(errors="replace")
            raise subprocess.CalledProcessError(done.returncode, command, stderr=said)
