"""Files of other word processors: converted to docx, then read as one."""

from __future__ import annotations

from dataclasses import replace

from documents import convert, ole
from documents.errors import EncryptedError, MacroError
from documents.limits import Limits
from documents.model import Document, Unread
from documents.package import Package
from documents.read_docx import View, read_docx

_MATH = "{http://www.w3.org/1998/Math/MathML}math"
_MACROS = {"Macros", "VBA", "_VBA_PROJECT", "_VBA_PROJECT_CUR"}


def read_converted(data: bytes, name: str, limits: Limits, view: View = "final") -> Document:
    """Document of a file of format `name` (doc, wps, odt, rtf). Its anchors lead into the conversion.

    Raises:
        UnreadableError: encrypted, with macros, or as `documents.convert.to_docx` and `documents.read_docx.read_docx`.
    """
    document = read_docx(as_docx(data, name, limits), limits, view)
    note = "由 LibreOffice 转换后读入；保存和签发的是原文件，版式以原文件为准。"
    facts = {**document.facts, "converted_by": convert.version()}
    unread = document.unread
    if (lost := _formulas(data, name, limits) - int(document.facts["formulas"])) > 0:
        unread = (*unread, Unread("正文", f"有 {lost} 个公式没有读入"))
    return replace(document, format=name, notes=(note, *document.notes), facts=facts, unread=unread)


def _formulas(data: bytes, name: str, limits: Limits) -> int:
    """Formulas the file holds, at least: LibreOffice without its Math component drops them without a word."""
    if name == "odt":
        package = Package(data, limits)
        parts = (part for part in package.names() if part.endswith("/content.xml"))
        return sum(package.xml(part).tag == _MATH for part in parts)
    return int(name in {"doc", "wps"} and "Equation Native" in ole.stream_names(data))


def as_docx(data: bytes, name: str, limits: Limits) -> bytes:
    """The docx behind a file of format `name`; for docx the file itself.

    Raises:
        UnreadableError: see `read_converted`.
    """
    if name == "docx":
        return data
    if name in {"doc", "wps"}:
        _admit_ole(data)
    elif name == "odt":
        _admit_odt(data, limits)
    return convert.to_docx(data, name, limits)


def _admit_ole(data: bytes) -> None:
    if ole.is_encrypted_word(data):
        raise EncryptedError("文件有密码保护。请在 Word 或 WPS 里取消密码后再上传。")
    if ole.stream_names(data) & _MACROS:
        raise MacroError("文件带有宏。请另存为不带宏的 .docx 后再上传。")


def _admit_odt(data: bytes, limits: Limits) -> None:
    """The same suspicion as for a docx, before LibreOffice sees the file."""
    package = Package(data, limits)
    manifest = "META-INF/manifest.xml"
    if manifest in package and b"encryption-data" in package.read(manifest):
        raise EncryptedError("文件有密码保护。请取消密码后再上传。")
    if any(name.startswith(("Basic/", "Scripts/")) for name in package.names()):
        raise MacroError("文件带有宏。请另存为不带宏的 .docx 后再上传。")
