"""规则提案与版本: what is proposed, trying it out, deciding, and what has been in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from fastapi import Form, Query, Request
from fastapi.responses import Response

from checks.registry import all_checks
from review import house
from review.access import Act
from review.errors import RefusedError
from review.house_changes import Change, content_of
from review.read import house as model
from review.read.common import clamp, paged
from review.read.house_trial import Effect, trial
from web.routing import page, router
from web.session import actor_of, app_of
from web.templating import go, render

routes = router()
Text = Annotated[str, Form()]
PageNumber = Annotated[int, Query(alias="page")]
CHANGES_PAGE = 200


@page(routes, "GET", "/rules/proposals", act=Act.RULES_READ)
def proposals(request: Request, page_number: PageNumber = 1) -> Response:
    """All proposals, those that wait first."""
    app, actor = app_of(request), actor_of(request)
    return render(
        request,
        "rules_proposals.html",
        rules=model.rules(app, actor),
        found=model.proposals(app, actor, page_number),
    )


@page(routes, "GET", "/rules/proposals/{proposal_id}", act=Act.RULES_READ)
def proposal(request: Request, proposal_id: int, page_number: PageNumber = 1) -> Response:
    """A proposal: every change, what it would do to the latest drafts, and who may decide."""
    return _proposal(request, proposal_id, number=page_number)


def _proposal(
    request: Request,
    proposal_id: int,
    *,
    number: int = 1,
    error: RefusedError | None = None,
    reason: str = "",
    note: str = "",
) -> Response:
    app, actor = app_of(request), actor_of(request)
    view, outlook = model.proposal(app, actor, proposal_id)
    undecided = view.state in {"draft", "open"}
    tried = trial(app, actor, outlook.house, view.changes) if undecided and outlook.refused is None else None
    effects = tried.of if tried else {}
    ordered = _noisiest_first(view.changes, effects)
    number = clamp(number, CHANGES_PAGE, len(ordered))
    shown = ordered[(number - 1) * CHANGES_PAGE : number * CHANGES_PAGE]
    return render(
        request,
        "rules_proposal.html",
        status=error.status if error else 200,
        proposal=view,
        outlook=outlook,
        changes=paged(shown, number, CHANGES_PAGE, len(view.changes)),
        trial=tried,
        effects=effects,
        has_red=any(house.is_new_red(change) for change in view.changes),
        titles={check.id: check for check in all_checks()},
        error=error.message if error else "",
        reason=reason,
        note=note,
    )


def _noisiest_first(changes: tuple[Change, ...], effects: Mapping[tuple[str, str], Effect]) -> list[Change]:
    """In a file of three thousand words the few that would shout must not stand on page twelve."""
    if not effects:
        return list(changes)
    return sorted(changes, key=lambda c: (-effects[c.part, c.key].new, -effects[c.part, c.key].gone))


@page(routes, "POST", "/rules/proposals/{proposal_id}/submit", act=Act.RULES_PROPOSE)
def submit(request: Request, proposal_id: int, reason: Text = "") -> Response:
    """Submit one's draft."""
    try:
        house.submit(app_of(request), actor_of(request), proposal_id, reason)
    except RefusedError as error:
        return _refused(request, proposal_id, error, reason=reason)
    return go(f"/rules/proposals/{proposal_id}", "flash.rules_submitted")


@page(routes, "POST", "/rules/proposals/{proposal_id}/undo", act=Act.RULES_PROPOSE)
def undo(request: Request, proposal_id: int, part: Text = "", key: Text = "") -> Response:
    """Take one change out of one's draft."""
    left = house.undo(app_of(request), actor_of(request), proposal_id, part, key)
    return go(f"/rules/proposals/{proposal_id}" if left else "/rules", "flash.rules_undone")


@page(routes, "POST", "/rules/proposals/{proposal_id}/withdraw", act=Act.RULES_PROPOSE)
def withdraw(request: Request, proposal_id: int) -> Response:
    """Take back one's proposal, or throw away one's draft."""
    house.withdraw(app_of(request), actor_of(request), proposal_id)
    return go("/rules/proposals", "flash.rules_withdrawn")


@page(routes, "POST", "/rules/proposals/{proposal_id}/reject", act=Act.RULES_DECIDE)
def reject(request: Request, proposal_id: int, note: Text = "") -> Response:
    """Do not take up another person's proposal."""
    try:
        house.reject(app_of(request), actor_of(request), proposal_id, note)
    except RefusedError as error:
        return _refused(request, proposal_id, error, note=note)
    return go(f"/rules/proposals/{proposal_id}", "flash.rules_rejected")


@page(routes, "POST", "/rules/proposals/{proposal_id}/activate", act=Act.RULES_DECIDE)
def activate(
    request: Request, proposal_id: int, seen_hash: Text = "", note: Text = "", red_seen: Text = ""
) -> Response:
    """Make another person's proposal active."""
    try:
        house.activate(
            app_of(request),
            actor_of(request),
            proposal_id,
            seen_hash=seen_hash,
            note=note,
            red_seen=red_seen == "1",
        )
    except RefusedError as error:
        return _refused(request, proposal_id, error, note=note)
    return go("/rules/versions", "flash.rules_activated")


def _refused(
    request: Request, proposal_id: int, error: RefusedError, *, reason: str = "", note: str = ""
) -> Response:
    if error.status == 404:
        raise error
    return _proposal(request, proposal_id, error=error, reason=reason, note=note)


@page(routes, "GET", "/rules/versions", act=Act.RULES_READ)
def versions(request: Request, page_number: PageNumber = 1) -> Response:
    """Who changed the rules when, and why."""
    app = app_of(request)
    return render(
        request,
        "rules_versions.html",
        rules=model.rules(app, actor_of(request)),
        found=model.versions(app, page_number),
    )


@page(routes, "GET", "/rules/versions/{version}", act=Act.RULES_READ)
def version(request: Request, version: int, page_number: PageNumber = 1) -> Response:
    """A version: what it changed, and going back to it."""
    return _version(request, version, number=page_number)


def _version(
    request: Request, version: int, *, number: int = 1, error: RefusedError | None = None, reason: str = ""
) -> Response:
    app = app_of(request)
    view, rules, changes = model.version(app, version)
    current = house.active(app)
    number = clamp(number, CHANGES_PAGE, len(changes))
    shown = changes[(number - 1) * CHANGES_PAGE : number * CHANGES_PAGE]
    return render(
        request,
        "rules_version.html",
        status=error.status if error else 200,
        version=view,
        house=rules,
        changes=paged(shown, number, CHANGES_PAGE, len(changes)),
        titles={check.id: check for check in all_checks()},
        current=current.number,
        same=content_of(rules)[1] == current.hash,
        error=error.message if error else "",
        reason=reason,
    )


@page(routes, "POST", "/rules/versions/{version}/restore", act=Act.RULES_PROPOSE)
def restore(request: Request, version: int, reason: Text = "") -> Response:
    """Propose to go back to a version."""
    try:
        made = house.restore(app_of(request), actor_of(request), version, reason)
    except RefusedError as error:
        if error.status == 404:
            raise
        return _version(request, version, error=error, reason=reason)
    return go(f"/rules/proposals/{made}", "flash.rules_submitted")
