"""What a reader is told has changed: as many changes as there were edits, and all of them."""

from __future__ import annotations

import random
import re
from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from documents.compare import HunkKind
from documents.compare_changes import Changes, changes
from documents.model import Block, BlockKind, Document

TEXTS = st.lists(st.text("甲乙丙，。", min_size=0, max_size=20), max_size=8)


def doc(texts: list[str]) -> Document:
    """A document of one paragraph a text."""
    return Document("txt", tuple(Block(f"b{i}", BlockKind.PARAGRAPH, t) for i, t in enumerate(texts)))


def applied(old: list[str], found: Changes) -> list[str]:
    """`old` with every change made: what is not told as changed is taken from the old text itself."""
    before = dict(zip((f"b{i}" for i in range(len(old))), old, strict=True))
    made: list[str] = []
    for row in found.rows:
        if row.new is None or row.kind is HunkKind.AWAY:
            continue
        text, at = "", 0
        for part in row.parts:
            kept = before[row.old][at : at + len(part.segment.old)] if row.old else ""
            assert kept == part.segment.old
            text += kept if part.change is None else part.segment.new
            at += len(part.segment.old)
        made.append(text)
    gone = {row.old for row in found.rows if row.kind is HunkKind.REMOVED}
    assert gone | {row.old for row in found.rows if row.new and row.old} == set(before)
    return made


@given(TEXTS, TEXTS)
def test_changes_applied_to_the_old_text_give_the_new_one(old: list[str], new: list[str]) -> None:
    found = changes(doc(old), doc(new))
    assert applied(old, found) == new
    numbers = {p.change for r in found.rows for p in r.parts} | {r.change for r in found.rows}
    assert numbers - {None} == set(range(1, found.count + 1))
    if old == new:
        assert found.count == 0


@st.composite
def edited(draw: st.DrawFn) -> tuple[list[str], list[str], int]:
    """(old, new, edits): every character of the text is its own, so that there is one right answer."""
    fresh = (chr(0x4E00 + n) for n in count())

    def some(least: int, most: int) -> str:
        return "".join(next(fresh) for _ in range(draw(st.integers(least, most))))

    old = [some(12, 40) for _ in range(draw(st.integers(2, 9)))]
    new, edits = list(old), draw(st.integers(0, 5))
    for _ in range(edits):
        at = draw(st.integers(0, len(new) - 1))
        kind = draw(
            st.sampled_from(["replace", "insert", "delete", "move", "add", "remove", "split", "join"])
        )
        start = draw(st.integers(0, len(new[at])))
        end = min(len(new[at]), start + draw(st.integers(1, 6)))
        if kind == "move" and len(new) > 2 and len(new[at]) >= 8:
            new.insert(draw(st.integers(0, len(new) - 1)), new.pop(at))
        elif kind == "add":
            new[at:at] = [some(12, 40) for _ in range(draw(st.integers(1, 3)))]
        elif kind == "remove" and len(new) > 1:
            del new[at]
        elif kind == "split":
            new[at : at + 1] = [t for t in (new[at][:start], new[at][start:]) if t]
        elif kind == "join" and at + 1 < len(new):
            new[at : at + 2] = [new[at] + new[at + 1]]
        else:
            text = "" if kind == "delete" else some(1, 6)
            new[at] = new[at][:start] + text + new[at][start if kind == "insert" else end :]
    return old, new, edits


@given(edited())
@settings(max_examples=300)
def test_never_more_changes_than_edits(case: tuple[list[str], list[str], int]) -> None:
    old, new, edits = case
    found = changes(doc(old), doc(new))
    assert applied(old, found) == new
    assert found.count <= edits


def article(seed: int, characters: int) -> list[str]:
    """Paragraphs of our own: words of a small stock in a random order, as repetitive as minutes are."""
    chance = random.Random(seed)  # noqa: S311 - test text
    words = re.findall(
        r"\S+",
        "会议 认为 各单位 要 进一步 落实 审校 责任 ， 完善 制度 核对 数据 ； 按时 报送 材料 ， 由 办公室 汇总 归档 。",
    )
    texts: list[str] = []
    while sum(map(len, texts)) < characters:
        texts.append("".join(chance.choice(words) for _ in range(chance.randint(30, 90))) + "。")
    return texts


def test_five_edits_in_ten_thousand_characters_are_five_changes() -> None:
    for seed in range(12):
        old = article(seed, 10_000)
        chance = random.Random(seed + 100)  # noqa: S311 - test text
        new = list(old)
        for index in chance.sample(range(len(new)), 5):
            at = chance.randint(5, len(new[index]) - 5)
            edit = chance.choice(["囧", "", "另行通知", new[index][at] + "囍"])
            new[index] = new[index][:at] + edit + new[index][at + 1 :]
        found = changes(doc(old), doc(new))
        assert found.count == 5, seed
        assert sum(row.kind is HunkKind.CHANGED for row in found.rows) == 5


def test_edits_far_apart_in_one_paragraph_are_counted_one_by_one() -> None:
    old = ["各单位要认真核对数据，形成台账，并于月底前报送有关情况，由办公室汇总归档，以备查阅。"]
    new = [old[0].replace("认真", "仔细").replace("月底", "月末").replace("以备", "以便")]
    found = changes(doc(old), doc(new))
    assert [(p.segment.old, p.segment.new) for p in found.rows[0].parts if p.change] == [
        ("认真", "仔细"),
        ("底", "末"),
        ("备", "便"),
    ]
    assert found.count == 3


def told(old: str, new: str) -> list[tuple[str, str]]:
    """(before, after) of every change inside one paragraph."""
    parts = changes(doc([old]), doc([new])).rows[0].parts
    return [(p.segment.old, p.segment.new) for p in parts if p.change is not None]


def test_changes_begin_and_end_with_words() -> None:
    assert told("请完成供暖设施的检查。", "请完成暖气设施的检查。") == [("供暖", "暖气")]
    assert told("于2026年11月31日前完成检查。", "于2026年11月30日前完成检查。") == [("31", "30")]
    assert told("格式为 PDF 的文件应存档备查。", "格式为 PDFA 的文件应存档备查。") == [("PDF", "PDFA")]
    assert told("他说:“今天不来了，明天再来。”", "他说：“今天不来了，明天再来。”") == [(":", "：")]
    assert told("各科室的的同志请按时参加会议。", "各科室的同志请按时参加会议。") == [("的", "")]


def test_a_moved_paragraph_is_one_move_told_at_both_places() -> None:
    old = article(7, 3000)
    for target in (3, 11, len(old) - 1):
        new = list(old)
        new.insert(target, new.pop(6))
        found = changes(doc(old), doc(new))
        kinds = [row.kind for row in found.rows if row.change is not None]
        assert sorted(kinds) == [HunkKind.AWAY, HunkKind.MOVED]
        assert found.count == 1


def test_two_paragraphs_moved_together_are_one_move() -> None:
    old = article(9, 4000)
    new = [*old[2:14], *old[:2], *old[14:]]
    assert changes(doc(old), doc(new)).count == 1


def test_a_split_and_a_joint_are_no_text_lost_and_gained() -> None:
    old = [
        "一是抓好落实，责任到人。二是核对数据，形成台账。",
        "三是按时报送。",
        "四是由办公室汇总，归档备查。",
    ]
    split = changes(doc(old), doc([old[0][:12], old[0][12:], *old[1:]]))
    assert [(r.kind, r.seam) for r in split.rows][:2] in (
        [(HunkKind.CHANGED, "split-tail"), (HunkKind.ADDED, "carried")],
        [(HunkKind.ADDED, "carried"), (HunkKind.CHANGED, "split-head")],
    )
    joined = changes(doc(old), doc([old[0], old[1] + old[2]]))
    assert {r.seam for r in joined.rows} - {""} in ({"joined-tail", "taken"}, {"joined-head", "taken"})
    assert (split.count, joined.count) == (1, 1)


def test_a_heading_made_a_paragraph_is_a_change_without_words() -> None:
    old = Document(
        "txt", (Block("b0", BlockKind.HEADING, "总则", 1), Block("b1", BlockKind.PARAGRAPH, "正文。"))
    )
    new = Document(
        "txt", (Block("b0", BlockKind.PARAGRAPH, "总则"), Block("b1", BlockKind.PARAGRAPH, "正文。"))
    )
    found = changes(old, new)
    assert [(r.restyled, r.change) for r in found.rows] == [(True, 1), (False, None)]


def test_cost_follows_the_changes() -> None:
    """A book of 3,000 paragraphs with ten edits: only the touched paragraphs are compared letter by letter."""
    old = article(3, 300_000)
    new = list(old)
    for index in range(50, 1000, 100):
        new[index] = new[index][:20] + "囧" + new[index][20:]
    assert changes(doc(old), doc(new)).count == 10
