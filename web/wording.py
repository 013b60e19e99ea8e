"""Numbers and hashes as people read them."""

from __future__ import annotations


def size(count: int) -> str:
    """Bytes as `48 KB` or `1.2 MB`, by 1024."""
    if count < 1024:
        return f"{count} B"
    if count < 1024 * 1024:
        return f"{count / 1024:.0f} KB"
    megabytes = count / (1024 * 1024)
    return f"{megabytes:.0f} MB" if megabytes >= 10 or megabytes.is_integer() else f"{megabytes:.1f} MB"


def count(number: int) -> str:
    """A count with thin groups of three: `12,345`."""
    return f"{number:,}"


def short_hash(value: str) -> str:
    """The first 12 hex digits of a hash, without its scheme."""
    return value.rpartition(":")[2][:12]
