"""终稿、原稿、全部标记: the three views of a draft's Word file."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from review.access import Act
from review.read import marks as model
from web import paper
from web.routing import page, router
from web.session import app_of
from web.templating import render

routes = router()


@page(routes, "GET", "/drafts/{number}/word", act=Act.DRAFT_READ)
def word(request: Request, number: str, view: str = "marks", version: int | None = None) -> Response:
    """One view of the Word file of a version: as it reads now, as it was, or with every mark."""
    found = model.word_view(app_of(request), number, view, version)
    pieces = [] if view == "marks" else paper.pieces(found.document, {})
    return render(
        request, "word.html", head=found.head, found=found, pieces=pieces, views=model.VIEWS, tab="word"
    )
