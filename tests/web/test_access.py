"""Every route against every role, signed out included, compared with the one table of review.access."""

from __future__ import annotations

import re

import pytest
from fastapi import APIRouter
from fastapi.routing import APIRoute

from models import Role
from models.base import pk
from review.access import ANYONE, WHO, Act, allowed
from review.accounts import load_actor
from tests.web.conftest import Web, person_of_role
from web.routing import UndeclaredActError, act_of, assert_every_route_has_an_act, page, router

DENIALS = ("您的角色不能进行这项操作", "管理员（系统、安全、审计）不得参与审校")


def test_a_route_without_an_act_stops_the_start() -> None:
    bare = APIRouter()
    bare.add_api_route("/open", lambda: None, methods=["GET"])
    with pytest.raises(UndeclaredActError, match="/open"):
        assert_every_route_has_an_act(bare.routes)
    guarded = router()
    page(guarded, "GET", "/closed", act=Act.AUDIT_READ)(lambda: None)
    assert_every_route_has_an_act(guarded.routes)


def test_every_route_for_every_role(sqlite_web: Web) -> None:
    web = sqlite_web
    number = web.draft()
    run = pk(web.story.stage_run(1))
    finding = pk(web.story.findings(1)[0])
    spare = person_of_role(web.app, None)
    logins: list[tuple[Role | None, str | None]] = [(None, None), (None, spare)]
    logins += [(role, person_of_role(web.app, role)) for role in Role]
    ids = {"number": number, "stage_run_id": run, "finding_id": finding, "role": "editor"}
    wrong = []
    for route in web.client.app.router.routes:
        if not isinstance(route, APIRoute):
            continue
        act = act_of(route)
        assert act is not None
        path = re.sub(r"\{(\w+)\}", lambda m: str(ids.get(m[1], 10_000)), route.path)
        if act is Act.SESSION_CLOSE:
            web.tokens.clear()  # this route signs people out, so they use sessions of their own for it
        for role, login in logins:
            for method in route.methods:
                problem = _check(web, method, path, act, role, login)
                if problem:
                    wrong.append(f"{method} {path} as {login}: {problem}")
        if act is Act.SESSION_CLOSE:
            web.tokens.clear()
    assert wrong == []


def _check(web: Web, method: str, path: str, act: Act, role: Role | None, login: str | None) -> str | None:
    """What is wrong with the answer, None if it is what the table says."""
    answer = web.client.request(method, path, headers=web.headers(login))
    is_api = path.startswith("/api/")
    turned_away = answer.status_code == 401 or (
        answer.status_code == 303
        and answer.headers["location"].startswith("/sign-in")
        and act is not Act.SESSION_CLOSE
    )
    if login is None:
        if WHO[act] is ANYONE:
            return "turned away" if turned_away else None
        expected = 401 if is_api else 303
        return None if turned_away and answer.status_code == expected else f"let in with {answer.status_code}"
    denied = answer.status_code == 403 and any(words in answer.text for words in DENIALS)
    if answer.status_code >= 500 and not path.endswith("/healthz"):
        return f"fault {answer.status_code}"
    may = WHO[act] is ANYONE or _allowed(web, login, act)
    if may:
        return f"refused with {answer.status_code}" if denied or turned_away else None
    return None if denied else f"let in with {answer.status_code} although {role} may not {act}"


def _allowed(web: Web, login: str, act: Act) -> bool:
    from sqlmodel import select

    from models import Account

    with web.app.database.read() as session:
        account = session.exec(select(Account).where(Account.login == login)).one()
        return allowed(load_actor(session, account), act)


def test_a_person_who_must_change_the_password_can_do_nothing_else(sqlite_web: Web) -> None:
    web = sqlite_web
    web.client.post(
        "/api/v1/people",
        headers=web.headers("majianguo"),
        json={"name": "新人", "login": "xinren", "password": "first-password-1"},
    ).raise_for_status()
    token = web.client.post(
        "/api/v1/session", json={"login": "xinren", "password": "first-password-1"}
    ).json()
    headers = {"Authorization": f"Bearer {token['token']}"}
    assert web.client.get("/", headers=headers).headers["location"] == "/password"
    refused = web.client.get("/api/v1/inbox", headers=headers)
    assert (refused.status_code, refused.json()["error"]["code"]) == (403, "password_change_needed")
    web.client.post(
        "/api/v1/password", headers=headers, json={"old": "first-password-1", "new": "my-own-secret-7"}
    ).raise_for_status()
    assert web.client.get("/api/v1/inbox", headers=headers).status_code == 200


def test_an_htmx_request_without_a_session_reloads_the_page(sqlite_web: Web) -> None:
    answer = sqlite_web.client.get("/drafts", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (200, "/sign-in?next=/drafts")


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "drafts"]
)
def test_signing_in_never_leads_to_another_site(sqlite_web: Web, target: str) -> None:
    from review.seed import PASSWORD

    form = {"login": "linxiaoyu", "password": PASSWORD, "next": target}
    assert sqlite_web.client.post("/sign-in", data=form).headers["location"] == "/"
