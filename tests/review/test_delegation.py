"""Absence: who may stand in, both names signed, nothing passed on, separation for both persons."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from models import QualificationKind, Role
from models.base import pk
from review import claims, delegation, keys, rights
from review.errors import InvalidError, NotAllowedError, SeparationError, StateError
from tests.review.custom import answer, give, open_runs, signed, stage, use
from tests.review.story import Story

DAY = timedelta(days=1)


def _delegate(story: Story, principal: str, substitute: str, **options: Any) -> int:
    now = story.app.clock()
    by = options.pop("by", principal)
    more: dict[str, Any] = {"starts_at": now - DAY, "ends_at": now + DAY, "reason": "出差"} | options
    if by != principal:
        more["principal_id"] = story.actors[principal].person_id
    return delegation.delegate(story.app, story.actors[by], story.actors[substitute].person_id, **more)


def test_both_names_are_signed(story: Story) -> None:
    with pytest.raises(InvalidError, match="不是审校人员"):
        _delegate(story, "zhaowenbo", "zhouqiming")
    give(story, "zhouqiming", Role.PROOFREADER)
    given = _delegate(story, "zhaowenbo", "zhouqiming", role=Role.SECOND_REVIEWER)
    draft_id = story.submit()
    story.sign_on(draft_id, until="second_review")
    run = pk(open_runs(story, draft_id)["second_review"])
    claims.claim(story.app, story.actors["zhouqiming"], run)
    story.dismiss_all(draft_id, "zhouqiming")
    signed(story, draft_id, "second_review", "zhouqiming")
    decision = story.decisions(draft_id)[-1]
    zhao, zhou = story.actors["zhaowenbo"], story.actors["zhouqiming"]
    assert (decision.person_id, decision.on_behalf_of_id) == (zhou.person_id, zhao.person_id)
    statement = json.loads(decision.statement)
    assert statement["person"]["name"] == "周启明"
    assert statement["on_behalf_of"] == {"id": zhao.person_id, "name": "赵文博", "delegation": given}
    assert keys.verify(decision.public_key, decision.statement.encode(), decision.signature)


def test_the_delegate_is_held_to_separation_for_both(story: Story) -> None:
    give(story, "zhouqiming", Role.PROOFREADER)
    give(story, "zhaowenbo", Role.FINAL_REVIEWER)
    _delegate(story, "zhaowenbo", "zhouqiming")
    draft_id = story.submit()
    story.sign_on(draft_id, until="second_review")
    story.dismiss_all(draft_id, "zhouqiming")
    signed(story, draft_id, "second_review", "zhouqiming")
    # neither the absent person nor the substitute, in whatever capacity
    with pytest.raises(SeparationError, match="三审"):
        answer(story, draft_id, "final_review", "zhaowenbo")
    with pytest.raises(SeparationError, match="三审"):
        answer(story, draft_id, "final_review", "zhouqiming")
    _delegate(story, "sunlihua", "zhouqiming")
    with pytest.raises(SeparationError, match="三审"):
        answer(story, draft_id, "final_review", "zhouqiming")
    _delegate(story, "zhaowenbo", "qianyifan")
    with pytest.raises(SeparationError, match="赵文博签：三审"):
        answer(story, draft_id, "final_review", "qianyifan")


def test_nobody_stands_in_for_an_author(story: Story) -> None:
    give(story, "zhouqiming", Role.PROOFREADER)
    _delegate(story, "chensiyuan", "zhouqiming")
    draft_id = story.submit(author="chensiyuan")
    story.work()
    with pytest.raises(SeparationError, match="陈思远签：作者"):
        answer(story, draft_id, "first_review", "zhouqiming")


def test_an_author_stands_in_for_nobody(story: Story) -> None:
    give(story, "linxiaoyu", Role.PROOFREADER)
    _delegate(story, "chensiyuan", "linxiaoyu")
    draft_id = story.submit(author="linxiaoyu")
    story.work()
    with pytest.raises(SeparationError, match="作者"):
        answer(story, draft_id, "first_review", "linxiaoyu")


def test_a_delegate_of_a_delegate_is_refused(story: Story) -> None:
    _delegate(story, "sunlihua", "qianyifan", role=Role.FINAL_REVIEWER)
    with pytest.raises(SeparationError, match="不得转托"):
        _delegate(story, "qianyifan", "wujingyi", role=Role.FINAL_REVIEWER)
    _delegate(story, "qianyifan", "wujingyi")  # lends what qianyifan holds, and no more
    draft_id = story.submit()
    story.sign_on(draft_id, until="final_review")
    with pytest.raises(NotAllowedError, match="资格"):
        answer(story, draft_id, "final_review", "wujingyi")
    with pytest.raises(NotAllowedError, match="没有生效的委托"):
        answer(story, draft_id, "final_review", "wujingyi", on_behalf_of=story.actors["sunlihua"].person_id)
    story.dismiss_all(draft_id, "qianyifan")
    signed(story, draft_id, "final_review", "qianyifan")


def test_a_delegation_begins_and_ends(story: Story) -> None:
    now = story.app.clock()
    draft_id = story.submit()
    story.sign_on(draft_id, until="final_review")
    _delegate(story, "sunlihua", "qianyifan", starts_at=now + DAY, ends_at=now + 2 * DAY)
    with pytest.raises(NotAllowedError):
        answer(story, draft_id, "final_review", "qianyifan")
    given = _delegate(story, "sunlihua", "qianyifan", ends_at=now + timedelta(hours=2))
    delegation.revoke(story.app, story.actors["sunlihua"], given)
    with pytest.raises(NotAllowedError):
        answer(story, draft_id, "final_review", "qianyifan")
    with pytest.raises(StateError, match="已经结束"):
        delegation.revoke(story.app, story.actors["sunlihua"], given)


def test_what_cannot_be_delegated(story: Story) -> None:
    now = story.app.clock()
    cases: list[tuple[type[Exception], dict[str, Any]]] = [
        (SeparationError, {"principal": "zhaowenbo", "substitute": "zhaowenbo"}),
        (SeparationError, {"principal": "zhaowenbo", "substitute": "majianguo"}),
        (SeparationError, {"principal": "zhaowenbo", "substitute": "qianyifan", "role": Role.PUBLISHER}),
        (SeparationError, {"principal": "zhaowenbo", "substitute": "qianyifan", "role": Role.EDITOR}),
        (NotAllowedError, {"principal": "majianguo", "substitute": "qianyifan"}),
        (NotAllowedError, {"principal": "linxiaoyu", "substitute": "qianyifan"}),
        (NotAllowedError, {"principal": "zhaowenbo", "substitute": "qianyifan", "by": "sunlihua"}),
        (NotAllowedError, {"principal": "zhaowenbo", "substitute": "qianyifan", "by": "majianguo"}),
        (InvalidError, {"principal": "zhaowenbo", "substitute": "qianyifan", "reason": " "}),
        (InvalidError, {"principal": "zhaowenbo", "substitute": "qianyifan", "ends_at": now - 2 * DAY}),
        (InvalidError, {"principal": "zhaowenbo", "substitute": "qianyifan", "ends_at": now + 200 * DAY}),
    ]
    for error, case in cases:
        with pytest.raises(error):
            _delegate(story, **case)
    _delegate(story, "zhaowenbo", "qianyifan", by="fengxue")
    with pytest.raises(InvalidError, match="已有同样"):
        _delegate(story, "zhaowenbo", "qianyifan", role=Role.SECOND_REVIEWER)


def test_the_substitute_must_be_qualified_themself(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    use(monkeypatch, stage("first"), stage("final", who="qualification: final_review"))
    _delegate(story, "sunlihua", "qianyifan")
    draft_id = story.submit(pipeline="custom")
    story.work()
    signed(story, draft_id, "first", "chensiyuan")
    with pytest.raises(NotAllowedError, match="资格"):
        answer(story, draft_id, "final", "qianyifan")
    rights.qualify(
        story.app,
        story.actors["fengxue"],
        story.actors["qianyifan"].person_id,
        QualificationKind.FINAL_REVIEW,
        valid_from=story.app.clock().date() - DAY,
    )
    signed(story, draft_id, "final", "qianyifan")
    assert story.draft(draft_id).state == "released"


def test_a_role_that_is_taken_back_lends_nothing(story: Story) -> None:
    from review import people

    _delegate(story, "zhaowenbo", "qianyifan")
    draft_id = story.submit()
    story.sign_on(draft_id, until="second_review")
    zhao = story.actors["zhaowenbo"].person_id
    people.revoke(story.app, story.actors["fengxue"], zhao, Role.SECOND_REVIEWER)
    with pytest.raises(NotAllowedError):
        answer(story, draft_id, "second_review", "qianyifan")


FORGED = """
INSERT INTO decision (draft_id, version_id, stage_run_id, stage_key, is_review, is_proof, verdict, opinion, fields,
    person_id, account_id, content_hash, statement, signature, public_key, act, at, late, on_behalf_of_id, delegation_id)
SELECT s.draft_id, s.version_id, s.id, s.stage_key, s.counts_review, s.counts_proof, 'approve', 'x', '{}',
    a.person_id, a.id, 'h', '{}', 's', 'k', 'a', s.created_at, :late, :principal, :delegation
FROM stage_run s, account a WHERE s.id = :run AND a.login = :login
"""


def test_raw_sql_cannot_sign_for_another(story: Story) -> None:
    """The database holds a delegated signature to the same rules."""
    give(story, "zhouqiming", Role.PROOFREADER)
    good = _delegate(story, "sunlihua", "zhouqiming")
    ended = _delegate(story, "sunlihua", "wujingyi")
    delegation.revoke(story.app, story.actors["sunlihua"], ended)
    give(story, "chensiyuan", Role.FINAL_REVIEWER)
    signer = _delegate(story, "chensiyuan", "zhouqiming")
    draft_id = story.submit()
    story.sign_on(draft_id, until="final_review")
    run = pk(open_runs(story, draft_id)["final_review"])
    ids = {login: actor.person_id for login, actor in story.actors.items()}
    cases = [
        ("zhouqiming", None, None),  # without the role
        ("zhouqiming", "sunlihua", None),  # without a delegation
        ("wujingyi", "sunlihua", ended),  # ended
        ("wujingyi", "sunlihua", good),  # another's
        ("zhouqiming", "chensiyuan", signer),  # the absent person signed 初审
        ("zhouqiming", "linxiaoyu", good),  # the absent person is the author
        ("zhouqiming", "majianguo", good),
    ]
    for login, principal, given in cases:
        values = {
            "run": run, "login": login, "principal": principal and ids[principal], "delegation": given, "late": False,
        }  # fmt: skip
        with pytest.raises(IntegrityError), story.app.database.write() as session:
            session.execute(text(FORGED), values)
    right = {
        "run": run,
        "login": "zhouqiming",
        "principal": ids["sunlihua"],
        "delegation": good,
        "late": False,
    }
    with story.app.database.write() as session:
        at = story.app.clock()
        session.execute(text(FORGED.replace("s.created_at", ":at")), right | {"at": str(at)[:26]})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE delegation SET ends_at = '2099-01-01 00:00:00'",
        "UPDATE delegation SET delegate_id = 1",
        "DELETE FROM delegation",
        "INSERT INTO delegation (principal_id, delegate_id, starts_at, ends_at, reason, created_by, created_at)"
        " SELECT a.person_id, b.person_id, '2020-01-01 00:00:00', '2099-01-01 00:00:00', 'x', 1, '2020-01-01 00:00:00'"
        " FROM account a, account b WHERE a.login = 'linxiaoyu' AND b.login = 'majianguo'",
        "INSERT INTO delegation (principal_id, delegate_id, role, starts_at, ends_at, reason, created_by, created_at)"
        " SELECT a.person_id, b.person_id, 'publisher', '2020-01-01 00:00:00', '2099-01-01 00:00:00', 'x', 1,"
        " '2020-01-01 00:00:00' FROM account a, account b WHERE a.login = 'linxiaoyu' AND b.login = 'zhouqiming'",
        "UPDATE decision SET on_behalf_of_id = 1",
        "UPDATE recusal SET person_id = 1",
        "DELETE FROM recusal",
        "INSERT INTO draft_author (draft_id, person_id) SELECT draft_id, on_behalf_of_id FROM decision"
        " WHERE on_behalf_of_id IS NOT NULL",
    ],
)
def test_raw_sql_cannot_rewrite_who_stood_in(story: Story, statement: str) -> None:
    _delegate(story, "chensiyuan", "qianyifan")
    draft_id = story.submit()
    story.work()
    claims.recuse(story.app, story.actors["zhaowenbo"], draft_id, "亲属")
    story.dismiss_all(draft_id, "qianyifan")
    signed(story, draft_id, "first_review", "qianyifan")
    with pytest.raises(IntegrityError), story.app.database.write() as session:
        session.execute(text(statement))
