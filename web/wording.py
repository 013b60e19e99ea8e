"""Numbers, hashes and audit data as people read them."""

from __future__ import annotations

import json
from typing import Any

from review.audit.tags import WORDS, Tag


def size(count: int) -> str:
    """Bytes as `48 KB` or `1.2 MB`, by 1024."""
    if count < 1024:
        return f"{count} B"
    if count < 1024 * 1024:
        return f"{count / 1024:.0f} KB"
    megabytes = count / (1024 * 1024)
    return f"{megabytes:.0f} MB" if megabytes >= 10 or megabytes.is_integer() else f"{megabytes:.1f} MB"


def count(number: int) -> str:
    """A count in groups of three: `12,345`."""
    return f"{number:,}"


def hours(number: float) -> str:
    """Working hours without needless zeros: `24`, `1.5`."""
    return f"{number:g}"


def short_hash(value: str) -> str:
    """The first 12 hex digits of a hash, without its scheme."""
    return value.rpartition(":")[2][:12]


def tag_word(tag: str, language: str) -> str:
    """An audit tag in words; English reads the tag itself (`draft:submitted` → `draft submitted`)."""
    if language == "zh" and tag in set(Tag):
        return WORDS[Tag(tag)]
    return tag.replace(":", " ").replace("_", " ")


def plain(value: Any) -> str:
    """A value of an audit event in one short line."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 80 else text[:80] + "…"


def pretty(value: Any) -> str:
    """A manifest, indented."""
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)
