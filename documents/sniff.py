"""What a file really is, by its bytes; its name is only believed where the bytes agree."""

from __future__ import annotations

from pathlib import PurePath

from documents import ole
from documents.errors import EmptyFileError, EncryptedError, MacroError, TooLargeError, WrongTypeError
from documents.formats import BY_SUFFIX, READABLE, named
from documents.limits import MIB, Limits

ZIP = "zip"

_WORD_SUFFIXES = {".docm", ".dotx", ".dotm"}
_ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06")
_ODT = b"mimetypeapplication/vnd.oasis.opendocument.text"
_TEXT = {"md", "html", "srt", "vtt", "txt"}
# What honest files of one format are called besides its own suffixes.
_ALSO = {"rtf": {".doc", ".wps"}}
_PICTURES = ("PNG 图片", "JPEG 图片", "TIFF 图片")

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
    (b"SQLite format 3\x00", "SQLite 数据库"),
    (b"OggS\x00", "音频或视频文件"),
    (b"\x1aE\xdf\xa3", "视频文件"),
)
_SHORT_MAGICS: tuple[tuple[bytes, str], ...] = (
    (b"MZ", "可执行程序（.exe）"),
    (b"BM", "BMP 图片"),
    (b"ID3", "MP3 音频"),
)


def sniff(data: bytes, filename: str, limits: Limits) -> str:
    """The name of the format of `data` (`documents.formats`); `zip` where its inside decides (`documents.package`).

    Raises:
        EmptyFileError, TooLargeError, EncryptedError, MacroError, WrongTypeError: see the classes.
    """
    require_size(data, limits)
    suffix = suffix_of(filename)
    if data.startswith(ole.MAGIC):
        return _agreed(_ole(data), suffix)
    if data.startswith(_ZIP_MAGICS):
        return _zip(data, suffix)
    if data.startswith(b"{\\rtf"):
        return _agreed("rtf", suffix)
    what = identify(data)
    return _text(suffix) if what is None else _marked(what, suffix)


def require_size(data: bytes, limits: Limits) -> None:
    """Refuse an empty file and one over the limit.

    Raises:
        EmptyFileError, TooLargeError: with the size in words.
    """
    if not data:
        raise EmptyFileError("文件是空的（0 字节）。请确认上传的是否为正确的文件。")
    if len(data) > limits.packed:
        raise TooLargeError(f"文件有 {len(data) / MIB:.1f} MB，超过上限 {limits.packed // MIB} MB。")


def _zip(data: bytes, suffix: str) -> str:
    if suffix in {".docm", ".dotm"}:
        raise MacroError("这是带宏的 Word 文档。请另存为不带宏的 .docx 后再上传。")
    if data.startswith(_ODT, 30):
        return _agreed("odt", suffix)
    return "ofd" if suffix == ".ofd" else ZIP


def _marked(what: str, suffix: str) -> str:
    """`image`; every other well-known format is refused by what it is."""
    if what in _PICTURES:
        return _agreed("image", suffix)
    if what == "PDF 文件":
        raise WrongTypeError(
            f"{_named(suffix)}内容是 PDF。PDF 只能作为校样上传，不能作为原稿。请上传排版前的稿件：{READABLE}。"
        )
    raise WrongTypeError(f"{_named(suffix)}内容实际是{what}，不能审校。可以上传：{READABLE}。")


def suffix_of(filename: str) -> str:
    """The suffix of a client's file name, lower case with its dot, '' without one."""
    return PurePath(filename.replace("\\", "/")).suffix.lower()


def _agreed(name: str, suffix: str) -> str:
    """`name` where the file is called so.

    Raises:
        WrongTypeError: the name says something else.
    """
    form = named(name)
    if name == "doc" and suffix == ".wps":
        return "wps"
    if suffix in {"", *form.suffixes, *_ALSO.get(name, ())}:
        return name
    other = "" if name == "image" else "，或用 Word 另存为 .docx"
    raise WrongTypeError(
        f"{_named(suffix)}内容却是{form.title}。请把文件名改为 {form.suffixes[0]}{other}后再上传。"
    )


def _text(suffix: str) -> str:
    form = BY_SUFFIX.get(suffix or ".txt")
    if form is not None and form.name in _TEXT:
        return form.name
    if form is not None or suffix in _WORD_SUFFIXES:
        what = "Word 文档" if form is None else form.title
        raise WrongTypeError(f"{_named(suffix)}内容却不是{what}。请确认文件没有损坏，另存后再上传。")
    raise WrongTypeError(f"暂不支持 {suffix} 文件。可以上传：{READABLE}。")


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


def _ole(data: bytes) -> str:
    """`doc`; everything else in such a container is refused by what it is."""
    names = ole.stream_names(data)
    if names & {"EncryptionInfo", "EncryptedPackage"}:
        raise EncryptedError("文件有密码保护。请在 Word 里取消密码后再上传。")
    if "WordDocument" in names:
        return "doc"
    if names & {"Workbook", "Book"}:
        raise WrongTypeError(f"这是旧版 Excel 表格（.xls），不能审校。可以上传：{READABLE}。")
    if "PowerPoint Document" in names:
        raise WrongTypeError(f"这是旧版演示文稿（.ppt），不能审校。可以上传：{READABLE}。")
    raise WrongTypeError("这是旧版 Office 格式的文件，无法读取。请另存为 .docx 后再上传。")
