"""Corrections put into a text file, in its own character set, where the place is plain text in the source."""

from __future__ import annotations

import codecs
from collections.abc import Sequence

from documents.apply import apply_to_text
from documents.charset import decode
from documents.errors import NotWritableError, UnreadableError
from documents.limits import Limits
from documents.model import Document, nfc
from documents.read import read
from documents.write_model import Correction, Refusal, Written

_DEFAULT = Limits()
FORMATS = frozenset({"md", "txt", "srt", "vtt"})
_BOMS = (codecs.BOM_UTF8, codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_CHANGED = "文件的编码不能原样写回，没有修改"


def encoded_like(data: bytes, text: str) -> bytes:
    """`text` in the character set and with the byte order mark of `data`.

    Raises:
        NotWritableError: the set cannot say it, or `data` cannot be written back as it is.
    """
    try:
        old, charset = decode(data)
        bom = next((mark for mark in _BOMS if data.startswith(mark)), b"")
        if bom + old.encode(charset) != data:
            raise NotWritableError(_CHANGED)
        new = bom + text.encode(charset)
        if decode(new)[0] != text:
            raise NotWritableError(_CHANGED)
    except (UnicodeEncodeError, UnreadableError) as error:
        raise NotWritableError("文件的编码写不出建议的文字，请先存为 UTF-8") from error
    return new


def correct_text(
    data: bytes,
    filename: str,
    document: Document,
    corrections: Sequence[Correction],
    limits: Limits = _DEFAULT,
) -> Written:
    """The text file `data`, read as `document`, with the corrections in it; nothing else in it changes.

    Raises:
        NotWritableError: the character set does not allow it, or the result would not read as ordered.
    """
    source = decode(data)[0]
    blocks = {block.id: block for block in document.blocks}
    edits: dict[int, tuple[int, int, str]] = {}
    refused: list[Refusal] = []
    for index, c in enumerate(corrections):
        block = blocks.get(c.block)
        known = block is not None and 0 <= c.start <= c.end <= len(block.text)
        place = block.source_range(c.start, c.end) if block is not None and known else None
        if block is None or place is None:
            refused.append(Refusal(index, "文件里没有这个位置"))
        elif nfc(source[place[0] : place[1]]) != block.text[c.start : c.end] or "\n" in c.text:
            refused.append(Refusal(index, "这里有标记或换行，请在原文件里改"))
        elif any((place[0] < e and s < place[1]) or place == (s, e) for s, e, _ in edits.values()):
            refused.append(Refusal(index, "与另一处修改重叠"))
        else:
            edits[index] = (*place, c.text)
    if not edits:
        return Written(data, tuple(refused))
    new = encoded_like(data, apply_to_text(source, edits.values()))
    _verify(new, filename, document, [corrections[i] for i in edits], limits)
    return Written(new, tuple(refused))


def _verify(
    new: bytes, filename: str, document: Document, done: Sequence[Correction], limits: Limits
) -> None:
    wanted = {block.id: block.text for block in document.blocks}
    for c in sorted(done, key=lambda c: (c.start, c.end), reverse=True):
        wanted[c.block] = wanted[c.block][: c.start] + c.text + wanted[c.block][c.end :]
    found = [block.text.strip() for block in read(new, filename, limits).blocks]
    if [t for t in found if t] != [nfc(t).strip() for t in wanted.values() if t.strip()]:
        raise NotWritableError("写入修改后读到的文字与预期不同，没有生成文件。请在原文件里修改。")
