"""The proof stage: three proofs with their rechecks, what holds a signature, what voids answers, who may do what."""

from __future__ import annotations

import json

import pytest
from sqlmodel import select

from documents.errors import UnreadableError
from models import Event, Notice, ProofAnswer
from models.base import pk
from review import claims, proof_answers, proofs
from review.audit.export import verify
from review.errors import (
    InvalidError,
    NotAllowedError,
    NotFoundError,
    SeparationError,
    StaleProofError,
    StateError,
)
from tests.review.proof_story import CHANGE, FIRST, KEEP, MANUSCRIPT, OPEN, Proofs
from tests.review.story import Story


@pytest.fixture
def at(story: Story) -> Proofs:
    return Proofs(story)


def test_nobody_signs_a_proof_stage_without_its_proof(at: Proofs) -> None:
    assert "请先上传排版校样" in at.held()
    with at.app.database.read() as session:
        told = session.exec(select(Notice.text).where(Notice.key.startswith("proof-wanted"))).all()
    assert told == ["《读书活动》一校：请上传排版校样"]


def test_the_first_proof_is_compared_and_every_place_answered(at: Proofs) -> None:
    at.supply(FIRST)
    assert at.told() == [("collation", "changed", "各"), ("collation", "extra", "阅")]
    assert "还有 2 处没有答复" in at.held()
    at.answer(1, CHANGE)
    with pytest.raises(InvalidError, match="理由"):
        at.answer(2, KEEP)
    assert "还有 1 处没有答复" in at.held()
    at.answer(2, CHANGE)
    at.sign()
    rows = {(i.mark, i.wanted) for i in at.items_of(1)}
    assert rows == {("replace", "名"), ("delete", "")}
    with at.app.database.read() as session:
        sent = session.exec(select(Event.payload).where(Event.tag == "proof:sent")).one()
        told = session.exec(select(Notice.text).where(Notice.key.startswith("proof-sent"))).all()
    assert json.loads(sent)["data"]["orders"] == [1, 2]
    assert told == ["《读书活动》一校标出 2 处改动，请交排版改样，再上传改后的校样"]


def test_three_proofs_and_a_reading_with_their_rechecks(at: Proofs) -> None:
    """The whole story: ordered, half done, done wrongly, an unordered change, kept with a reason, clean at last."""
    at.supply(FIRST)
    at.answer(1, CHANGE)
    at.answer(2, KEEP, reason="作者要求保留")
    assert at.order("做好总结", "认真总结") == 3
    assert at.order("活动安排", "活动安排", layout="paragraph") == 4
    at.sign()
    assert at.story.stage_run(at.draft_id).stage_key == "second_proof"
    assert "3 处改动还没有核红" in at.held()
    second = FIRST.replace("报各", "报明").replace("精心", "细心")
    at.supply(second)
    assert at.told() == [
        ("recheck", "wrong", "明"),
        ("recheck", "unsure", "活动安排"),
        ("collation", "changed", "细"),
        ("collation", "extra", "阅"),
        ("recheck", "not_done", "做好总结"),
    ]
    assert [i.unordered for i in at.items()] == [False, False, True, False, False]
    actor = at.story.actors[at.signer]
    assert proof_answers.take_over(at.app, actor, pk(at.proof())) == 1
    assert at.items()[3].reason == "作者要求保留"
    at.answer(2, KEEP)  # a person looked: the paragraph begins where it should
    for number in (1, 3, 5):
        at.answer(number, CHANGE)
    at.sign()
    at.supply(second.replace("报明", "报名").replace("细心", "精心").replace("做好总结", "认真总结"))
    assert [i.kind for i in at.items()] == ["done", "done", "extra", "done"]
    assert proof_answers.confirm_done(at.app, at.story.actors[at.signer], pk(at.proof())) == 3
    assert proof_answers.take_over(at.app, at.story.actors[at.signer], pk(at.proof())) == 1
    at.sign()
    assert at.story.stage_run(at.draft_id).stage_key == "read_through"
    proofs.reuse(at.app, at.story.actors["hesumei"], at.draft_id)
    at.story.work()
    assert at.told() == []
    number = at.order("方便大家借阅阅", "方便大家借阅")
    assert "末次校样还有 1 处“改”" in at.held()
    at.supply(
        second.replace("报明", "报名")
        .replace("细心", "精心")
        .replace("做好总结", "认真总结")
        .replace("阅阅", "阅")
    )
    assert number == 1
    assert at.told() == [("recheck", "done", "方便大家借阅")]
    at.answer(1, KEEP)
    at.sign()
    at.sign()
    assert at.story.draft(at.draft_id).state == "released"
    assert verify(at.app).problems == ()


def test_a_signature_on_another_proof_than_was_seen_is_refused(at: Proofs) -> None:
    at.supply(MANUSCRIPT)
    for seen in (None, "0" * 64):
        with pytest.raises(StaleProofError):
            at.sign(seen_proof=seen)
    at.sign()
    assert at.story.stage_run(at.draft_id).stage_key == "second_proof"


def test_a_new_file_voids_the_answers_and_keeps_them_on_record(at: Proofs) -> None:
    at.supply(FIRST)
    at.answer(2, KEEP, reason="作者要求保留")
    done = at.supply(FIRST.replace("组织", "组成"))
    assert (done.number, done.voided) == (2, 1)
    assert [i.answer for i in at.items()] == ["open"] * 3
    assert [i.earlier_id for i in at.items()] == [None, None, pk(at.items_of(1)[1])]
    old = at.numbered(1)
    assert (old.state, [i.answer for i in at.items_of(1)]) == ("replaced", ["open", "keep"])
    with pytest.raises(StateError, match="已由新的校样替换"):
        proof_answers.answer(at.app, at.story.actors[at.signer], pk(old), [1], CHANGE)
    with at.app.database.read() as session:
        event = session.exec(
            select(Event.payload).where(Event.tag == "proof:supplied").order_by(Event.seq.desc())
        ).first()
    data = json.loads(event or "{}")["data"]
    assert (data["replaces"], data["voided_answers"]) == (1, 1)


def test_a_wrong_file_in_between_loses_no_order(at: Proofs) -> None:
    """The old proof again, by mistake, and then the right one: both are held to the first round's orders."""
    at.supply(FIRST)
    at.answer(1, CHANGE)
    at.answer(2, CHANGE)
    at.sign()
    at.supply(FIRST)
    assert at.told() == [("recheck", "not_done", "各"), ("recheck", "not_done", "阅")]
    at.supply(MANUSCRIPT)
    assert [i.kind for i in at.items()] == ["done", "done"]


def test_a_correction_round_within_one_stage(at: Proofs) -> None:
    """Orders go to the typesetter before the round is signed; the new file is held to them."""
    at.supply(FIRST)
    at.answer(1, CHANGE)
    at.answer(2, KEEP, reason="作者要求保留")
    at.supply(FIRST.replace("报各", "报名"))
    assert at.told() == [("recheck", "done", "名"), ("collation", "extra", "阅")]
    assert proof_answers.take_over(at.app, at.story.actors[at.signer], pk(at.proof())) == 1


def test_another_text_is_no_proof_of_this_one(at: Proofs, monkeypatch: pytest.MonkeyPatch) -> None:
    from review import proofs_collate

    monkeypatch.setattr(proofs_collate, "MOST_PLACES", 1)
    at.supply("完全不同的一份文稿。\n第二段也不同，内容是别的事情。\n")
    assert at.proof().state == "failed"
    assert "是否传错了文件" in at.held()
    monkeypatch.undo()
    at.supply(FIRST)
    assert at.proof().state == "ready"


def test_a_hostile_file_is_refused_in_words_and_nothing_is_kept(at: Proofs) -> None:
    blobs = set(at.app.store.names())
    for data in (b"", b"%PDF-1.7\nbroken", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        with pytest.raises(UnreadableError) as caught:
            proofs.supply(at.app, at.story.actors["linxiaoyu"], at.draft_id, data, "校样.pdf")
        assert caught.value.reason.endswith("。")
    assert set(at.app.store.names()) == blobs
    assert "请先上传" in at.held()


def test_orders_do_not_clash_and_say_something(at: Proofs) -> None:
    at.supply(FIRST)
    with pytest.raises(InvalidError, match="相同"):
        at.order("活动安排", "活动安排")
    at.answer(1, CHANGE)
    with pytest.raises(InvalidError, match="与第 1 处的改动重叠"):
        at.order("按时报各", "按期报名")
    number = at.order("宣传发动", "发动宣传")
    with pytest.raises(InvalidError, match="重叠"):
        at.order("好宣", "坏")
    assert [i.mark for i in at.items() if i.number == number] == ["transpose"]
    at.answer(number, OPEN)
    assert [i.answer for i in at.items() if i.number == number] == ["withdrawn"]
    with pytest.raises(StateError):
        at.answer(number, CHANGE)
    assert at.order("好宣", "坏") == number + 1
    with pytest.raises(InvalidError, match="2 处"):
        proof_answers.find("做一做", "做")
    with pytest.raises(InvalidError, match="没有这几个字"):
        proof_answers.find("做一做", "乙")


def test_an_answer_can_be_changed_and_taken_back(at: Proofs) -> None:
    at.supply(FIRST)
    at.answer(1, CHANGE, wanted="到")
    assert (at.items()[0].mark, at.items()[0].wanted) == ("replace", "到")
    at.answer(1, KEEP, reason="原文如此")
    assert (at.items()[0].answer, at.items()[0].wanted) == ("keep", "")
    at.answer(1, OPEN)
    item = at.items()[0]
    assert (item.answer, item.reason, item.answered_by) == ("open", "", None)
    with pytest.raises(NotFoundError):
        at.answer(99, CHANGE)
    with at.app.database.read() as session:
        history = session.exec(select(ProofAnswer.answer).where(ProofAnswer.item_id == item.id)).all()
    assert history == ["change", "keep", "open"]


def test_identical_glyphs_are_answered_together(at: Proofs) -> None:
    count = MANUSCRIPT.count("工")
    at.supply(MANUSCRIPT.replace("工", "⼯").replace("方", "⽅"))
    kinds = [i.kind for i in at.items()]
    assert set(kinds) == {"glyph"}
    first = next(i for i in at.items() if i.manuscript["text"] == "工")
    done = proof_answers.answer_alike(
        at.app, at.story.actors[at.signer], pk(at.proof()), first.number, CHANGE
    )
    assert done == count
    assert {i.mark for i in at.items() if i.answer == "change"} == {"glyph"}
    assert [i.manuscript["text"] for i in at.items() if i.answer == "open"] == ["方"]


def test_who_may_supply_and_who_may_answer(at: Proofs) -> None:
    for login in ("chensiyuan", "majianguo", "gaozhiyuan", "zhenghaitao"):
        allowed = login == "chensiyuan"  # an editor as well, though not of this stage
        if allowed:
            assert at.supply(FIRST, login).number == 1
        else:
            with pytest.raises((NotAllowedError, SeparationError)):
                at.supply(FIRST, login)
    for login in ("linxiaoyu", "chensiyuan", "majianguo", "zhenghaitao", "tangyian"):
        with pytest.raises((NotAllowedError, SeparationError)):
            at.answer(1, CHANGE, login)
    claims.claim(at.app, at.story.actors["wujingyi"], pk(at.story.stage_run(at.draft_id)))
    with pytest.raises(StateError, match="他人领取"):
        at.answer(1, CHANGE, "qianyifan")
    assert at.answer(1, CHANGE, "wujingyi") == 1


def test_no_proof_outside_a_proof_stage(story: Story) -> None:
    draft_id = story.submit(MANUSCRIPT, "typeset")
    story.work()
    with pytest.raises(StateError, match="不在校对环节"):
        proofs.supply(story.app, story.actors["linxiaoyu"], draft_id, FIRST.encode(), "校样.txt")


def test_a_changed_manuscript_begins_the_proofs_anew(at: Proofs) -> None:
    at.supply(FIRST)
    at.answer_all()
    at.sign()
    at.story.revise(at.draft_id, MANUSCRIPT.replace("按时", "准时"))
    at.story.sign_on(at.draft_id, until="first_proof")
    assert "请先上传排版校样" in at.held()
    at.supply(FIRST)
    assert {i.origin for i in at.items()} == {"collation"}
    assert [i.manuscript["text"] for i in at.items()] == ["准", "名", ""] or len(at.items()) == 3


def test_publishing_takes_proofs_where_there_are_any(story: Story) -> None:
    at = Proofs(story, "publishing")
    at.sign()
    at.supply(FIRST)
    at.answer_all(KEEP)
    at.sign()
    story.sign_on(at.draft_id)
    assert story.draft(at.draft_id).state == "released"
