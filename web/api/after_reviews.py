"""Reading urgent drafts again after their release (事后复核). Taking up, putting back and handing over are those of every
stage, with the `run_id` of `task`."""

from __future__ import annotations

from fastapi import Request
from pydantic import BaseModel, Field

from models import AfterVerdict
from review import after_review
from review.access import Act
from review.after_review import LONGEST_OPINION, Given
from review.read import after_review as model
from review.read.common import draft_id
from review.read.handling import OpenStage
from review.urgency import Urgency
from web.api.schemas import Created, In, PageOut
from web.routing import page, router
from web.session import actor_of, app_of

routes = router()


class AfterReviewIn(In):
    """What was found. `seen_content_hash`: of the released text that was read; `on_behalf_of`: an absent person's id."""

    verdict: AfterVerdict
    opinion: str = Field(max_length=LONGEST_OPINION)
    seen_content_hash: str
    password: str
    on_behalf_of: int | None = None


class AfterListOut(BaseModel):
    """What is open, the most pressing first, and what was found, latest first."""

    open: list[model.AfterRow]
    overdue: int
    done: PageOut[model.AfterRow]


class AfterOut(BaseModel):
    """One re-reading: the task, and the result once there is one."""

    number: str
    content_hash: str
    original_sha256: str
    meaning: str
    task: OpenStage
    urgency: Urgency
    deadline_warning: str | None
    result: model.Result | None


@page(routes, "GET", "/api/v1/after-reviews", act=Act.AFTER_REVIEW_SEE)
def list_after_reviews(request: Request, page: int = 1) -> AfterListOut:
    """Released urgent drafts that wait to be read again, and what was found."""
    found = model.after_reviews(app_of(request), actor_of(request), page=page)
    return AfterListOut(open=list(found.open), overdue=found.overdue, done=PageOut.of(found.done))


@page(routes, "GET", "/api/v1/releases/{number}/after-review", act=Act.RELEASE_READ)
def show(request: Request, number: str) -> AfterOut:
    """How the re-reading of a release stands."""
    found = model.after_review(app_of(request), actor_of(request), number)
    return AfterOut(
        number=found.release.number,
        content_hash=found.release.content_hash,
        original_sha256=found.release.original_sha256,
        meaning=found.meaning,
        task=found.task,
        urgency=found.urgency,
        deadline_warning=found.deadline_warning,
        result=found.result,
    )


@page(routes, "POST", "/api/v1/releases/{number}/after-review", act=Act.AFTER_REVIEW_SIGN, status_code=201)
def sign(request: Request, number: str, body: AfterReviewIn) -> Created:
    """Sign what one found."""
    app = app_of(request)
    given = Given(body.verdict, body.opinion, body.seen_content_hash, body.on_behalf_of)
    made = after_review.sign(app, actor_of(request), draft_id(app, number), given, body.password)
    return Created(id=made)
