"""Two decisions on one stage at the same moment, and answers that come late."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

from sqlmodel import select

from models import Decision, Event, StageRun, Verdict
from models.base import pk
from review.decide import Decided, decide
from review.errors import RefusedError
from review.seed import PASSWORD
from tests.review.story import Story, filled


def _race(story: Story, draft_id: int) -> list[Decided | RefusedError]:
    """Both first reviewers decide the same stage run at once: one approves, one returns."""
    run = story.stage_run(draft_id)
    fields = filled(story.pipeline(draft_id).stage(run.stage_key))
    seen = story.version(draft_id).content_hash
    gate = threading.Barrier(2)

    def answer(login: str, verdict: Verdict) -> Decided | RefusedError:
        gate.wait()
        try:
            return decide(
                story.app, story.actors[login], pk(run), verdict, opinion="意见", fields=fields,
                seen_content_hash=seen, password=PASSWORD,
                return_to="author" if verdict is Verdict.RETURN else None,
            )  # fmt: skip
        except RefusedError as error:
            return error

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(answer, "chensiyuan", Verdict.APPROVE)
        second = pool.submit(answer, "zhaowenbo", Verdict.RETURN)
        return [first.result(), second.result()]


def test_of_two_decisions_exactly_one_wins_and_the_other_is_told_why(story: Story) -> None:
    for _ in range(40):
        draft_id = story.submit()
        story.work()
        story.dismiss_all(draft_id, "chensiyuan")
        results = _race(story, draft_id)
        assert not [r for r in results if isinstance(r, RefusedError)]
        winners = [r for r in results if isinstance(r, Decided) and not r.late]
        losers = [r for r in results if isinstance(r, Decided) and r.late]
        assert len(winners) == len(losers) == 1
        assert "先行办理" in (losers[0].late_reason or "")
        with story.app.database.read() as session:
            rows = session.exec(select(Decision).where(Decision.draft_id == draft_id)).all()
            runs = session.exec(select(StageRun).where(StageRun.draft_id == draft_id)).all()
        assert sorted(d.late for d in rows) == [False, True]
        winner = next(d for d in rows if not d.late)
        assert len(runs) == (2 if winner.verdict == "approve" else 1)
        assert story.draft(draft_id).state == ("in_review" if winner.verdict == "approve" else "returned")


def test_a_late_answer_is_filed_and_changes_nothing(story: Story) -> None:
    draft_id = story.submit()
    story.work()
    story.dismiss_all(draft_id, "chensiyuan")
    old_run = story.stage_run(draft_id)
    fields = filled(story.pipeline(draft_id).stage(old_run.stage_key))
    seen = story.version(draft_id).content_hash
    story.sign_on(draft_id)
    assert story.draft(draft_id).state == "released"
    before = story.draft(draft_id).model_dump()
    late = decide(
        story.app, story.actors["chensiyuan"], pk(old_run), Verdict.RETURN, opinion="还是退回吧", fields=fields,
        seen_content_hash=seen, password=PASSWORD, return_to="author",
    )  # fmt: skip
    assert late.late
    assert story.draft(draft_id).model_dump() == before
    filed = story.decisions(draft_id)[-1]
    assert (filed.late, filed.opinion) == (True, "还是退回吧")
    with story.app.database.read() as session:
        assert session.exec(select(Event.tag).order_by(Event.seq.desc())).first() == "decision:late"  # type: ignore[attr-defined]


def test_an_answer_to_a_stage_that_a_revision_ended_is_late_too(story: Story) -> None:
    draft_id = story.submit()
    story.work()
    old_run = story.stage_run(draft_id)
    seen = story.version(draft_id).content_hash
    story.revise(draft_id, "内容换过了，是另一篇文字。\n第二段。\n")
    decided = decide(
        story.app, story.actors["chensiyuan"], pk(old_run), Verdict.RETURN, opinion="退", fields={},
        seen_content_hash=seen, password=PASSWORD, return_to="author",
    )  # fmt: skip
    assert decided.late
    assert "修改" in (decided.late_reason or "")
    assert story.draft(draft_id).state == "in_review"


def test_edit_against_sign_never_releases_unsigned_text(story: Story) -> None:
    """A revision and the last sign-off at the same moment: either the old text goes out, or nothing does."""
    for number in range(10):
        draft_id = story.submit(pipeline="notice")
        last = story.pipeline(draft_id).stages[-1].key
        story.sign_on(draft_id, until=last)
        gate = threading.Barrier(2)

        def sign(draft_id: int = draft_id, gate: threading.Barrier = gate) -> object:
            gate.wait()
            try:
                return story.sign(draft_id)
            except RefusedError as error:
                return error

        def edit(draft_id: int = draft_id, gate: threading.Barrier = gate, number: int = number) -> object:
            gate.wait()
            try:
                return story.revise(draft_id, f"改过的第 {number} 稿，内容不同。\n")
            except RefusedError as error:
                return error

        story_run = story.stage_run(draft_id)
        story.dismiss_all(
            draft_id, {"first_reviewer": "chensiyuan", "publisher": "gaozhiyuan"}[story_run.role]
        )
        with ThreadPoolExecutor(2) as pool:
            results = [f.result() for f in (pool.submit(sign), pool.submit(edit))]
        state = story.draft(draft_id).state
        assert state in {"frozen", "in_review"}, results
        if state == "frozen":
            assert story.version(draft_id).number == 1
        else:
            assert all(d.voided_at is not None for d in story.decisions(draft_id) if not d.late)
