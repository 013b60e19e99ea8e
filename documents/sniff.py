"""What a file really is, by its bytes; its name is only believed where the bytes agree."""

from __future__ import annotations

from enum import StrEnum
from pathlib import PurePath

from documents import ole
from documents.errors import EmptyFileError, EncryptedError, MacroError, TooLargeError, WrongTypeError
from documents.limits import MIB, Limits

READABLE = "Word 文档（.docx）、Markdown（.md）和纯文本（.txt）"
_TEXT_SUFFIXES = {"": "txt", ".txt": "txt", ".text": "txt", ".md": "md", ".markdown": "md"}
_WORD_SUFFIXES = {".docx", ".docm", ".dotx", ".dotm"}
_ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06")

# (first bytes, what it is). Marks of two bytes also begin honest texts, so those count only beside a NUL.
_MAGICS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "PDF 文件"),
    (b"\x7fELF", "可执行程序（ELF）"),
    (b"\xcf\xfa\xed\xfe", "可执行程序（Mach-O）"),
    (b"\xce\xfa\xed\xfe", "可执行程序（Mach-O）"),
    (b"\xca\xfe\xba\xbe", "可执行程序"),
    (b"\x89PNG\r\n\x1a\n", "PNG 图片"),
    (b"\xff\xd8\xff", "JPEG 图片"),
    (b"GIF87a", "GIF 图片"),
    (b"GIF89a", "GIF 图片"),
    (b"II*\x00", "TIFF 图片"),
    (b"MM\x00*", "TIFF 图片"),
    (b"Rar!\x1a\x07", "RAR 压缩包"),
    (b"7z\xbc\xaf\x27\x1c", "7z 压缩包"),
    (b"\x1f\x8b\x08", "gzip 压缩包"),
    (b"BZh9", "bzip2 压缩包"),
    (b"\xfd7zXZ\x00", "xz 压缩包"),
    (b"{\\rtf", "RTF 文档"),
    (b"SQLite format 3\x00", "SQLite 数据库"),
    (b"OggS\x00", "音频或视频文件"),
    (b"\x1aE\xdf\xa3", "视频文件"),
)
_SHORT_MAGICS: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "可执行程序（.exe）"),
    (b"BM", "BMP 图片"),
    (b"ID3", "MP3 音频"),
)


class Kind(StrEnum):
    """A format some reader takes, or `zip`, whose inside decides (see `documents.package`)."""

    ZIP = "zip"
    TXT = "txt"
    MD = "md"


def sniff(data: bytes, filename: str, limits: Limits) -> Kind:
    """The reader for `data`.

    Raises:
        EmptyFileError, TooLargeError, EncryptedError, MacroError, WrongTypeError: see the classes.
    """
    if not data:
        raise EmptyFileError("文件是空的（0 字节）。请确认上传的是否为正确的文件。")
    if len(data) > limits.packed:
        raise TooLargeError(f"文件有 {len(data) / MIB:.1f} MB，超过上限 {limits.packed // MIB} MB。")
    suffix = PurePath(filename.replace("\\", "/")).suffix.lower()
    if data.startswith(ole.MAGIC):
        raise _ole_refusal(data)
    if data.startswith(_ZIP_MAGICS):
        if suffix in {".docm", ".dotm"}:
            raise MacroError("这是带宏的 Word 文档。请另存为不带宏的 .docx 后再上传。")
        return Kind.ZIP
    what = identify(data)
    if what is not None:
        raise WrongTypeError(f"{_named(suffix)}内容实际是{what}，不能审校。目前可读：{READABLE}。")
    if suffix in _WORD_SUFFIXES:
        raise WrongTypeError(f"{_named(suffix)}内容却不是 Word 文档。请用 Word 打开后另存为 .docx。")
    if suffix not in _TEXT_SUFFIXES:
        raise WrongTypeError(f"暂不支持 {suffix} 文件。目前可读：{READABLE}。")
    return Kind(_TEXT_SUFFIXES[suffix])


def identify(data: bytes) -> str | None:
    """Chinese name of a well-known format that is not ours to read, None without such a mark."""
    for magic, name in _MAGICS:
        if data.startswith(magic):
            return name
    head = data[:1024]
    if data[:4] == b"RIFF" and head[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return {b"WEBP": "WebP 图片", b"WAVE": "WAV 音频"}.get(head[8:12], "AVI 视频")
    if head[4:8] == b"ftyp":
        return "视频或图片文件（MP4/HEIC）"
    if b"\x00" in head:
        return next((name for magic, name in _SHORT_MAGICS if data.startswith(magic)), None)
    return None


def _named(suffix: str) -> str:
    return f"文件名是 {suffix}，" if suffix else "这个文件的"


def _ole_refusal(data: bytes) -> EncryptedError | WrongTypeError:
    names = ole.stream_names(data)
    if names & {"EncryptionInfo", "EncryptedPackage"}:
        return EncryptedError("文件有密码保护。请在 Word 里取消密码后再上传。")
    if "WordDocument" in names:
        return WrongTypeError("这是旧版 Word 文档（.doc）。请用 Word 或 WPS 另存为 .docx 后再上传。")
    if names & {"Workbook", "Book"}:
        return WrongTypeError(f"这是旧版 Excel 表格（.xls），不能审校。目前可读：{READABLE}。")
    if "PowerPoint Document" in names:
        return WrongTypeError(f"这是旧版演示文稿（.ppt），不能审校。目前可读：{READABLE}。")
    return WrongTypeError("这是旧版 Office 格式的文件，无法读取。请另存为 .docx 后再上传。")
