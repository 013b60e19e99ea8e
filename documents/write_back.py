"""The Word file to write remarks and corrections into: the draft itself, or one made of it where it is none.

Files of other word processors go through LibreOffice as on reading; texts are set plainly (`documents.write_docx`).
Places of the document's blocks are told in the blocks of that file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TypeVar

from documents.annotate import annotate
from documents.errors import NotWritableError, UnreadableError
from documents.guarded import DAMAGE
from documents.limits import Limits
from documents.model import BlockKind, Document
from documents.read_converted import as_docx
from documents.read_docx import read_docx
from documents.write_clean import clean
from documents.write_corrections import correct, refusals
from documents.write_docx import PICTURE_SHIFT, set_in_word
from documents.write_model import Correction, Note, Refusal, Written
from documents.write_text import FORMATS, correct_text

_CONVERTED = frozenset({"doc", "wps", "odt", "rtf"})
_DEFAULT = Limits()
Asked = TypeVar("Asked", Note, Correction)


class Origin(StrEnum):
    """How the Word file came about."""

    SAME = "same"  # the draft is a Word file
    CONVERTED = "converted"  # by LibreOffice
    SET = "set"  # by us, from the text alone


@contextmanager
def _typed() -> Iterator[None]:
    """Faults of a hostile file, told as what they are."""
    try:
        yield
    except UnreadableError as error:
        raise NotWritableError(error.reason) from error
    except DAMAGE as error:
        raise NotWritableError(
            "文件内部的结构不寻常，不能自动写入。请用 Word 打开，另存后再上传。"
        ) from error


@dataclass(frozen=True, slots=True)
class WordCopy:
    """A Word file that says what the draft says. `places`: block of the draft → (block of the file, characters before).

    Every method raises NotWritableError where the file cannot take what is asked, in words.
    """

    data: bytes
    origin: Origin
    places: Mapping[str, tuple[str, int]] | None = None
    limits: Limits = _DEFAULT

    def annotated(self, notes: Sequence[Note]) -> Written:
        """With comments; see `documents.annotate.annotate`."""
        found = [self._moved(note) for note in notes]
        with _typed():
            return self._back(annotate(self.data, [n for n in found if n is not None], self.limits), found)

    def corrected(self, corrections: Sequence[Correction], *, tracked: bool = True) -> Written:
        """With corrections; see `documents.write_corrections.correct`."""
        found = [self._moved(c) for c in corrections]
        wanted = [c for c in found if c is not None]
        with _typed():
            return self._back(correct(self.data, wanted, tracked=tracked, limits=self.limits), found)

    def refusals(self, corrections: Sequence[Correction]) -> tuple[Refusal, ...]:
        """What `corrected` would leave out; see `documents.write_corrections.refusals`."""
        found = [self._moved(c) for c in corrections]
        with _typed():
            told = refusals(self.data, [c for c in found if c is not None], self.limits)
            return self._back(Written(self.data, told), found).refused

    def cleaned(self, *, keep_comments: bool = False) -> bytes:
        """With all tracked changes accepted; see `documents.write_clean.clean`."""
        with _typed():
            return clean(self.data, keep_comments=keep_comments, limits=self.limits)

    def _moved(self, item: Asked) -> Asked | None:
        if self.places is None:
            return item
        place = self.places.get(item.block)
        if place is None:
            return None
        block, shift = place
        return replace(item, block=block, start=item.start + shift, end=item.end + shift)

    def _back(self, written: Written, found: Sequence[object | None]) -> Written:
        """Numbers of the items as they were asked for."""
        kept = [index for index, item in enumerate(found) if item is not None]
        lost = [Refusal(index, "文件里没有这个位置") for index, item in enumerate(found) if item is None]
        refused = [Refusal(kept[r.index], r.reason) for r in written.refused]
        elsewhere = tuple(kept[index] for index in written.elsewhere)
        return Written(written.data, tuple(sorted([*refused, *lost], key=lambda r: r.index)), elsewhere)


def corrected_draft(
    data: bytes,
    filename: str,
    document: Document,
    corrections: Sequence[Correction],
    limits: Limits = _DEFAULT,
) -> Written:
    """The draft itself, in its own format, with the corrections written in and nothing else changed.

    Raises:
        NotWritableError: the format cannot be rewritten, or the result would not read as ordered.
    """
    if document.format == "docx":
        return WordCopy(data, Origin.SAME, None, limits).corrected(corrections, tracked=False)
    if document.format in FORMATS:
        with _typed():
            return correct_text(data, filename, document, corrections, limits)
    raise NotWritableError(
        "这种格式的文件不能自动改写。请下载带修订的 Word，照着在原文件里修改，或另存为 .docx 后再上传。"
    )


def word_copy(data: bytes, document: Document, limits: Limits = _DEFAULT) -> WordCopy:
    """The Word file behind a draft read as `document` from `data`.

    Raises:
        UnreadableError: the conversion is not possible here, in words.
    """
    if document.format == "docx":
        return WordCopy(data, Origin.SAME, None, limits)
    if document.format in _CONVERTED:
        return WordCopy(as_docx(data, document.format, limits), Origin.CONVERTED, None, limits)
    made, order = set_in_word(document)
    pictures = {block.id for block in document.blocks if block.kind is BlockKind.IMAGE}
    places = {
        identity: (block.id, PICTURE_SHIFT if identity in pictures else 0)
        for identity, block in zip(order, read_docx(made, limits).blocks, strict=True)
    }
    return WordCopy(made, Origin.SET, places, limits)
