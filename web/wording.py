"""Numbers, hashes and audit data as people read them."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from review.audit.tags import WORDS, Tag

_BRIEF = 40
_HASH = re.compile(r"[0-9a-f]{32}")


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


def word_time(value: str) -> str:
    """The time of a mark in a Word file to the minute; Word writes the clock of its author without a zone."""
    return value[:16].replace("T", " ")


def short_hash(value: str) -> str:
    """The first 12 hex digits of a hash, without its scheme."""
    return value.rpartition(":")[2][:12]


def tag_word(tag: str, language: str) -> str:
    """An audit tag in words; English reads the tag itself (`draft:submitted` → `draft submitted`)."""
    if language == "zh" and tag in set(Tag):
        return WORDS[Tag(tag)]
    return tag.replace(":", " ").replace("_", " ")


def brief(data: Mapping[str, Any]) -> str:
    """The short facts of an audit event in one line; hashes, lists and long texts are left to the full view."""
    facts = [
        f"{key}={str(value).lower() if isinstance(value, bool) else value}"
        for key, value in data.items()
        if isinstance(value, str | int)
        and value != ""
        and len(str(value)) <= _BRIEF
        and not _HASH.search(str(value))
    ]
    return " · ".join(facts[:5])


def pretty(value: Any) -> str:
    """A manifest or an event's data, indented."""
    return json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True)
