"""The one door into the text model: bytes and a file name in, a `Document` or a typed refusal out."""

from __future__ import annotations

from importlib import import_module

from documents.errors import DamagedError, UnreadableError, WrongTypeError
from documents.guarded import DAMAGE, read_apart
from documents.limits import Limits
from documents.model import Document
from documents.sniff import ZIP, require_size, sniff, suffix_of

# Readers import their libraries with their first file: python-docx alone takes a tenth of a second.
_HERE = {
    ZIP: "read_docx",
    "md": "read_markdown",
    "txt": "read_text",
    "srt": "read_srt",
    "vtt": "read_vtt",
    "ofd": "read_ofd",
    "image": "read_image",
}
_MODULES = {"read_srt": "read_subtitles", "read_vtt": "read_subtitles"}
_APART = {"html": "read_html", "pdf": "read_pdf"}
_DEFAULT = Limits()


def read(data: bytes, filename: str, limits: Limits = _DEFAULT) -> Document:
    """Read one file whole, in memory. The format is told by the bytes; only text formats are told apart by
    suffix.

    Raises:
        UnreadableError: a subclass for each cause, with `code` for programs and a Chinese `reason` for
        people.
    """
    name = sniff(data, filename, limits)
    try:
        document = _read(name, data, limits)
    except UnreadableError:
        raise
    except DAMAGE as error:
        raise DamagedError("文件已损坏，无法读取。请打开检查，另存后再上传。") from error
    suffix = suffix_of(filename)
    if name == ZIP and suffix not in {".docx", ""}:
        raise WrongTypeError(f"文件名是 {suffix}，内容却是 Word 文档。请把文件名改为 .docx 后再上传。")
    return document


def _read(name: str, data: bytes, limits: Limits) -> Document:
    if name in _APART:
        return read_apart(_APART[name], data, limits)
    reader = _HERE.get(name)
    if reader is None:
        from documents.read_converted import read_converted  # noqa: PLC0415

        return read_converted(data, name, limits)
    module = import_module(f"documents.{_MODULES.get(reader, reader)}")
    found: Document = getattr(module, reader)(data, limits)
    return found


def read_proof(data: bytes, filename: str, limits: Limits = _DEFAULT) -> Document:
    """As `read`, and PDF as well: what a typesetter returns is compared, never released.

    Raises:
        UnreadableError: as `read`.
    """
    if not data.startswith(b"%PDF-"):
        return read(data, filename, limits)
    require_size(data, limits)
    return read_apart("read_pdf", data, limits)
