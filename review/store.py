"""The content-addressed store of original bytes: an interface, and a folder that implements it.

A blob's name is the SHA-256 of its bytes (64 lower-case hex digits); what is stored never changes and is
never stored twice. `put` returns only after the bytes are on disk: a row naming them may be committed next.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Protocol

_NAME = re.compile(r"[0-9a-f]{64}", re.ASCII)
_CHUNK = 1 << 20


class StoreError(Exception):
    """Base of what a store refuses. `str()` is Chinese text for the page."""


class MissingError(StoreError):
    """No such blob."""


class CorruptError(StoreError):
    """The stored bytes no longer have their name as hash."""


class LimitError(StoreError):
    """A stream is longer than allowed; nothing was stored."""


@dataclass(frozen=True, slots=True)
class Blob:
    """A stored blob: its name and its size in bytes."""

    sha256: str
    size: int


class Store(Protocol):
    """What the use cases need of a store; a folder today, S3-compatible storage later."""

    def put(self, data: bytes) -> str:
        """Store `data`, return its SHA-256 in hex. Storing the same bytes again changes nothing."""

    def put_stream(self, chunks: Iterable[bytes], limit: int) -> Blob:
        """Store a stream of at most `limit` bytes without holding it in memory.

        Raises:
            LimitError: more than `limit` bytes came.
        """

    def get(self, sha256: str) -> bytes:
        """The bytes, their hash verified.

        Raises:
            MissingError: no such blob, or not a SHA-256 name.
            CorruptError: the bytes on disk have changed.
        """

    def has(self, sha256: str) -> bool:
        """True if there is such a blob (its bytes are not read)."""


class FolderStore:
    """A store in a folder: `ab/cd/abcd…`, two levels of fan-out, safe for concurrent writers."""

    def __init__(self, root: Path) -> None:
        """Use (and make) the folder `root`.

        Raises:
            OSError: it cannot be made.
        """
        self._root = root
        self._incoming = root / "incoming"
        self._incoming.mkdir(parents=True, exist_ok=True)

    def put(self, data: bytes) -> str:
        """See `Store.put`.

        Raises:
            OSError: the disk refuses.
        """
        return self.put_stream([data], len(data)).sha256

    def put_stream(self, chunks: Iterable[bytes], limit: int) -> Blob:
        """See `Store.put_stream`. A damaged blob of that name is healed.

        Raises:
            LimitError: more than `limit` bytes came.
            OSError: the disk refuses.
        """
        handle, name = tempfile.mkstemp(dir=self._incoming)
        incoming = Path(name)
        try:
            with os.fdopen(handle, "wb") as file:
                blob = _copy(chunks, file, limit)
                file.flush()
                os.fsync(file.fileno())
            target = self._path(blob.sha256)
            if not self._intact(target, blob):
                incoming.chmod(0o440)
                _make_folders(target.parent, self._root)
                incoming.replace(target)
            # Even when another writer was first: it may not have come to this line yet.
            _sync_folder(target.parent)
        finally:
            incoming.unlink(missing_ok=True)
        return blob

    def get(self, sha256: str) -> bytes:
        """See `Store.get`."""
        if not _NAME.fullmatch(sha256):
            raise MissingError("存储中没有这份内容")
        try:
            data = self._path(sha256).read_bytes()
        except FileNotFoundError as error:
            raise MissingError("存储中没有这份内容") from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise CorruptError("存储的内容已损坏，请从备份恢复")
        return data

    def has(self, sha256: str) -> bool:
        """See `Store.has`."""
        return bool(_NAME.fullmatch(sha256)) and self._path(sha256).is_file()

    def names(self) -> Iterator[str]:
        """Every stored name, for backups and audits."""
        for path in sorted(self._root.glob("??/??/*")):
            if _NAME.fullmatch(path.name):
                yield path.name

    def sweep(self, older_than_s: float = 86400.0) -> int:
        """Delete what killed writers left more than `older_than_s` seconds ago; return how many files."""
        oldest, count = time.time() - older_than_s, 0
        for path in self._incoming.iterdir():
            with contextlib.suppress(FileNotFoundError):  # its writer finished meanwhile
                if path.stat().st_mtime < oldest:
                    path.unlink()
                    count += 1
        return count

    def _path(self, sha256: str) -> Path:
        return self._root / sha256[:2] / sha256[2:4] / sha256

    def _intact(self, target: Path, blob: Blob) -> bool:
        try:
            if target.stat().st_size != blob.size:
                return False
            with target.open("rb") as file:
                return hashlib.file_digest(file, "sha256").hexdigest() == blob.sha256
        except OSError:
            return False


def chunks_of(file: IO[bytes]) -> Iterator[bytes]:
    """A binary file as chunks of up to 1 MiB, for `put_stream`."""
    while chunk := file.read(_CHUNK):
        yield chunk


def _copy(chunks: Iterable[bytes], file: IO[bytes], limit: int) -> Blob:
    digest, size = hashlib.sha256(), 0
    for chunk in chunks:
        size += len(chunk)
        if size > limit:
            raise LimitError(f"内容超过 {limit} 字节的上限")
        digest.update(chunk)
        file.write(chunk)
    return Blob(digest.hexdigest(), size)


def _make_folders(folder: Path, root: Path) -> None:
    """Make `folder` below `root` so that it outlives a power cut: every new entry's parent is synced."""
    if folder == root or folder.is_dir():
        return
    _make_folders(folder.parent, root)
    folder.mkdir(exist_ok=True)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    if os.name != "posix":  # Windows has no such call, its rename is journalled
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
