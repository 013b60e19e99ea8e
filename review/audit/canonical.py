"""Canonical JSON, the one byte form of everything that is hashed or signed.

A restriction of RFC 8785 (JSON Canonicalization Scheme): integers only, because two languages that print the
same float differently would break every hash. Strings are kept as they are (RFC 8785 §3.1: no normalising).
"""

from __future__ import annotations

import json
from typing import Any, NoReturn

MAX_INTEGER = 2**53 - 1  # RFC 8785 §3.2.2.3 / RFC 7493 §2.2: what every JSON reader holds exactly
MAX_DEPTH = 64


class CanonicalError(ValueError):
    """A value has no canonical form. `path` says where (`$.a[2]`), `reason` why."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


def canonical(value: Any) -> bytes:
    """UTF-8 bytes of `value` in canonical JSON: keys sorted by UTF-16 code units, no white space.

    Raises:
        CanonicalError: a float, an integer beyond ±(2**53-1), a key that is not a string, a lone surrogate,
            any other type, or nesting deeper than 64.
    """
    parts: list[str] = []
    _write(value, "$", 0, parts)
    return "".join(parts).encode()


def load(text: str | bytes) -> Any:
    """Parse JSON text strictly.

    Raises:
        CanonicalError: not JSON, not UTF-8, a float, NaN or Infinity, a key that occurs twice, or too deep.
    """
    try:
        source = text.decode() if isinstance(text, bytes) else text
        return json.loads(
            source, parse_float=_refuse_number, parse_constant=_refuse_number, object_pairs_hook=_unique_keys
        )
    except CanonicalError:
        raise
    except (ValueError, RecursionError) as error:
        raise CanonicalError("$", f"not JSON: {error}") from error


def is_canonical(text: str | bytes) -> bool:
    """True if `text` is exactly the canonical form of what it says."""
    try:
        data = text.encode() if isinstance(text, str) else text
        return canonical(load(data)) == data
    except (CanonicalError, UnicodeEncodeError):
        return False


def _write(value: Any, path: str, depth: int, parts: list[str]) -> None:
    if depth > MAX_DEPTH:
        raise CanonicalError(path, "nested too deeply")
    if value is None or isinstance(value, bool):
        parts.append({None: "null", True: "true", False: "false"}[value])
    elif isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise CanonicalError(path, "integer beyond 2**53-1")
        parts.append(int.__repr__(value))
    elif isinstance(value, str):
        parts.append(_string(value, path))
    elif isinstance(value, dict):
        _write_object(value, path, depth, parts)
    elif isinstance(value, list | tuple):
        for index, item in enumerate(value):
            parts.append("," if index else "[")
            _write(item, f"{path}[{index}]", depth + 1, parts)
        parts.append("]" if value else "[]")
    else:
        raise CanonicalError(path, f"{type(value).__name__} has no canonical form here")


def _write_object(value: dict[Any, Any], path: str, depth: int, parts: list[str]) -> None:
    for key in value:
        if not isinstance(key, str):
            raise CanonicalError(path, f"key {key!r} is not a string")
    names = {key: _string(key, path) for key in value}  # refuses lone surrogates before they are sorted
    for index, key in enumerate(sorted(value, key=lambda k: k.encode("utf-16-be"))):
        parts.append(("," if index else "{") + names[key] + ":")
        _write(value[key], f"{path}.{key}", depth + 1, parts)
    parts.append("}" if value else "{}")


def _string(value: str, path: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise CanonicalError(path, "lone surrogate") from error
    # The standard encoder's escapes without ensure_ascii are those of RFC 8785 §3.2.2.2.
    return json.dumps(value, ensure_ascii=False)


def _refuse_number(token: str) -> NoReturn:
    raise CanonicalError("$", f"number {token} is not an integer")


def _unique_keys(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise CanonicalError("$", "a key occurs twice")
    return found
