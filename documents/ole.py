"""The directory of an OLE2 compound file: it tells an encrypted docx from an old .doc ([MS-CFB] 2.2–2.6)."""

from __future__ import annotations

import struct
from collections.abc import Iterator

MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_HEADER = 512
_ENTRY = 128
_IN_HEADER = 109  # sectors of the allocation table that the header names itself
_LAST_SECTOR = 0xFFFFFFFA  # larger numbers are marks (end of chain, free), not sectors
_MAX_SECTORS = 4096
_WORD = 0xA5EC  # wIdent of a FIB, the start of the stream WordDocument ([MS-DOC] 2.5.1)
_ENCRYPTED = 0x0100  # fEncrypted among the FIB's flags


def stream_names(data: bytes) -> frozenset[str]:
    """Names of all directory entries within reach; fewer, never an error, where the file is damaged."""
    return frozenset(name for name, _ in _entries(data) if name)


def is_encrypted_word(data: bytes) -> bool:
    """Whether the Word document in the file says of itself that it is encrypted."""
    for name, place in _entries(data):
        if name == "WordDocument" and place + 12 <= len(data):
            ident, flags = struct.unpack_from("<H8xH", data, place)
            return bool(ident == _WORD and flags & _ENCRYPTED)
    return False


def _entries(data: bytes) -> Iterator[tuple[str, int]]:
    """(name, place of its first sector in the file) of every directory entry within reach."""
    if len(data) < _HEADER or not data.startswith(MAGIC):
        return
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):
        return
    size = 1 << shift
    table = _table(data, size)
    sector = struct.unpack_from("<I", data, 48)[0]
    seen: set[int] = set()
    while sector < _LAST_SECTOR and sector not in seen and len(seen) < _MAX_SECTORS:
        seen.add(sector)
        start = (sector + 1) * size
        for entry in range(start, min(start + size, len(data) - _ENTRY + 1), _ENTRY):
            yield _name(data, entry), (struct.unpack_from("<I", data, entry + 116)[0] + 1) * size
        sector = _next_sector(data, table, sector, size)


def _name(data: bytes, entry: int) -> str:
    length = struct.unpack_from("<H", data, entry + 64)[0]
    if not 2 <= length <= 64:
        return ""
    return data[entry : entry + length - 2].decode("utf-16-le", "replace")


def _table(data: bytes, size: int) -> list[int]:
    """Sectors of the file allocation table: 109 named in the header, the rest in a chain of sectors of their own."""
    found = list(struct.unpack_from(f"<{_IN_HEADER}I", data, 76)) if len(data) >= _HEADER else []
    sector = struct.unpack_from("<I", data, 68)[0]
    each = size // 4
    enough = len(data) // (size * each) + 1
    while sector < _LAST_SECTOR and len(found) < enough:
        place = (sector + 1) * size
        if place + size > len(data):
            break
        *more, sector = struct.unpack_from(f"<{each}I", data, place)
        found += more
    return found


def _next_sector(data: bytes, table: list[int], sector: int, size: int) -> int:
    """Next sector of the chain by the file allocation table."""
    index, within = divmod(sector, size // 4)
    if index >= len(table):
        return _LAST_SECTOR
    place = (table[index] + 1) * size + 4 * within
    if table[index] >= _LAST_SECTOR or place + 4 > len(data):
        return _LAST_SECTOR
    return int(struct.unpack_from("<I", data, place)[0])
