"""办理: what a draft is about, who may answer its stages, handing over, standing aside, laying aside."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Form, Request
from fastapi.responses import Response

from review import claims, draft_facts, holds
from review.access import Act
from review.conditions import Secrecy, topics
from review.errors import RefusedError
from review.read import desk as desk_model
from review.read import handling as model
from review.read.after_review import is_after_release
from review.read.common import draft_id
from web.deskview import number as number_in
from web.routing import page, router
from web.session import actor_of, app_of
from web.templating import go, render

routes = router()
Text = Annotated[str, Form()]


@page(routes, "GET", "/drafts/{number}/handling", act=Act.DRAFT_READ)
def show(request: Request, number: str) -> Response:
    """The page."""
    return _show(request, number)


def _show(request: Request, number: str, error: RefusedError | None = None) -> Response:
    found = model.handling(app_of(request), actor_of(request), number)
    return render(
        request,
        "handling.html",
        status=error.status if error else 200,
        head=found.head,
        found=found,
        tab="handling",
        error=error.message if error else "",
        secrecies=[s.value for s in Secrecy],
        topics=topics(),
    )


def _done(request: Request, number: str, flash: str, act: Callable[[], Any]) -> Response:
    """Run an act and show the page again, with what was refused."""
    try:
        act()
    except RefusedError as error:
        if error.status == 404:
            raise
        return _show(request, number, error)
    return go(f"/drafts/{number}/handling", flash)


@page(routes, "POST", "/drafts/{number}/facts", act=Act.DRAFT_FACTS)
def facts(
    request: Request,
    number: str,
    secrecy: Text = "public",
    foreign_audience: Text = "",
    topic: Text = "",
    filing_number: Text = "",
    urgent: Text = "",
) -> Response:
    """Change what the draft is about."""
    app, actor = app_of(request), actor_of(request)
    values = given(secrecy, foreign_audience, topic, filing_number, urgent)
    return _done(
        request, number, "flash.saved", lambda: draft_facts.amend(app, actor, draft_id(app, number), values)
    )


def given(
    secrecy: str, foreign_audience: str, topic: str, filing_number: str, urgent: str
) -> dict[str, object]:
    """A form's facts as `review.draft_facts` takes them."""
    return {
        "secrecy": secrecy,
        "foreign_audience": foreign_audience == "1",
        "topic": topic,
        "filing_number": filing_number,
        "urgent": urgent == "1",
    }


@page(routes, "POST", "/drafts/{number}/hold", act=Act.DRAFT_HOLD)
def hold(request: Request, number: str, reason: Text = "") -> Response:
    """Lay the draft aside."""
    app, actor = app_of(request), actor_of(request)
    return _done(request, number, "flash.held", lambda: holds.hold(app, actor, draft_id(app, number), reason))


@page(routes, "POST", "/drafts/{number}/hold/end", act=Act.DRAFT_HOLD)
def take_up(request: Request, number: str) -> Response:
    """Take it up again."""
    app, actor = app_of(request), actor_of(request)
    return _done(request, number, "flash.taken_up", lambda: holds.take_up(app, actor, draft_id(app, number)))


@page(routes, "POST", "/drafts/{number}/recusal", act=Act.STAGE_CLAIM)
def recuse(request: Request, number: str, reason: Text = "") -> Response:
    """Stand aside from the draft."""
    app, actor = app_of(request), actor_of(request)
    return _done(
        request, number, "flash.recused", lambda: claims.recuse(app, actor, draft_id(app, number), reason)
    )


@page(routes, "POST", "/stages/{stage_run_id}/reassign", act=Act.STAGE_CLAIM)
def reassign(request: Request, stage_run_id: int, person: Text = "", reason: Text = "") -> Response:
    """Hand a stage to somebody else."""
    app, actor = app_of(request), actor_of(request)
    number = desk_model.number_of_run(app, stage_run_id)
    chosen = number_in(person) or 0
    if is_after_release(app, stage_run_id):
        claims.reassign(app, actor, stage_run_id, chosen, reason)
        return go(f"/releases/{number}/after-review", "flash.reassigned")
    return _done(
        request,
        number,
        "flash.reassigned",
        lambda: claims.reassign(app, actor, stage_run_id, chosen, reason),
    )
