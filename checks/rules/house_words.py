"""W200: wrong words of the organisation's own list."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from checks import house as houses
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.wordlists import Entry
from checks.words import Matcher, hits_of
from documents.model import Document


@check(
    id="W200",
    title="本单位词表",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.HOUSE_RULES,
    why="本单位在“规则与词表”或 sanshen.toml 里规定的写法；没有规定就不检查。",
    examples=(Example("没有本单位词表时，本项不报任何问题。"),),
)
def house_words(document: Document) -> Iterator[Hit]:
    """Hits for the words of `House.words`; each entry may carry a severity of its own."""
    words = houses.current().words
    if words:
        message = "本单位规定“{term}”写作{replacements}。"
        yield from hits_of(document, _matcher(words), "house", message)


@lru_cache(maxsize=8)
def _matcher(words: tuple[Entry, ...]) -> Matcher:
    return Matcher(words, "loose")
