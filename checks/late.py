"""Regular expressions compiled when they are first used.

A hundred checks hold some three hundred patterns. Compiling them all takes half a second, which every start of a program
would wait for; most texts hold nothing that most patterns would ever be asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, cached_property
from typing import Any, NamedTuple, cast

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
    return "" if len(_alternatives(source)) > 1 else _plain_head(source)


def _plain_head(source: str) -> str:
    """As `_literal_head`, of one alternative."""
    head = ""
    for char in source:
        if char in _SPECIAL:
            if char in "*?{":
                head = head[:-1]  # the last one may be missing
            break
        head += char
    return head


def _alternatives(source: str) -> list[str]:
    """What stands between the `|` outside groups, sets and escapes."""
    parts, begin, depth, at, in_set = [], 0, 0, 0, False
    while "|" in source and at < len(source):
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
        elif char == "|" and not depth:
            parts.append(source[begin:at])
            begin = at + 1
        at += 1
    return [*parts, source[begin:]]


def head(pattern: re.Pattern[str]) -> str:
    """The plain text every match begins with, '' where it has none or it is not known."""
    return pattern.head if isinstance(pattern, _Late) else ""


def first(pattern: re.Pattern[str]) -> frozenset[str]:
    """The characters of the set every match begins with, empty where it begins otherwise or it is not known."""
    return _first_set(pattern.source) if isinstance(pattern, _Late) and not pattern.head else frozenset()


def heads(pattern: re.Pattern[str]) -> tuple[str, ...]:
    """The plain texts of which every match begins with one, () where they are not known."""
    return _heads(pattern.source) if isinstance(pattern, _Late) else ()


def needed(pattern: re.Pattern[str]) -> Needed:
    """Plain texts of which every match holds one, and where."""
    found = _needed(pattern.source) if isinstance(pattern, _Late) else None
    return found or Needed(frozenset(), 0, None)


def beside_digit(pattern: re.Pattern[str]) -> bool:
    """Whether every match surely begins with a digit, or with one character that has a digit right beside it."""
    return isinstance(pattern, _Late) and _beside_digit(pattern.source)


_SET = re.compile(r"\[(?!\^|\])((?:[^\]\\]|\\[^A-Za-z0-9])+)\](?![*?]|\{[0,])")
_WIDEST = 256  # characters of a range that are worth naming one by one
# One character or set and no more; then, in a group without alternatives, a digit right behind it or right before it.
_ONE = r"(?:\[(?:[^\]\\]|\\.)+\]|[^\[\]\\(){}^$.|?*+])"
_DIGIT_BESIDE = re.compile(
    rf"{_ONE}(?:\(\?<=[^()|]*\))?\(\?=\\d(?![*?]|\{{[0,])"
    rf"|{_ONE}\(\?<=[^()|]*\\d{_ONE}\)"
    r"|\\d(?![*?]|\{[0,])"
)


# What a pattern asks of the place before its match, each alone or as alternatives: no part of the match.
_BEHIND = re.compile(r"(?:(?:\(\?<[=!][^()]*\)|\(\?:\(\?<[=!][^()]*\)(?:\|\(\?<[=!][^()]*\))*\))(?![?*{]))*")
# Alternatives of which one must be there, plain enough to be taken apart.
_CHOICE = re.compile(r"\((?:\?:|\?P<\w+>|(?!\?))([^()\[\\]*)\)(?![?*]|\{[0,])")


def _heads(source: str) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for alternative in _alternatives(source):
        rest = _BEHIND.sub("", alternative, count=1)
        choice = _CHOICE.match(rest)
        for start in choice.group(1).split("|") if choice else [rest]:
            found[_plain_head(start)] = None
    return () if "" in found else tuple(found)


_TOKEN = re.compile(r"\\.|\[\^?\]?(?:[^\]\\]|\\.)*\]|.", re.DOTALL)
_TIMES = re.compile(r"[?*+]|\{[\d,]+\}")
_AROUND = re.compile(r"\(\?(?:[=!]|<[=!])")  # looks ahead or behind and takes nothing
_MANY = 256
_GROUP = re.compile(r"\((?:\?:|\?P<\w+>|(?!\?))")  # not what only looks ahead or behind


class Needed(NamedTuple):
    """Texts of which every match holds one, its first at least `low` and at most `high` code points (None = no end) from
    the match's beginning."""

    texts: frozenset[str]
    low: int
    high: int | None

    def later(self, low: int, high: int | None) -> Needed:
        """The same behind something that takes `low` to `high` code points."""
        return Needed(
            self.texts, self.low + low, None if self.high is None or high is None else self.high + high
        )


@cache
def _needed(source: str) -> Needed | None:
    found: list[Needed] = []
    for alternative in _alternatives(source):
        # The best of what stands in it one after another: of several texts the shortest counts.
        best = max(_in_turn(alternative), key=lambda one: min(map(len, one.texts)), default=None)
        if best is None:
            return None
        found.append(best)
    ends = [one.high for one in found if one.high is not None]
    texts = frozenset[str]().union(*(one.texts for one in found))
    return Needed(texts, min(one.low for one in found), max(ends) if len(ends) == len(found) else None)


def _in_turn(alternative: str) -> Iterator[Needed]:
    run, low, high = (
        [""],
        0,
        cast("int | None", 0),
    )  # the texts at hand, and how far from the beginning they stand
    passed = (0, cast("int | None", 0))  # what they take
    for item, times in _items(alternative):
        exact = [] if times else _exact(item)
        if exact and len(run) * len(exact) <= _MANY:
            run = [before + text for before in run for text in exact]
            passed = _sum(passed, (min(map(len, exact)), max(map(len, exact))))
            continue
        surely = not times.startswith(("?", "*", "{0", "{,"))
        if surely and item not in _SPECIAL and len(item) == 1:
            run = [before + item for before in run]
        if "" not in run:
            yield Needed(frozenset(run), low, high)
        low, high = _sum((low, high), passed)
        group = _GROUP.match(item)
        if surely and group and (inside := _needed(item[group.end() : -1])):
            yield inside.later(low, high)
        low, high = _sum((low, high), _width(item, times))
        run, passed = [""], (0, 0)
    if "" not in run:
        yield Needed(frozenset(run), low, high)


def _sum(a: tuple[int, int | None], b: tuple[int, int | None]) -> tuple[int, int | None]:
    return a[0] + b[0], None if a[1] is None or b[1] is None else a[1] + b[1]


@cache  # patterns of one check share their groups
def _exact(item: str) -> list[str]:
    """All texts that a character or a group can be, not to be changed; [] = not only plain texts."""
    if len(item) == 1:
        return [] if item in _SPECIAL else [item]
    if _AROUND.match(item):
        return [""]
    group = _GROUP.match(item)
    if group is None:
        return []
    found: list[str] = []
    for alternative in _alternatives(item[group.end() : -1]):
        texts = [""]
        for part, times in _items(alternative):
            texts = [before + text for before in texts for text in ([] if times else _exact(part))]
            if not texts or len(texts) > _MANY:
                return []
        found += texts
    return found


@cache
def _width(item: str, times: str) -> tuple[int, int | None]:
    """How many code points an item takes at least and at most, None = no end or not known."""
    least, most = _times(times)
    if _AROUND.match(item):
        return 0, 0
    low, high = 1, cast("int | None", 1)
    if item.startswith("("):
        group = _GROUP.match(item)
        if group is None:
            return 0, None
        widths = [_widths(alternative) for alternative in _alternatives(item[group.end() : -1])]
        highs = [high for _, high in widths if high is not None]
        low, high = min(low for low, _ in widths), max(highs) if len(highs) == len(widths) else None
    return low * least, None if high is None or most is None else high * most


def _widths(alternative: str) -> tuple[int, int | None]:
    total = (0, cast("int | None", 0))
    for item, times in _items(alternative):
        total = _sum(total, _width(item, times))
    return total


def _times(times: str) -> tuple[int, int | None]:
    if not times.startswith("{"):
        return int(times in ("", "+")), None if times in ("*", "+") else 1
    least, comma, most = times[1:-1].partition(",")
    return int(least or 0), int(most) if most else None if comma else int(least)


def _items(alternative: str) -> Iterator[tuple[str, str]]:
    """Characters, sets and groups in turn, each with how many times it is there ("" = once)."""
    at = 0
    while at < len(alternative):
        begin, depth = at, 0
        while (token := _TOKEN.match(alternative, at)) is not None:
            at = token.end()
            depth += {"(": 1, ")": -1}.get(token.group(), 0)
            if depth <= 0:
                break
        item = alternative[begin:at]
        times = _TIMES.match(alternative, at)
        at = times.end() if times else at
        yield item, times.group() if times else ""


@cache
def _first_set(source: str) -> frozenset[str]:
    match = _SET.match(source)
    if match is None or len(_alternatives(source)) > 1:
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
    return _DIGIT_BESIDE.match(source) is not None and len(_alternatives(source)) == 1


@cache
def regex(source: str, flags: int | re.RegexFlag = 0) -> re.Pattern[str]:
    """As `re.compile`, later; the same pattern is made once, so that checks with one needle share what it found. A faulty
    pattern shows at its first use: `tests/checks` use every one.

    Raises (at first use):
        re.error: the pattern is faulty.
    """
    return cast("re.Pattern[str]", _Late(source, int(flags)))
