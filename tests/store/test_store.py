"""The content store: what is put comes back, whole or not at all, whoever else writes."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from review.store import Blob, CorruptError, FolderStore, LimitError, MissingError, Store, chunks_of

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def store(tmp_path: Path) -> FolderStore:
    return FolderStore(tmp_path / "blobs")


def files(store: FolderStore) -> list[Path]:
    return [p for p in store._root.rglob("*") if p.is_file()]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.binary(max_size=3000))
def test_round_trip(store: FolderStore, data: bytes) -> None:
    name = store.put(data)
    assert name == hashlib.sha256(data).hexdigest() == store.put(data)
    assert store.get(name) == data
    assert store.has(name)


def test_it_is_a_store(store: FolderStore) -> None:
    generic: Store = store
    assert generic.get(generic.put(b"x")) == b"x"


def test_layout_and_listing(store: FolderStore) -> None:
    names = sorted(store.put(str(n).encode()) for n in range(20))
    name = names[0]
    assert (store._root / name[:2] / name[2:4] / name).is_file()
    assert list(store.names()) == names
    assert len(files(store)) == 20


def test_missing_and_hostile_names(store: FolderStore) -> None:
    absent = hashlib.sha256(b"absent").hexdigest()
    for name in (absent, "", "../../etc/passwd", absent.upper(), absent[:-1], absent + "\n", "0" * 63 + "０"):
        assert not store.has(name)
        with pytest.raises(MissingError):
            store.get(name)


def test_corruption_is_found_and_healed(store: FolderStore) -> None:
    name = store.put(b"precious")
    path = next(p for p in files(store) if p.name == name)
    for damage in (b"precioux", b"prec", b""):
        path.chmod(0o600)
        path.write_bytes(damage)
        with pytest.raises(CorruptError):
            store.get(name)
        assert store.put(b"precious") == name
        assert store.get(name) == b"precious"


def test_stream_with_limit(store: FolderStore, tmp_path: Path) -> None:
    chunks = [b"a" * 1000] * 10
    assert store.put_stream(iter(chunks), 10_000) == Blob(
        hashlib.sha256(b"".join(chunks)).hexdigest(), 10_000
    )
    before = files(store)
    taken: list[int] = []

    def endless() -> Iterator[bytes]:
        while True:
            taken.append(1)
            yield b"b" * 1000

    with pytest.raises(LimitError):
        store.put_stream(endless(), 5_500)
    assert len(taken) == 6
    assert files(store) == before
    source = tmp_path / "source"
    source.write_bytes(b"c" * 3_000_000)
    with source.open("rb") as file:
        assert store.put_stream(chunks_of(file), 3_000_000).size == 3_000_000


def test_a_source_that_fails_leaves_nothing(store: FolderStore) -> None:
    def failing() -> Iterator[bytes]:
        yield b"half"
        raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.put_stream(failing(), 100)
    assert files(store) == []


def test_stored_files_are_read_only(store: FolderStore) -> None:
    store.put(b"x")
    if os.name == "posix":
        assert files(store)[0].stat().st_mode & 0o222 == 0


def test_threads_that_put_the_same_and_different_bytes(store: FolderStore) -> None:
    failures: list[Exception] = []

    def work(worker: int) -> None:
        try:
            for n in range(30):
                same, own = store.put(f"{n}".encode() * 500), store.put(f"{worker}-{n}".encode())
                assert store.get(same) == f"{n}".encode() * 500
                assert store.get(own) == f"{worker}-{n}".encode()
        except Exception as error:  # noqa: BLE001
            failures.append(error)

    threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert len(files(store)) == 30 + 6 * 30


def test_killed_writers_leave_nothing_half(store: FolderStore) -> None:
    """kill -9 in the middle of many puts: every stored name holds exactly its bytes, and sweep clears the rest."""
    code = (
        "import sys, pathlib\n"
        "from review.store import FolderStore\n"
        "store = FolderStore(pathlib.Path(sys.argv[1]))\n"
        "n = 0\n"
        "while True:\n"
        "    n += 1\n"
        "    print(store.put(str(n).encode() * 20000), flush=True)\n"
    )
    acknowledged: list[str] = []
    for pause in (0.05, 0.11, 0.17):
        command = [sys.executable, "-c", code, str(store._root)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as writer:
            assert writer.stdout
            acknowledged.append(writer.stdout.readline().strip())
            time.sleep(pause)
            writer.kill()
            acknowledged += [line.strip() for line in writer.stdout if line.endswith("\n")]
    for name in acknowledged:
        assert store.get(name)
    for name in store.names():
        assert store.get(name)
    assert store.sweep(older_than_s=3600) == 0
    for leftover in store._incoming.iterdir():
        os.utime(leftover, (0, 0))
    store.sweep()
    assert list(store._incoming.iterdir()) == []
