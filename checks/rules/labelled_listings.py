"""T008: “三会一课”，即……: a set listing told with its name, with a member missing, wrong or out of place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from checks import wordlists
from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Block, Document

_LABEL = regex("“([一-鿿]{2,9})”")
_LISTING = regex(r"[一-鿿“”]{2,24}(?:[、，和及与][一-鿿“”]{2,24}){1,13}")
_AFTER = regex(
    r"”?(?:的)?(?:基本|主要|具体)?(?:内容|内涵|要求|原则)?(?:是指|指的是|为题，(?:阐述|讲解|宣讲|介绍)了|是|为|包括|即|，即|，包括|：|，就是|（)(?:：|坚持|落实)?"
)
_SPLIT = regex("[、，和及与]")
_FAR = 200  # code points before a name within which its listing begins


@check(
    id="T008",
    title="提法与所列内容不符",
    gate=Gate.POLICY,
    severity=Severity.YELLOW,
    source=Source.PARTY_DOCS,
    why="解说“三会一课”“四个自信”一类提法时，所列各项不能漏、不能错、不能颠倒。",
    wordlists=("fixed_sequences",),
    examples=(
        Example(
            "落实“三会一课”，即支部党员大会、支部委员会、党课。", hits=("支部党员大会、支部委员会、党课",)
        ),
        Example(
            "学习“四史”的内容：党史、新中国史、近代史、社会主义发展史。",
            hits=("党史、新中国史、近代史、社会主义发展史",),
        ),
        Example(
            "坚持“三重一大”（重大决策、重大项目安排、重要人事任免、大额度资金运作）制度。",
            hits=("重大决策、重大项目安排、重要人事任免、大额度资金运作",),
        ),
        Example("创新、协调、绿色、开放是“新发展理念”的基本内容。", hits=("创新、协调、绿色、开放",)),
        Example(
            "落实“三会一课”，即支部党员大会、支部委员会、党小组会、党课；学习“四史”，参观展览、撰写心得。"
        ),
        Example("创新、协调、绿色、开放、共享是“新发展理念”的基本内容，“三会一课”等制度落实到位。"),
    ),
)
def labelled_listings(document: Document) -> Iterator[Hit]:
    """Hits for the listing right behind the quoted name, or right before 是“……”; half the members must be there."""
    for block in blocks_with(document, *(f"“{label}”" for label in _labels())):
        for match in _LABEL.finditer(block.text):
            members = _labels().get(match.group(1))
            if members:
                yield from _judge(block, match.start(), match.end(), match.group(1), members)


def _judge(block: Block, start: int, end: int, label: str, members: tuple[str, ...]) -> Iterator[Hit]:
    text = block.text
    opening = _AFTER.match(text, end)
    listing = _LISTING.match(text, opening.end()) if opening else None
    if listing is None and text[start - 1 : start] in ("是", "为", "成"):
        far = max(0, start - _FAR)
        low = max(far, *(text.rfind(mark, far, start - 1) + 1 for mark in "。；：！？”（"))
        comma = text.rfind("，", low, start - 1)
        listing = _LISTING.match(text, comma + 1 if comma >= low else low, start - 1)
    if listing is None:
        return
    first, last = listing.span()
    parts = [part.strip("“”") for part in _SPLIT.split(text[first:last])]
    if parts and parts[0] not in members:
        known = next((m for m in members if parts[0].endswith(m)), None)
        if known:
            first += len(parts[0]) - len(known)
            parts[0] = known
    if parts and parts[-1] not in members:
        known = next((m for m in members if parts[-1].startswith(m)), None)
        if known:
            last -= len(parts[-1]) - len(known)
            parts[-1] = known
    there = [part for part in parts if part in members]
    if tuple(parts) == members or len(there) * 2 < len(members) or len(parts) > len(members) + 1:
        return
    right = "、".join(members)
    fault = "次序不对" if sorted(parts) == sorted(members) else "内容有误或有遗漏"
    yield Hit(block.id, first, last, f"“{label}”{fault}，应为“{right}”。", None)


@cache
def _labels() -> dict[str, tuple[str, ...]]:
    """The names in quotation marks of the listings, with their members in order."""
    made = {}
    for entry in wordlists.load("fixed_sequences"):
        name = _LABEL.search(entry.why)
        if name and "层面" not in entry.why:
            made[name.group(1)] = tuple(m.strip("“”") for m in entry.term.split("、"))
    return made
