"""Proofs: the file, its places and their answers, and corrections of one's own."""

from __future__ import annotations

from typing import Annotated

from fastapi import Request, UploadFile
from fastapi.responses import Response
from pydantic import Field

from models import ProofAnswerState
from review import proof_answers, proofs
from review.access import Act
from review.errors import NotFoundError
from review.read import proofs as model
from review.read.common import draft_id
from web.api.schemas import Created, Done, In
from web.downloads import attachment
from web.routing import page, router
from web.session import actor_of, app_of

routes = router()


class AnswersIn(In):
    """Answer places: `change` (`wanted` null: as the manuscript or the order has it), `keep` with a reason, `open`."""

    numbers: Annotated[list[int], Field(min_length=1, max_length=2000)]
    answer: ProofAnswerState
    wanted: str | None = None
    reason: str = ""


class OrderIn(In):
    """Order a correction on [start, end) (code points) of a block; `layout` names a mark that changes no letter."""

    block: str
    start: int
    end: int
    wanted: str = ""
    layout: str = ""
    reason: str = ""


@page(routes, "GET", "/api/v1/drafts/{number}/proofs", act=Act.DRAFT_READ)
def list_proofs(request: Request, number: str) -> tuple[model.ProofRow, ...]:
    """All proofs of a draft, oldest first."""
    return model.page(app_of(request), actor_of(request), number).history


@page(routes, "POST", "/api/v1/drafts/{number}/proofs", act=Act.PROOF_SUPPLY, status_code=201)
def supply(request: Request, number: str, file: UploadFile) -> Created:
    """Supply the typesetter's file for the proof stage the draft is at; it is compared in the background."""
    app = app_of(request)
    done = proofs.supply(app, actor_of(request), draft_id(app, number), file.file.read(), file.filename or "")
    return Created(id=done.proof_id)


@page(routes, "GET", "/api/v1/drafts/{number}/proofs/{proof}/places", act=Act.DRAFT_READ)
def places(request: Request, number: str, proof: int) -> tuple[model.ItemView, ...]:
    """The places of a proof (by its number) and their answers."""
    return model.page(app_of(request), actor_of(request), number, proof).items


@page(routes, "GET", "/api/v1/drafts/{number}/proofs/{proof}/file", act=Act.DRAFT_READ)
def file(request: Request, number: str, proof: int) -> Response:
    """The exact bytes of a proof."""
    found = model.file(app_of(request), number, proof)
    return attachment(found.data, found.filename)


@page(routes, "POST", "/api/v1/drafts/{number}/proofs/{proof}/answers", act=Act.PROOF_ANSWER)
def answer(request: Request, number: str, proof: int, body: AnswersIn) -> Done:
    """Answer places of a proof in one act."""
    app, actor = app_of(request), actor_of(request)
    proof_answers.answer(
        app,
        actor,
        _id(request, number, proof),
        body.numbers,
        body.answer,
        wanted=body.wanted,
        reason=body.reason,
    )
    return Done()


@page(routes, "POST", "/api/v1/drafts/{number}/proofs/{proof}/orders", act=Act.PROOF_ANSWER, status_code=201)
def order(request: Request, number: str, proof: int, body: OrderIn) -> Created:
    """Order a correction of one's own; gives the number of its place."""
    made = proof_answers.order(
        app_of(request), actor_of(request), _id(request, number, proof), body.block, body.start, body.end, body.wanted,
        layout=body.layout, reason=body.reason,
    )  # fmt: skip
    return Created(id=made)


def _id(request: Request, number: str, proof: int) -> int:
    found = model.page(app_of(request), actor_of(request), number, proof).proof
    if found is None:
        raise NotFoundError("没有这份校样。")
    return found.id
