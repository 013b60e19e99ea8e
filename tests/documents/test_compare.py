"""Two versions side by side: places follow the text, hunks rebuild the new version, and it stays fast."""

from __future__ import annotations

import random
import time

from hypothesis import given, settings
from hypothesis import strategies as st

from documents.compare import Hunk, HunkKind, align, hunks
from documents.compare_text import differences
from documents.model import Block, BlockKind, Document

SENTENCES = st.text(st.sampled_from("甲乙丙丁，。；的是"), min_size=1, max_size=25)
TEXTS = st.lists(SENTENCES, max_size=12)


def doc(texts: list[str]) -> Document:
    return Document("txt", tuple(Block(f"b{i}", BlockKind.PARAGRAPH, t) for i, t in enumerate(texts)))


def kinds(shown: list[Hunk]) -> list[str]:
    return [h.kind.value for h in shown]


@given(TEXTS)
def test_nothing_changed_nothing_moves(texts: list[str]) -> None:
    document = doc(texts)
    alignment = align(document, document)
    for block in document:
        for start in range(len(block.text)):
            placed = alignment.place(block.id, start, len(block.text))
            assert placed is not None
            assert (placed.block, placed.start, placed.end, placed.exact) == (
                block.id,
                start,
                len(block.text),
                True,
            )
    assert set(kinds(alignment.hunks())) <= {"equal"}


@given(TEXTS, TEXTS)
def test_hunks_rebuild_both_versions(old: list[str], new: list[str]) -> None:
    shown = hunks(doc(old), doc(new))
    assert ["".join(s.new for s in h.segments) for h in shown if h.new is not None] == new
    before = {h.old: "".join(s.old for s in h.segments) for h in shown if h.old is not None}
    assert [before[f"b{i}"] for i in range(len(old))] == old
    assert len(before) == sum(h.old is not None for h in shown)


@given(st.text("甲乙丙。，", max_size=600), st.text("甲乙丙。，", max_size=600))
@settings(max_examples=50)
def test_differences_cover_both_texts(old: str, new: str) -> None:
    steps = differences(old, new)
    assert "".join(old[s.a : s.b] for s in steps) == old
    assert "".join(new[s.c : s.d] for s in steps) == new
    assert all(old[s.a : s.b] == new[s.c : s.d] for s in steps if s.op == "equal")


@given(st.lists(SENTENCES, min_size=3, max_size=10), st.data())
def test_an_edit_elsewhere_does_not_displace(texts: list[str], data: st.DataObject) -> None:
    """Every block but one keeps its text; a place in those is found with the same text."""
    texts = [f"{i}号{t}" for i, t in enumerate(texts)]
    edited = data.draw(st.integers(0, len(texts) - 1))
    new = list(texts)
    new[edited] = data.draw(SENTENCES)
    alignment = align(doc(texts), doc(new))
    for i, text in enumerate(texts):
        if i != edited and text not in {texts[edited], new[edited]}:
            placed = alignment.place(f"b{i}", 0, len(text))
            assert placed is not None
            assert (placed.block, placed.exact) == (f"b{i}", True)


@given(SENTENCES, SENTENCES, SENTENCES, SENTENCES)
def test_placed_text_is_the_text_it_claims(head: str, tail: str, old: str, new: str) -> None:
    before, after = doc([head + old + tail]), doc([head + new + tail])
    placed = align(before, after).place("b0", 0, len(head))
    if placed is not None and placed.exact:
        assert after.block(placed.block).text[placed.start : placed.end] == head


def test_an_insertion_shifts_a_finding() -> None:
    old, new = doc(["各单位要认真落实,确保完成。"]), doc(["一是各单位要认真抓好落实,确保完成。"])
    placed = align(old, new).place("b0", 8, 9)
    assert placed is not None
    assert (placed.start, placed.exact, new.blocks[0].text[placed.start]) == (12, True, ",")


def test_a_corrected_place_is_gone_or_inexact() -> None:
    alignment = align(doc(["各单位要认真落实,确保完成。"]), doc(["各单位要认真落实，确保完成。"]))
    assert alignment.place("b0", 8, 9) is None
    wider = alignment.place("b0", 6, 11)
    assert wider is not None
    assert (wider.start, wider.end, wider.exact) == (6, 11, False)


def test_removed_added_changed_moved() -> None:
    old = doc(
        [
            "关于检查的通知",
            "第一段讲总体要求和目标。",
            "第二段讲具体任务安排。",
            "第三段讲保障措施有哪些。",
            "结尾一段话在这里。",
        ]
    )
    new = doc(
        [
            "关于检查的通知",
            "第三段讲保障措施有哪些。",
            "第一段讲总体要求与目标。",
            "全新的一段文字，与别处无关！",
            "结尾一段话在这里。",
        ]
    )
    alignment = align(old, new)
    shown = alignment.hunks()
    assert kinds(shown) == ["equal", "removed", "equal", "moved", "added", "equal"]
    assert [(s.op, s.old, s.new) for s in shown[3].segments] == [
        ("equal", "第一段讲总体要求", "第一段讲总体要求"), ("replace", "和", "与"), ("equal", "目标。", "目标。"),
    ]  # fmt: skip
    moved = alignment.place("b1", 3, 8)
    assert moved is not None
    assert (moved.block, moved.start, moved.exact) == ("b2", 3, True)
    assert alignment.place("b2", 0, 5) is None
    assert alignment.partner("b2") is None
    assert alignment.partner("b1") == "b2"


def test_an_exchange_of_places_is_a_move() -> None:
    texts = [
        "开头一段话在这里。",
        "第二段讲具体任务安排。",
        "第三段讲保障措施有哪些。",
        "第四段讲监督检查办法。",
        "结尾。",
    ]
    alignment = align(doc(texts), doc([texts[0], texts[3], texts[1], texts[2], texts[4]]))
    assert kinds(alignment.hunks()) == ["equal", "moved", "equal", "equal", "equal"]
    placed = alignment.place("b3", 1, 4)
    assert placed is not None
    assert (placed.block, placed.start, placed.exact) == ("b1", 1, True)


def test_a_split_paragraph_keeps_its_findings() -> None:
    first, second = (
        "各单位要提高认识，压实责任，确保措施到位。",
        "每月五日前，要把进展情况报送市委办公室汇总。",
    )
    alignment = align(doc(["题", first + second]), doc(["题", first, second]))
    placed = alignment.place("b1", len(first) + 12, len(first) + 16)
    assert placed is not None
    assert (placed.block, placed.start, placed.exact) == ("b2", 12, True)


def test_images_follow_their_bytes() -> None:
    def picture(asset: str) -> Document:
        return Document("docx", (Block("b0", BlockKind.IMAGE, "会场", asset=asset),))

    assert kinds(hunks(picture("a"), picture("a"))) == ["equal"]
    assert kinds(hunks(picture("a"), picture("b"))) == ["changed"]


def test_a_new_level_is_a_change() -> None:
    old = Document("txt", (Block("b0", BlockKind.PARAGRAPH, "总体要求"),))
    new = Document("txt", (Block("b0", BlockKind.HEADING, "总体要求", level=1),))
    assert hunks(old, new)[0].kind is HunkKind.CHANGED


def sample(count: int, seed: int) -> list[str]:
    chance = random.Random(seed)  # noqa: S311 - test data
    return [
        f"第{i}条 " + "".join(chance.choices("各单位要认真贯彻落实会议精神，确保完成年度任务。", k=120))
        for i in range(count)
    ]


def test_two_thousand_blocks_with_ten_edits_within_a_second() -> None:
    texts = sample(2000, 1)
    new = list(texts)
    chance = random.Random(2)  # noqa: S311 - test data
    for i in chance.sample(range(1900), 10):
        new[i] = new[i][:40] + "改动" + new[i][45:]
    del new[1950]
    new.insert(30, "插入的全新段落，说明新增的工作安排。")
    old_doc, new_doc = doc(texts), doc(new)
    start = time.perf_counter()
    alignment = align(old_doc, new_doc)
    shown = alignment.hunks()
    seconds = time.perf_counter() - start
    counted = {kind: kinds(shown).count(kind) for kind in ("changed", "added", "removed", "moved")}
    assert counted == {"changed": 10, "added": 1, "removed": 1, "moved": 0}
    assert seconds < 1


def test_a_text_without_likeness_stays_bounded() -> None:
    start = time.perf_counter()
    hunks(doc(sample(800, 3)), doc([t[::-1] for t in sample(800, 4)]))
    long = "".join(sample(400, 5))
    differences(long, long[:9000] + "改" + long[9000:20000] + long[20100:])
    assert time.perf_counter() - start < 10
