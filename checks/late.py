"""Regular expressions compiled when they are first used.

A hundred checks hold some three hundred patterns. Compiling them all takes half a second, which every start of a program
would wait for; most texts hold nothing that most patterns would ever be asked about.
"""

from __future__ import annotations

import re
from functools import cache, cached_property
from typing import Any, cast

_SPECIAL = frozenset(".^$*+?{}[]()|\\")
_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "split", "sub", "subn")


class _Late:
    """Stands for a pattern; after the first use its methods are the pattern's own, without a detour."""

    def __init__(self, source: str, flags: int) -> None:
        self.source = "" if flags else source  # what others read in it holds without flags only
        self._source = source
        self._flags = flags

    @cached_property
    def head(self) -> str:
        return _literal_head(self.source)

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(self._source, self._flags)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        return getattr(compiled, name)

    def __repr__(self) -> str:
        return f"regex({self._source!r})"


def _literal_head(source: str) -> str:
    """The plain text every match of `source` begins with, '' = not known. A text without it need not be searched."""
    head = ""
    for char in source:
        if char in _SPECIAL:
            if char in "*?{":
                head = head[:-1]  # the last one may be missing
            break
        head += char
    return "" if "|" in _outside_groups(source) else head


def _outside_groups(source: str) -> str:
    """`source` without its groups, sets and escapes."""
    plain, depth, at, in_set = "", 0, 0, False
    while at < len(source):
        char = source[at]
        if char == "\\":
            at += 2
            continue
        if in_set:
            in_set = char != "]" or source[at - 1] == "[" or source[at - 2 : at] == "[^"
        elif char == "[":
            in_set = True
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif not depth:
            plain += char
        at += 1
    return plain


def head(pattern: re.Pattern[str]) -> str:
    """The plain text every match begins with, '' where it has none or it is not known."""
    return pattern.head if isinstance(pattern, _Late) else ""


def first(pattern: re.Pattern[str]) -> frozenset[str]:
    """The characters of the set every match begins with, empty where it begins otherwise or it is not known."""
    return _first_set(pattern.source) if isinstance(pattern, _Late) and not pattern.head else frozenset()


def beside_digit(pattern: re.Pattern[str]) -> bool:
    """Whether every match surely begins with a digit, or with one character that has a digit right beside it."""
    return isinstance(pattern, _Late) and _beside_digit(pattern.source)


_SET = re.compile(r"\[(?!\^|\])((?:[^\]\\]|\\[^A-Za-z0-9])+)\](?![*?]|\{[0,])")
_WIDEST = 256  # characters of a range that are worth naming one by one
# One set and no more, then what stands around it, in groups without alternatives that begin with a digit.
_DIGIT_BESIDE = re.compile(
    r"\[(?:[^\]\\]|\\.)+\](?:\(\?<=[^()|]*\))?\(\?=\\d(?![*?]|\{[0,])"
    r"|\[(?:[^\]\\]|\\.)+\]\(\?<=\\d(?![*?]|\{[0,])[^()|]*\)"
    r"|\\d(?![*?]|\{[0,])"
)


@cache
def _first_set(source: str) -> frozenset[str]:
    match = _SET.match(source)
    if match is None or "|" in _outside_groups(source):
        return frozenset()
    chars = re.findall(r"\\?.", match.group(1), re.DOTALL)
    found: set[str] = set()
    at = 0
    while at < len(chars):
        low = chars[at][-1]
        if chars[at + 1 : at + 2] == ["-"] and at + 2 < len(chars):
            high = chars[at + 2][-1]
            if ord(high) - ord(low) > _WIDEST:
                return frozenset()
            found.update(map(chr, range(ord(low), ord(high) + 1)))
            at += 3
        else:
            found.add(low)
            at += 1
    return frozenset(found)


@cache
def _beside_digit(source: str) -> bool:
    return _DIGIT_BESIDE.match(source) is not None and "|" not in _outside_groups(source)


def regex(source: str, flags: int | re.RegexFlag = 0) -> re.Pattern[str]:
    """As `re.compile`, later. A faulty pattern shows at its first use: `tests/checks` use every one.

    Raises (at first use):
        re.error: the pattern is faulty.
    """
    return cast("re.Pattern[str]", _Late(source, int(flags)))
