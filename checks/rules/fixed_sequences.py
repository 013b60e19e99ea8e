"""T002: listings whose order is fixed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from checks import wordlists
from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import joined
from checks.sources import Source
from checks.words import found_in
from documents.model import Document

_SEPARATOR = "[、，,]|和|与|及|以及"
_FEWEST = 3  # members standing side by side, before a listing counts as this one


@dataclass(frozen=True, slots=True)
class _Sequence:
    name: str
    members: tuple[str, ...]
    term: str
    run: re.Pattern[str]


@check(
    id="T002",
    title="固定排序",
    gate=Gate.POLICY,
    severity=Severity.YELLOW,
    source=Source.PARTY_DOCS,
    why="重要提法的并列成分次序固定，也不能漏掉其中一项。",
    wordlists=("fixed_sequences",),
    examples=(
        Example(
            "坚定理论自信、道路自信、制度自信、文化自信。",
            hits=("理论自信、道路自信、制度自信、文化自信",),
            fixed="坚定道路自信、理论自信、制度自信、文化自信。",
        ),
        Example(
            "贯彻创新、协调、开放、绿色、共享的新发展理念。",
            hits=("创新、协调、开放、绿色、共享",),
            fixed="贯彻创新、协调、绿色、开放、共享的新发展理念。",
        ),
        Example(
            "坚持道路自信、理论自信、文化自信。", hits=("道路自信、理论自信、文化自信",), note="漏了一项。"
        ),
        Example("增强政治意识、大局意识、核心意识、看齐意识，坚持创新、协调、绿色、开放、共享。"),
        Example("推动绿色、创新发展，讲政治意识和大局意识。"),
    ),
)
def fixed_sequences(document: Document) -> Iterator[Hit]:
    """Hits for a run of at least three members in another order, or with one missing between the first and last.

    The suggestion keeps the separators and puts the members in order; where one is missing, or the separators are
    not all 、, the choice is the editor's.
    """
    whole = joined(document)
    holding: dict[str, set[int]] = {}
    for member, start, _ in found_in(document, "fixed_sequences"):
        holding.setdefault(member, set()).add(whole.index(start))
    places = [
        (index, number)
        for number, sequence in enumerate(_sequences())
        for index, members in Counter(i for m in sequence.members for i in holding.get(m, ())).items()
        if members >= _FEWEST
    ]
    for index, number in sorted(places):
        block, sequence = whole.blocks[index], _sequences()[number]
        for match in sequence.run.finditer(block.text):
            hit = _judge(block.id, match, sequence)
            if hit is not None:
                yield hit


def _judge(block: str, match: re.Match[str], sequence: _Sequence) -> Hit | None:
    text = match.group()
    members = re.findall("|".join(map(re.escape, _longest_first(sequence.members))), text)
    places = [sequence.members.index(member) for member in members]
    if len(set(places)) < _FEWEST or len(set(places)) != len(places):
        return None
    ordered = places == sorted(places)
    whole = len(places) == max(places) - min(places) + 1
    # Two-character members are everyday words: only the full set, or all but one, is surely this listing.
    if len(places) < len(sequence.members) - (1 if len(sequence.members) > _FEWEST else 0):
        return None
    if ordered and (whole or len(sequence.members[0]) <= 2):
        return None
    right = "、".join(sequence.members)
    fault = "漏了一项" if ordered else "次序不对"
    message = f"{sequence.name or '固定提法'}：{fault}，应为“{right}”。"
    full = len(places) == len(sequence.members) and text == "、".join(members)
    entry = f"fixed_sequences:{sequence.term}"
    return Hit(block, match.start(), match.end(), message, right if full else None, entry=entry)


def _longest_first(members: tuple[str, ...]) -> list[str]:
    return sorted(members, key=len, reverse=True)


@cache
def _sequences() -> tuple[_Sequence, ...]:
    made = []
    for entry in wordlists.load("fixed_sequences"):
        members = tuple(entry.term.split("、"))
        one = "(?:" + "|".join(map(re.escape, _longest_first(members))) + ")"
        run = regex(f"{one}(?:(?:{_SEPARATOR}){one}){{{_FEWEST - 1},}}")
        made.append(_Sequence(entry.why.removesuffix("的顺序"), members, entry.term, run))
    return tuple(made)
