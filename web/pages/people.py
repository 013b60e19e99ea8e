"""人员: persons and accounts (system administrator), roles (security administrator)."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from models import Role
from review import people
from review.access import Act
from review.actors import Actor
from review.errors import InvalidError, RefusedError
from review.read import people as model
from web.routing import page, router
from web.session import actor_of, app_of
from web.templating import go, render

routes = router()
Text = Annotated[str, Form()]
_FORM = ("name", "unit", "post", "login")


@page(routes, "GET", "/people", act=Act.PEOPLE_READ)
def list_people(request: Request, q: str = "") -> Response:
    """Everyone, with accounts and roles."""
    return _people(request, q=q)


def _people(
    request: Request, *, q: str = "", error: str = "", status: int = 200, typed: dict[str, str] | None = None
) -> Response:
    found = model.people(app_of(request))
    wanted = q.strip().lower()
    shown = [
        p for p in found if not wanted or any(wanted in text.lower() for text in (p.name, p.unit, p.post))
    ]
    return render(
        request,
        "people.html",
        status=status,
        people=shown,
        total=len(found),
        q=q,
        grantable=_grantable(actor_of(request), found),
        error=error,
        typed=dict.fromkeys(_FORM, "") | (typed or {}),
    )


def _grantable(actor: Actor, found: tuple[model.PersonView, ...]) -> list[str]:
    """The roles this administrator is offered to grant; review.people decides, this only spares them a refusal."""
    if Role.SECURITY_ADMIN in actor.roles:
        return [r.value for r in Role]
    nobody = not any(Role.SECURITY_ADMIN.value in p.roles for p in found)
    return [Role.SECURITY_ADMIN.value] if nobody and Role.SYSTEM_ADMIN in actor.roles else []


@page(routes, "POST", "/people", act=Act.PEOPLE_MANAGE)
def create(
    request: Request, name: Text = "", unit: Text = "", post: Text = "", login: Text = "", password: Text = ""
) -> Response:
    """Create a person with a first account."""
    try:
        people.create_person(
            app_of(request),
            actor_of(request),
            name=name,
            unit=unit,
            post=post,
            login=login,
            password=password,
        )
    except RefusedError as error:
        typed = {"name": name, "unit": unit, "post": post, "login": login}
        return _people(request, error=error.message, status=error.status, typed=typed)
    return go("/people", "flash.person_created")


@page(routes, "POST", "/people/{person_id}/roles", act=Act.ROLE_MANAGE)
def roles(request: Request, person_id: int, role: Text = "", act: Text = "grant") -> Response:
    """Grant or take back a role."""
    if role not in set(Role):
        raise InvalidError("请选择角色。")
    change = people.revoke if act == "revoke" else people.grant
    try:
        change(app_of(request), actor_of(request), person_id, Role(role))
    except RefusedError as error:
        return _people(request, error=error.message, status=error.status)
    return go(f"/people#p{person_id}", "flash.role_revoked" if act == "revoke" else "flash.role_granted")


@page(routes, "POST", "/people/{person_id}/accounts", act=Act.PEOPLE_MANAGE)
def add_account(request: Request, person_id: int, login: Text = "", password: Text = "") -> Response:
    """Give a person a further account."""
    try:
        people.add_account(app_of(request), actor_of(request), person_id, login, password)
    except RefusedError as error:
        return _people(request, error=error.message, status=error.status)
    return go(f"/people#p{person_id}", "flash.account_created")


@page(routes, "POST", "/people/{person_id}/active", act=Act.PEOPLE_MANAGE)
def set_active(request: Request, person_id: int, active: Text = "") -> Response:
    """Let a person in or keep them out."""
    try:
        people.set_active(app_of(request), actor_of(request), person_id, active == "1")
    except RefusedError as error:
        return _people(request, error=error.message, status=error.status)
    return go(f"/people#p{person_id}", "flash.saved")


@page(routes, "POST", "/accounts/{account_id}/password", act=Act.PEOPLE_MANAGE)
def reset_password(request: Request, account_id: int, password: Text = "") -> Response:
    """Set a password that its owner must change."""
    try:
        people.reset_password(app_of(request), actor_of(request), account_id, password)
    except RefusedError as error:
        return _people(request, error=error.message, status=error.status)
    return go("/people", "flash.password_reset")
