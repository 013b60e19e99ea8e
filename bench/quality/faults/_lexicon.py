"""What the families of words share: a wrong word put for the right one, in corpus text or in a phrase of our own."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from bench.quality.cases import Build, Case, Slip
from bench.quality.chance import Chance
from bench.quality.tools import case_of, fill
from checks.words import cut

_FRAMES = (
    "{unit}负责人{person}说，~。",
    "在{town}，~，给人留下深刻印象。",
    "{month}月{day}日的{meeting}上有同志提到，~。",
    "~，这是{people}反映较多的一点。",
    "调研组在{town}看到，~，有关情况已经报告{unit}。",
    "{unit}的简报写道：~，相关做法值得总结。",
)


def replace_word(chance: Chance, text: str, rows: Sequence[tuple[str, str, str]]) -> Slip | None:
    """Puts the wrong form for a right one that stands in the text as a word of its own. Rows: right, wrong, phrase."""
    tokens = _tokens(text)
    found = [
        (start, end, wrong)
        for right, wrong, _ in chance.mine(rows)
        if right in text
        for start, end in _places(text, right)
        if _whole(tokens, start, end)
    ]
    return Slip((chance.choice(found),)) if found else None


def _places(text: str, word: str) -> Iterable[tuple[int, int]]:
    at = text.find(word)
    while at >= 0:
        yield at, at + len(word)
        at = text.find(word, at + len(word))


@cache
def _tokens(text: str) -> frozenset[int]:
    """Every offset at which a token of the segmenter begins or ends."""
    return frozenset(edge for _, start, end in cut(text) for edge in (start, end))


def _whole(tokens: frozenset[int], start: int, end: int) -> bool:
    return start in tokens and end in tokens


def word_cases(rows: Sequence[tuple[str, str, str]]) -> Build:
    """A generator over (right, wrong, phrase with ~): the phrase in one of the frames."""

    def build(chance: Chance) -> Case:
        right, wrong, phrase = chance.choice(chance.mine(rows))
        frame = chance.choice(_FRAMES)
        sentence = fill(chance, frame.replace("~", phrase.replace("~", f"[{right}|{wrong}]")))
        return case_of([sentence])

    return build
