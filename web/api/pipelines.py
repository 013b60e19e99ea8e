"""Changing pipelines over the API: the text in force, a dry run, proposals, another person's answer, moving a draft."""

from __future__ import annotations

from fastapi import Request
from pydantic import BaseModel, Field

from review import pipeline_versions
from review.access import Act
from review.errors import NotFoundError
from review.proposals import LONGEST_REASON
from review.read import pipelines as model
from review.read.common import draft_id
from web.api.schemas import Created, Done, In, NoteIn
from web.routing import page, router
from web.session import actor_of, app_of

routes = router()


class TextIn(In):
    """The whole YAML text of a pipeline."""

    text: str


class ProposalIn(TextIn):
    """A new text for the pipeline `name`, or a new pipeline, and why."""

    name: str
    reason: str


class ActivationIn(In):
    """`seen_hash`: hash of the definition that was looked at."""

    seen_hash: str
    note: str = Field(default="", max_length=LONGEST_REASON)


class MoveIn(In):
    """Why the draft is moved; its signatures become void."""

    reason: str


class DefinitionOut(BaseModel):
    """A pipeline in force, as it is written."""

    name: str
    title: str
    hash: str
    text: str


class DryRunOut(BaseModel):
    """What a text would be: its hash, the lines it changes (sign, line), and how the latest drafts would fare."""

    hash: str
    changes: list[tuple[str, str]]
    trials: list[model.Trial]


class ProposalOut(BaseModel):
    """A proposal in full. `base_gone`: the pipeline changed since, it cannot be activated any more."""

    line: model.ProposalLine
    hash: str
    text: str
    base_hash: str | None
    base_gone: bool
    changes: list[tuple[str, str]]


@page(routes, "GET", "/api/v1/pipelines/{name}", act=Act.PIPELINE_READ)
def one(request: Request, name: str) -> DefinitionOut:
    """The text of a pipeline in force."""
    found = model.known(app_of(request)).get(name)
    if found is None:
        raise NotFoundError("没有这个流程。")
    return DefinitionOut(name=found.name, title=found.title, hash=found.hash, text=found.source)


@page(routes, "POST", "/api/v1/pipelines/{name}/trial", act=Act.PIPELINE_PROPOSE)
def dry_run(request: Request, name: str, body: TextIn) -> DryRunOut:
    """Check a text and run it dry on past drafts; nothing is kept."""
    app = app_of(request)
    base, wanted = model.known(app).get(name), pipeline_versions.read(name, body.text)
    return DryRunOut(
        hash=wanted.hash,
        changes=list(model.changes(base.source if base else "", wanted.source)),
        trials=list(model.trials(app, wanted)),
    )


@page(routes, "GET", "/api/v1/pipeline-proposals", act=Act.PIPELINE_READ)
def list_proposals(request: Request) -> list[model.ProposalLine]:
    """Proposals, open ones first, then the newest."""
    return list(model.proposals(app_of(request)))


@page(routes, "POST", "/api/v1/pipeline-proposals", act=Act.PIPELINE_PROPOSE, status_code=201)
def propose(request: Request, body: ProposalIn) -> Created:
    """Propose a change; another person makes it active."""
    made = pipeline_versions.propose(
        app_of(request), actor_of(request), body.name.strip(), body.text, body.reason
    )
    return Created(id=made)


@page(routes, "GET", "/api/v1/pipeline-proposals/{proposal_id}", act=Act.PIPELINE_READ)
def one_proposal(request: Request, proposal_id: int) -> ProposalOut:
    """What a proposal changes; its hash is what an activation has to name."""
    found = model.proposal(app_of(request), proposal_id)
    return ProposalOut(
        line=found.line,
        hash=found.pipeline.hash,
        text=found.pipeline.source,
        base_hash=None if found.base is None else found.base.hash,
        base_gone=found.base_gone,
        changes=list(found.changes),
    )


@page(routes, "GET", "/api/v1/pipeline-proposals/{proposal_id}/trial", act=Act.PIPELINE_READ)
def try_proposal(request: Request, proposal_id: int) -> list[model.Trial]:
    """A dry run of a proposal on past drafts."""
    app = app_of(request)
    return list(model.trials(app, model.proposal(app, proposal_id).pipeline))


@page(routes, "POST", "/api/v1/pipeline-proposals/{proposal_id}/activation", act=Act.PIPELINE_DECIDE)
def activate(request: Request, proposal_id: int, body: ActivationIn) -> Done:
    """Make another person's proposal the pipeline that new drafts start with."""
    app, actor = app_of(request), actor_of(request)
    pipeline_versions.activate(app, actor, proposal_id, seen_hash=body.seen_hash, note=body.note)
    return Done()


@page(routes, "POST", "/api/v1/pipeline-proposals/{proposal_id}/rejection", act=Act.PIPELINE_DECIDE)
def reject(request: Request, proposal_id: int, body: NoteIn) -> Done:
    """Do not take up another person's proposal."""
    pipeline_versions.reject(app_of(request), actor_of(request), proposal_id, body.note)
    return Done()


@page(routes, "POST", "/api/v1/pipeline-proposals/{proposal_id}/withdrawal", act=Act.PIPELINE_PROPOSE)
def withdraw(request: Request, proposal_id: int) -> Done:
    """Take back one's own proposal."""
    pipeline_versions.withdraw(app_of(request), actor_of(request), proposal_id)
    return Done()


@page(routes, "POST", "/api/v1/drafts/{number}/pipeline", act=Act.PIPELINE_DECIDE)
def move(request: Request, number: str, body: MoveIn) -> Done:
    """Move a draft in flight to the version in force; it starts again at the first stage."""
    app = app_of(request)
    pipeline_versions.move(app, actor_of(request), draft_id(app, number), body.reason)
    return Done()
