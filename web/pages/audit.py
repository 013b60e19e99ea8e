"""审计: the log by draft, act and person; checking it; its checkpoints."""

from __future__ import annotations

from fastapi import Query, Request
from fastapi.responses import Response

from review.access import Act
from review.audit import export
from review.audit.tags import WORDS
from review.read import audit as model
from web.routing import page, router
from web.session import actor_of, app_of
from web.templating import is_fragment, render

routes = router()


@page(routes, "GET", "/audit", act=Act.AUDIT_READ)
def audit(
    request: Request,
    draft: str = "",
    tag: str = "",
    person: str = "",
    page_number: int = Query(1, alias="page"),
) -> Response:
    """Events, latest first, with filters."""
    app = app_of(request)
    return render(
        request,
        "audit.html",
        found=model.events(app, draft=draft, tag=tag, person=person, page=page_number),
        log=model.log_state(app),
        draft=draft,
        tag=tag,
        person=person,
        tags=WORDS,
    )


@page(routes, "POST", "/audit/verify", act=Act.AUDIT_READ)
def verify(request: Request) -> Response:
    """Check the whole log and show the result."""
    app = app_of(request)
    result = export.verify(app, actor=actor_of(request))
    template = "fragments/verified.html" if is_fragment(request) else "verified.html"
    return render(request, template, result=result, checked_at=app.clock())
