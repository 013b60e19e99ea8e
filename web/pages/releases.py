"""发布: what went out, with its receipts."""

from __future__ import annotations

from fastapi import Query, Request
from fastapi.responses import Response

from review.access import Act
from review.read import releases as model
from web.routing import page, router
from web.session import app_of
from web.templating import render

routes = router()


@page(routes, "GET", "/releases", act=Act.RELEASE_READ)
def releases(request: Request, page_number: int = Query(1, alias="page")) -> Response:
    """All releases, latest first."""
    return render(request, "releases.html", found=model.releases(app_of(request), page=page_number))


@page(routes, "GET", "/releases/{number}", act=Act.RELEASE_READ)
def release(request: Request, number: str) -> Response:
    """A release: manifest, receipts, hashes."""
    return render(request, "release.html", release=model.release(app_of(request), number))
