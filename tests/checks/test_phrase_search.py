"""The search for phrases: it finds what trying every row at every place finds."""

from __future__ import annotations

import re
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from bench.texts import document_of
from checks import wordlists
from checks.scan import joined
from checks.types.phrase import Phrase, compiled
from checks.types.phrase_search import LISTS, _found, phrase_hits

_GAPS = (
    "",
    "的",
    "不断",
    "得到了进一步",
    "我市群众文明行为的",
    "、",
    "和",
    "，",
    "。",
    "\n",
    "  ",
    "很",
    "三",
)

_LONGEST = 16  # code points of a wrong part


@cache
def _rows() -> dict[str, list[tuple[str, Phrase]]]:
    rows: dict[str, list[tuple[str, Phrase]]] = {}
    for name in LISTS:
        for row in wordlists.load(name):
            phrase = compiled(row)
            assert len(phrase.wrong) < _LONGEST
            rows.setdefault(phrase.wrong, []).append((name, phrase))
    return rows


@cache
def _terms() -> tuple[str, ...]:
    return tuple(term for name in LISTS for term in wordlists.load(name).terms)


@st.composite
def _texts(draw: st.DrawFn) -> str:
    """Sentences of the words that phrases are made of, in their order or not, with or without what may stand between."""
    parts = [
        draw(st.sampled_from(part.split("/")))
        for term in draw(st.lists(st.sampled_from(_terms()), min_size=1, max_size=3))
        for part in re.split(r"[{}()…·$^#～＋]", term)
    ]
    gaps = draw(st.lists(st.sampled_from(_GAPS), min_size=len(parts), max_size=len(parts)))
    return "".join(part + gap for part, gap in zip(parts, gaps, strict=True))


@settings(max_examples=400, deadline=None)
@given(_texts(), st.booleans())
def test_the_search_finds_what_trying_every_row_at_every_place_finds(text: str, followed: bool) -> None:
    whole = joined(document_of([*text.splitlines(), *(["乙"] if followed else [])]))
    expected: dict[str, set[int]] = {name: set() for name in LISTS}
    for start in range(len(whole.text)):
        for end in range(start + 1, start + _LONGEST):
            for name, phrase in _rows().get(whole.text[start:end], ()):
                if start not in expected[name] and phrase.at(whole.text, start):
                    expected[name].add(start)
    assert {name: {at for at, _ in hits} for name, hits in _found(whole).items()} == expected


def test_a_clause_ends_with_the_document_too() -> None:
    for text in ("着力加快生活水平", "着力加快生活水平。", "收入不断加快"):
        (hit,) = phrase_hits(document_of([text]), "collocations", "“{term}”应为{replacements}。")
        assert text[hit.start : hit.end] == "加快"
