"""C012: one person's name written two ways."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import joined
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
    text = joined(document).text
    # One pass for all names, whose number grows with the text: whatever begins with one of their surnames.
    surnames = "".join(sorted({re.escape(name[0]) for name in names}))
    threes = re.compile(f"[{surnames}](?=(..))")
    counts = Counter(text[at : at + 3] for at in _starts(threes, text))
    places: dict[str, list[int]] = {}
    done: set[str] = set()
    for right, other in _pairs(names | _likes(counts, names), counts):
        if other in done or not _alike(right, other):
            continue
        if not places:
            for at in _starts(threes, text):
                places.setdefault(text[at : at + 3], []).append(at)
        if _together(text, right, places[other]):
            continue
        done.add(other)
        yield from _hits(document, right, other, places[other][:_MOST])


def _starts(pattern: re.Pattern[str], text: str) -> Iterator[int]:
    return (match.start() for match in pattern.finditer(text))


def _likes(counts: Counter[str], names: set[str]) -> set[str]:
    """What stands in the text with one other, like character in the given name of one of `names`."""
    masked: dict[str, list[str]] = defaultdict(list)
    for name in names:
        masked[f"{name[0]}_{name[2]}"].append(name)
        masked[f"{name[:2]}_"].append(name)
    found: set[str] = set()
    for three in counts:
        for index, mask in ((1, f"{three[0]}_{three[2]}"), (2, f"{three[:2]}_")):
            for name in masked.get(mask, ()):
                if three[index] not in (name[index], *NO_END) and alike(three[index], name[index]):
                    found.add(three)
    return found


def _pairs(names: set[str], counts: Counter[str]) -> Iterator[tuple[str, str]]:
    """(more frequent, other) of names that differ in one character."""
    order = {three: index for index, three in enumerate(counts)}
    keys: dict[str, list[str]] = defaultdict(list)
    for name in sorted(names, key=lambda n: (-counts[n], order[n])):
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
