"""The database holds who reads a released draft again by itself: raw SQL that would breach it is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
import sqlalchemy as sa
from sqlmodel import select

from models import Release, Role
from models.base import pk
from review import claims
from review.database import downgrade, migrate
from review.stages import reading_again
from review.working_time import SHANGHAI
from tests.review.custom import give
from tests.review.rereading import AUTHOR, OTHER, READER, SIGNER, Out, delegated

INSERT = (
    "INSERT INTO after_review (release_id, stage_run_id, draft_id, verdict, opinion, person_id, on_behalf_of_id, delegation_id,"
    " account_id, content_hash, statement, signature, public_key, act, at) VALUES (:release, :run, :draft, :verdict,"
    " 'x', :person, :behalf, :delegation, :account, :hash, '{}', '', '', '', :at)"
)


def _forged(out: Out, login: str, **changed: Any) -> dict[str, Any]:
    with out.app.database.read() as session:
        release = session.exec(select(Release).where(Release.draft_id == out.draft_id)).one()
    actor = out.story.actors[login]
    at = (
        out.now.astimezone(SHANGHAI)
        if "postgresql" in str(out.app.database.engine.url)
        else "2026-11-20 08:00:00"
    )
    return {
        "release": release.id, "run": pk(out.run), "draft": out.draft_id, "verdict": "clear",
        "person": actor.person_id, "behalf": None, "delegation": None, "account": actor.account_id, "hash": release.content_hash,
        "at": at,
    } | changed  # fmt: skip


def _refused(out: Out, sql: str, values: dict[str, Any], words: str) -> None:
    with pytest.raises(sa.exc.DBAPIError, match=words), out.app.database.write() as session:
        session.execute(sa.text(sql), values)


def test_the_database_refuses_it_too(out: Out) -> None:
    for login in (AUTHOR, SIGNER, "majianguo"):
        give(out.story, login, Role.CHIEF_PROOFREADER)
    delegated(out, SIGNER, "xuwenjing")
    account = {login: actor.account_id for login, actor in out.story.actors.items()}
    person = {login: actor.person_id for login, actor in out.story.actors.items()}
    for who, changed, words in (
        (AUTHOR, {}, "own draft"),
        (SIGNER, {}, "who signed"),
        ("xuwenjing", {"behalf": person[SIGNER], "delegation": 1}, "who signed"),
        ("majianguo", {}, "administrator"),
        ("wujingyi", {}, "needs the role"),
        (READER, {"account": account[OTHER]}, "another person"),
        (READER, {"hash": "sha256:another"}, "exactly what went out"),
        (READER, {"behalf": person[OTHER]}, "delegation"),
        (READER, {"verdict": "approve"}, "verdict|ck_after_review"),
    ):
        _refused(out, INSERT, _forged(out, who, **changed), words)
    claims.recuse(out.app, out.story.actors[OTHER], out.draft_id, "亲属")
    _refused(out, INSERT, _forged(out, OTHER), "recused")
    _refused(
        out, "UPDATE stage_run SET state = 'signed' WHERE id = :id", {"id": pk(out.run)}, "signed result"
    )
    _refused(
        out, "UPDATE stage_run SET after_release = FALSE WHERE id = :id", {"id": pk(out.run)}, "never moves"
    )
    out.sign()
    _refused(out, "UPDATE after_review SET verdict = 'fault'", {}, "never changed")
    _refused(out, "DELETE FROM after_review", {}, "never deleted")
    _refused(
        out, "INSERT INTO draft_author (draft_id, person_id) VALUES (:d, :p)",
        {"d": out.draft_id, "p": person[READER]}, "may not become its author",
    )  # fmt: skip


def test_the_database_lets_a_second_reader_sign_no_stage(out: Out) -> None:
    out.sign()
    give(out.story, READER, Role.FIRST_REVIEWER)
    with out.app.database.read() as session:
        decided = session.execute(sa.text("SELECT * FROM decision ORDER BY id LIMIT 1")).mappings().one()
    forged = dict(decided) | {
        "id": None, "person_id": out.story.actors[READER].person_id,
        "account_id": out.story.actors[READER].account_id, "late": True, "seat": 2,
    }  # fmt: skip
    names = [name for name in forged if name != "id"]
    sql = f"INSERT INTO decision ({', '.join(names)}) VALUES ({', '.join(':' + n for n in names)})"
    if not isinstance(forged["fields"], str):
        forged["fields"] = json.dumps(forged["fields"])
    _refused(out, sql, forged, "signs none of its stages")
    _refused(
        out, sql, forged | {"stage_run_id": pk(out.run), "stage_key": "after_release", "is_review": False,
                            "person_id": out.story.actors[OTHER].person_id,
                            "account_id": out.story.actors[OTHER].account_id}, "is no decision",
    )  # fmt: skip
    draft_id = out.story.submit(pipeline="custom")
    with out.app.database.read() as session:
        version = out.story.draft(draft_id).current_version_id
        columns = dict(
            session.execute(sa.text("SELECT * FROM stage_run ORDER BY id DESC LIMIT 1")).mappings().one()
        )
    columns |= {
        "draft_id": draft_id,
        "version_id": version,
        "stage_key": "after_release",
        "after_release": True,
    }
    names = [name for name in columns if name != "id"]
    sql = f"INSERT INTO stage_run ({', '.join(names)}) VALUES ({', '.join(':' + n for n in names)})"
    _refused(out, sql, columns, "only what went out")


def test_the_schema_goes_back_and_forth_with_people_at_work(out: Out) -> None:
    out.sign()
    out.draft_id = out.release()
    url = out.app.settings.sqlalchemy_url
    out.app.database.engine.dispose()
    downgrade(url, "0007")
    with out.app.database.engine.connect() as connection:
        query = "SELECT state FROM stage_run WHERE stage_key = 'after_release' ORDER BY id"
        assert list(connection.execute(sa.text(query)).scalars()) == ["signed", "cancelled"]
    out.app.database.engine.dispose()
    migrate(url)
    again = out.release()
    with out.app.database.read() as session:
        assert reading_again(session, again) is not None
