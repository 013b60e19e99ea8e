"""Stream names of an OLE2 compound file: they tell an encrypted docx from an old .doc ([MS-CFB] 2.2–2.6)."""

from __future__ import annotations

import struct

MAGIC = bytes.fromhex("d0cf11e0a1b11ae1")
_HEADER = 512
_ENTRY = 128
_LAST_SECTOR = 0xFFFFFFFA  # larger numbers are marks (end of chain, free), not sectors
_MAX_SECTORS = 4096


def stream_names(data: bytes) -> frozenset[str]:
    """Names of all directory entries within reach; fewer, never an error, where the file is damaged."""
    if len(data) < _HEADER or not data.startswith(MAGIC):
        return frozenset()
    shift = struct.unpack_from("<H", data, 30)[0]
    if shift not in (9, 12):
        return frozenset()
    size = 1 << shift
    names: set[str] = set()
    sector = struct.unpack_from("<I", data, 48)[0]
    seen: set[int] = set()
    while sector < _LAST_SECTOR and sector not in seen and len(seen) < _MAX_SECTORS:
        seen.add(sector)
        start = (sector + 1) * size
        for entry in range(start, min(start + size, len(data) - _ENTRY + 1), _ENTRY):
            names.add(_name(data, entry))
        sector = _next_sector(data, sector, size)
    return frozenset(names - {""})


def _name(data: bytes, entry: int) -> str:
    length = struct.unpack_from("<H", data, entry + 64)[0]
    if not 2 <= length <= 64:
        return ""
    return data[entry : entry + length - 2].decode("utf-16-le", "replace")


def _next_sector(data: bytes, sector: int, size: int) -> int:
    """Next sector of the chain by the file allocation table; its first 109 sectors stand in the header."""
    index, within = divmod(sector, size // 4)
    if index >= 109:
        return _LAST_SECTOR
    table = struct.unpack_from("<I", data, 76 + 4 * index)[0]
    place = (table + 1) * size + 4 * within
    if table >= _LAST_SECTOR or place + 4 > len(data):
        return _LAST_SECTOR
    return int(struct.unpack_from("<I", data, place)[0])
