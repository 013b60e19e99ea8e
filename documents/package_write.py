"""A zip package with some parts exchanged: every other member keeps its bytes, packed as they were, and its place.

Only what a changed member needs is written anew; the directory is rebuilt because offsets move. Source: the ZIP
file format specification (APPNOTE) 4.3.7, 4.3.12, 4.3.16.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from documents.errors import DamagedError

_LOCAL = struct.Struct("<4s5H3L2H")
_CENTRAL = struct.Struct("<4s6H3L5H2L")
_END = struct.Struct("<4s4H2LH")
_HAS_DESCRIPTOR = 0x8
_UTF8 = 0x800
_ZIP64 = 0x1
_EPOCH = (0, 0x21)  # 1980-01-01 00:00, the earliest a zip can say: new parts carry no time of their own


@dataclass(slots=True)
class _Member:
    """One entry of the new archive, its data packed already."""

    name: bytes
    flags: int
    method: int
    time: tuple[int, int]
    crc: int
    packed: bytes
    size: int
    local_extra: bytes = b""
    extra: bytes = b""
    comment: bytes = b""
    made_by: int = 20
    needs: int = 20
    internal: int = 0
    external: int = 0
    offset: int = 0


def part_name(filename: str) -> str:
    """The name of a part as `documents.package.Package` knows it."""
    return filename.replace("\\", "/").lstrip("/")


def rewrite(
    data: bytes,
    changed: Mapping[str, bytes],
    added: Mapping[str, bytes] | None = None,
    removed: Collection[str] = (),
) -> bytes:
    """The archive `data` with the parts of `changed` exchanged, those of `added` put at its end, `removed` left out.

    `data` must have passed `documents.package.Package`. The same arguments give the same bytes.

    Raises:
        DamagedError: a local header is not where the directory says.
        KeyError: a part of `changed` or `removed` is not in the archive.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
        comment = archive.comment
    missing = {*changed, *removed} - {part_name(e.filename) for e in entries}
    if missing:
        raise KeyError(f"no such part: {sorted(missing)}")
    members = []
    for entry in entries:
        name = part_name(entry.filename)
        if name in removed and not entry.is_dir():
            continue
        member = _kept(data, entry)
        if name in changed:
            _exchange(member, changed[name])
        members.append((entry.header_offset, member))
    new = [_new(name, content) for name, content in (added or {}).items()]
    # Members lie in the file as they lay before, the directory lists them as it did.
    physical = [member for _, member in sorted(members, key=lambda pair: pair[0])] + new
    return _assemble(physical, [member for _, member in members] + new, comment)


def _kept(data: bytes, entry: zipfile.ZipInfo) -> _Member:
    header = data[entry.header_offset : entry.header_offset + _LOCAL.size]
    if len(header) < _LOCAL.size or not header.startswith(b"PK\x03\x04"):
        raise DamagedError("文件已损坏：压缩目录与内容对不上。")
    _, needs, flags, method, time, date, _, _, _, name_length, extra_length = _LOCAL.unpack(header)
    at = entry.header_offset + _LOCAL.size
    start = at + name_length + extra_length
    return _Member(
        name=data[at : at + name_length],
        flags=flags & ~_HAS_DESCRIPTOR,  # sizes are known now, so they stand in the header
        method=method,
        time=(time, date),
        crc=entry.CRC,
        packed=data[start : start + entry.compress_size],
        size=entry.file_size,
        local_extra=_without_zip64(data[at + name_length : start]),
        extra=_without_zip64(entry.extra),
        comment=entry.comment,
        made_by=entry.create_version | entry.create_system << 8,
        needs=needs,
        internal=entry.internal_attr,
        external=entry.external_attr,
    )


def _without_zip64(extra: bytes) -> bytes:
    """Extra fields without the one of large sizes, which the bounds of a readable file never need."""
    kept, at = b"", 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<2H", extra, at)
        if kind != _ZIP64:
            kept += extra[at : at + 4 + length]
        at += 4 + length
    return kept


def _exchange(member: _Member, content: bytes) -> None:
    member.packed = _deflated(content)
    member.method = zipfile.ZIP_DEFLATED
    member.crc = zlib.crc32(content)
    member.size = len(content)
    member.needs = max(member.needs, 20)


def _new(name: str, content: bytes) -> _Member:
    encoded = name.encode()
    flags = 0 if name.isascii() else _UTF8
    return _Member(
        encoded, flags, zipfile.ZIP_DEFLATED, _EPOCH, zlib.crc32(content), _deflated(content), len(content)
    )


def _deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def _assemble(physical: list[_Member], listed: list[_Member], comment: bytes) -> bytes:
    out = bytearray()
    for m in physical:
        m.offset = len(out)
        out += _LOCAL.pack(
            b"PK\x03\x04", m.needs, m.flags, m.method, *m.time, m.crc, len(m.packed), m.size,
            len(m.name), len(m.local_extra),
        )  # fmt: skip
        out += m.name + m.local_extra + m.packed
    start = len(out)
    for m in listed:
        out += _CENTRAL.pack(
            b"PK\x01\x02", m.made_by, m.needs, m.flags, m.method, *m.time, m.crc, len(m.packed), m.size,
            len(m.name), len(m.extra), len(m.comment), 0, m.internal, m.external, m.offset,
        )  # fmt: skip
        out += m.name + m.extra + m.comment
    out += _END.pack(b"PK\x05\x06", 0, 0, len(listed), len(listed), len(out) - start, start, len(comment))
    return bytes(out + comment)
