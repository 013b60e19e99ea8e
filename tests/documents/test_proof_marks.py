"""Proof marks: the right one for an order, a drawing for each, one ink a round."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from documents.proof_marks import INKS, LAYOUT, Mark, exchanged, ink, mark_of, svg


@pytest.mark.parametrize(
    ("found", "wanted", "mark"),
    [
        ("洛", "落", Mark.REPLACE),
        ("的", "", Mark.DELETE),
        ("", "，", Mark.INSERT),
        ("实落", "落实", Mark.TRANSPOSE),
        ("核数据对", "对核数据", Mark.TRANSPOSE),
        ("台帐", "台账", Mark.REPLACE),
        ("甲甲", "甲", Mark.REPLACE),
    ],
)
def test_the_mark_of_an_order(found: str, wanted: str, mark: Mark) -> None:
    assert mark_of(found, wanted) is mark


@given(st.text("甲乙丙", min_size=1, max_size=6), st.text("甲乙丙", min_size=1, max_size=6))
def test_an_exchange_is_cut_where_the_parts_give_what_is_wanted(first: str, second: str) -> None:
    found, wanted = first + second, second + first
    cut = exchanged(found, wanted)
    if found == wanted:
        assert cut is None
    else:
        assert cut is not None
        assert 0 < cut < len(found)
        assert found[cut:] + found[:cut] == wanted


@pytest.mark.parametrize("mark", list(Mark))
def test_every_mark_is_drawn_inside_its_field_and_says_what_it_is(mark: Mark) -> None:
    root = etree.fromstring(svg(mark, "名称"))
    assert root.get("aria-label") == "名称"
    assert root.get("stroke") == "currentColor"
    assert len(root)
    assert svg(mark, "名称") not in {svg(other, "名称") for other in Mark if other is not mark}


def test_one_ink_a_round() -> None:
    assert [ink(n).name for n in (1, 2, 3, 4)] == ["red", "blue", "green", "red"]
    sheet = (Path(__file__).parents[2] / "web/static/css/proof.css").read_text(encoding="utf-8")
    for one in INKS:
        assert f".ink-{one.name} {{ --ink-now: #{one.rgb};" in sheet
    assert {Mark.REPLACE, Mark.DELETE, Mark.INSERT, Mark.TRANSPOSE, Mark.MOVE}.isdisjoint(LAYOUT)
