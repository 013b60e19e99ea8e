"""Names of statutes cited in 《》: what the text names, and what the dated list knows about it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from checks import wordlists
from checks.late import regex
from checks.scan import blocks_with
from documents.model import Block, Document

LIST, OLD_LIST, WRONG_LIST = "statutes", "statutes_superseded", "statutes_misnamed"
NEEDLES = ("法》", "条例》", "法典》", "办法》", "准则》", "）》", "规定》")
_STATE = "中华人民共和国"
_CITED = regex(r"《([^《》〈〉\0]{2,60})》")
_NOTE = regex(r"[（(][^（）()]{1,16}[）)]$")
# Words that make another text of it: the rules of a province, a bill, a judge's explanation, a book.
_OTHER = regex(
    r"实施|贯彻|关于|草案|修正案|解读|释义|条文|读本|教程|知识|问答|办法$|细则|学$|[省市县州]|自治区|美国|日本|欧盟|英国|德国|法国|国际"
)


@dataclass(frozen=True, slots=True)
class Citation:
    """A name in 《》: [start, end) is the name without the marks, `name` without 中华人民共和国 and (年份修订)."""

    block: Block
    start: int
    end: int
    name: str
    stated: bool  # whether 中华人民共和国 stood before it

    @property
    def after(self) -> int:
        """Where the text goes on behind the closing mark."""
        return self.end + 1


def citations(document: Document) -> Iterator[Citation]:
    """The names of statutes in `document`, in order."""
    for block in blocks_with(document, *NEEDLES):
        for match in _CITED.finditer(block.text):
            full = match.group(1)
            name = full.removeprefix(_STATE)
            if name not in known():
                name = _NOTE.sub("", name)
            yield Citation(block, match.start(1), match.end(1), name, full.startswith(_STATE))


@cache
def known() -> frozenset[str]:
    """Every name on the lists, in force or not."""
    return frozenset(e.term for n in (LIST, OLD_LIST) for e in wordlists.load(n)) | {"宪法", "党章"}


@cache
def articles() -> dict[str, int]:
    """How many articles a statute has, where the list says so."""
    return {e.term: int(e.fact("articles")) for e in wordlists.load(LIST) if e.fact("articles")}


@cache
def superseded() -> dict[str, tuple[str, str]]:
    """Old name to (name in force, since when as yyyy-mm-dd or '')."""
    return {e.term: (e.replacements[0], e.fact("since")) for e in wordlists.load(OLD_LIST)}


@cache
def misnamed() -> dict[str, str]:
    """Names that are often written for the right one."""
    return {e.term: e.replacements[0] for e in wordlists.load(WRONG_LIST)}


def nearest(citation: Citation) -> str | None:
    """The one name on the list that `citation` seems to be a slip for; None where it is on the list or like none or two."""
    name = citation.name
    if (
        name in known()
        or len(name) < _SHORTEST
        or _OTHER.search(name)
        or not name.endswith(("法", "条例", "法典"))
    ):
        return None
    if name.endswith("条例") and not citation.stated and len(name) < _SHORTEST_RULE:
        return None
    near = {
        candidate for key in _keys(name) for candidate in _by_key().get(key, ()) if _one_off(name, candidate)
    }
    if not near and len(name) >= _LONG:
        near = {
            c
            for c in known()
            if abs(len(c) - len(name)) <= 1 and c[:1] == name[:1] and c[-1] == name[-1] and _swapped(name, c)
        }
    if not near and citation.stated:
        return _likest(name)
    return near.pop() if len(near) == 1 else None


def _likest(name: str) -> str | None:
    """The name clearly most like one that is told in full but on no list: national laws are few, and all listed."""
    if name.endswith("条例"):  # of those there were many that no list has
        return law if (law := name.removesuffix("条例") + "法") in known() else None
    from rapidfuzz import process  # noqa: PLC0415 - few texts cite a statute that no list knows
    from rapidfuzz.distance import Indel  # noqa: PLC0415

    ranked = process.extract(
        name, sorted(known()), scorer=Indel.normalized_similarity, limit=2, score_cutoff=_LIKE
    )
    if not ranked or (len(ranked) > 1 and ranked[0][1] - ranked[1][1] < _CLEAR):
        return None
    return str(ranked[0][0])


_LIKE, _CLEAR = 0.72, 0.05
_SHORTEST, _SHORTEST_RULE, _LONG = 4, 7, 6
_SHORT_FORM = 4  # 《环保法》 alone is how people call it; 《中华人民共和国环保法》 is wrong


def _keys(name: str) -> Iterator[str]:
    """The name with each of its characters left out, and the name itself: two names one edit apart share a key."""
    yield name
    for index in range(len(name)):
        yield name[:index] + name[index + 1 :]


@cache
def _by_key() -> dict[str, tuple[str, ...]]:
    made: dict[str, set[str]] = defaultdict(set)
    for name in known():
        if len(name) >= _SHORTEST:
            for key in _keys(name):
                made[key].add(name)
    return {key: tuple(names) for key, names in made.items()}


def _one_off(name: str, other: str) -> bool:
    """Whether one character put in, left out or replaced makes the one of the other, the kind of text kept."""
    if name == other or name[-1] != other[-1]:
        return False
    head = 0
    while head < min(len(name), len(other)) and name[head] == other[head]:
        head += 1
    tail = 0
    while tail < min(len(name), len(other)) - head and name[-1 - tail] == other[-1 - tail]:
        tail += 1
    return max(len(name), len(other)) - head - tail <= 1


def _swapped(name: str, other: str) -> bool:
    """Whether the two have the same characters in another order: 未成年保护人法."""
    return len(name) == len(other) and sorted(name) == sorted(other)
