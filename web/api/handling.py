"""How a draft is handled: facts, holds, handing over, standing aside; several tasks at once."""

from __future__ import annotations

from fastapi import Request
from pydantic import Field

from review import bulk, claims, draft_facts, holds
from review.access import Act
from review.draft_facts import Given
from review.read import handling as model
from review.read.common import draft_id
from web.api.schemas import Done, FactsIn, In
from web.routing import page, router
from web.session import actor_of, app_of

routes = router()


class ReasonIn(In):
    """Why."""

    reason: str = Field(max_length=2000)


class ReassignmentIn(ReasonIn):
    """To whom, and why."""

    person_id: int


class RunsIn(In):
    """Several stage runs."""

    stage_run_ids: list[int] = Field(min_length=1, max_length=bulk.MOST)


class ApprovalsIn(In):
    """Approve several with one opinion; `seen`: stage run id → content hash that was looked at."""

    seen: dict[int, str] = Field(min_length=1, max_length=bulk.MOST)
    opinion: str
    password: str
    gates: list[str] = Field(default_factory=list)


@page(routes, "GET", "/api/v1/drafts/{number}/handling", act=Act.DRAFT_READ)
def show(request: Request, number: str) -> model.Handling:
    """Facts, open stages with who may answer them, holds."""
    return model.handling(app_of(request), actor_of(request), number)


@page(routes, "POST", "/api/v1/drafts/{number}/facts", act=Act.DRAFT_FACTS)
def facts(request: Request, number: str, body: FactsIn) -> Given:
    """Change what the draft is about; the facts as they stand then."""
    app = app_of(request)
    return draft_facts.amend(app, actor_of(request), draft_id(app, number), body.values())


@page(routes, "POST", "/api/v1/drafts/{number}/hold", act=Act.DRAFT_HOLD)
def hold(request: Request, number: str, body: ReasonIn) -> Done:
    """Lay the draft aside."""
    app = app_of(request)
    holds.hold(app, actor_of(request), draft_id(app, number), body.reason)
    return Done()


@page(routes, "DELETE", "/api/v1/drafts/{number}/hold", act=Act.DRAFT_HOLD)
def take_up(request: Request, number: str) -> Done:
    """Take it up again."""
    app = app_of(request)
    holds.take_up(app, actor_of(request), draft_id(app, number))
    return Done()


@page(routes, "POST", "/api/v1/drafts/{number}/recusal", act=Act.STAGE_CLAIM)
def recuse(request: Request, number: str, body: ReasonIn) -> Done:
    """Stand aside from the draft for good."""
    app = app_of(request)
    claims.recuse(app, actor_of(request), draft_id(app, number), body.reason)
    return Done()


@page(routes, "POST", "/api/v1/stages/{stage_run_id}/reassignment", act=Act.STAGE_CLAIM)
def reassign(request: Request, stage_run_id: int, body: ReassignmentIn) -> Done:
    """Hand a stage to somebody else."""
    claims.reassign(app_of(request), actor_of(request), stage_run_id, body.person_id, body.reason)
    return Done()


@page(routes, "POST", "/api/v1/bulk/claims", act=Act.STAGE_CLAIM)
def claim_many(request: Request, body: RunsIn) -> list[bulk.Outcome]:
    """Take several up; each has its own outcome."""
    return bulk.claim_many(app_of(request), actor_of(request), body.stage_run_ids)


@page(routes, "POST", "/api/v1/bulk/approvals", act=Act.STAGE_DECIDE)
def approve_many(request: Request, body: ApprovalsIn) -> list[bulk.Outcome]:
    """Approve several, never a final review; each has its own signature and outcome."""
    return bulk.approve_many(
        app_of(request),
        actor_of(request),
        body.seen,
        opinion=body.opinion,
        password=body.password,
        fields={"gates": body.gates},
    )
