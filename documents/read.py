"""The one door into the text model: bytes and a file name in, a `Document` or a typed refusal out."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import PurePath

from lxml import etree

from documents.errors import DamagedError, TooLargeError, UnreadableError, WrongTypeError
from documents.limits import MIB, Limits
from documents.model import Document
from documents.sniff import Kind, sniff

_READERS = {Kind.ZIP: "read_docx", Kind.MD: "read_markdown", Kind.TXT: "read_text"}
_DEFAULT = Limits()
# What libraries throw at hostile bytes. Anything else is a fault of ours and must be seen.
_DAMAGE = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    RecursionError,
    OSError,
    EOFError,
    etree.LxmlError,
)


def _reader(kind: Kind) -> Callable[[bytes, Limits], Document]:
    """The reader of a format, its libraries imported with its first file: python-docx alone takes a tenth of a second."""
    name = _READERS[kind]
    found: Callable[[bytes, Limits], Document] = getattr(import_module(f"documents.{name}"), name)
    return found


def read(data: bytes, filename: str, limits: Limits = _DEFAULT) -> Document:
    """Read one file whole, in memory. The format is told by the bytes; only text formats are told apart by
    suffix.

    Raises:
        UnreadableError: a subclass for each cause, with `code` for programs and a Chinese `reason` for
        people.
    """
    kind = sniff(data, filename, limits)
    try:
        document = _reader(kind)(data, limits)
    except UnreadableError:
        raise
    except _DAMAGE as error:
        raise DamagedError("文件已损坏，无法读取。请用 Word 打开检查，另存后再上传。") from error
    suffix = PurePath(filename.replace("\\", "/")).suffix.lower()
    if kind is Kind.ZIP and suffix not in {".docx", ""}:
        raise WrongTypeError(f"文件名是 {suffix}，内容却是 Word 文档。请把文件名改为 .docx 后再上传。")
    return document


def read_proof(data: bytes, filename: str, limits: Limits = _DEFAULT) -> Document:
    """As `read`, and PDF as well: what a typesetter returns is compared, never released.

    Raises:
        UnreadableError: as `read`.
    """
    if not data.startswith(b"%PDF-"):
        return read(data, filename, limits)
    if len(data) > limits.packed:
        raise TooLargeError(f"文件有 {len(data) / MIB:.1f} MB，超过上限 {limits.packed // MIB} MB。")
    from documents.read_pdf import read_pdf  # noqa: PLC0415 - PDFium is loaded only for a PDF

    return read_pdf(data, limits)
