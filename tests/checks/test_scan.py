"""The joined view of a document gives each rule exactly the blocks that hold what it seeks."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.late import head, regex
from checks.scan import Joined, blocks_with, forget, joined
from checks.types.doubles import doubles
from checks.wordlists import Entry, load
from checks.words import Matcher, matcher
from documents.model import Block, BlockKind, Document

TEXTS = st.lists(st.text("甲乙丙，。1", max_size=8), max_size=12)


def document_of(texts: list[str]) -> Document:
    """A txt document of one paragraph a text."""
    return Document("txt", tuple(Block(f"b{i}", BlockKind.PARAGRAPH, t) for i, t in enumerate(texts)))


@given(TEXTS)
def test_every_block_with_a_needle_comes_once_in_order(texts: list[str]) -> None:
    document = document_of(texts)
    expected = [b for b in document if "甲" in b.text or "丙，" in b.text or "1" in b.text]
    assert list(blocks_with(document, "甲", "丙，", re.compile("1"))) == expected


@given(TEXTS)
def test_every_offset_leads_back_to_its_block(texts: list[str]) -> None:
    document = document_of(texts)
    whole = joined(document)
    for block, start in zip(document, whole.starts, strict=True):
        for i, char in enumerate(block.text):
            assert whole.place(start + i) == (block, i)
            assert whole.text[start + i] == char


def test_the_last_document_is_kept_and_let_go() -> None:
    document = document_of(["甲"])
    first = joined(document)
    assert joined(document) is first
    forget()
    assert joined(document) is not first
    assert joined(document_of(["甲"])) is not first


@given(TEXTS)
def test_a_second_question_gets_the_same_answer(texts: list[str]) -> None:
    document = document_of(texts)
    first = [list(blocks_with(document, needle)) for needle in ("甲", "乙丙", "龥")]
    assert first == [list(blocks_with(document, needle)) for needle in ("甲", "乙丙", "龥")]
    assert first == [[b for b in document if needle in b.text] for needle in ("甲", "乙丙", "龥")]


def test_what_is_derived_is_made_once() -> None:
    document = document_of(["甲乙", "丙"])
    made: list[str] = []

    def derive(whole: Joined) -> str:
        made.append(whole.text)
        return whole.text.replace("\0", "|")

    assert joined(document).keep(derive) == joined(document).keep(derive) == "甲乙|丙"
    assert len(made) == 1
    assert set(joined(document).alphabet) == set("甲乙丙\0")


@given(st.lists(st.text("像话不太帐号，。账密码本", max_size=10), max_size=8))
def test_a_whole_document_is_matched_as_its_blocks_are(texts: list[str]) -> None:
    document = document_of(texts)
    entries = [Entry("像话", unless=("不像话",)), Entry("帐"), Entry("帐号", ("账号",)), Entry("密码本")]
    search = Matcher(entries, "loose")
    assert list(search.find_in(document)) == [(b, m) for b in document for m in search.find(b.text)]


@pytest.mark.parametrize("name", ["wrong_words", "wrong_idioms", "variant_forms", "fixed_expressions"])
def test_lists_searched_together_find_what_each_finds_alone(name: str) -> None:
    words = load(name)
    texts = [f"前{e.term}后，{e.suggestion or e.term}。" for e in words] + [
        c for e in words for c in e.unless
    ]
    document = document_of(texts)
    search = matcher(name)
    found = list(search.find_in(document))
    assert len(found) > len(words) // 2
    assert found == [(b, m) for b in document for m in search.find(b.text)]


@given(st.lists(st.text("甲乙丙\0𠮷", max_size=9), max_size=6))
def test_doubles_are_where_a_pattern_would_find_them(texts: list[str]) -> None:
    document = document_of([text.replace("\0", "") for text in texts])
    pattern = re.compile(r"(?=(甲)\1|([甲乙丙𠮷]{2,4})\2)")
    expected = [(b, [match.start() for match in pattern.finditer(b.text)]) for b in document]
    found = list(doubles(joined(document), frozenset("甲")))
    assert found == [(block, places) for block, places in expected if places]


def test_a_late_pattern_is_a_pattern() -> None:
    late, soon = regex("(甲)[乙丙]", re.IGNORECASE), re.compile("(甲)[乙丙]", re.IGNORECASE)
    assert late.findall("甲乙甲丙") == soon.findall("甲乙甲丙")
    assert late.sub("丁", "甲乙") == "丁"
    assert (late.pattern, late.flags, late.groups) == (soon.pattern, soon.flags, soon.groups)
    with pytest.raises(re.error):
        regex("(").search("甲")


@pytest.mark.parametrize(
    ("source", "known"),
    [
        ("月(?<=\\d月)", "月"),
        ("请(?=填写|输入)", "请"),
        ("总编辑?", "总编"),
        ("甲|乙", ""),
        ("甲(?:乙|丙)|丁", ""),
        ("甲[|)]乙", "甲"),
        ("[甲乙]丙", ""),
        ("(?:甲)乙", ""),
        ("甲+乙", "甲"),
        ("甲{2}", ""),
        ("\\d甲", ""),
        ("甲[]|]", "甲"),
    ],
)
def test_the_plain_beginning_of_a_pattern_is_known_only_when_sure(source: str, known: str) -> None:
    assert head(regex(source)) == known
    assert head(regex(source, re.IGNORECASE)) == head(re.compile(source)) == ""


@pytest.mark.parametrize(
    "source",
    [
        r"[%％](?<=\d[%％])",
        r"[—～](?=\d)",
        r"\d{4}[ \-]?\d{4}",
        "[Ｘ×x]{2}",
        r"[a-c\-](?=万)",
        "[甲乙]|丙",
        "[〇]?万",
    ],
)
def test_the_quick_ways_find_the_blocks_that_the_pattern_finds(source: str) -> None:
    texts = [
        "增长3%",
        "甲～4乙",
        "2026-1234",
        "××",
        "无数字" * 20 + "5％",
        "-万",
        "b万",
        "丙",
        "",
        "7" + "字" * 90 + "％8～9",
    ]
    for padding in (0, 5_000):  # a long text is looked up in
        document = document_of([*texts, "正文" * padding])
        expected = [i for i, block in enumerate(document.blocks) if re.search(source, block.text)]
        assert [*joined(document).holding(regex(source))] == expected
