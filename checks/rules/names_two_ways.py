"""C012: one person's name written two ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import Joined, joined, pair
from checks.segment import dictionary
from checks.sources import Source
from checks.text import sentence_span
from checks.types.people import NO_END, by_name
from checks.types.sounds import alike
from checks.words import is_word
from documents.model import Document

_SELDOM = (
    20  # the dictionary's count of a pair of characters that is no word of its own, but a surname and a name
)
_MOST = 5  # occurrences of one wrong name that are shown


@check(
    id="C012",
    title="人名前后不一",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.ERROR_RATE,
    why="同一篇里只差一个同音、形近字的两个人名，多半是同一个人；人名写错是严重差错。",
    examples=(
        Example(
            "局长张建国主持会议。张建国指出，要抓好落实。会后，张健国同志到现场检查。",
            hits=("张健国",),
            fixed="局长张建国主持会议。张建国指出，要抓好落实。会后，张建国同志到现场检查。",
        ),
        Example("村民李晓明种了三亩葡萄。\n李晓明说，收成不错。\n负责人李小明介绍了情况。", hits=("李小明",)),
        Example("村民张建国、张健国兄弟二人参加；局长李晓明主持，副局长李晓军出席。"),
    ),
)
def names_two_ways(document: Document) -> Iterator[Hit]:
    """Hits for the rarer of two names that differ in one like character; the two side by side are two people."""
    names = set(by_name(document))
    if not names:
        return
    whole = joined(document)
    places = _like_places(whole, names)
    done: set[str] = set()
    for right, other in _pairs(names | _likes(places, names), places):
        if other in done or not _alike(right, other) or _together(whole.text, right, places[other]):
            continue
        done.add(other)
        yield from _hits(document, right, other, places[other][:_MOST])


def _like_places(whole: Joined, names: set[str]) -> dict[str, list[int]]:
    """Where the names stand, and all that differs from one of them in a character of the given name; by what stands
    there. One pass for all names, whose number grows with the text."""
    import numpy as np  # noqa: PLC0415 - as in `checks.scan`

    at = whole.where(name[0] for name in names)
    at = at[at + 2 < len(whole.text)]
    surname, middle, last = (whole.points[at + place].astype(np.int64) for place in range(3))
    begins = np.isin(pair(surname, middle), [pair(ord(name[0]), ord(name[1])) for name in names])
    ends = np.isin(pair(surname, last), [pair(ord(name[0]), ord(name[2])) for name in names])
    places: dict[str, list[int]] = {}
    for start in at[begins | ends].tolist():
        places.setdefault(whole.text[start : start + 3], []).append(start)
    return places


def _likes(places: Iterable[str], names: set[str]) -> set[str]:
    """What stands in the text with one other, like character in the given name of one of `names`."""
    masked: dict[str, list[str]] = defaultdict(list)
    for name in names:
        masked[f"{name[0]}_{name[2]}"].append(name)
        masked[f"{name[:2]}_"].append(name)
    found: set[str] = set()
    for three in places:
        for index, mask in ((1, f"{three[0]}_{three[2]}"), (2, f"{three[:2]}_")):
            for name in masked.get(mask, ()):
                if three[index] not in (name[index], *NO_END) and alike(three[index], name[index]):
                    found.add(three)
    return found


def _pairs(names: set[str], places: dict[str, list[int]]) -> Iterator[tuple[str, str]]:
    """(more frequent, other) of names that differ in one character."""
    order = {three: index for index, three in enumerate(places)}
    keys: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names, key=lambda n: (-len(places[n]), order[n])):
        for index in range(len(name)):
            keys[f"{index}{name[:index]}_{name[index + 1 :]}"].append(name)
    for ranked in keys.values():
        for other in ranked[1:]:
            yield ranked[0], other


def _alike(right: str, other: str) -> bool:
    a, b = next((x, y) for x, y in zip(right, other, strict=True) if x != y)
    return alike(a, b) and _name(right) and _name(other)


def _together(text: str, right: str, places: list[int]) -> bool:
    """Whether both names stand in one sentence: two people, then."""
    for at in places:
        near = text[max(0, at - 60) : at + 60]
        start, end = sentence_span(near, min(60, at), min(60, at) + 3)
        if right in near[start:end]:
            return True
    return False


def _name(text: str) -> bool:
    """Whether this is no beginning of other words: 高度重, 全国政."""
    return is_word(text) or dictionary().frequency(text[:2]) < _SELDOM


def _hits(document: Document, right: str, other: str, places: list[int]) -> Iterator[Hit]:
    whole = joined(document)
    for at in places:
        block, start = whole.place(at)
        message = f"“{other}”与文中“{right}”只差一个字，是否为同一人？"
        yield Hit(block.id, start, start + len(other), message, right)
