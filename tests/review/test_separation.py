"""Invariant 3 by use case and by raw SQL: nobody two reviews, nobody two proofs, no author, no administrator."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from models import Account, Decision, Person, Role, RoleGrant
from models.base import pk
from review import people
from review.accounts import load_actor
from review.errors import NotAllowedError, SeparationError
from tests.review.story import Story


def _give(story: Story, login: str, role: Role) -> None:
    """Grant a role behind the rules' back, to see that the rules at signing hold on their own."""
    actor = story.actors[login]
    with story.app.database.write() as session:
        session.add(RoleGrant(person_id=actor.person_id, role=role.value, granted_at=story.app.clock()))
    _reload(story, login)


def _reload(story: Story, login: str) -> None:
    with story.app.database.read() as session:
        account = session.exec(select(Account).where(Account.login == login)).one()
        loaded = load_actor(session, account)
    assert loaded is not None
    story.actors[login] = loaded


def test_the_author_cannot_sign(story: Story) -> None:
    draft_id = story.submit(author="chensiyuan")  # an editor who is a first reviewer too
    story.work()
    with pytest.raises(SeparationError, match="作者"):
        story.sign(draft_id, "chensiyuan")


def test_nobody_signs_two_reviews(story: Story) -> None:
    _give(story, "chensiyuan", Role.SECOND_REVIEWER)
    draft_id = story.submit()
    story.sign_on(draft_id, until="second_review")
    with pytest.raises(SeparationError, match="三审"):
        story.sign(draft_id, "chensiyuan")


def test_nobody_signs_two_proofs(story: Story) -> None:
    draft_id = story.submit()
    story.sign_on(draft_id, until="second_proof")
    with pytest.raises(SeparationError, match="三校"):
        story.sign(draft_id, "qianyifan")


def test_a_second_account_is_the_same_person(story: Story) -> None:
    admin = story.actors["majianguo"]
    person = story.actors["qianyifan"].person_id
    people.add_account(story.app, admin, person, "qianyifan2", "another-pass-2026")
    _reload(story, "qianyifan2")
    draft_id = story.submit()
    story.sign_on(draft_id, until="second_proof")
    with pytest.raises(SeparationError, match="三校"):
        story.sign(draft_id, "qianyifan2", password="another-pass-2026")


def test_a_voided_signature_does_not_free_the_signer_for_another_review(story: Story) -> None:
    _give(story, "chensiyuan", Role.SECOND_REVIEWER)
    draft_id = story.submit()
    story.sign_on(draft_id, until="second_review")
    story.revise(draft_id, "全新的内容，与原来完全不同。\n第二段也不同。\n")
    story.work()
    story.dismiss_all(draft_id, "zhaowenbo")
    story.sign(draft_id, "zhaowenbo")  # the other first reviewer signs 初审 this time
    story.work()
    with pytest.raises(SeparationError, match="三审"):
        story.sign(draft_id, "chensiyuan")


@pytest.mark.parametrize("login", ["majianguo", "fengxue", "tangyian"])
def test_an_administrator_touches_no_review(story: Story, login: str) -> None:
    _give(story, login, Role.FIRST_REVIEWER)
    draft_id = story.submit()
    story.work()
    with pytest.raises(NotAllowedError, match="管理员"):
        story.sign(draft_id, login)


def test_roles_of_the_three_administrators_do_not_mix(story: Story) -> None:
    security = story.actors["fengxue"]
    with pytest.raises(SeparationError):
        people.grant(story.app, security, story.actors["majianguo"].person_id, Role.EDITOR)
    with pytest.raises(SeparationError):
        people.grant(story.app, security, story.actors["linxiaoyu"].person_id, Role.AUDITOR)
    with pytest.raises(SeparationError):
        people.grant(story.app, security, security.person_id, Role.EDITOR)
    with pytest.raises(NotAllowedError):
        people.grant(
            story.app, story.actors["majianguo"], story.actors["linxiaoyu"].person_id, Role.FIRST_REVIEWER
        )


COPY = """
INSERT INTO decision (draft_id, version_id, stage_run_id, stage_key, is_review, is_proof, verdict, opinion, fields,
    person_id, account_id, content_hash, statement, signature, public_key, act, at, late)
SELECT :draft_id, :version_id, :stage_run_id, :stage_key, :is_review, :is_proof, 'approve', 'x', '{}',
    :person_id, :account_id, 'h', '{}', 's', 'k', 'a', created_at, :late FROM draft WHERE id = :draft_id
"""


def _forge(session: Session, story: Story, draft_id: int, login: str, **changes: object) -> None:
    run = story.stage_run(draft_id)
    actor = story.actors[login]
    values: dict[str, object] = {
        "draft_id": draft_id,
        "version_id": run.version_id,
        "stage_run_id": pk(run),
        "stage_key": run.stage_key,
        "is_review": run.counts_review,
        "is_proof": run.counts_proof,
        "person_id": actor.person_id,
        "account_id": actor.account_id,
        "late": False,
    } | changes
    session.execute(text(COPY), values)


@pytest.mark.parametrize(
    ("until", "login", "changes"),
    [
        ("first_review", "linxiaoyu", {}),
        ("second_review", "chensiyuan", {}),
        ("second_proof", "qianyifan", {}),
        ("second_review", "chensiyuan", {"is_review": False}),
        ("second_review", "chensiyuan", {"stage_key": "first_review"}),
        ("second_review", "chensiyuan", {"stage_run_id": None}),
        ("second_review", "majianguo", {}),
        ("first_review", "linxiaoyu", {"account_id": 3}),
    ],
    ids=[
        "author",
        "two-reviews",
        "two-proofs",
        "lying-kind",
        "lying-stage",
        "no-stage",
        "administrator",
        "account",
    ],
)
def test_raw_sql_that_would_breach_separation_is_refused(
    story: Story, until: str, login: str, changes: dict[str, object]
) -> None:
    draft_id = story.submit()
    story.sign_on(draft_id, until=until)
    with pytest.raises(IntegrityError), story.app.database.write() as session:
        _forge(session, story, draft_id, login, **changes)


def test_raw_sql_by_the_right_person_would_pass(story: Story) -> None:
    """The forgeries above fail for their own reason, not because the statement is broken."""
    draft_id = story.submit()
    story.sign_on(draft_id, until="second_review")
    with story.app.database.write() as session:
        _forge(session, story, draft_id, "zhaowenbo")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE decision SET person_id = person_id + 1",
        "UPDATE decision SET opinion = 'x'",
        "DELETE FROM decision",
        "DELETE FROM draft_author",
        "UPDATE draft_author SET person_id = 5",
        "UPDATE account SET person_id = 1 WHERE id = 6",
        "UPDATE stage_run SET counts_review = NOT counts_review",
        "INSERT INTO draft_author (draft_id, person_id) SELECT draft_id, person_id FROM decision",
        "UPDATE event SET tag = 'x'",
        "DELETE FROM event",
        "UPDATE version SET content_hash = 'x'",
    ],
)
def test_raw_sql_cannot_rewrite_what_was_signed(story: Story, statement: str) -> None:
    draft_id = story.submit()
    story.sign_on(draft_id, until="second_review")
    with pytest.raises(IntegrityError), story.app.database.write() as session:
        session.execute(text(statement))


def test_a_bare_sqlite_shell_is_held_too(story: Story) -> None:
    """Without our pragmas: triggers and unique indexes do not need them."""
    import sqlite3

    if not story.app.database.is_sqlite:
        pytest.skip("SQLite only")
    draft_id = story.submit()
    story.sign_on(draft_id, until="second_review")
    with sqlite3.connect(story.app.settings.data_dir / "sanshen.db") as shell:
        shell.execute("PRAGMA foreign_keys=OFF")
        with pytest.raises(sqlite3.IntegrityError):
            shell.execute(
                "INSERT INTO decision (draft_id, version_id, stage_run_id, stage_key, is_review, is_proof, verdict, opinion,"
                " fields, person_id, account_id, content_hash, statement, signature, public_key, act, at, late)"
                " SELECT draft_id, version_id, (SELECT max(id) FROM stage_run), 'second_review', 1, 0, 'approve', 'x',"
                " '{}', person_id, account_id, 'h', '{}', 's', 'k', 'a', at, 0 FROM decision"
            )


def test_every_person_is_counted_once(story: Story) -> None:
    draft_id = story.submit()
    story.sign_on(draft_id)
    with story.app.database.read() as session:
        rows = session.exec(select(Decision).where(Decision.draft_id == draft_id)).all()
        names = {p.id: p.name for p in session.exec(select(Person))}
    for family in ("is_review", "is_proof"):
        signers = [names[d.person_id] for d in rows if getattr(d, family)]
        assert len(signers) == 3
        assert len(set(signers)) == 3
