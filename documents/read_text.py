"""Plain text: one block per line that is not blank. The first line is the title where it is short."""

from __future__ import annotations

import re
import unicodedata

from documents.charset import decode
from documents.errors import EmptyFileError, TooLargeError
from documents.headings import guess, is_short
from documents.limits import Limits
from documents.model import Anchor, Block, BlockKind, Document
from documents.offsets import span

LINE = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
# White space of any width, and marks without width that editors leave at line edges.
EDGES = "".join(chr(c) for c in (*range(9, 14), *range(28, 33), 0x85, 0xA0, 0x1680, *range(0x2000, 0x200C)))
EDGES += "\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"


def read_text(data: bytes, limits: Limits) -> Document:
    """Document of a text file. A title has kind HEADING and level None; so has a repeated title right below
    it.

    Raises:
        UnknownCharsetError, TooLargeError, EmptyFileError: see the classes.
    """
    text, charset = decode_bounded(data, limits)
    blocks: list[Block] = []
    start = 0
    for line, match in enumerate([*LINE.finditer(text), None], 1):
        end = match.start() if match else len(text)
        block = _block(text, start, end, line, blocks)
        if block is not None:
            blocks.append(block)
        start = match.end() if match else end
    if not blocks:
        raise EmptyFileError("文件里没有文字。请确认上传的是否为正确的文件。")
    return Document(format="txt", blocks=tuple(blocks), charset=charset)


def decode_bounded(data: bytes, limits: Limits) -> tuple[str, str]:
    """`documents.charset.decode` within `limits.characters`.

    Raises:
        UnknownCharsetError, TooLargeError: see the classes.
    """
    text, charset = decode(data)
    if len(text) > limits.characters:
        raise TooLargeError(f"文字超过 {limits.characters // 10_000} 万字，请拆分后再上传。")
    return text, charset


def _block(source: str, start: int, end: int, line: int, before: list[Block]) -> Block | None:
    raw = source[start:end]
    left = start + len(raw) - len(raw.lstrip(EDGES))
    raw = raw.strip(EDGES)
    if not raw:
        return None
    text, offsets, ends = raw, None, None
    if not unicodedata.is_normalized("NFC", raw):
        here = span(raw, range(left, left + len(raw)), range(left + 1, left + len(raw) + 1))
        text, offsets, ends = here.text, here.offsets, here.own_ends
    kind, level = guess(text)
    title = is_short(text) if not before else before[0].text == text and len(before) == 1
    if level is None and title:
        kind = BlockKind.HEADING
    return Block(
        id=f"b{len(before) + 1}",
        kind=kind,
        text=text,
        level=level,
        anchor=Anchor(line=line),
        source_start=left,
        offsets=offsets,
        ends=ends,
    )
