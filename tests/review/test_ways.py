"""Which way a draft goes: 会签, stages side by side, conditions, what must be settled, holds, urgency, rejection."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from models import Event, Role, StageState, Verdict
from models.base import pk
from review import bulk, claims, comments, delegation, draft_facts, drafts, holds, people
from review.audit.export import dossier
from review.errors import BlockedError, InvalidError, NotAllowedError, SeparationError, StateError
from review.stages import document_of
from tests.review.custom import answer, give, inbox_of, open_runs, signed, stage, use, verified
from tests.review.story import PASSWORD, Story

RETURN, REJECT = Verdict.RETURN, Verdict.REJECT


def _facts(story: Story, draft_id: int, login: str, **values: object) -> None:
    draft_facts.amend(story.app, story.actors[login], draft_id, values)


def test_everybody_signs_a_joint_stage(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, stage("first"), stage("legal", "sign: {needed: all}", back="first"), stage("issue"))
    draft_id = story.submit(pipeline="custom")
    story.work()
    signed(story, draft_id, "first", "chensiyuan")
    assert inbox_of(story, draft_id) == {"legal": {"xuwenjing", "luojianping"}}
    signed(story, draft_id, "legal", "xuwenjing")
    assert inbox_of(story, draft_id) == {"legal": {"luojianping"}}
    with pytest.raises(StateError, match="表达过意见"):
        claims.claim(story.app, story.actors["xuwenjing"], pk(open_runs(story, draft_id)["legal"]))
    again = answer(story, draft_id, "legal", "xuwenjing")
    assert again.late
    assert "表达过意见" in str(again.late_reason)
    signed(story, draft_id, "legal", "luojianping")
    assert set(open_runs(story, draft_id)) == {"issue"}


@pytest.mark.parametrize(
    ("sign", "answers", "outcome"),
    [
        ("{needed: all, objections: one}", ["approve", "return"], "first"),
        ("{needed: all, objections: all}", ["approve", "return"], "first"),
        ("{needed: any, objections: one}", ["approve"], "issue"),
        ("{needed: any, objections: one}", ["return"], "first"),
        ("{needed: any, objections: all}", ["return", "approve"], "issue"),
        ("{needed: any, objections: all}", ["return", "return"], "legal"),
        ("{needed: any, objections: all}", ["return", "return", "return"], "first"),
        ("{needed: 2, objections: all}", ["return", "approve"], "legal"),
        ("{needed: 2, objections: all}", ["return", "approve", "approve"], "issue"),
        ("{needed: 2, objections: all}", ["return", "approve", "return"], "first"),
        ("{needed: 2, objections: one}", ["approve", "return"], "first"),
        ("{needed: 3, objections: one}", ["approve", "approve"], "legal"),
        ("{needed: 3, objections: one}", ["approve", "approve", "approve"], "issue"),
    ],
)
def test_all_any_or_n_of_m(
    story: Story, monkeypatch: pytest.MonkeyPatch, sign: str, answers: list[str], outcome: str
) -> None:
    use(monkeypatch, stage("first"), stage("legal", f"sign: {sign}", back="first, author"), stage("issue"))
    give(story, "wujingyi", Role.COUNTERSIGNER)
    draft_id = story.submit(pipeline="custom")
    story.work()
    signed(story, draft_id, "first", "chensiyuan")
    for login, verdict in zip(("xuwenjing", "luojianping", "wujingyi"), answers, strict=False):
        answer(story, draft_id, "legal", login, Verdict(verdict), return_to="first")
        story.work()
    assert set(open_runs(story, draft_id)) == {outcome}
    if (
        outcome == "first"
    ):  # what was signed of a joint stage that failed is void, and its signers may sign again
        assert not [d for d in story.decisions(draft_id) if d.verdict == "approve" and d.voided_at is None]
        signed(story, draft_id, "first", "chensiyuan")
        assert inbox_of(story, draft_id) == {"legal": {"xuwenjing", "luojianping", "wujingyi"}}


def test_too_few_people_for_a_joint_stage_is_told(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, stage("legal", "sign: {needed: 3}"), stage("issue"))
    draft_id = story.submit(pipeline="custom")
    story.work()
    assert "需 3 人同意" in str(open_runs(story, draft_id)["legal"].problem)
    signed(story, draft_id, "legal", "xuwenjing")
    signed(story, draft_id, "legal", "luojianping")
    give(story, "wujingyi", Role.COUNTERSIGNER)
    run = pk(open_runs(story, draft_id)["legal"])
    claims.reassign(story.app, story.actors["sunlihua"], run, story.actors["wujingyi"].person_id, "补足人数")
    signed(story, draft_id, "legal", "wujingyi")
    assert set(open_runs(story, draft_id)) == {"issue"}


def test_the_members_of_a_joint_stage_are_those_it_opened_with(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, stage("legal", "sign: {needed: all}"), stage("issue"))
    draft_id = story.submit(pipeline="custom")
    story.work()
    give(story, "wujingyi", Role.COUNTERSIGNER)
    run, wu = pk(open_runs(story, draft_id)["legal"]), story.actors["wujingyi"].person_id
    for act in (
        lambda: answer(story, draft_id, "legal", "wujingyi"),
        lambda: claims.claim(story.app, story.actors["wujingyi"], run),
    ):
        with pytest.raises(NotAllowedError, match="会签人员"):
            act()
    with pytest.raises(InvalidError, match="已满"):
        claims.reassign(story.app, story.actors["sunlihua"], run, wu, "也听听")
    claims.recuse(story.app, story.actors["xuwenjing"], draft_id, "亲属")
    assert "不足" in str(open_runs(story, draft_id)["legal"].problem)
    claims.reassign(story.app, story.actors["sunlihua"], run, wu, "许文静回避")
    now = story.app.clock()
    delegation.delegate(
        story.app, story.actors["luojianping"], story.actors["qianyifan"].person_id,
        starts_at=now - timedelta(hours=1), ends_at=now + timedelta(hours=1), reason="开会",
    )  # fmt: skip
    signed(story, draft_id, "legal", "qianyifan")
    assert inbox_of(story, draft_id) == {"legal": {"wujingyi"}}  # 罗建平 has answered through 钱一帆
    assert answer(story, draft_id, "legal", "luojianping").late
    signed(story, draft_id, "legal", "wujingyi")
    assert set(open_runs(story, draft_id)) == {"issue"}


def test_one_person_twice_in_a_joint_stage(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, stage("legal", "sign: {needed: all}"), stage("issue"))
    people.add_account(
        story.app, story.actors["majianguo"], story.actors["xuwenjing"].person_id, "xu2", PASSWORD
    )
    give(story, "xuwenjing")
    draft_id = story.submit(pipeline="custom")
    story.work()
    signed(story, draft_id, "legal", "xuwenjing")
    assert answer(story, draft_id, "legal", "xu2").late


PARALLEL = (
    stage("first"),
    stage("legal", "beside: clearance", back="first, author"),
    stage("secrecy", "beside: clearance", back="first, author"),
    stage("final", back="earlier, author"),
)


def test_stages_side_by_side(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, *PARALLEL)
    draft_id = story.submit(pipeline="custom")
    story.work()
    signed(story, draft_id, "first", "chensiyuan")
    assert set(open_runs(story, draft_id)) == {"legal", "secrecy"}
    signed(story, draft_id, "secrecy", "luojianping")
    assert set(open_runs(story, draft_id)) == {"legal"}
    assert story.stage_run(draft_id).stage_key == "legal"
    signed(story, draft_id, "legal", "xuwenjing")
    signed(story, draft_id, "final", "sunlihua")
    assert story.draft(draft_id).state == "released"
    assert verified(dossier(story.app, draft_id)) == []


def test_a_return_from_one_side_ends_the_other(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, *PARALLEL)
    draft_id = story.submit(pipeline="custom")
    story.work()
    signed(story, draft_id, "first", "chensiyuan")
    signed(story, draft_id, "secrecy", "luojianping")
    done = answer(story, draft_id, "legal", "xuwenjing", RETURN, return_to="first")
    assert done.voided == ["初审", "保密审查"]
    story.work()
    assert set(open_runs(story, draft_id)) == {"first"}
    signed(story, draft_id, "first", "chensiyuan")
    assert set(open_runs(story, draft_id)) == {"legal", "secrecy"}
    answer(story, draft_id, "legal", "xuwenjing", RETURN, return_to="author")
    assert answer(story, draft_id, "secrecy", "luojianping").late
    assert story.draft(draft_id).state == "returned"
    drafts.resume(story.app, story.actors["linxiaoyu"], draft_id, note="无误")
    story.work()
    assert set(open_runs(story, draft_id)) == {"legal", "secrecy"}


CONDITIONAL = (
    stage("first"),
    stage("secrecy", "when: [{secrecy: [sensitive]}, {topic: [any], foreign_audience: true}]"),
    stage("extra", "when: [{overruled_over: 0}]", title="加审", role="second_reviewer"),
    stage("issue", back="earlier, author"),
)


def test_a_stage_that_does_not_apply_is_skipped_and_said_so(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, *CONDITIONAL)
    draft_id = story.submit(pipeline="custom")
    story.work()
    signed(story, draft_id, "first", "chensiyuan")
    signed(story, draft_id, "issue", "gaozhiyuan")
    assert story.draft(draft_id).state == "released"
    with story.app.database.read() as session:
        rows = session.exec(select(Event).where(Event.tag == "stage:skipped")).all()
    assert [json.loads(e.payload)["data"]["stage"] for e in rows] == ["secrecy", "extra"]
    assert verified(dossier(story.app, draft_id)) == []


def test_a_stage_that_applies_late_is_signed_before_the_end(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, *CONDITIONAL)
    draft_id = story.submit(pipeline="custom")
    story.work()
    signed(story, draft_id, "first", "chensiyuan")
    _facts(story, draft_id, "gaozhiyuan", secrecy="sensitive")
    signed(story, draft_id, "issue", "gaozhiyuan")
    assert set(open_runs(story, draft_id)) == {"secrecy"}
    signed(story, draft_id, "secrecy", "luojianping")
    assert story.draft(draft_id).state == "released"
    assert verified(dossier(story.app, draft_id)) == []


def test_facts_are_signed_and_only_made_laxer_by_those_who_sign(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, *CONDITIONAL)
    author = story.actors["linxiaoyu"]
    uploaded = drafts.upload(story.app, author, "敏感内容。\n".encode(), "稿.txt")
    with pytest.raises(InvalidError):
        drafts.submit(
            story.app, author, uploaded.upload_id, title="稿", pipeline="custom", facts={"topic": "x"}
        )
    made = drafts.submit(
        story.app, author, uploaded.upload_id, title="稿", pipeline="custom", facts={"secrecy": "internal"}
    )
    story.work()
    with pytest.raises(NotAllowedError, match="放宽"):
        _facts(story, made.draft_id, "linxiaoyu", secrecy="public")
    _facts(story, made.draft_id, "linxiaoyu", secrecy="sensitive")
    with pytest.raises(NotAllowedError, match="只有作者"):
        _facts(story, made.draft_id, "zhouqiming", secrecy="public")
    for values in ({"secrecy": "top"}, {"urgent": "yes"}, {"unit_id": 1}, {}, {"filing_number": "x" * 81}):
        with pytest.raises(InvalidError):
            _facts(story, made.draft_id, "chensiyuan", **values)
    _facts(story, made.draft_id, "chensiyuan", secrecy="internal")
    signed(story, made.draft_id, "first", "chensiyuan")
    statement = json.loads(story.decisions(made.draft_id)[-1].statement)
    assert statement["facts"]["secrecy"] == "internal"


def test_a_suspected_topic_is_filed_before_the_end(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, stage("first"), stage("final", "settles: [filing]"), stage("issue"))
    draft_id = story.submit(pipeline="custom")
    story.work()
    _facts(story, draft_id, "linxiaoyu", topic="religion")
    signed(story, draft_id, "first", "chensiyuan")
    with pytest.raises(BlockedError, match="宗教问题"):
        answer(story, draft_id, "final", "sunlihua")
    _facts(story, draft_id, "sunlihua", filing_number="备〔2026〕12号")
    signed(story, draft_id, "final", "sunlihua")
    _facts(story, draft_id, "gaozhiyuan", filing_number="")
    with pytest.raises(BlockedError, match="备案"):  # the last stage asks whatever the pipeline says
        answer(story, draft_id, "issue", "gaozhiyuan")


def test_open_questions_hold_the_stage_that_settles_them(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, stage("first"), stage("second", "settles: [questions]"), stage("issue"))
    draft_id = story.submit(pipeline="custom")
    story.work()
    version = story.version(draft_id)
    block = document_of(story.app, version).blocks[0].id
    asked = comments.add(
        story.app, story.actors["chensiyuan"], pk(version), block, 0, 2, "出处？", "question"
    )
    comments.add(story.app, story.actors["chensiyuan"], pk(version), block, 0, 2, "好", "remark")
    with pytest.raises(InvalidError):
        comments.add(story.app, story.actors["chensiyuan"], pk(version), block, 0, 2, "?", "shout")
    signed(story, draft_id, "first", "chensiyuan")
    with pytest.raises(BlockedError, match="1 条质疑"):
        answer(story, draft_id, "second", "zhaowenbo")
    comments.resolve(story.app, story.actors["zhaowenbo"], asked)
    signed(story, draft_id, "second", "zhaowenbo")


def test_a_draft_on_hold_waits(story: Story) -> None:
    draft_id = story.submit()
    story.work()
    head, author = story.actors["sunlihua"], story.actors["linxiaoyu"]
    with pytest.raises(NotAllowedError):
        holds.hold(story.app, story.actors["qianyifan"], draft_id, "等")
    with pytest.raises(InvalidError):
        holds.hold(story.app, head, draft_id, "")
    before = open_runs(story, draft_id)["first_review"].deadline_at
    holds.hold(story.app, head, draft_id, "等上级批复")
    with pytest.raises(StateError, match="已在暂停"):
        holds.hold(story.app, head, draft_id, "再停")
    with pytest.raises(StateError, match="等上级批复"):
        answer(story, draft_id, "first_review", "chensiyuan")
    with pytest.raises(StateError, match="暂停"):
        claims.claim(story.app, story.actors["chensiyuan"], pk(open_runs(story, draft_id)["first_review"]))
    later = replace(story.app, clock=lambda: story.app.clock() + timedelta(days=7))
    holds.take_up(later, head, draft_id)
    with pytest.raises(StateError, match="没有暂停"):
        holds.take_up(story.app, head, draft_id)
    after = open_runs(story, draft_id)["first_review"].deadline_at
    assert before is not None
    assert after is not None
    assert after > before
    story.dismiss_all(draft_id, "chensiyuan")
    signed(story, draft_id, "first_review", "chensiyuan")
    give(story, "linxiaoyu", Role.PUBLISHER)
    with pytest.raises(SeparationError):
        holds.hold(story.app, story.actors[author.login], draft_id, "自己停")


def test_an_urgent_draft_has_shorter_deadlines_and_nothing_else(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, stage("first", "urgent_hours: 1"), stage("second"), stage("issue"))
    give(story, "chensiyuan", Role.SECOND_REVIEWER)
    slow, fast = story.submit(pipeline="custom"), story.submit(pipeline="custom")
    _facts(story, fast, "linxiaoyu", urgent=True)
    story.work()
    late = open_runs(story, slow)["first"].deadline_at
    soon = open_runs(story, fast)["first"].deadline_at
    assert late is not None
    assert soon is not None
    assert soon < late
    signed(story, fast, "first", "chensiyuan")
    with pytest.raises(SeparationError, match="三审"):
        answer(story, fast, "second", "chensiyuan")


TWO = stage("first"), stage("second", back="first, author"), stage("final", back="first, author")


def test_a_rejection_stops_after_two_reviews(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, *TWO, top="reject_after_reviews: 2")
    draft_id = story.submit(pipeline="custom")
    story.work()
    answer(story, draft_id, "first", "chensiyuan", REJECT)
    story.work()
    assert set(open_runs(story, draft_id)) == {"second"}
    answer(story, draft_id, "second", "zhaowenbo", REJECT)
    assert story.draft(draft_id).state == "rejected"


def test_a_second_reviewer_who_disagrees_sends_it_round_again(
    story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    use(monkeypatch, *TWO, top="reject_after_reviews: 2")
    give(story, "wujingyi", Role.FIRST_REVIEWER)
    draft_id = story.submit(pipeline="custom")
    story.work()
    answer(story, draft_id, "first", "chensiyuan", REJECT)
    story.work()
    signed(story, draft_id, "second", "zhaowenbo")
    assert set(open_runs(story, draft_id)) == {"first"}  # 初审 is still to be approved by somebody
    signed(story, draft_id, "first", "wujingyi")
    assert set(open_runs(story, draft_id)) == {"final"}
    answer(story, draft_id, "final", "sunlihua", REJECT)
    assert story.draft(draft_id).state == "rejected"


def test_many_at_once_but_never_a_final_review(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, stage("first"), stage("second"), stage("final"))
    ids = [story.submit(pipeline="custom") for _ in range(3)]
    own = story.submit(pipeline="custom", author="chensiyuan")
    story.work()
    runs = [pk(open_runs(story, i)["first"]) for i in (*ids, own)]
    chen = story.actors["chensiyuan"]
    claimed = bulk.claim_many(story.app, chen, runs)
    assert [bool(o.refused) for o in claimed] == [False, False, False, True]
    seen = bulk.seen_now(story.app, runs)
    done = bulk.approve_many(story.app, chen, seen, opinion="同意", password=PASSWORD)
    assert [bool(o.refused) for o in done] == [False, False, False, True]
    assert "作者" in str(done[3].refused)
    story.work()
    for draft_id in ids:
        signed(story, draft_id, "second", "zhaowenbo")
    finals = bulk.seen_now(story.app, [pk(open_runs(story, i)["final"]) for i in ids])
    with pytest.raises(NotAllowedError, match="逐件"):
        bulk.approve_many(story.app, story.actors["sunlihua"], finals, opinion="同意", password=PASSWORD)
    assert all(story.stage_run(i).state == StageState.OPEN.value for i in ids)
    with pytest.raises(InvalidError):
        bulk.approve_many(story.app, chen, {}, opinion="同意", password=PASSWORD)


def test_the_shipped_pipeline_for_important_drafts(story: Story) -> None:
    """会签 and 保密审查 side by side, a filing number, a qualified final reviewer, and a dossier that verifies."""
    draft_id = story.submit(pipeline="major")
    story.work()
    _facts(story, draft_id, "linxiaoyu", topic="diplomacy", foreign_audience=True)
    for key, login in (
        ("first_review", "chensiyuan"), ("second_review", "zhaowenbo"), ("countersign", "xuwenjing"),
        ("secrecy", "luojianping"), ("countersign", "luojianping"),
    ):  # fmt: skip
        if key in ("first_review", "second_review"):
            story.dismiss_all(draft_id, login)
        signed(story, draft_id, key, login)
    story.dismiss_all(draft_id, "sunlihua")
    with pytest.raises(BlockedError, match="备案"):
        answer(story, draft_id, "final_review", "sunlihua")
    _facts(story, draft_id, "sunlihua", filing_number="备〔2026〕1号")
    signed(story, draft_id, "final_review", "sunlihua")
    story.dismiss_all(draft_id, "zhenghaitao")
    signed(story, draft_id, "proof", "zhenghaitao")
    signed(story, draft_id, "issue", "gaozhiyuan")
    assert story.draft(draft_id).state == "released"
    assert verified(dossier(story.app, draft_id)) == []
