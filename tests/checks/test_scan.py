"""The joined view of a document gives each rule exactly the blocks that hold what it seeks."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from checks.scan import blocks_with, forget, joined
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
