"""What `sanshen check` is asked to look at: names to sources, folders walked."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from documents.formats import WALKED
from documents.limits import Limits

STDIN = "-"


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to check. `name`: what results call it; `path` None = standard input.

    `data`: the bytes to check where they are at hand already, instead of those of `path`.
    """

    name: str
    path: Path | None
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Nothing:
    """A name that leads to no source, and why."""

    name: str
    reason: str


def expand(names: Sequence[str], stdin_name: str) -> Iterator[Source | Nothing]:
    """Sources for the names given, folders walked, each file once, in a stable order."""
    seen: set[Path] = set()
    for name in names:
        if name == STDIN:
            yield Source(stdin_name, None, sys.stdin.buffer.read(Limits().packed + 1))
            continue
        path = Path(name)
        if not path.is_dir():
            found = [path]
        else:
            found = sorted(_walk(path))
            if not found:
                yield Nothing(
                    name,
                    "文件夹里没有可以检查的文件（docx、doc、wps、odt、rtf、ofd、md、html、srt、vtt、txt）",
                )
        for file in found:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield Source(str(file), file)


def _walk(folder: Path) -> Iterator[Path]:
    for base, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for file in files:
            # ~$name.docx is the lock file Word leaves beside an open document.
            if Path(file).suffix.lower() in WALKED and not file.startswith((".", "~$")):
                yield Path(base) / file


def size(source: Source) -> int:
    """Bytes of a source, 0 where it cannot be told."""
    try:
        return source.path.stat().st_size if source.path and source.data is None else len(source.data or b"")
    except OSError:
        return 0
