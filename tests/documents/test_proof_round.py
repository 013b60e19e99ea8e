"""What one round of a proof lists: every place once, nothing of what was ordered and done, nothing left out."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from documents.corrections import Correction, corrected, recheck
from documents.in_step import steps
from documents.model import Document
from documents.proof_round import Found, Judge, Order, clashes, examine
from documents.stream import Stream
from tests.documents.test_collate import made, prose

MANUSCRIPT = [
    "各单位要抓好落实，并于月底前报送情况。",
    "二是核对数据，形成台账。",
    "三是按时归档，专人保管。",
]
FIRST = ["各单位要抓好洛实，并于月底前报送情况。", "二是核对数据形成台账。", "三是按时归档，专人保管。"]


def told(found: tuple[Found, ...]) -> list[tuple[str, str, str]]:
    return [(f.origin.value, f.kind, f.place.text) for f in found]


def order(key: int, block: str, start: int, end: int, text: str, judge: Judge = Judge.TEXT) -> Order:
    return Order(key, (Correction(block, start, end, text),), judge)


WORD, COMMA = order(1, "b0", 6, 7, "落"), order(2, "b1", 6, 6, "，")


def test_the_first_proof_lists_its_differences() -> None:
    found = examine(made(FIRST), made(MANUSCRIPT), None)
    assert told(found) == [("collation", "changed", "洛"), ("collation", "missing", "")]
    assert [(f.at, f.to) for f in found] == [(6, 7), (25, 25)]


def test_what_was_ordered_and_done_is_no_difference_any_more() -> None:
    found = examine(made(MANUSCRIPT), made(MANUSCRIPT), made(FIRST), [WORD, COMMA])
    assert told(found) == [("recheck", "done", "落"), ("recheck", "done", "，")]


def test_an_order_that_departs_from_the_manuscript_is_no_difference_once_done() -> None:
    """校是非: the proofreader had a slip of the manuscript itself put right."""
    second = [FIRST[0].replace("月底", "月末").replace("洛", "落"), MANUSCRIPT[1], MANUSCRIPT[2]]
    found = examine(made(second), made(MANUSCRIPT), made(FIRST), [WORD, COMMA, order(3, "b0", 12, 13, "末")])
    assert {(f.origin.value, f.kind) for f in found} == {("recheck", "done")}
    assert [f.place.text for f in found] == ["落", "末", "，"]


def test_not_done_and_wrong_are_listed_once_under_their_order() -> None:
    second = [FIRST[0].replace("洛", "络"), FIRST[1], FIRST[2]]
    found = examine(made(second), made(MANUSCRIPT), made(FIRST), [WORD, COMMA])
    assert [(f.origin.value, f.kind, f.order) for f in found] == [
        ("recheck", "wrong", 1),
        ("recheck", "not_done", 2),
    ]


def test_a_change_nobody_ordered_is_listed_even_beside_a_done_order() -> None:
    """The letter after the corrected one is gone: the order is done, and the loss must not hide behind it."""
    second = [MANUSCRIPT[0].replace("落实，", "落，"), MANUSCRIPT[1], MANUSCRIPT[2]]
    found = examine(made(second), made(MANUSCRIPT), made(FIRST), [WORD, COMMA])
    lost = [f for f in found if f.kind == "missing"]
    assert [(f.unordered, f.manuscript.text if f.manuscript else "") for f in lost] == [(True, "实")]


def test_a_change_nobody_ordered_back_to_the_manuscript_is_told_too() -> None:
    found = examine(made(MANUSCRIPT), made(MANUSCRIPT), made(FIRST), [WORD])
    assert told(found) == [("recheck", "done", "落"), ("unordered", "extra", "，")]


def test_a_kept_difference_comes_again() -> None:
    found = examine(made(FIRST), made(MANUSCRIPT), made(FIRST), [])
    assert told(found) == [("collation", "changed", "洛"), ("collation", "missing", "")]
    assert not any(f.unordered for f in found)


def test_without_the_manuscript_only_the_rechecks_are_listed() -> None:
    second = [MANUSCRIPT[0], FIRST[1], "三是准时归档，专人保管。"]
    found = examine(made(second), None, made(FIRST), [WORD, COMMA])
    assert told(found) == [
        ("recheck", "done", "落"),
        ("recheck", "not_done", ""),
        ("unordered", "changed", "准"),
    ]


def test_a_move_that_was_made_and_one_that_was_not() -> None:
    last = [MANUSCRIPT[1], MANUSCRIPT[0], MANUSCRIPT[2]]
    text = MANUSCRIPT[1]
    away, into = Correction("b0", 0, len(text), ""), Correction("b2", 0, 0, text)
    move = Order(7, (away, into))
    done = examine(made(MANUSCRIPT), None, made(last), [move])
    assert told(done) == [("recheck", "done", text)]
    undone = examine(made(last), None, made(last), [move])
    assert told(undone) == [("recheck", "not_done", text)]


def test_a_glyph_order_is_judged_by_code_points_and_layout_by_a_person() -> None:
    last = made(["一马当先。", "另起一行。"])
    trap = made(["⼀马当先。", "另起一行。"])
    glyph = order(1, "b0", 0, 1, "一", Judge.GLYPH)
    layout = order(2, "b1", 2, 2, "", Judge.PERSON)
    assert [f.kind for f in examine(trap, None, trap, [glyph, layout])] == ["not_done", "unsure"]
    assert [f.kind for f in examine(last, None, trap, [glyph, layout])] == ["done", "unsure"]


def test_orders_clash_where_they_speak_of_the_same_letters() -> None:
    assert clashes([(3, 6)], 5, 8)
    assert clashes([(3, 6)], 4, 4)
    assert clashes([(4, 4)], 3, 6)
    assert not clashes([(3, 6)], 6, 8)
    assert not clashes([(3, 6)], 6, 6)
    assert not clashes([(3, 3)], 3, 3)


@given(st.integers(0, 10_000))
def test_done_orders_leave_nothing_and_each_stray_change_is_listed(seed: int) -> None:
    """Random orders, all done, and random changes of nobody away from them: exactly those are left to look at."""
    chance = random.Random(seed)  # noqa: S311 - test text
    texts = prose(chance, 12)
    manuscript = made(texts)
    orders = []
    for n in chance.sample(range(12), 6):
        at = chance.randrange(8, len(texts[n]) - 8)
        orders.append(
            order(n, f"b{n}", at, at + chance.randint(0, 2), chance.choice(["囍", "囍囍", "囧囍囧"]))
        )
    proof = corrected(manuscript, [c for o in orders for c in o.corrections])
    changed = [b.text for b in proof.blocks]
    strayed = chance.sample([n for n in range(12) if n not in {o.key for o in orders}], 3)
    for n in strayed:
        at = chance.randrange(8, len(changed[n]) - 8)
        changed[n] = changed[n][:at] + "囹" + changed[n][at:]
    found = examine(made(changed), manuscript, manuscript, orders)
    assert {f.kind for f in found if f.origin == "recheck"} == {"done"}
    rest = [f for f in found if f.origin != "recheck"]
    assert [(f.kind, f.place.text, f.unordered) for f in rest] == [("extra", "囹", True)] * 3
    assert {f.place.block for f in rest} == {f"b{n}" for n in strayed}


def test_a_correction_over_several_blocks() -> None:
    last = made(["甲乙丙", "丁戊", "己庚辛"])
    whole = Correction("b0", 1, 2, "囍", last="b2")
    assert [b.text for b in corrected(last, [whole]).blocks] == ["甲囍", "", "辛"]
    assert recheck(last, [whole], made(["甲囍辛"])).verdicts[0].outcome == "done"


def test_corrections_at_one_place_keep_their_order() -> None:
    last = made(["甲乙丙"])
    both = [Correction("b0", 1, 2, "囧"), Correction("b0", 1, 1, "囍")]
    assert corrected(last, both).blocks[0].text == "甲囍囧丙"
    assert [v.outcome.value for v in recheck(last, both, made(["甲囍囧丙"])).verdicts] == ["done", "done"]


def shown(document: Document) -> list[str]:
    return [b.id for b in Stream(document).blocks]


def test_paragraphs_stand_in_step_however_they_are_cut() -> None:
    left = made(["甲乙丙丁戊己庚辛。", "壬癸子丑寅卯辰巳。", "只在左边的一段话。", "午未申酉戌亥天地。"])
    right = made(["甲乙丙丁", "戊己庚辛。", "壬癸子丑寅卯辰巳。午未申酉戌亥天地。", "右边另外多出来"])
    found = steps(left, right)
    assert [(s.left, s.right) for s in found] == [
        (("b0",), ("b0", "b1")),
        (("b1", "b2", "b3"), ("b2",)),
        ((), ("b3",)),
    ]


@given(
    st.lists(st.text("甲乙丙丁，。", max_size=9), max_size=6),
    st.lists(st.text("甲乙丙丁，。", max_size=9), max_size=6),
)
def test_steps_hold_every_block_of_both_once_and_in_order(left: list[str], right: list[str]) -> None:
    one, other = made(left), made(right)
    found = steps(one, other)
    assert [b for s in found for b in s.left] == shown(one)
    assert [b for s in found for b in s.right] == shown(other)
    assert all(s.left or s.right for s in found)


def test_texts_without_a_letter() -> None:
    assert examine(made([]), made([]), None) == ()
    assert told(examine(made([]), made(["甲"]), made([]))) == [("collation", "missing", "")]
    assert told(examine(made(["甲"]), made([]), made([]))) == [("collation", "extra", "甲")]


def test_what_slides_over_repeated_letters_is_no_new_difference() -> None:
    """阅 once too often is the same difference wherever in 阅阅 the comparison happens to put it."""
    manuscript = ["一是做好宣传发动。", "二是精心挑选书目，方便大家借阅。", "三是做好总结，形成材料。"]
    last = [manuscript[0], "二是细心挑选书目，方便大家借阅阅。", manuscript[2]]
    new = [manuscript[0], "二是精心挑选书目，方便大家借阅阅。", "三是认真总结，形成材料。"]
    orders = [order(1, "b1", 2, 3, "精"), order(2, "b2", 2, 4, "认真")]
    assert told(examine(made(new), made(manuscript), made(last), orders)) == [
        ("recheck", "done", "精"),
        ("collation", "extra", "阅"),
        ("recheck", "done", "认真"),
    ]
