"""核红: each ordered correction is judged, and every change nobody ordered is listed."""

from __future__ import annotations

import random

import pytest

from documents.corrections import Correction, Outcome, OverlapError, recheck
from tests.documents.test_collate import made, prose


def outcomes(last: str, ordered: list[Correction], new: str) -> tuple[list[str], int]:
    """Outcomes in order, and how many unordered changes."""
    found = recheck(made([last]), ordered, made([new]))
    return [v.outcome.value for v in found.verdicts], len(found.unordered)


def test_done_not_done_and_wrong() -> None:
    last = "各单位要抓好洛实，并于月抵前报送情况，形成台帐。"
    ordered = [Correction("b0", 6, 8, "落实"), Correction("b0", 12, 13, "底"), Correction("b0", 22, 23, "账")]
    assert outcomes(last, ordered, "各单位要抓好落实，并于月抵前报送情况，形成台张。") == (
        ["done", "not_done", "wrong"],
        0,
    )
    told = recheck(made([last]), ordered, made(["各单位要抓好落实，并于月抵前报送情况，形成台张。"]))
    assert [v.found for v in told.verdicts] == ["落实", "抵", "张"]


def test_insertions_and_deletions() -> None:
    last = "各单位抓好落实落实，并报送。"
    ordered = [Correction("b0", 3, 3, "要"), Correction("b0", 7, 9, "")]
    assert outcomes(last, ordered, "各单位要抓好落实，并报送。") == (["done", "done"], 0)
    assert outcomes(last, ordered, last) == (["not_done", "not_done"], 0)
    assert outcomes(last, ordered, "各单位须抓好落实落实，并报送了。") == (["wrong", "not_done"], 1)


def test_a_doubled_letter_taken_out_on_either_side_is_done() -> None:
    assert outcomes("我们的的工作", [Correction("b0", 2, 3, "")], "我们的工作") == (["done"], 0)
    assert outcomes("我们的的工作", [Correction("b0", 3, 4, "")], "我们的工作") == (["done"], 0)


def test_layout_does_not_count() -> None:
    assert outcomes("甲 乙丙丁", [Correction("b0", 0, 1, "申")], "申乙　丙 丁") == (["done"], 0)


def test_overlapping_orders_are_refused() -> None:
    with pytest.raises(OverlapError):
        outcomes("甲乙丙", [Correction("b0", 0, 2, "子"), Correction("b0", 1, 3, "丑")], "甲乙丙")


def test_a_hundred_orders_and_fifteen_changes_of_nobody() -> None:
    chance = random.Random(20260305)  # noqa: S311 - test text
    paragraphs = prose(chance, 130)
    places = {n: chance.randint(8, len(text) - 8) for n, text in enumerate(paragraphs)}
    kinds = ["done"] * 80 + ["not_done"] * 10 + ["wrong"] * 10
    chance.shuffle(kinds)
    ordered, changed = [], list(paragraphs)
    for n, kind in enumerate(kinds):
        at, style = places[n], chance.choice(["change", "insert", "delete"])
        end = at if style == "insert" else at + 1
        right = "" if style == "delete" else "囍"
        ordered.append(Correction(f"b{n}", at, end, right))
        put = {"done": right, "not_done": paragraphs[n][at:end], "wrong": "囧"}[kind]
        changed[n] = paragraphs[n][:at] + put + paragraphs[n][end:]
    for n in chance.sample(range(100, 130), 15):
        at = places[n]
        changed[n] = changed[n][:at] + "囹" + changed[n][at + 1 :]
    found = recheck(made(paragraphs), ordered, made(changed))
    assert [v.outcome.value for v in found.verdicts] == kinds
    assert [d.proof.text for d in found.unordered] == ["囹"] * 15
    assert {v.outcome for v in found.verdicts} == set(Outcome)


def test_a_wrong_change_over_more_than_was_ordered_says_what_should_stand_there() -> None:
    """乙囝 with 囝 ordered out became 囹圄: what should stand there is 乙, not nothing."""
    [told] = recheck(made(["甲乙囝丙"]), [Correction("b0", 2, 3, "")], made(["甲囹圄丙"])).verdicts
    assert (told.outcome, told.found, told.wanted) == (Outcome.WRONG, "囹圄", "乙")
    [done] = recheck(made(["甲乙囝丙"]), [Correction("b0", 2, 3, "")], made(["甲乙丙"])).verdicts
    assert (done.outcome, done.wanted) == (Outcome.DONE, "")
