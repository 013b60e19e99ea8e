"""A zip package (OPC, ECMA-376 part 2) opened with suspicion: counted, measured while it unpacks, no DTD in
any part.
"""

from __future__ import annotations

import hashlib
import io
import posixpath
import re
import zipfile
import zlib
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote

from lxml import etree

from documents import safe_xml
from documents.errors import DamagedError, EncryptedError, TooLargeError, WrongTypeError, ZipBombError
from documents.formats import READABLE
from documents.limits import MIB, Limits

CONTENT_TYPES = "[Content_Types].xml"
_CHUNK = 256 * 1024
_RELATIONSHIPS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_STRICT = re.compile(rb"""=(["'])http://purl\.oclc\.org/ooxml/([A-Za-z/]+)\1""")
_DAMAGED = "文件已损坏或不完整（可能没有传完）。请确认能用 Word 打开，再重新上传。"
_BOMB = "文件解压后异常膨胀，疑似压缩炸弹，已停止读取。"


@dataclass(frozen=True, slots=True)
class Relationship:
    """One relationship of a part.

    `kind` is the last word of its type; `target` a part name, or an address outside.
    """

    id: str
    kind: str
    target: str
    external: bool


class Package:
    """Read-only view of a package that passed every check.

    Raises (on creation):
        DamagedError, EncryptedError, TooLargeError, ZipBombError, ExternalEntityError: see the classes.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        self._limits = limits
        try:
            # The archive stays open as long as this object: it reads from memory, there is no handle to leak.
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            self._entries = self._admit(self._zip.infolist())
            self._inspect()
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError, OSError) as error:
            raise DamagedError(_DAMAGED) from error
        except RuntimeError as error:  # zipfile's word for "needs a password"
            raise EncryptedError("文件有密码保护。请取消密码后再上传。") from error

    def _admit(self, entries: list[zipfile.ZipInfo]) -> dict[str, zipfile.ZipInfo]:
        """Judge by the directory alone, before anything unpacks."""
        if len(entries) > self._limits.entries:
            raise ZipBombError(_BOMB)
        named: dict[str, zipfile.ZipInfo] = {}
        folded: set[str] = set()
        total = 0
        for entry in entries:
            if entry.is_dir():
                continue
            if entry.flag_bits & 0x1:
                raise EncryptedError("文件有密码保护。请取消密码后再上传。")
            total += entry.file_size
            self._weigh(entry, entry.file_size, total)
            name = entry.filename.replace("\\", "/").lstrip("/")
            # Two parts of one name (case never counts here): we might sign the one that Word does not show.
            if name.lower() in folded:
                raise DamagedError(_DAMAGED)
            folded.add(name.lower())
            named[name] = entry
        return named

    def _weigh(self, entry: zipfile.ZipInfo, size: int, total: int) -> None:
        limits = self._limits
        if size > limits.ratio_from and size > limits.ratio * max(entry.compress_size, 1):
            raise ZipBombError(_BOMB)
        if total > limits.unpacked:
            raise TooLargeError(f"文件解压后超过上限 {limits.unpacked // MIB} MB。")

    def _inspect(self) -> None:
        """Unpack every part once in pieces: real sizes, checksums, and no DTD in anything that is XML."""
        total = 0
        for name, entry in self._entries.items():
            size = 0
            head = bytearray()
            keep = name.lower().endswith((".xml", ".rels"))
            with self._zip.open(entry) as stream:
                while piece := stream.read(_CHUNK):
                    size += len(piece)
                    total += len(piece)
                    self._weigh(entry, size, total)
                    if keep:
                        head += piece
                        if size > self._limits.xml_part:
                            raise TooLargeError(f"文件的正文部分（{name}）过大，无法审校。请拆分后再上传。")
            if keep:
                safe_xml.refuse_dtd(bytes(head), name)

    def names(self) -> list[str]:
        """Names of all parts."""
        return list(self._entries)

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def read(self, name: str) -> bytes:
        """Bytes of a part.

        Raises:
            KeyError: no such part.
        """
        return self._zip.read(self._entries[name])

    def sha256(self, name: str) -> str:
        """Hex SHA-256 of a part's bytes, in constant memory.

        Raises:
            KeyError: no such part.
        """
        digest = hashlib.sha256()
        with self._zip.open(self._entries[name]) as stream:
            while piece := stream.read(_CHUNK):
                digest.update(piece)
        return digest.hexdigest()

    def xml(self, name: str) -> etree._Element:
        """Root element of an XML part, the Strict names of ISO/IEC 29500 turned into the Transitional ones.

        Raises:
            DamagedError, ExternalEntityError, TooLargeError: see `documents.safe_xml.parse`.
        """
        return safe_xml.parse(self.xml_bytes(name), name, self._limits)

    def xml_bytes(self, name: str) -> bytes:
        """Bytes behind `xml`, for a parser of the caller's own: checked for DTDs and Strict names already."""
        if name not in self._entries:
            raise DamagedError(f"文件已损坏：缺少 {name}。")
        data = self.read(name)
        safe_xml.refuse_dtd(data, name)
        return _STRICT.sub(_transitional, data) if b"purl.oclc.org/ooxml/" in data[:8192] else data

    @cached_property
    def _types(self) -> tuple[dict[str, str], dict[str, str]]:
        root = self.xml(CONTENT_TYPES)
        parts = {
            e.get("PartName", "").lstrip("/"): e.get("ContentType", "")
            for e in root.iter(_TYPES + "Override")
        }
        suffixes = {
            e.get("Extension", "").lower(): e.get("ContentType", "") for e in root.iter(_TYPES + "Default")
        }
        return parts, suffixes

    def content_type(self, name: str) -> str:
        """Content type of a part, '' where none is declared."""
        parts, suffixes = self._types
        return parts.get(name) or suffixes.get(name.rpartition(".")[2].lower(), "")

    def content_types(self) -> set[str]:
        """Every content type declared anywhere in the package."""
        parts, suffixes = self._types
        return {*parts.values(), *suffixes.values()}

    def relationships(self, part: str) -> dict[str, Relationship]:
        """Relationships of a part by id; of the package itself for ''. Nothing outside is ever fetched."""
        folder, _, base = part.rpartition("/")
        name = posixpath.join(folder, "_rels", base + ".rels")
        if name not in self._entries:
            return {}
        found = {}
        for element in self.xml(name).iter(_RELATIONSHIPS):
            external = element.get("TargetMode") == "External"
            target = element.get("Target", "")
            if not external:
                target = unquote(target.replace("\\", "/"))
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            kind = element.get("Type", "").rpartition("/")[2]
            identity = element.get("Id", "")
            found[identity] = Relationship(identity, kind, target, external)
        return found


def _transitional(match: re.Match[bytes]) -> bytes:
    """`…/ooxml/wordprocessingml/main` → `…/wordprocessingml/2006/main`: Strict names only lack the year."""
    quote, name = match.groups()
    head, _, rest = name.partition(b"/")
    year = b"/2006" + (b"/" + rest if rest else b"")
    return b"=" + quote + b"http://schemas.openxmlformats.org/" + head + year + quote


def foreign_zip(package: Package) -> WrongTypeError:
    """The refusal for a zip that is no Word document, naming what it is."""
    names = package.names()
    types = " ".join(package.content_types()) if CONTENT_TYPES in package else ""
    what = "压缩包"
    if "spreadsheetml" in types:
        what = "Excel 表格（.xlsx）"
    elif "presentationml" in types:
        what = "演示文稿（.pptx）"
    elif "mimetype" in package:
        kind = package.read("mimetype")[:80]
        what = "EPUB 电子书" if b"epub" in kind else "OpenDocument 文档" if b"opendocument" in kind else what
    elif "OFD.xml" in package:
        return WrongTypeError("文件内容实际是 OFD 版式文件。请把文件名改为 .ofd 后再上传。")
    elif "META-INF/MANIFEST.MF" in names:
        what = "Java 程序包（.jar）"
    return WrongTypeError(f"文件内容实际是{what}，不能审校。可以上传：{READABLE}。")
