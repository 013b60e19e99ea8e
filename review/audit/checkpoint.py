"""Checkpoints: signed tree heads of the audit log, as specified by C2SP tlog-checkpoint.

https://c2sp.org/tlog-checkpoint: a signed note whose text is origin, size, base64 root and optional extension
lines. Ours carry one extension line, `time 2026-11-22T10:00:00.000000Z`; witnesses do not vouch for it.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from review.audit import note as notes
from review.audit.merkle import HASH_SIZE
from review.audit.note import BadSignatureError, NoteError, NoteSigner

__all__ = ["BadSignatureError", "Checkpoint", "CheckpointError", "make", "parse", "verify"]

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}")


class CheckpointError(NoteError):
    """A note whose text is not a checkpoint."""


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a checkpoint says: `size` leaves, `root` of 32 bytes, and the lines after it."""

    origin: str
    size: int
    root: bytes
    extension: tuple[str, ...] = ()

    @property
    def time(self) -> str | None:
        """The `time` extension line's value, None where there is none."""
        return next((line[5:] for line in self.extension if line.startswith("time ")), None)

    def text(self) -> str:
        """The note text.

        Raises:
            CheckpointError: an empty origin or line, a line break in one, or a size or root that no tree has.
        """
        lines = [self.origin, str(self.size), base64.b64encode(self.root).decode(), *self.extension]
        if any(not line or "\n" in line for line in lines) or self.size < 0 or len(self.root) != HASH_SIZE:
            raise CheckpointError(
                "not a checkpoint: empty line, negative size or a root that is not 32 bytes"
            )
        return "".join(line + "\n" for line in lines)


def make(origin: str, size: int, root: bytes, extension: Sequence[str], signer: NoteSigner) -> str:
    """The signed note of a tree head. The signer's name should be the origin.

    Raises:
        CheckpointError, NoteError: the parts cannot stand in a checkpoint.
    """
    return notes.sign(Checkpoint(origin, size, root, tuple(extension)).text(), signer)


def parse(note: str) -> Checkpoint:
    """What `note` claims, unverified.

    Raises:
        NoteError, CheckpointError: not a checkpoint.
    """
    return _from_text(notes.parse(note)[0])


def verify(note: str, vkey: str) -> Checkpoint:
    """What `note` says, once the signature under `vkey` is found right.

    Raises:
        NoteError, CheckpointError: not a checkpoint, or not a vkey.
        BadSignatureError: not signed by that key.
    """
    return _from_text(notes.verify(note, vkey))


def _from_text(text: str) -> Checkpoint:
    origin, *rest = text[:-1].split("\n")
    if len(rest) < 2 or not origin or not all(rest):
        raise CheckpointError("a checkpoint has at least three lines, none of them empty")
    size, root, *extension = rest
    if not _SIZE.fullmatch(size) or int(size) >= 2**63:
        raise CheckpointError("the size is not a decimal number")
    raw = notes.decode_base64(root)
    if len(raw) != HASH_SIZE:
        raise CheckpointError("the root is not 32 bytes")
    return Checkpoint(origin, int(size), raw, tuple(extension))
