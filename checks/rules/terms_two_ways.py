"""C015: a quoted name of a project or a term written two ways."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from checks.late import regex
from checks.literals import Literals
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import joined
from checks.sources import Source
from checks.text import sentence_span
from documents.model import Document

_QUOTED = regex(r"“([一-鿿]{4,12})”")
_NUMERALS = frozenset("一二三四五六七八九十两双百千东西南北前后上下男女左右新旧大小内外")


@check(
    id="C015",
    title="名称、术语前后不一",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.ERROR_RATE,
    why="加引号的工程、行动、平台名称在一篇里应只有一种写法。",
    examples=(
        Example(
            "“百企帮百村行动”启动。\n“百企帮百村行动”覆盖三个镇。\n方案明确了“百企联百村行动”的重点任务。",
            hits=("百企联百村行动",),
            fixed="“百企帮百村行动”启动。\n“百企帮百村行动”覆盖三个镇。\n方案明确了“百企帮百村行动”的重点任务。",
        ),
        Example("“一网通办”上线，“一网通办”便民。\n群众用上了“一网统办”。", hits=("一网统办",)),
        Example("“一网通办”“一窗通办”上线，“一网通办”便民；“十四五规划”和“十五五规划”，“十四五规划”收官。"),
    ),
)
def terms_two_ways(document: Document) -> Iterator[Hit]:
    """Hits for the name told once that differs in one character from one told at least twice, numerals apart."""
    text = joined(document).text
    places: dict[str, list[int]] = defaultdict(list)
    at = text.find("“")
    while at >= 0:
        match = _QUOTED.match(text, at)
        if match:
            places[match.group(1)].append(at + 1)
        at = text.find("“", at + 1)
    counts = _counts(text, places)
    keys: dict[str, list[str]] = defaultdict(list)
    for term, count in counts.items():
        if count > 1:
            for index in range(len(term)):
                keys[term[:index] + "_" + term[index + 1 :]].append(term)
    for term, count in counts.items():
        if count == 1:
            yield from _hits(document, term, places[term][0], keys)


def _counts(text: str, terms: Iterable[str]) -> Counter[str]:
    """How often each of `terms` stands in `text`, in one pass: their number grows with the text."""
    search = Literals(terms)
    counts = Counter(dict.fromkeys(search.texts, 0))
    ends: dict[str, int] = {}
    for number, start, end in search.find(text):
        term = search.texts[number]
        if start >= ends.get(term, 0):
            ends[term] = end
            counts[term] += 1
    return counts


def _hits(document: Document, term: str, at: int, keys: dict[str, list[str]]) -> Iterator[Hit]:
    block, start = joined(document).place(at)
    first, last = sentence_span(block.text, start, start + len(term))
    for index in range(len(term)):
        for right in keys.get(term[:index] + "_" + term[index + 1 :], ()):
            # Side by side, or apart in a numeral, they are two things.
            if right in block.text[first:last] or {right[index], term[index]} & _NUMERALS:
                continue
            message = f"“{term}”与文中“{right}”只差一个字，请核对。"
            yield Hit(block.id, start, start + len(term), message, right)
            return
