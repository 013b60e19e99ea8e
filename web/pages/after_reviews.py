"""事后复核: urgent drafts that are out and are read again, by somebody who neither wrote nor signed them."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Query, Request
from fastapi.responses import Response

from models import AfterVerdict
from review import after_review
from review.access import Act
from review.after_review import Given
from review.errors import InvalidError, RefusedError
from review.read import after_review as model
from review.read.common import draft_id
from web import paper
from web.deskview import number as number_in
from web.routing import page, router
from web.session import actor_of, app_of
from web.templating import go, render

routes = router()
Text = Annotated[str, Form()]


@page(routes, "GET", "/after-reviews", act=Act.AFTER_REVIEW_SEE)
def after_reviews(request: Request, page_number: int = Query(1, alias="page")) -> Response:
    """What is open, overdue first, and what was found."""
    found = model.after_reviews(app_of(request), actor_of(request), page=page_number)
    return render(request, "after_reviews.html", found=found)


@page(routes, "GET", "/releases/{number}/after-review", act=Act.RELEASE_READ)
def show(request: Request, number: str) -> Response:
    """The released text, and what to say of it."""
    return _show(request, number)


def _show(
    request: Request, number: str, error: RefusedError | None = None, verdict: str = "", opinion: str = ""
) -> Response:
    found = model.after_review(app_of(request), actor_of(request), number)
    return render(
        request,
        "after_review.html",
        status=error.status if error else 200,
        found=found,
        paper=paper.pieces(found.document, {}),
        fault_meaning=after_review.FAULT_MEANING,
        verdicts=[v.value for v in AfterVerdict],
        error=error.message if error else "",
        verdict=verdict,
        opinion=opinion,
    )


@page(routes, "POST", "/releases/{number}/after-review", act=Act.AFTER_REVIEW_SIGN)
def sign(
    request: Request,
    number: str,
    verdict: Text = "",
    opinion: Text = "",
    password: Text = "",
    seen_content_hash: Text = "",
    on_behalf_of: Text = "",
) -> Response:
    """Sign. A refusal shows the page again with everything that was typed, except the password."""
    app, actor = app_of(request), actor_of(request)
    try:
        if verdict not in set(AfterVerdict):
            raise InvalidError("请选择复核结论。")
        given = Given(AfterVerdict(verdict), opinion, seen_content_hash, number_in(on_behalf_of))
        after_review.sign(app, actor, draft_id(app, number), given, password)
    except RefusedError as error:
        return _show(request, number, error, verdict, opinion)
    return go(f"/releases/{number}/after-review", "flash.after_review_signed")
