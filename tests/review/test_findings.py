"""Who may answer which finding."""

from __future__ import annotations

import pytest

from models import DispositionState
from models.base import pk
from review import claims, decide, findings
from review.errors import InvalidError, NotAllowedError, SeparationError, StateError
from tests.review.story import CLEAN, FAULTY, Story

DISMISSED, ACCEPTED, OPEN = DispositionState.DISMISSED, DispositionState.ACCEPTED, DispositionState.OPEN


def _red(story: Story, draft_id: int) -> int:
    return pk(next(f for f in story.findings(draft_id) if f.severity == "red"))


def test_an_author_may_accept_but_not_overrule_red(story: Story) -> None:
    draft_id = story.submit(FAULTY)
    story.work()
    author = story.actors["linxiaoyu"]
    findings.settle(story.app, author, _red(story, draft_id), ACCEPTED)
    with pytest.raises(SeparationError):
        findings.settle(story.app, author, _red(story, draft_id), DISMISSED, "没错")


def test_an_author_may_not_take_back_a_reviewers_overruling(story: Story) -> None:
    draft_id = story.submit(FAULTY)
    story.work()
    findings.settle(story.app, story.actors["chensiyuan"], _red(story, draft_id), DISMISSED, "原文")
    row = next(f for f in story.findings(draft_id) if f.disposition == "dismissed")
    with pytest.raises(SeparationError):
        findings.settle(story.app, story.actors["linxiaoyu"], pk(row), OPEN)


def test_overruling_red_needs_a_reason_and_can_be_undone(story: Story) -> None:
    draft_id = story.submit(FAULTY)
    story.work()
    reviewer = story.actors["chensiyuan"]
    finding = _red(story, draft_id)
    with pytest.raises(InvalidError):
        findings.settle(story.app, reviewer, finding, DISMISSED)
    findings.settle(story.app, reviewer, finding, DISMISSED, "引用")
    findings.settle(story.app, reviewer, finding, OPEN)
    row = next(f for f in story.findings(draft_id) if f.id == finding)
    assert (row.disposition, row.settled_by) == ("open", None)


def test_somebody_elses_stage_and_old_versions_are_out_of_reach(story: Story) -> None:
    draft_id = story.submit(FAULTY)
    story.work()
    finding = _red(story, draft_id)
    with pytest.raises(NotAllowedError):
        findings.settle(story.app, story.actors["hesumei"], finding, DISMISSED, "x")
    story.revise(draft_id, CLEAN)
    with pytest.raises(StateError):
        findings.settle(story.app, story.actors["linxiaoyu"], finding, ACCEPTED)


def test_accepting_red_does_not_open_the_gate(story: Story) -> None:
    draft_id = story.submit(FAULTY)
    story.work()
    reviewer = story.actors["chensiyuan"]
    everything = [pk(f) for f in story.findings(draft_id)]
    findings.settle_all(story.app, reviewer, pk(story.version(draft_id)), everything, ACCEPTED)
    held = decide.blockers(story.app, reviewer, pk(story.stage_run(draft_id)))
    assert [b.code for b in held] == ["red"]


def test_a_claimed_stage_is_left_to_its_claimer(story: Story) -> None:
    draft_id = story.submit()
    story.work()
    story.dismiss_all(draft_id, "chensiyuan")
    run = pk(story.stage_run(draft_id))
    claims.claim(story.app, story.actors["zhaowenbo"], run)
    with pytest.raises(StateError):
        claims.claim(story.app, story.actors["chensiyuan"], run)
    with pytest.raises(StateError):
        story.sign(draft_id, "chensiyuan")
    claims.unclaim(story.app, story.actors["zhaowenbo"], run)
    story.sign(draft_id, "chensiyuan")
