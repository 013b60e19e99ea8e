"""Findings, comments, and the sign-off."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from review import claims, comments, decide, findings
from review.access import Act
from review.read import desk as desk_model
from review.read import drafts as draft_list
from web.api.schemas import (
    BlockerOut,
    CommentIn,
    Created,
    DecisionIn,
    DecisionOut,
    DispositionIn,
    DispositionsIn,
    Done,
    ResolveIn,
)
from web.routing import page, router
from web.session import actor_of, app_of

routes = router()


@dataclass(frozen=True, slots=True)
class Findings:
    """Findings of a version; `lost` are those of the version before that could not be placed."""

    version: int
    content_hash: str
    findings: tuple[desk_model.FindingView, ...]
    lost: tuple[desk_model.FindingView, ...]
    unchecked: tuple[desk_model.UncheckedView, ...]
    checked: bool


@dataclass(frozen=True, slots=True)
class Comments:
    """Comments on a version."""

    version: int
    comments: tuple[desk_model.CommentView, ...]


@page(routes, "GET", "/api/v1/drafts/{number}/findings", act=Act.DRAFT_READ)
def list_findings(request: Request, number: str, version: int | None = None) -> Findings:
    """Findings in text order, with what could not be checked."""
    desk = desk_model.desk(app_of(request), actor_of(request), number, version)
    return Findings(desk.version, desk.content_hash, desk.findings, desk.lost, desk.unchecked, desk.checked)


@page(routes, "POST", "/api/v1/findings/{finding_id}/disposition", act=Act.FINDING_SETTLE)
def settle(request: Request, finding_id: int, body: DispositionIn) -> desk_model.FindingView:
    """Accept or dismiss a finding, or open it again."""
    app = app_of(request)
    findings.settle(app, actor_of(request), finding_id, body.state, body.reason)
    return desk_model.one_finding(app, finding_id)[1]


@page(routes, "POST", "/api/v1/drafts/{number}/dispositions", act=Act.FINDING_SETTLE)
def settle_all(request: Request, number: str, body: DispositionsIn) -> Done:
    """Answer several findings of the current version in one act."""
    app = app_of(request)
    version_id = draft_list.version_id(app, number)
    findings.settle_all(app, actor_of(request), version_id, body.finding_ids, body.state, body.reason)
    return Done()


@page(routes, "GET", "/api/v1/drafts/{number}/comments", act=Act.DRAFT_READ)
def list_comments(request: Request, number: str, version: int | None = None) -> Comments:
    """Comments on a version, oldest first."""
    desk = desk_model.desk(app_of(request), actor_of(request), number, version)
    return Comments(desk.version, desk.comments)


@page(routes, "POST", "/api/v1/drafts/{number}/comments", act=Act.COMMENT_WRITE, status_code=201)
def comment(request: Request, number: str, body: CommentIn) -> Created:
    """Remark on a span of the current version."""
    app = app_of(request)
    version_id = draft_list.version_id(app, number)
    made = comments.add(
        app, actor_of(request), version_id, body.block, body.start, body.end, body.body, body.kind
    )
    return Created(id=made)


@page(routes, "POST", "/api/v1/comments/{comment_id}/resolve", act=Act.COMMENT_WRITE)
def resolve(request: Request, comment_id: int, body: ResolveIn | None = None) -> Done:
    """Settle a comment; `{"resolved": false}` opens it again."""
    comments.resolve(app_of(request), actor_of(request), comment_id, body is None or body.resolved)
    return Done()


@page(routes, "POST", "/api/v1/stages/{stage_run_id}/claim", act=Act.STAGE_CLAIM)
def claim(request: Request, stage_run_id: int) -> Done:
    """Take a stage run up."""
    claims.claim(app_of(request), actor_of(request), stage_run_id)
    return Done()


@page(routes, "DELETE", "/api/v1/stages/{stage_run_id}/claim", act=Act.STAGE_CLAIM)
def unclaim(request: Request, stage_run_id: int) -> Done:
    """Put a stage run back."""
    claims.unclaim(app_of(request), actor_of(request), stage_run_id)
    return Done()


@page(routes, "GET", "/api/v1/stages/{stage_run_id}/blockers", act=Act.DRAFT_READ)
def blockers(request: Request, stage_run_id: int) -> list[BlockerOut]:
    """What stands between this person and their sign-off."""
    found = decide.blockers(app_of(request), actor_of(request), stage_run_id)
    return [BlockerOut(code=b.code, message=b.message, finding_ids=list(b.finding_ids)) for b in found]


@page(routes, "POST", "/api/v1/stages/{stage_run_id}/decisions", act=Act.STAGE_DECIDE, status_code=201)
def decide_stage(request: Request, stage_run_id: int, body: DecisionIn) -> DecisionOut:
    """Sign. A late answer is filed and says so; it is no error."""
    done = decide.decide(
        app_of(request),
        actor_of(request),
        stage_run_id,
        body.verdict,
        opinion=body.opinion,
        fields=body.fields,
        seen_content_hash=body.seen_content_hash,
        seen_proof=body.seen_proof,
        password=body.password,
        return_to=body.return_to,
        on_behalf_of=body.on_behalf_of,
        after_return=body.after_return,
    )
    return DecisionOut(
        decision_id=done.decision_id,
        late=done.late,
        late_reason=done.late_reason,
        state=done.state,
        voided=list(done.voided),
    )
