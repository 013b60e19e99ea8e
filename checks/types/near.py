"""Places one slip away from a phrase whose wording is fixed: a character changed, lost, put in, or two parts turned round.

A phrase with one slip keeps one of its halves whole: the halves are searched together, and only what stands beside one
of them is compared.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from checks import scan, wordlists
from checks.literals import Literals
from checks.text import is_han
from checks.types.sounds import alike

SHORTEST = 6
"""Code points of the shortest phrase: half of a shorter one says too little."""

_LONG = 9
"""Code points from which on any slip is told; in a shorter phrase another word may be meant: 建设体育强国."""

_PUT_IN = frozenset(
    "的了和与及新再更大也等之地中一各全好到"
)  # what may stand there on purpose: 全面地深化改革


@dataclass(frozen=True, slots=True)
class Near:
    """[start, end) of the joined text is nearly `phrase`; `at` is where the slip stands."""

    start: int
    end: int
    at: int
    phrase: str


def near(whole: scan.Joined, name: str) -> Iterator[Near]:
    """The places nearly like a phrase of wordlist `name`, in order; where a phrase of the list stands whole, none.

    Raises:
        WordlistError: see `wordlists.load`.
    """
    search, patterns = _search(name)
    text = whole.text
    right: set[int] = set()
    found: dict[tuple[int, int], Near] = {}
    for index, start, end in search.find(text):
        for phrase, part, wanted in patterns[index]:
            if part == "whole":
                right.update(range(start, end))
                continue
            rest = len(wanted) + 1
            beside = text[end : end + rest] if part == "head" else text[max(0, start - rest) : start][::-1]
            # One slip leaves one of the next two characters nearly in its place: a look that spares most comparisons.
            if not (beside[:1] in wanted or beside[1:2] in wanted[:2]):
                continue
            slip = _slip(wanted, beside, len(phrase) >= _LONG)
            if slip is None:
                continue
            at, length = slip
            if part == "head":
                hit = Near(start, end + length, end + at, phrase)
            else:
                hit = Near(start - length, end, start - 1 - at, phrase)
            found.setdefault((hit.start, hit.at), hit)
    last = 0
    for hit in sorted(found.values(), key=lambda h: (h.start, -h.end)):
        if hit.start >= last and hit.at not in right:
            last = hit.end
            yield hit


@cache
def _search(name: str) -> tuple[Literals, tuple[list[tuple[str, str, str]], ...]]:
    """One search over phrases and halves; for each pattern the phrases it belongs to, as what, and the characters wanted
    beside it, the next one first."""
    patterns: dict[str, list[tuple[str, str, str]]] = {}
    for phrase in wordlists.load(name).terms:
        middle = (len(phrase) + 1) // 2
        head, tail = phrase[:middle], phrase[middle:]
        patterns.setdefault(phrase, []).append((phrase, "whole", ""))
        patterns.setdefault(head, []).append((phrase, "head", tail))
        patterns.setdefault(tail, []).append((phrase, "tail", head[::-1]))
    return Literals(patterns), tuple(patterns.values())


def _slip(wanted: str, beside: str, long: bool) -> tuple[int, int] | None:
    """Where `beside` leaves `wanted`, and how much of it stands for `wanted`; None = not by one slip, or by none."""
    size = len(wanted)
    same = 0
    while same < min(size, len(beside)) and wanted[same] == beside[same]:
        same += 1
    if same >= min(size, len(beside)) or not (is_han(wanted[same]) and is_han(beside[same])):
        return None
    right, wrong = wanted[same], beside[same]
    if beside[same + 1 : size] == wanted[same + 1 :]:
        # What closes the phrase may be another word on purpose, unless it sounds or looks like the right one.
        free = long and same < size - 1 and not {right, wrong} <= _PUT_IN
        return (same, size) if free or alike(right, wrong) else None
    if long and same < size - 1 and right not in _PUT_IN and beside[same:].startswith(wanted[same + 1 :]):
        return same, size - 1
    if long and wrong not in _PUT_IN and beside[same + 1 :].startswith(wanted[same:]):
        return same, size + 1
    turned = (
        size > 2
        and beside[size - 1 : size] not in ("的", "与", "和")
        and sorted(beside[:size]) == sorted(wanted)
    )
    return (same, size) if turned else None
