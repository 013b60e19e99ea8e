"""单位与资格: the tree of units and the groups; a person's place, qualifications, scopes and groups."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Annotated, Any

from fastapi import Form, Request
from fastapi.responses import Response

from models import QualificationKind, Role
from review import rights, units
from review.access import REVIEWERS, Act
from review.errors import InvalidError, RefusedError
from review.read import organisation as model
from web.routing import page, router
from web.session import actor_of, app_of
from web.templating import go, render

routes = router()
Text = Annotated[str, Form()]
Many = Annotated[list[str], Form()]


@page(routes, "GET", "/organisation", act=Act.PEOPLE_READ)
def show(request: Request) -> Response:
    """Units and groups."""
    return _show(request)


def _show(request: Request, error: RefusedError | None = None) -> Response:
    return render(
        request,
        "organisation.html",
        status=error.status if error else 200,
        found=model.organisation(app_of(request)),
        error=error.message if error else "",
    )


def _act(request: Request, flash: str, act: Callable[[], Any]) -> Response:
    try:
        act()
    except RefusedError as error:
        if error.status == 404:
            raise
        return _show(request, error)
    return go("/organisation", flash)


@page(routes, "POST", "/units", act=Act.PEOPLE_MANAGE)
def create_unit(request: Request, path: Text = "") -> Response:
    """Make a unit."""
    return _act(request, "flash.saved", lambda: units.create(app_of(request), actor_of(request), path))


@page(routes, "POST", "/units/{unit_id}", act=Act.PEOPLE_MANAGE)
def change_unit(request: Request, unit_id: int, name: Text = "", active: Text = "") -> Response:
    """Rename a unit, or close and open it."""
    app, actor = app_of(request), actor_of(request)
    if active:
        return _act(request, "flash.saved", lambda: units.set_active(app, actor, unit_id, active == "1"))
    return _act(request, "flash.saved", lambda: units.rename(app, actor, unit_id, name))


@page(routes, "POST", "/groups", act=Act.GROUP_MANAGE)
def create_group(request: Request, key: Text = "", name: Text = "") -> Response:
    """Make a group."""
    app, actor = app_of(request), actor_of(request)
    return _act(request, "flash.saved", lambda: rights.create_group(app, actor, key, name))


@page(routes, "POST", "/groups/{group_id}/members", act=Act.GROUP_MANAGE)
def member(request: Request, group_id: int, person: Text = "", member: Text = "1") -> Response:
    """Put a person into a group or take them out."""
    app, actor = app_of(request), actor_of(request)
    chosen = int(person) if person.isascii() and person.isdigit() and len(person) < 10 else 0
    return _act(
        request, "flash.saved", lambda: rights.set_member(app, actor, group_id, chosen, member == "1")
    )


@page(routes, "GET", "/people/{person_id}", act=Act.PEOPLE_READ)
def show_person(request: Request, person_id: int) -> Response:
    """One person with everything that decides what they may sign."""
    return _person(request, person_id)


def _person(request: Request, person_id: int, error: RefusedError | None = None) -> Response:
    found = model.person(app_of(request), person_id)
    house = model.organisation(app_of(request))
    return render(
        request,
        "person.html",
        status=error.status if error else 200,
        found=found,
        units=[u for u in house.units if u.active],
        paths={u.id: u.path for u in house.units},
        kinds=[k.value for k in QualificationKind],
        scoped=[r for r in found.roles if r in set(REVIEWERS)],
        error=error.message if error else "",
    )


def _act_on(request: Request, person_id: int, act: Callable[[], Any]) -> Response:
    try:
        act()
    except RefusedError as error:
        if error.status == 404:
            raise
        return _person(request, person_id, error)
    return go(f"/people/{person_id}", "flash.saved")


@page(routes, "POST", "/people/{person_id}/place", act=Act.PEOPLE_MANAGE)
def place(request: Request, person_id: int, unit: Text = "", post: Text = "") -> Response:
    """Move a person to a unit and a post."""
    app, actor = app_of(request), actor_of(request)
    return _act_on(request, person_id, lambda: units.place(app, actor, person_id, unit, post))


@page(routes, "POST", "/people/{person_id}/qualifications", act=Act.QUALIFICATION_MANAGE)
def qualify(
    request: Request,
    person_id: int,
    kind: Text = "",
    valid_from: Text = "",
    valid_until: Text = "",
    reference: Text = "",
) -> Response:
    """Enter a qualification."""
    app, actor = app_of(request), actor_of(request)

    def act() -> None:
        if kind not in set(QualificationKind):
            raise InvalidError("请选择资格。")
        until = _day(valid_until) if valid_until else None
        rights.qualify(app, actor, person_id, QualificationKind(kind), valid_from=_day(valid_from),
                       valid_until=until, reference=reference)  # fmt: skip

    return _act_on(request, person_id, act)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise InvalidError("请填写资格的起止日期。") from None


@page(
    routes, "POST", "/people/{person_id}/qualifications/{qualification_id}/end", act=Act.QUALIFICATION_MANAGE
)
def disqualify(request: Request, person_id: int, qualification_id: int) -> Response:
    """Take a qualification back."""
    app, actor = app_of(request), actor_of(request)
    return _act_on(request, person_id, lambda: rights.disqualify(app, actor, qualification_id))


@page(routes, "POST", "/people/{person_id}/scope", act=Act.ROLE_MANAGE)
def scope(request: Request, person_id: int, role: Text = "", unit: Many = []) -> Response:  # noqa: B006
    """Limit a role to units, or let it cover all again."""
    app, actor = app_of(request), actor_of(request)

    def act() -> None:
        if role not in set(Role):
            raise InvalidError("请选择角色。")
        chosen = [int(u) for u in unit if u.isascii() and u.isdigit() and len(u) < 10]
        rights.limit_role(app, actor, person_id, Role(role), chosen)

    return _act_on(request, person_id, act)
