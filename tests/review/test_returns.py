"""Return anywhere: to any earlier stage, starting over or running again only what became void; rounds are kept."""

from __future__ import annotations

import pytest
from sqlmodel import select

from models import Role, StageRun, Verdict
from review.audit.export import dossier, verify
from review.stage_rules import AfterReturn
from tests.review.custom import answer, give, open_runs, signed, stage, use, verified
from tests.review.story import Story

FOUR = (
    stage("first"), stage("second", back="first"), stage("proof", back="second"),
    stage("final", "after_return: {policy}", back="earlier, author"),
)  # fmt: skip


def _at_final(story: Story, patch: pytest.MonkeyPatch, policy: str) -> int:
    use(patch, *(s.replace("{policy}", policy) for s in FOUR))
    draft_id = story.submit(pipeline="custom")
    story.work()
    for key, login in (("first", "chensiyuan"), ("second", "zhaowenbo"), ("proof", "qianyifan")):
        signed(story, draft_id, key, login)
    return draft_id


@pytest.mark.parametrize(
    ("policy", "chosen", "voided", "then"),
    [
        ("restart", None, ["初审", "复审", "校对"], ["first", "second", "proof", "final"]),
        ("resume", None, ["初审"], ["first", "final"]),
        ("ask", "resume", ["初审"], ["first", "final"]),
        ("ask", "restart", ["初审", "复审", "校对"], ["first", "second", "proof", "final"]),
        ("ask", None, ["初审", "复审", "校对"], ["first", "second", "proof", "final"]),
        ("restart", "resume", ["初审", "复审", "校对"], ["first", "second", "proof", "final"]),
    ],
)
def test_return_anywhere(
    story: Story,
    monkeypatch: pytest.MonkeyPatch,
    policy: str,
    chosen: str | None,
    voided: list[str],
    then: list[str],
) -> None:
    """A return from 终审 and a resume run only the voided stages again; a late answer after release changes nothing."""
    draft_id = _at_final(story, monkeypatch, policy)
    after = None if chosen is None else AfterReturn(chosen)
    done = answer(story, draft_id, "final", "sunlihua", Verdict.RETURN, return_to="first", after_return=after)
    assert done.voided == voided
    signers = {"first": "chensiyuan", "second": "zhaowenbo", "proof": "qianyifan", "final": "sunlihua"}
    seen = []
    while story.draft(draft_id).state == "in_review":
        story.work()
        (key,) = open_runs(story, draft_id)
        seen.append(key)
        signed(story, draft_id, key, signers[key])
    assert seen == then
    assert story.draft(draft_id).state == "released"
    with story.app.database.read() as session:
        runs = session.exec(select(StageRun).where(StageRun.draft_id == draft_id)).all()
    assert {(r.stage_key, r.round) for r in runs} >= {(key, 2) for key in then}  # rounds are kept
    before = len(story.decisions(draft_id))
    give(story, "zhouqiming", Role.FIRST_REVIEWER)
    assert answer(story, draft_id, "first", "zhouqiming").late
    assert len(story.decisions(draft_id)) == before + 1
    assert story.draft(draft_id).state == "released"
    assert verified(dossier(story.app, draft_id)) == []
    assert verify(story.app).problems == ()


def test_a_changed_text_voids_everything_whatever_the_policy(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    draft_id = _at_final(story, monkeypatch, "resume")
    answer(story, draft_id, "final", "sunlihua", Verdict.RETURN, return_to="author")
    done = story.revise(draft_id, "改过的内容。\n另一段。\n")
    assert done.voided == ["初审", "复审", "校对"]
    story.work()
    assert set(open_runs(story, draft_id)) == {"first"}
