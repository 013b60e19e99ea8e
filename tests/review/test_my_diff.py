"""What changed since *my* last signature: the text, what the machine found, and what others said."""

from __future__ import annotations

import random
import re

from documents.compare import HunkKind
from models import DispositionState, Verdict
from models.base import pk
from review import comments, findings
from review.read import desk as desk_model
from review.read.my_diff import MyDiff, my_diff
from review.stages import document_of
from tests.review.story import CLEAN, FAULTY, Story


def seen(story: Story, draft_id: int, login: str) -> MyDiff | None:
    """What this person is shown on the desk."""
    actor = story.actors[login]
    return my_diff(story.app, actor, desk_model.desk(story.app, actor, story.draft(draft_id).number))


def returned(story: Story, text: str) -> int:
    """A draft that the first reviewer sent back to its author."""
    draft = story.submit(text)
    story.work()
    story.sign(draft, verdict=Verdict.RETURN, return_to="author", opinion="请修改")
    return draft


def article() -> list[str]:
    """10,000 characters of our own, as repetitive as minutes are; no paragraph without its number."""
    chance = random.Random(11)  # noqa: S311 - test text
    words = re.findall(
        r"\S+", "会议 认为 各单位 要 进一步 落实 审校 责任 ， 完善 制度 核对 数据 ， 按时 报送 由 办公室 汇总"
    )
    texts = []
    while sum(map(len, texts)) < 10_000:
        body = "".join(chance.choice(words) for _ in range(chance.randint(30, 80)))
        texts.append(f"第{len(texts) + 1}项工作，{body}。")
    return texts


def test_nobody_who_has_not_signed_has_a_difference(story: Story) -> None:
    draft = story.submit(CLEAN)
    story.work()
    assert seen(story, draft, "chensiyuan") is None
    story.dismiss_all(draft, "chensiyuan")
    story.sign(draft)
    story.work()
    assert seen(story, draft, "zhaowenbo") is None
    assert seen(story, draft, "linxiaoyu") is None


def test_five_edits_in_ten_thousand_characters_and_a_move(story: Story) -> None:
    old = article()
    draft = returned(story, "\n".join(old))
    new = list(old)
    for index, (before, after) in zip(
        (3, 20, 41, 60, 77),
        (("工作", "任务"), ("。", "！"), ("项", ""), ("项工作", "项重点工作"), ("，", "；")),
        strict=True,
    ):
        new[index] = new[index].replace(before, after, 1)
    story.revise(draft, "\n".join(new))
    story.work()
    found = seen(story, draft, "chensiyuan")
    assert found is not None
    assert (found.since.version, found.since.verdict, found.since.stage_title) == (1, "return", "初审")
    assert found.changes.count == 5
    new.insert(50, new.pop(9))
    story.revise(draft, "\n".join(new))
    story.work()
    again = seen(story, draft, "chensiyuan")
    assert again is not None
    assert again.changes.count == 6, "still since the signature, not since the version before"
    kinds = [row.kind for row in again.changes.rows]
    assert (kinds.count(HunkKind.MOVED), kinds.count(HunkKind.AWAY)) == (1, 1)


def test_an_unchanged_text_has_no_changes(story: Story) -> None:
    draft = returned(story, CLEAN)
    story.revise(draft, CLEAN.replace("\n", "\r\n"))
    story.work()
    found = seen(story, draft, "chensiyuan")
    assert found is not None
    assert (found.changes.count, found.is_empty) == (0, True)


def test_findings_and_comments_since_then(story: Story) -> None:
    draft = story.submit(FAULTY)
    story.work()
    reader = story.actors["chensiyuan"]
    version = story.version(draft)
    block = document_of(story.app, version).blocks[-1].id
    mine = comments.add(story.app, reader, pk(version), block, 0, 4, "请核对。")
    story.sign(draft, verdict=Verdict.RETURN, return_to="author", opinion="请修改")
    comments.resolve(story.app, story.actors["linxiaoyu"], mine)
    before = {f.check_id for f in story.findings(draft)}
    # One fault mended, one left, a new one come in.
    story.revise(draft, FAULTY.replace("布署", "部署").replace("按时报名。", "按时按时报名。"))
    story.work()
    author = story.actors["linxiaoyu"]
    comments.add(story.app, author, pk(story.version(draft)), block, 0, 2, "已核对。")
    left = next(f for f in story.findings(draft) if f.carried_from_id is not None)
    findings.settle(story.app, reader, pk(left), DispositionState.DISMISSED, "原文如此")
    found = seen(story, draft, "chensiyuan")
    assert found is not None
    assert {f.text for f in found.gone} == {"布署"}
    assert {f.id for f in found.answered} == {left.id}
    assert left.id not in {f.id for f in found.found}
    assert found.found
    assert not {f.check for f in found.found} <= before
    assert [c.body for c in found.said] == ["已核对。"]
    assert [c.body for c in found.resolved] == ["请核对。"]


def test_a_finding_carried_through_two_versions_is_not_new(story: Story) -> None:
    draft = returned(story, FAULTY)
    for tail in ("特此通知。\n", "特此通知，请遵照执行。\n"):
        story.revise(draft, FAULTY + tail)
        story.work()
    found = seen(story, draft, "chensiyuan")
    assert found is not None
    assert not [f for f in found.found if f.text == "布署"]
    assert not found.gone
