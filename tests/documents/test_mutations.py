"""Damaged copies of good files: a document or a typed refusal, never another error, never long."""

from __future__ import annotations

import io
import random
import time
import zipfile

import pytest

from documents.errors import UnreadableError
from documents.model import Document
from documents.read import read
from tests.fixtures import documents as made

SAMPLES = {
    "a.docx": made.docx_bytes(["关于检查的通知", "一、要求", "正文。"], [[["甲", "乙"]]], ["注"]),
    "b.docx": made.tracked_docx(),
    "c.docx": made.encrypted_docx(),
    "d.txt": made.TRADITIONAL.encode("big5"),
    "e.txt": made.SIMPLIFIED.encode("gb18030"),
    "f.md": "# 题\n\n1. 甲**乙**\n\n| a | b |\n|---|---|\n| 一 | 二 |\n".encode(),
}
XML = (
    "word/document.xml",
    "word/styles.xml",
    "[Content_Types].xml",
    "word/_rels/document.xml.rels",
    "word/footnotes.xml",
)


def mutate(data: bytes, chance: random.Random) -> bytes:
    """One to eight bit flips, or a cut, or a stretch of another place."""
    changed = bytearray(data)
    match chance.randrange(4):
        case 0:
            return bytes(changed[: chance.randrange(len(changed))])
        case 1:
            start, place = chance.randrange(len(changed)), chance.randrange(len(changed))
            piece = changed[start : start + chance.randrange(1, 200)]
            changed[place : place + len(piece)] = piece
        case _:
            for _ in range(chance.randrange(1, 9)):
                changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def mutate_inside(data: bytes, chance: random.Random) -> bytes:
    """The same inside one XML part, packed again with right checksums: the parser must cope, not the zip."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([n for n in XML if n in files])
    files[name] = mutate(files[name], chance)
    return made.zipped(files)


def campaign(count: int, seed: int) -> int:
    refused = faults = 0
    chance = random.Random(seed)  # noqa: S311 - repeatable, not secret
    for number in range(count):
        name = chance.choice(list(SAMPLES))
        data = SAMPLES[name]
        inside = name in {"a.docx", "b.docx"} and chance.random() < 0.6
        broken = mutate_inside(data, chance) if inside else mutate(data, chance)
        start = time.perf_counter()
        try:
            result: Document | None = read(broken, name)
        except UnreadableError as error:
            result = None
            refused += bool(error.reason)
            # Told to the user as damage, but a fault of ours all the same.
            faults += isinstance(error.__cause__, TypeError | AttributeError | RecursionError)
        if result is not None:
            assert Document.from_json(result.to_json()) == result
        assert time.perf_counter() - start < 10, number
    assert faults == 0
    return refused


def test_two_hundred_mutations() -> None:
    assert 20 < campaign(200, 2026) < 200


@pytest.mark.full
def test_two_thousand_mutations() -> None:
    assert campaign(2000, 7) > 200
