"""Literal texts found in one pass, and what a pattern's own text tells about where it can match."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks import literals, wordlists
from checks.late import heads, needed, regex
from checks.literals import Literals
from checks.registry import all_checks
from checks.scan import joined
from checks.types.phrase import compiled
from checks.types.phrase_search import LISTS
from checks.types.slip import Group, Slip, needles, slip, slip_hits
from checks.wordlists import Entry, Wordlist
from documents.model import Block, BlockKind, Document

LETTERS = "甲乙丙丁，。\n𠮷a"


def document_of(texts: list[str]) -> Document:
    return Document(
        "txt", tuple(Block(f"b{i}", BlockKind.PARAGRAPH, text) for i, text in enumerate(texts) if text)
    )


def everywhere(texts: list[str], text: str) -> set[tuple[int, int, int]]:
    return {
        (number, at, at + len(wanted))
        for number, wanted in enumerate(texts)
        for at in range(len(text))
        if text.startswith(wanted, at)
    }


@given(
    st.lists(st.text(LETTERS, min_size=1, max_size=3), unique=True, max_size=8), st.text(LETTERS, max_size=40)
)
def test_first_texts_and_later_ones_are_searched_alike(texts: list[str], text: str) -> None:
    search = Literals(texts)
    early = search.find(text)
    search._searched = literals._FIRST
    late = search.find(text)
    assert early == late
    assert set(early) == everywhere(texts, text)
    assert len(early) == len(set(early))


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("甲乙[丙]", {"甲乙"}),
        ("甲|乙丙", {"甲", "乙丙"}),
        ("(?<=。)甲", {"甲"}),
        (r"(?:(?<=[。，])|(?<![^\n]))(?P<x>甲乙|丙)丁", {"甲乙", "丙"}),
        ("(?:甲|乙)?丙", set()),
        ("(?:甲|[乙丙])丁", set()),
        ("(?:甲(?:乙|丙))丁", set()),
        ("(?=甲)乙", set()),
        ("[甲乙]丙", set()),
        ("甲?乙", set()),
        (r"\d甲", set()),
        ("(?:甲)*乙", set()),
        ("(?:甲[)]|乙)", set()),
    ],
)
def test_the_beginnings_of_a_pattern_are_known_only_when_sure(source: str, expected: set[str]) -> None:
    assert set(heads(regex(source))) == expected
    assert heads(regex(source, re.IGNORECASE)) == heads(re.compile(source)) == ()


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("[甲]乙丙+丁", {"乙丙"}),
        ("甲?乙{2}", {"乙"}),
        ("(?:甲|乙丙)丁*", {"甲", "乙丙"}),
        ("甲(?!丁)乙丙", {"甲乙丙"}),
        ("甲(?=乙丙丁)", {"甲"}),
        ("甲乙|[丙]", set()),
        ("(甲乙|丙丁)?戊", {"戊"}),
        ("(?P<x>[甲]?(?:乙乙|丙丙)丁丁丁)", {"乙乙丁丁丁", "丙丙丁丁丁"}),
        (r"\d甲乙\.丙", {"甲乙"}),
        ("[甲](?P<x>的|(?<!当)地)(?:很|非常)", {"的很", "的非常", "地很", "地非常"}),
        ("(?:甲|乙+)丙", {"甲", "乙"}),
        ("[)]甲(?:乙|[|)])", {"甲"}),
        ("[甲]{0,3}(?:乙){0,2}", set()),
    ],
)
def test_what_every_match_holds_is_known_only_when_sure(source: str, expected: set[str]) -> None:
    assert needed(regex(source)).texts == expected


PARTS = [
    "甲",
    "乙",
    "[甲乙]",
    "(?:甲|乙丙)",
    "(?P<x>丙|甲丁)",
    "(?<=，)",
    "(?:(?<=。)|(?<![^\n]))",
    "丁?",
    "(?!丙)",
    "[^，]{0,3}",
    "[丙丁](?=甲)",
    "(?:甲|(?<!丙)乙)",
]


@given(st.lists(st.sampled_from(PARTS), min_size=1, max_size=4), st.text(LETTERS, max_size=30))
def test_a_slip_finds_what_its_pattern_finds(parts: list[str], text: str) -> None:
    source = "".join(dict.fromkeys(parts))  # a group's name stands once in a pattern
    pattern = re.compile(source)
    if pattern.match(""):
        return  # a slip takes some text
    wanted = [m.span() for m in pattern.finditer(text)]
    assert all(
        any(m.group().startswith(h) for h in heads(regex(source)))
        for m in pattern.finditer(text)
        if heads(regex(source))
    )
    assert all(
        any(n in m.group() for n in needed(regex(source)).texts)
        for m in pattern.finditer(text)
        if needed(regex(source)).texts
    )
    one = slip(source, "")
    places = {head: [m.start() for m in re.finditer(f"(?={re.escape(head)})", text)] for head in one.within}
    assert [m.span() for _, m in Group((one,)).matches(text, places)] == wanted


def test_hits_come_from_the_blocks_that_hold_a_needle() -> None:
    held = needles("只有")
    slips = (slip("甲(?P<x>乙)", "", "丙"), slip("[丙丁]{2}只有", ""))
    hits = slip_hits(document_of(["甲乙", "只有甲乙，丙丁只有", "只有"]), held, slips)
    assert [(hit.block, hit.start, hit.end, hit.suggestion) for hit in hits] == [
        ("b1", 3, 4, "丙"),
        ("b1", 5, 9, None),
    ]


def test_nearly_all_slips_know_where_to_begin() -> None:
    """One that does not is tried at every character of its blocks."""
    slips = [one for module in modules() for value in vars(module).values() for one in members(value)]
    assert len(slips) > 100
    assert sum(not one.within for one in slips) <= len(slips) // 20


def modules() -> list[object]:
    import sys

    return [sys.modules[check.find.__module__] for check in all_checks()]


def members(value: object) -> list[Slip]:
    return [one for one in value if isinstance(one, Slip)] if isinstance(value, tuple) else []


def test_a_list_gives_its_entries_one_by_one_as_all_together() -> None:
    rows = "# 说明\nterm\treplacement\tunless\tyear\n甲\t乙\n\n乙甲\t丙|丁\t\t1999\n戊\t己戊\t丁戊|戊庚\r\n"
    words = Wordlist("n", "t", "p", "d", "l", (), rows, "h")
    assert [words.find(term) for term in words.terms] == list(words)
    assert words.find("己") is None
    assert words.find("戊") == Entry("戊", ("己戊",), None, ("丁戊", "戊庚"), "", 6)
    assert dict(words.contexts) == {"丁戊": ["戊"], "戊庚": ["戊"], "己戊": ["戊"]}
    assert len(words) == len(list(words)) == 3


@pytest.mark.parametrize("name", wordlists.names())
def test_every_entry_of_the_shipped_lists_is_found_by_its_term(name: str) -> None:
    words = wordlists.load(name)
    assert all(words.find(entry.term) == entry for entry in words)
    expected = {context for entry in words for context in entry.contexts}
    assert set(words.contexts) == expected


def test_a_row_is_compiled_when_a_text_holds_its_needle() -> None:
    from checks.types import phrase_search as phrase

    phrase._needles.cache_clear()
    phrase._phrase.cache_clear()
    term = next(t for t in wordlists.load(LISTS[0]).terms if t.startswith("{") and t.endswith("}"))
    found = phrase._found(joined(document_of([f"这里有{term[1:-1]}一处。"])))
    assert found[LISTS[0]][0][1] == compiled(wordlists.load(LISTS[0]).find(term) or Entry(""))
    assert phrase._phrase.cache_info().currsize < 50
