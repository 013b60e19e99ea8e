"""House rules (本单位规则): what one organisation adds to, and takes away from, the shipped checks. Data only.

They come from `sanshen.toml` on the command line and from the database in the application; both build a `House` and
hand it to `runner.run`. Nothing here reads a file or a table.
"""

from __future__ import annotations

import fnmatch
import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Literal

from checks.wordlists import Entry

Spacing = Literal["free", "none", "space"]
"""Between Chinese and Latin letters or digits: free = not looked at, none = no blank, space = one blank."""


@dataclass(frozen=True, slots=True)
class Ignored:
    """A text that is no fault here: findings of checks like `check` (wildcards) on exactly `text` are dropped."""

    text: str
    check: str = "*"


@dataclass(frozen=True, slots=True)
class House:
    """An organisation's rules.

    words: wrong words of its own, reported by W200. dictionary: terms and names that are right as they stand:
    no finding on words, terms or grammar inside them, and no typo search. off: check ids (wildcards) left out.
    """

    words: tuple[Entry, ...] = ()
    dictionary: tuple[str, ...] = ()
    ignored: tuple[Ignored, ...] = ()
    off: tuple[str, ...] = ()
    spacing: Spacing = "free"

    def switched_off(self, check_id: str) -> bool:
        """Whether a check of that id is left out."""
        return any(fnmatch.fnmatchcase(check_id, pattern) for pattern in self.off)

    @property
    def hash(self) -> str:
        """`sha256:` over everything that decides what is found; part of the rule pack."""
        return _hash(self)


@lru_cache(maxsize=8)
def _hash(house: House) -> str:
    # Remembered: with twenty thousand words it takes most of a second, and every run asks for it.
    parts = {**asdict(house), "words": [word._asdict() for word in house.words]}
    data = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return "sha256:" + hashlib.sha256(data.encode()).hexdigest()


HOUSE_WORDS = "W200"  # the check that reports the organisation's own wrong words
_ABOUT_WORDS = frozenset("WTG")


def about_words(check_id: str) -> bool:
    """Whether the own dictionary silences a check: those on words, terms and grammar, but not the own wrong words."""
    return check_id[0] in _ABOUT_WORDS and check_id != HOUSE_WORDS


class OwnWords:
    """The words of a dictionary, asked for by place: the cost does not grow with their number."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._longest = max(map(len, self._words), default=0)

    def over(self, text: str, start: int, end: int) -> set[str]:
        """The words that stand in `text` with [start, end) inside them."""
        return {
            text[begin:stop]
            for begin in range(max(0, end - self._longest), start + 1)
            for stop in range(end, min(len(text), begin + self._longest) + 1)
            if text[begin:stop] in self._words
        }


NONE = House()
_current: ContextVar[House] = ContextVar("house", default=NONE)


def current() -> House:
    """The house rules of the run that is going on; `NONE` outside of one."""
    return _current.get()


@contextmanager
def use(house: House) -> Iterator[None]:
    """Make `house` the rules of the checks that run inside."""
    token = _current.set(house)
    try:
        yield
    finally:
        _current.reset(token)
