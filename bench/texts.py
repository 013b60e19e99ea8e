"""Texts that speed is measured on: of our own making, and, where the development data is at hand, real ones.

The data (SANSHEN_DATA, else ../shared/data beside the checkout) is no part of the repository; the lines of its report
half, a twentieth, are left out, as everywhere but in bench/quality.
"""

from __future__ import annotations

import os
import zlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench.check_speed import CHARACTERS_PER_MB, made_document
from documents.model import Block, BlockKind, Document

CORPORA = {
    "Statutes": "official/statutes.txt",
    "Reports": "official/reports.txt",
    "News": "news/broadcast.txt",
}
MADE = "Text of our own making"
_HOUSE = Path(__file__).resolve().parent.parent


def texts(megabytes: float = 1) -> dict[str, str]:
    """Name to text of so many MB, a paragraph a line: our own making, then every corpus that is there."""
    found = {MADE: made_text(megabytes)}
    for name in CORPORA:
        if (text := corpus(name, megabytes)) is not None:
            found[name] = text
    return found


def made_text(megabytes: float) -> str:
    """Text of our own making."""
    return "\n".join(block.text for block in made_document(int(megabytes * CHARACTERS_PER_MB)))


def corpus(name: str, megabytes: float = 1) -> str | None:
    """The beginning of a corpus, from over again where it is shorter than asked for; None = no data here."""
    file = Path(os.environ.get("SANSHEN_DATA", _HOUSE.parent / "shared" / "data")) / CORPORA[name]
    return "\n".join(_lines(file, int(megabytes * CHARACTERS_PER_MB))) if file.is_file() else None


def _lines(file: Path, characters: int) -> Iterator[str]:
    while characters > 0:
        with file.open(encoding="utf-8") as lines:
            for line in map(str.strip, lines):
                if line and zlib.crc32(line.encode()) % 20 > 1:
                    yield line
                    characters -= len(line)
                    if characters <= 0:
                        return


def document_of(lines: Sequence[str]) -> Document:
    """A document of one paragraph a line."""
    return Document("txt", tuple(Block(f"b{i}", BlockKind.PARAGRAPH, line) for i, line in enumerate(lines)))
