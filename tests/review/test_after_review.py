"""事后复核: an urgent draft that is out is read again by somebody who neither wrote nor signed it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import select

from models import (
    AfterReview,
    AfterVerdict,
    Assignment,
    EscalationStep,
    Event,
    Notice,
    Person,
    Release,
    Role,
    RoleGrant,
    Verdict,
)
from models.base import pk
from review import accounts, after_review, assignments, bulk, claims, draft_facts
from review.acting import acting
from review.actors import Actor
from review.audit import export, verify_dossier
from review.audit.tags import Tag
from review.errors import (
    InvalidError,
    NotAllowedError,
    NotFoundError,
    RefusedError,
    SeparationError,
    StaleContentError,
    StateError,
    WrongPasswordError,
)
from review.remind import remind
from review.seed import PASSWORD
from review.stages import reading_again, running
from review.working_time import SHANGHAI
from tests.review.custom import answer, give, reload, signed, verified
from tests.review.rereading import AUTHOR, ISSUER, OTHER, READER, SIGNER, Out, delegated


def test_an_urgent_release_opens_a_task_with_a_deadline_in_working_days(out: Out) -> None:
    run = out.run
    assert (run.stage_title, run.role, run.state) == ("事后复核", "chief_proofreader", "open")
    # Friday 16:00 and three working days: a weekend lies between.
    assert run.deadline_at == datetime(2026, 11, 25, 16, 0, tzinfo=SHANGHAI)
    assert out.told("等您事后复核") == {READER, OTHER}
    story = out.story
    assert story.draft(out.draft_id).state == "released"
    with out.app.database.read() as session:
        assert running(session, story.draft(out.draft_id)) == [], "it is no stage of the course"
    [opened] = [e for e in out.rows(Event) if e.tag == "after_review:opened"]
    assert json.loads(opened.payload)["data"]["days"] == 3


def test_taking_the_mark_away_before_the_last_signature_does_not_help(sqlite_out: Out) -> None:
    out = sqlite_out

    def hide(draft_id: int) -> None:
        draft_facts.amend(out.app, out.story.actors[AUTHOR], draft_id, {"urgent": False})

    out.draft_id = out.release(before_issue=hide)
    assert out.run.state == "open"
    assert verified(export.dossier(out.app, out.draft_id)) == []


def test_a_clear_result_is_signed_told_and_proved(out: Out) -> None:
    assert verified(export.dossier(out.app, out.draft_id)) == [], "open is no fault"
    claims.claim(out.app, out.story.actors[READER], pk(out.run))
    out.sign(opinion="全文已通读，无异议。")
    [row] = out.rows(AfterReview)
    assert (row.verdict, out.run.state, out.story.draft(out.draft_id).state) == (
        "clear",
        "signed",
        "released",
    )
    statement = json.loads(row.statement)
    with out.app.database.read() as session:
        release = session.exec(select(Release)).one()
    for key in ("content_hash", "original_sha256", "manifest_sha256"):
        assert statement[key] == getattr(release, key)
    assert statement["meaning"] == "我已通读发布的全文。"
    assert out.told("事后复核：无异议") == {AUTHOR}
    assert all(a.closed_at is not None for a in out.rows(Assignment) if a.stage_run_id == out.run.id)
    assert verified(export.dossier(out.app, out.draft_id)) == []
    with pytest.raises(StateError, match="已经办结"):
        out.sign(OTHER)


def test_a_fault_is_told_to_author_signers_and_administrators(sqlite_out: Out) -> None:
    out = sqlite_out
    out.sign(verdict=AfterVerdict.FAULT, opinion="第二段的日期有误。")
    assert out.told("发现问题，请尽快更正或撤回") == {AUTHOR, SIGNER, ISSUER}
    assert out.told("事后复核发现问题") == {AUTHOR, SIGNER, ISSUER, "majianguo", "fengxue", "tangyian"}
    for notice in out.rows(Notice):
        if out.story.actors["majianguo"].person_id == notice.person_id:
            assert "读书活动" not in notice.text, "an administrator reads no drafts"
    assert json.loads(out.rows(AfterReview)[0].statement)["meaning"] == after_review.FAULT_MEANING
    assert verified(export.dossier(out.app, out.draft_id)) == []


def _second_account(out: Out, login: str) -> Actor:
    """Another account of the same natural person, with every role of theirs."""
    person = out.story.actors[login].person_id
    material = accounts.make_credentials(out.app, PASSWORD)
    with acting(out.app, None) as deed:
        accounts.add_account(
            deed, deed.session.get_one(Person, person), f"{login}-2", material, must_change=False
        )
        deed.record(Tag.ACCOUNT_CREATED, person=person)
    reload(out.story)
    return out.story.actors[f"{login}-2"]


# guard → the refusal, whatever the verdict; in the order in which they can be put up one after the other
GUARDS: dict[str, type[RefusedError]] = {
    "stale": StaleContentError,
    "opinion": InvalidError,
    "long opinion": InvalidError,
    "password": WrongPasswordError,
    "role": NotAllowedError,
    "claimed": StateError,
    "author": SeparationError,
    "signer": SeparationError,
    "signer of a voided sign-off": SeparationError,
    "second account": SeparationError,
    "for a signer": SeparationError,
    "administrator": NotAllowedError,
    "recused": SeparationError,
}


def _up(out: Out, guard: str) -> tuple[str, dict[str, Any]]:
    """Put a guard up: who signs then, and how their answer differs from a good one."""
    story = out.story
    if guard == "author":  # from here on, everybody has the role
        claims.unclaim(out.app, story.actors[OTHER], pk(out.run))
        for login in (AUTHOR, SIGNER, ISSUER, "zhaowenbo", "majianguo"):
            give(story, login, Role.CHIEF_PROOFREADER)
    if guard == "second account":
        return _second_account(out, SIGNER).login, {}
    if guard == "for a signer":
        delegated(out, SIGNER, "xuwenjing")
        return "xuwenjing", {"behalf": story.actors[SIGNER].person_id}
    if guard == "recused":
        claims.recuse(out.app, story.actors[READER], out.draft_id, "亲属")
    if guard == "claimed":
        claims.claim(out.app, story.actors[OTHER], pk(out.run))
    who = {
        "role": "wujingyi", "administrator": "majianguo", "author": AUTHOR, "signer": ISSUER,
        "signer of a voided sign-off": "zhaowenbo",
    }  # fmt: skip
    changed = {
        "stale": {"seen": "sha256:another"},
        "opinion": {"opinion": " "},
        "long opinion": {"opinion": "长" * 4001},
        "password": {"password": "wrong-one"},
    }
    return who.get(guard, READER), changed.get(guard, {})


def test_every_verdict_every_guard(out: Out) -> None:
    def again(draft_id: int) -> None:  # the first sign-off falls, and another person gives it
        answer(out.story, draft_id, "issue", ISSUER, Verdict.RETURN, return_to="author")
        out.story.revise(draft_id, "另一个通知\n各科室：\n活动改期，请周知。\n")
        out.story.work()
        out.story.dismiss_all(draft_id, SIGNER)
        signed(out.story, draft_id, "first", SIGNER)

    out.draft_id = out.release(first="zhaowenbo", before_issue=again)
    for guard, error in GUARDS.items():
        login, changed = _up(out, guard)
        for verdict in AfterVerdict:
            with pytest.raises(error) as refused:
                out.sign(login, verdict, **changed)
            assert refused.value.message.strip(), guard
    assert out.rows(AfterReview) == []
    out.sign(OTHER)


def test_a_substitute_with_fresh_eyes_may(sqlite_out: Out) -> None:
    out = sqlite_out
    delegated(out, READER, "xuwenjing")
    give(out.story, "xuwenjing", Role.PROOFREADER)
    out.sign("xuwenjing", behalf=out.story.actors[READER].person_id)
    [row] = out.rows(AfterReview)
    assert row.on_behalf_of_id == out.story.actors[READER].person_id
    assert verified(export.dossier(out.app, out.draft_id)) == []


def test_who_stands_aside_leaves_it_to_the_others(sqlite_out: Out) -> None:
    out = sqlite_out
    for login in (READER, OTHER):
        claims.recuse(out.app, out.story.actors[login], out.draft_id, "亲属")
    assert "没有可以办理本环节的人" in (out.run.problem or "")


def test_no_way_round_by_the_desk_or_in_bulk(sqlite_out: Out) -> None:
    out = sqlite_out
    seen = out.story.version(out.draft_id).content_hash
    with pytest.raises(InvalidError, match="事后复核页"):
        answer(out.story, out.draft_id, "after_release", READER)
    [outcome] = bulk.approve_many(
        out.app, out.story.actors[READER], {pk(out.run): seen}, opinion="同意", password=PASSWORD
    )
    assert outcome.refused


def test_a_late_answer_of_the_second_reader_is_refused(sqlite_out: Out) -> None:
    out = sqlite_out
    out.sign()
    give(out.story, READER, Role.FIRST_REVIEWER)
    with pytest.raises(SeparationError, match="事后复核"):
        answer(out.story, out.draft_id, "first", READER)


def test_reminded_and_escalated_like_a_stage(sqlite_out: Out) -> None:
    out = sqlite_out
    boss = out.story.actors[ISSUER].person_id
    with out.app.database.write() as session:
        session.add(EscalationStep(unit_id=None, after_minutes=0, person_id=boss))
    deadline = out.run.deadline_at
    assert deadline is not None
    out.now = deadline - timedelta(minutes=30)
    assert remind(out.app).notices == 2
    out.now = deadline + timedelta(days=1)
    assert remind(out.app).notices == 3
    assert out.told("事后复核已逾期") == {READER, OTHER, ISSUER}
    out.sign()
    out.now += timedelta(days=1)
    assert remind(out.app).notices == 0


def test_a_draft_that_is_not_urgent_and_a_year_without_a_calendar(sqlite_out: Out) -> None:
    out = sqlite_out
    out.now = datetime(2026, 12, 30, 16, 0, tzinfo=SHANGHAI)
    out.draft_id = out.release()
    assert out.run.deadline_at is None
    assert "没有 2027 年" in (out.run.deadline_warning or "")
    out.draft_id = out.release(urgent=False)
    with out.app.database.read() as session:
        assert reading_again(session, out.draft_id) is None
    with pytest.raises(NotFoundError, match="没有事后复核"):
        out.sign()


def test_rights_that_change_change_the_inbox(sqlite_out: Out) -> None:
    out = sqlite_out
    with acting(out.app, None) as deed:
        person = out.story.actors["wujingyi"].person_id
        deed.session.add(RoleGrant(person_id=person, role=Role.CHIEF_PROOFREADER.value, granted_at=out.now))
        deed.session.flush()
        assert assignments.sync(deed, person).offered == 1
        deed.record(Tag.ROLE_GRANTED, person=person)
    assert "wujingyi" in out.told("等您事后复核")
    reload(out.story)
    out.sign("wujingyi")


def test_a_doctored_dossier_does_not_verify(sqlite_out: Out) -> None:
    out = sqlite_out
    out.sign()
    bundle = export.dossier(out.app, out.draft_id)
    with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}

    def problems(change: Callable[[dict[str, Any]], None]) -> list[str]:
        after = json.loads(files["after_release.json"])
        change(after)
        doctored = files | {"after_release.json": json.dumps(after, ensure_ascii=False).encode()}
        found = verify_dossier.Dossier(doctored, None)
        return verify_dossier.problems_of(verify_dossier.check_after, found)

    assert problems(lambda after: None) == []
    assert any("签名无效" in p for p in problems(lambda a: a["review"]["statement"].update(verdict="fault")))
    assert any("不是发布的内容" in p for p in problems(lambda a: a["review"]["statement"].update(version=9)))
    signer = {"id": out.story.actors[SIGNER].person_id, "name": "x", "account": "x"}
    assert any("写过或签过" in p for p in problems(lambda a: a["review"]["statement"].update(person=signer)))
    without = {name: data for name, data in files.items() if name != "after_release.json"}
    found = verify_dossier.Dossier(without, None)
    assert verify_dossier.problems_of(verify_dossier.check_after, found)
    assert verify_dossier.problems_of(verify_dossier.check_recorded, found)
