"""委托代签: who stands in for me while I am away, and whom I stand in for."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from models import Role
from review import delegation
from review.access import REVIEWERS, Act
from review.errors import InvalidError, NotAllowedError, RefusedError
from review.read import organisation as model
from web.routing import page, router
from web.session import actor_of, app_of
from web.templating import go, render

routes = router()
Text = Annotated[str, Form()]
_FORM = ("principal", "delegate", "role", "starts", "ends", "reason")


@page(routes, "GET", "/absence", act=Act.UNIT_READ)
def show(request: Request) -> Response:
    """One's own delegations; everybody's for the security administrator."""
    return _show(request)


def _show(
    request: Request, error: RefusedError | None = None, typed: dict[str, str] | None = None
) -> Response:
    app, actor = app_of(request), actor_of(request)
    keeper = Role.SECURITY_ADMIN in actor.roles
    return render(
        request,
        "absence.html",
        status=error.status if error else 200,
        error=error.message if error else "",
        typed=dict.fromkeys(_FORM, "") | (typed or {}),
        keeper=keeper,
        may_make=keeper or bool(actor.roles & REVIEWERS and not actor.is_administrator),
        roles=sorted(REVIEWERS if keeper else actor.roles & REVIEWERS),
        people=model.reviewers(app),
        delegations=model.delegations(app, None if keeper else actor.person_id),
    )


@page(routes, "POST", "/absence", act=Act.UNIT_READ)
def make(
    request: Request,
    delegate: Text = "",
    starts: Text = "",
    ends: Text = "",
    reason: Text = "",
    role: Text = "",
    principal: Text = "",
) -> Response:
    """Delegate. The use case decides whether this person may."""
    app, actor = app_of(request), actor_of(request)
    typed = {"delegate": delegate, "starts": starts, "ends": ends, "reason": reason, "role": role,
             "principal": principal}  # fmt: skip
    try:
        if role and role not in set(REVIEWERS):
            raise InvalidError("请选择一种审校角色。")
        delegation.delegate(
            app,
            actor,
            _person(delegate),
            starts_at=_time(request, starts),
            ends_at=_time(request, ends),
            reason=reason,
            role=Role(role) if role else None,
            principal_id=_person(principal) if principal else None,
        )
    except RefusedError as error:
        if isinstance(error, NotAllowedError):
            raise
        return _show(request, error, typed)
    return go("/absence", "flash.delegated")


@page(routes, "POST", "/absence/{delegation_id}/end", act=Act.UNIT_READ)
def revoke(request: Request, delegation_id: int) -> Response:
    """End a delegation now."""
    delegation.revoke(app_of(request), actor_of(request), delegation_id)
    return go("/absence", "flash.undelegated")


def _person(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise InvalidError("请选择人员。")
    return int(text)


def _time(request: Request, text: str) -> datetime:
    """A time of a datetime-local field, in the zone of the house."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=app_of(request).zone)
    except ValueError:
        raise InvalidError("请填写委托的起止时间。") from None
