"""稿件: the list, and the pages of one draft beside its desk: compare, timeline, original, dossier."""

from __future__ import annotations

from fastapi import Query, Request
from fastapi.responses import Response

from models import DraftState
from review.access import Act
from review.audit import export
from review.read import compare as compare_model
from review.read import drafts as model
from review.read import timeline as timeline_model
from review.read.common import draft_id
from web import sides
from web.downloads import attachment
from web.routing import page, router
from web.session import actor_of, app_of
from web.templating import render

routes = router()


@page(routes, "GET", "/drafts", act=Act.DRAFT_READ)
def drafts(
    request: Request, q: str = "", state: str = "", page_number: int = Query(1, alias="page")
) -> Response:
    """All drafts, by number, title or author, and state."""
    states = [s.value for s in DraftState]
    state = state if state in states else ""
    found = model.drafts(app_of(request), search=q, state=state, page=page_number)
    return render(request, "drafts.html", found=found, q=q, state=state, states=states)


@page(routes, "GET", "/drafts/{number}/compare", act=Act.DRAFT_READ)
def compare(
    request: Request,
    number: str,
    old: int | None = Query(None, alias="from"),
    new: int | None = Query(None, alias="to"),
) -> Response:
    """对照: two versions side by side."""
    found = compare_model.compare(app_of(request), number, old, new)
    return render(
        request, "compare.html", head=found.head, found=found, rows=sides.rows(found.changes), tab="compare"
    )


@page(routes, "GET", "/drafts/{number}/timeline", act=Act.DRAFT_READ)
def timeline(request: Request, number: str) -> Response:
    """流程: every stage, round, answer and event."""
    found = timeline_model.timeline(app_of(request), number)
    return render(request, "timeline.html", head=found.head, found=found, tab="timeline")


@page(routes, "GET", "/drafts/{number}/original", act=Act.DRAFT_READ)
def original(request: Request, number: str, version: int | None = None) -> Response:
    """The exact bytes of a version as uploaded."""
    found = model.original(app_of(request), number, version)
    return attachment(found.data, found.filename)


@page(routes, "GET", "/drafts/{number}/dossier", act=Act.DOSSIER_READ)
def dossier(request: Request, number: str) -> Response:
    """审签档案: the evidence bundle."""
    app = app_of(request)
    data = export.dossier(app, draft_id(app, number), actor_of(request))
    return attachment(data, f"{number}-审签档案.zip", "application/zip")
