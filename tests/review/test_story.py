"""The whole path: submit, check, sign, return, revise, release; and what must hold on the way."""

from __future__ import annotations

import hashlib
import json

import pytest
from sqlmodel import select

from models import Comment, DispositionState, Event, Notice, Receipt, Release, Verdict
from models.base import pk
from review import comments, drafts, findings
from review.audit.export import verify
from review.errors import BlockedError, InvalidError, StaleContentError
from tests.review.story import CLEAN, FAULTY, Story


@pytest.mark.parametrize("pipeline", ["publishing", "new-media", "notice"])
def test_a_clean_draft_goes_from_upload_to_release(story: Story, pipeline: str) -> None:
    draft_id = story.submit(pipeline=pipeline)
    story.sign_on(draft_id)
    assert story.draft(draft_id).state == "released"
    with story.app.database.read() as session:
        row = session.exec(select(Release)).one()
        receipt = session.exec(select(Receipt)).one()
    signed = json.loads(story.decisions(draft_id)[-1].statement)
    delivered = (story.app.releases_dir / receipt.location).read_bytes()
    assert hashlib.sha256(delivered).hexdigest() == signed["original_sha256"] == row.original_sha256
    assert delivered == CLEAN.encode()
    assert verify(story.app).problems == ()


def test_red_and_yellow_hold_a_signature_until_answered(story: Story) -> None:
    draft_id = story.submit(FAULTY)
    story.work()
    assert {f.text for f in story.findings(draft_id) if f.severity == "red"} >= {",", "布署"}
    with pytest.raises(BlockedError) as caught:
        story.sign(draft_id)
    assert caught.value.blockers[0].code == "red"
    story.dismiss_all(draft_id, "chensiyuan")
    story.sign(draft_id)
    assert len(story.decisions(draft_id)) == 1


def test_required_fields_gates_and_opinion_hold_a_signature(story: Story) -> None:
    draft_id = story.submit()
    story.work()
    story.dismiss_all(draft_id, "chensiyuan")
    with pytest.raises(BlockedError) as caught:
        story.sign(draft_id, fields={})
    assert {b.code for b in caught.value.blockers} == {"fields", "gates"}
    with pytest.raises(InvalidError):
        story.sign(draft_id, opinion="  ")
    assert story.decisions(draft_id) == []


def test_signing_something_else_than_was_seen_is_refused(story: Story) -> None:
    draft_id = story.submit()
    story.work()
    with pytest.raises(StaleContentError):
        story.sign(draft_id, seen_content_hash="sha256:0")


def test_one_changed_character_voids_every_sign_off_and_says_who_and_why(story: Story) -> None:
    draft_id = story.submit()
    story.sign_on(draft_id, until="final_review")
    revised = story.revise(draft_id, CLEAN.replace("按时", "准时"))
    assert revised.changed
    assert revised.voided == ["初审", "复审"]
    author = story.actors["linxiaoyu"]
    for decision in story.decisions(draft_id):
        assert decision.voided_by == author.person_id
        assert "林晓雨" in (decision.void_cause or "")
        assert "第 2 版" in (decision.void_cause or "")
    with story.app.database.read() as session:
        told = session.exec(
            select(Notice).where(Notice.person_id == story.actors["chensiyuan"].person_id)
        ).all()
        tags = session.exec(select(Event.tag).order_by(Event.seq)).all()
    assert any("失效" in n.text for n in told)
    assert tags.count("signoff:voided") == 2
    story.work()
    assert story.stage_run(draft_id).stage_key == "first_review"


def test_saving_without_a_change_voids_nothing(story: Story) -> None:
    draft_id = story.submit()
    story.sign_on(draft_id, until="final_review")
    for same in (CLEAN, CLEAN.replace("\n", "\r\n"), "\ufeff" + CLEAN):
        revised = story.revise(draft_id, same)
        assert not revised.changed
        assert revised.voided == []
    assert all(d.voided_at is None for d in story.decisions(draft_id))
    story.sign_on(draft_id)
    with story.app.database.read() as session:
        receipt = session.exec(select(Receipt)).one()
    # what goes out are the bytes that were signed, not the re-saved ones
    assert (story.app.releases_dir / receipt.location).read_bytes() == CLEAN.encode()


def test_new_bytes_with_the_same_text_can_replace_the_file_and_void(story: Story) -> None:
    draft_id = story.submit()
    story.sign_on(draft_id, until="second_review")
    revised = story.revise(draft_id, CLEAN.replace("\n", "\r\n"), replace_file=True)
    assert revised.changed
    assert revised.voided == ["初审"]


def test_a_return_to_the_author_and_an_unchanged_resume_keep_sign_offs(story: Story) -> None:
    draft_id = story.submit()
    story.sign_on(draft_id, until="second_review")
    story.sign(draft_id, verdict=Verdict.RETURN, return_to="author", opinion="请核对日期")
    assert story.draft(draft_id).state == "returned"
    drafts.resume(story.app, story.actors["linxiaoyu"], draft_id, note="日期无误")
    story.work()
    run = story.stage_run(draft_id)
    assert (run.stage_key, run.round, run.state) == ("second_review", 2, "open")
    assert all(d.voided_at is None for d in story.decisions(draft_id))


def test_a_return_to_an_earlier_stage_voids_from_there_on(story: Story) -> None:
    draft_id = story.submit()
    story.sign_on(draft_id, until="final_review")
    decided = story.sign(draft_id, verdict=Verdict.RETURN, return_to="second_review", opinion="复审意见不全")
    assert decided.voided == ["复审"]
    story.work()
    assert story.stage_run(draft_id).stage_key == "second_review"
    story.sign_on(draft_id)
    assert story.draft(draft_id).state == "released"


def test_answers_and_comments_follow_the_text_into_the_next_version(story: Story) -> None:
    draft_id = story.submit(FAULTY)
    story.work()
    reviewer = story.actors["chensiyuan"]
    version_id = pk(story.version(draft_id))
    comma, word = (next(f for f in story.findings(draft_id) if f.text == t) for t in (",", "布署"))
    findings.settle(story.app, reviewer, pk(word), DispositionState.DISMISSED, "引用原文")
    findings.settle(story.app, reviewer, pk(comma), DispositionState.ACCEPTED)
    comments.add(story.app, reviewer, version_id, word.block, word.start, word.end, "请与文件核对")
    comments.add(story.app, reviewer, version_id, comma.block, comma.start - 4, comma.start, "这里改一下")
    story.sign(draft_id, verdict=Verdict.RETURN, return_to="author", opinion="请改标点")
    story.revise(draft_id, "附加的一段说明文字，放在最前面。\n" + FAULTY.replace(",", "，"))
    story.work()
    kept = next(f for f in story.findings(draft_id) if f.text == "布署")
    assert (kept.disposition, kept.reason, kept.settled_by) == ("dismissed", "引用原文", reviewer.person_id)
    assert kept.block != word.block
    assert all(f.text != "," for f in story.findings(draft_id))
    with story.app.database.read() as session:
        moved = session.exec(select(Comment).where(Comment.version_id == pk(story.version(draft_id)))).all()
    assert {(c.quote, c.placed) for c in moved} == {("布署", True), ("文化生活", True)}


def test_a_comment_whose_text_is_gone_is_listed_as_unplaced(story: Story) -> None:
    draft_id = story.submit(CLEAN + "这一段落在下一版里会整个消失不见。\n")
    story.work()
    block = story.app.store.get(story.version(draft_id).document_sha256)
    last = json.loads(block)["blocks"][-1]
    reviewer = story.actors["chensiyuan"]
    comments.add(story.app, reviewer, pk(story.version(draft_id)), last["id"], 2, 6, "删去此段")
    story.revise(draft_id, CLEAN)
    with story.app.database.read() as session:
        rows = session.exec(select(Comment).where(Comment.version_id == pk(story.version(draft_id)))).all()
    assert [(c.body, c.placed) for c in rows] == [("删去此段", False)]


def test_reject_and_withdraw_end_a_draft(story: Story) -> None:
    rejected, withdrawn = story.submit(), story.submit()
    story.work()
    story.sign(rejected, verdict=Verdict.REJECT, opinion="不合用")
    assert story.draft(rejected).state == "rejected"
    drafts.withdraw(
        story.app, story.actors["linxiaoyu"], withdrawn, reason="另写", password="sanshen-demo-2026"
    )
    assert story.draft(withdrawn).state == "withdrawn"
    assert story.work() == 0
