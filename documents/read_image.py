"""Pictures of text (posters, scans) by machine reading with tesseract, where it is installed.

What a machine read from a picture is no typed text: each block says so in `Anchor.part` (`ocr/PAGE`), the document says
how many there are, and what was hard to read is listed as unread, to be compared with the picture by a person.
"""

from __future__ import annotations

import csv
import io
import shutil
import struct
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from documents import tools
from documents.errors import DamagedError, EmptyFileError, MissingToolError, TooLargeError
from documents.headings import guess
from documents.limits import MIB, Limits
from documents.model import Anchor, Block, Document, Unread, nfc

PART = "ocr/"
SECONDS = 60.0
_MEMORY = 1500 * MIB
_PIXELS = 60_000_000  # an A3 page at 600 dpi has 70 million; one at 400 dpi 31 million
_SURE = 60.0  # tesseract's confidence, 0–100, below which a line is listed
_BLOCK, _LINE, _WORD = "3", "4", "5"


@dataclass(slots=True)
class _Paragraph:
    """One paragraph as the machine saw it, with the confidence of each word."""

    page: int
    text: str = ""
    sure: list[float] = field(default_factory=list)


def read_image(data: bytes, limits: Limits) -> Document:
    """Document of a PNG, JPEG or TIFF.

    Raises:
        MissingToolError: no tesseract with Chinese here. TooLargeError, TooSlowError, DamagedError, EmptyFileError.
    """
    del limits  # the file's size is bounded by `sniff`, its pixels here
    languages = _languages()
    if not any(name.startswith("chi_sim") for name in languages):
        raise MissingToolError(
            "本机没有安装文字识别程序（tesseract 及其简体中文数据），图片里的文字不能审校。请上传图片所用的文字稿。"
        )
    if _pixels(data) > _PIXELS:
        raise TooLargeError(f"图片超过 {_PIXELS // 10_000} 万像素。请缩小后再上传。")
    paragraphs = list(_paragraphs(_recognised(data)))
    blocks, unread = _blocks(paragraphs)
    if not blocks:
        raise EmptyFileError("图片里没有认出文字。请上传更清晰的图片，或图片所用的文字稿。")
    # Not a note: whoever signs must see that nobody has checked these characters yet.
    unread.insert(0, Unread("全文", f"{len(blocks)} 段由机器从图片识别，可能认错字，请逐字与图片核对"))
    facts = {"machine_read": str(len(blocks)), "read_by": version()}
    return Document("image", tuple(blocks), unread=tuple(unread), facts=facts)


@lru_cache(maxsize=1)
def _languages() -> frozenset[str]:
    program = shutil.which("tesseract")
    if program is None:
        return frozenset()
    with tempfile.TemporaryDirectory(prefix="sanshen-ocr-") as folder:
        ran = tools.run([program, "--list-langs"], Path(folder), seconds=20, memory=_MEMORY)
    return frozenset(ran.out.decode("utf-8", "replace").split("\n")[1:])


@lru_cache(maxsize=1)
def version() -> str:
    """What tesseract calls itself, '' where it is not installed."""
    program = shutil.which("tesseract")
    if program is None:
        return ""
    with tempfile.TemporaryDirectory(prefix="sanshen-ocr-") as folder:
        ran = tools.run([program, "--version"], Path(folder), seconds=20, memory=_MEMORY)
    return ran.out.decode("utf-8", "replace").partition("\n")[0]


def _pixels(data: bytes) -> int:
    """Width times height as the file's own head says, 0 where it does not say: the program's memory is bounded too."""
    if data.startswith(b"\x89PNG") and len(data) >= 24:
        width, height = struct.unpack_from(">II", data, 16)
        return int(width * height)
    if data.startswith(b"\xff\xd8"):
        return _jpeg_pixels(data)
    return 0


def _jpeg_pixels(data: bytes) -> int:
    place = 2
    while place + 9 < len(data) and data[place] == 0xFF:
        mark, length = data[place + 1], int.from_bytes(data[place + 2 : place + 4], "big")
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", data, place + 5)
            return int(width * height)
        place += 2 + length
    return 0


def _recognised(data: bytes) -> str:
    with tempfile.TemporaryDirectory(prefix="sanshen-ocr-") as folder:
        (Path(folder) / "picture").write_bytes(data)
        argv = [str(shutil.which("tesseract")), "picture", "stdout", "-l", "chi_sim", "--psm", "6", "tsv"]
        # One thread: a server reads for many, and four threads of tesseract are slower than one on a shared core.
        extra = {"OMP_THREAD_LIMIT": "1"}
        ran = tools.run(argv, Path(folder), seconds=SECONDS, memory=_MEMORY, extra=extra)
    if ran.code != 0:
        raise DamagedError("图片已损坏，或不是可以识别的图片。请重新导出后再上传。")
    return ran.out.decode("utf-8", "replace")


def _paragraphs(table: str) -> Iterator[_Paragraph]:
    """Paragraphs from tesseract's table: level, page, block, paragraph, line, word, left, top, width, height, confidence,
    text. A line well short of its neighbours ends one: the machine takes a heading and the text below for one.
    """
    here = _Paragraph(1)
    edge = right = 0
    for row in csv.reader(io.StringIO(table), delimiter="\t", quoting=csv.QUOTE_NONE):
        if len(row) < 12 or row[0] not in {_BLOCK, _LINE, _WORD}:
            continue
        if row[0] == _WORD:
            here.sure.append(float(row[10]))
            here.text = _with(here.text, row[11].strip())
            continue
        ends = int(row[6]) + int(row[8])
        if row[0] == _BLOCK or right < edge - 2 * int(row[9]):
            yield here
            here = _Paragraph(int(row[1]))
        edge, right = (ends, ends) if row[0] == _BLOCK else (edge, ends)
    yield here


def _with(before: str, word: str) -> str:
    """`before` with the next word: the machine parts Chinese characters by blanks that nobody set."""
    latin = before[-1:].isascii() and word[:1].isascii() and word[:1].isalnum() and before[-1:] not in "([/"
    return before + (" " if before and latin else "") + word


def _blocks(paragraphs: list[_Paragraph]) -> tuple[list[Block], list[Unread]]:
    blocks: list[Block] = []
    unread: list[Unread] = []
    for paragraph in paragraphs:
        text = nfc(paragraph.text)
        if not text:
            continue
        kind, level = guess(text)
        number = len(blocks) + 1
        blocks.append(Block(f"b{number}", kind, text, level, anchor=Anchor(f"{PART}{paragraph.page}")))
        sure = sum(paragraph.sure) / len(paragraph.sure)
        if sure < _SURE:
            unread.append(Unread(f"第 {number} 段", f"识别把握低（{sure:.0f}%），请与图片核对"))
    return blocks, unread
