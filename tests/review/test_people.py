"""Signing in, passwords and keys, and the three administrators."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from models import Account, Decision, Event, Role, SigningKey
from review import accounts, keys, notices, people
from review.app import App
from review.audit.tags import Tag
from review.errors import InvalidError, LockedAccountError, NotAllowedError, StateError, WrongPasswordError
from review.read.inbox import inbox
from review.seed import PASSWORD
from tests.review.story import Story


def _tags(app: App) -> list[str]:
    with app.database.read() as session:
        return list(session.exec(select(Event.tag).order_by(Event.seq)))


def test_the_first_administrator_is_created_once(app: App) -> None:
    assert accounts.needs_setup(app)
    accounts.setup_first_administrator(app, "马建国", "admin", "a-good-password")
    assert not accounts.needs_setup(app)
    with pytest.raises(StateError):
        accounts.setup_first_administrator(app, "别人", "other", "a-good-password")
    actor = accounts.sign_in(app, "ADMIN", "a-good-password").actor
    assert actor.roles == {Role.SYSTEM_ADMIN}


def test_a_new_installation_grows_its_administrators_and_people(app: App) -> None:
    accounts.setup_first_administrator(app, "马建国", "admin", "a-good-password")
    system = accounts.sign_in(app, "admin", "a-good-password").actor
    guard = people.create_person(
        app, system, name="冯雪", unit="", post="", login="guard", password="start-2026-x"
    )
    people.grant(app, system, guard, Role.SECURITY_ADMIN)
    writer = people.create_person(
        app, system, name="林晓雨", unit="", post="", login="writer", password="start-2026-y"
    )
    with pytest.raises(NotAllowedError):
        people.grant(app, system, writer, Role.EDITOR)
    signed = accounts.sign_in(app, "guard", "start-2026-x")
    assert signed.actor.must_change_password
    people.grant(app, signed.actor, writer, Role.EDITOR)
    with pytest.raises(InvalidError):
        people.revoke(app, signed.actor, guard, Role.SECURITY_ADMIN)


def test_wrong_passwords_lock_the_account_for_a_while(story: Story) -> None:
    for _ in range(accounts.FREE_ATTEMPTS):
        with pytest.raises(WrongPasswordError):
            accounts.sign_in(story.app, "linxiaoyu", "wrong")
    with pytest.raises(LockedAccountError):
        accounts.sign_in(story.app, "linxiaoyu", PASSWORD)
    later = replace(story.app, clock=lambda: story.app.clock() + accounts.LOCK + timedelta(seconds=1))
    assert accounts.sign_in(later, "linxiaoyu", PASSWORD).actor.name == "林晓雨"
    assert _tags(story.app).count(Tag.SESSION_REFUSED) == accounts.FREE_ATTEMPTS


def test_an_unknown_login_and_a_wrong_password_sound_the_same(story: Story) -> None:
    said = []
    for login in ("nobody", "linxiaoyu"):
        with pytest.raises(WrongPasswordError) as caught:
            accounts.sign_in(story.app, login, "wrong")
        said.append(caught.value.message)
    assert said[0] == said[1]


def test_a_wrong_password_signs_nothing_and_counts(story: Story) -> None:
    draft_id = story.submit()
    story.work()
    story.dismiss_all(draft_id, "chensiyuan")
    for _ in range(accounts.FREE_ATTEMPTS):
        with pytest.raises(WrongPasswordError):
            story.sign(draft_id, password="guess")
    with pytest.raises(LockedAccountError):
        story.sign(draft_id)
    assert story.decisions(draft_id) == []


def test_a_session_ends_when_it_expires_is_closed_or_its_person_is_kept_out(story: Story) -> None:
    app = story.app
    first, second, third = (accounts.sign_in(app, "linxiaoyu", PASSWORD).token for _ in range(3))
    accounts.sign_out(app, first)
    assert accounts.actor_for(app, first) is None
    assert accounts.actor_for(app, second) is not None
    later = replace(app, clock=lambda: app.clock() + timedelta(hours=app.settings.session_hours + 1))
    assert accounts.actor_for(later, second) is None
    people.set_active(app, story.actors["majianguo"], story.actors["linxiaoyu"].person_id, False)
    assert accounts.actor_for(app, third) is None
    with pytest.raises(WrongPasswordError):
        accounts.sign_in(app, "linxiaoyu", PASSWORD)
    assert accounts.actor_for(app, "made-up") is None


def test_changing_a_password_keeps_the_key_and_a_reset_replaces_it(story: Story) -> None:
    app, actor = story.app, story.actors["chensiyuan"]

    def key() -> str:
        with app.database.read() as session:
            current = accounts.current_key(session, actor.account_id)
        assert current is not None
        return current.public_key

    before = key()
    accounts.change_password(app, actor, PASSWORD, "my-own-secret-1")
    assert key() == before
    people.reset_password(app, story.actors["majianguo"], actor.account_id, "from-the-admin-1")
    reset = key()
    assert reset != before
    accounts.change_password(app, actor, "from-the-admin-1", "my-own-secret-2")
    # the administrator knew the password that sealed the reset key, so it is not kept
    assert key() not in {before, reset}
    with app.database.read() as session:
        rows = session.exec(select(SigningKey).where(SigningKey.account_id == actor.account_id)).all()
    assert sorted(k.retired_at is None for k in rows) == [False, False, True]


def test_old_signatures_stay_verifiable_after_a_reset(story: Story) -> None:
    draft_id = story.submit()
    story.sign_on(draft_id, until="second_review")
    people.reset_password(
        story.app, story.actors["majianguo"], story.actors["chensiyuan"].account_id, "from-the-admin-1"
    )
    with story.app.database.read() as session:
        row = session.exec(select(Decision)).one()
    assert keys.verify(row.public_key, row.statement.encode(), row.signature)
    assert not keys.verify(row.public_key, row.statement.replace("同意", "不同意").encode(), row.signature)


@pytest.mark.parametrize("password", ["short", "linxiaoyu-2026", "aaaaaaaaaa"])
def test_weak_passwords_are_refused_with_a_reason(story: Story, password: str) -> None:
    with pytest.raises(InvalidError):
        accounts.change_password(story.app, story.actors["linxiaoyu"], PASSWORD, password)


def test_a_role_taken_back_while_a_stage_is_open_bars_at_once(story: Story) -> None:
    draft_id = story.submit()
    story.work()
    story.dismiss_all(draft_id, "chensiyuan")
    people.revoke(
        story.app, story.actors["fengxue"], story.actors["chensiyuan"].person_id, Role.FIRST_REVIEWER
    )
    with story.app.database.read() as session:
        account = session.exec(select(Account).where(Account.login == "chensiyuan")).one()
        actor = accounts.load_actor(session, account)
    assert actor is not None
    story.actors["chensiyuan"] = actor
    with pytest.raises(NotAllowedError):
        story.sign(draft_id)


def test_a_role_granted_while_a_stage_waits_brings_the_work_and_a_revoked_one_takes_it_away(
    story: Story,
) -> None:
    app, security = story.app, story.actors["fengxue"]
    for login in ("chensiyuan", "zhaowenbo"):
        people.revoke(app, security, story.actors[login].person_id, Role.FIRST_REVIEWER)
    draft_id = story.submit()
    story.work()
    assert "没有可以办理" in (story.stage_run(draft_id).problem or "")
    editor = story.actors["zhouqiming"]
    people.grant(app, security, editor.person_id, Role.FIRST_REVIEWER)
    assert story.stage_run(draft_id).problem is None
    assert [t.number for t in inbox(app, editor).tasks] == [story.draft(draft_id).number]
    people.revoke(app, security, editor.person_id, Role.FIRST_REVIEWER)
    assert inbox(app, editor).tasks == ()


def test_the_author_is_offered_no_work_on_their_own_draft(story: Story) -> None:
    draft_id = story.submit()
    story.work()
    author = story.actors["linxiaoyu"]
    people.grant(story.app, story.actors["fengxue"], author.person_id, Role.FIRST_REVIEWER)
    assert inbox(story.app, author).tasks == ()
    assert draft_id


def test_notices_can_be_marked_as_read(story: Story) -> None:
    story.submit()
    story.work()
    reviewer = story.actors["chensiyuan"]
    assert notices.read_all(story.app, reviewer) == 1
    assert notices.read_all(story.app, reviewer) == 0
    assert all(n.read for n in inbox(story.app, reviewer).notices)
