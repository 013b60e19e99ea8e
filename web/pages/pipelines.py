"""流程: the pipelines as diagrams, proposals to change them with a dry run, made active by a second person."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from review import pipeline_versions
from review.access import Act
from review.errors import InvalidError, RefusedError
from review.pipeline_versions import FaultyPipelineError
from review.read import pipelines as model
from review.read.common import draft_id
from web.routing import page, router
from web.session import actor_of, app_of
from web.templating import go, render

routes = router()
Text = Annotated[str, Form()]


@page(routes, "GET", "/pipelines", act=Act.PIPELINE_READ)
def list_pipelines(request: Request) -> Response:
    """The pipelines in force and the proposals."""
    app = app_of(request)
    return render(request, "pipelines.html", listed=model.listed(app), proposals=model.proposals(app))


@page(routes, "GET", "/pipelines/edit", act=Act.PIPELINE_PROPOSE)
def edit(request: Request, name: str = "") -> Response:
    """The text of a pipeline to change; without a name an empty start for a new one."""
    found = model.known(app_of(request)).get(name)
    return _form(request, name=name if found else "", text=found.source if found else "")


def _form(
    request: Request,
    *,
    name: str,
    text: str,
    reason: str = "",
    error: str = "",
    problems: tuple[str, ...] = (),
    status: int = 200,
    tried: bool = False,
) -> Response:
    app = app_of(request)
    known = model.known(app)
    pipeline = None
    if tried and not error:
        pipeline = pipeline_versions.read(name, text)
    base = known.get(name)
    return render(
        request,
        "pipeline_edit.html",
        status=status,
        name=name,
        text=text,
        reason=reason,
        base=base,
        error=error,
        problems=problems,
        pipeline=pipeline,
        changes=model.changes(base.source if base else "", pipeline.source) if pipeline else (),
        trials=model.trials(app, pipeline) if pipeline else (),
    )


@page(routes, "POST", "/pipelines/edit", act=Act.PIPELINE_PROPOSE)
def try_or_propose(
    request: Request, name: Text = "", text: Text = "", reason: Text = "", act: Text = "try"
) -> Response:
    """Check a text and run it dry on past drafts, or propose it."""
    name = name.strip()
    try:
        if act == "propose":
            made = pipeline_versions.propose(app_of(request), actor_of(request), name, text, reason)
            return go(f"/pipelines/proposals/{made}", "flash.saved")
        pipeline_versions.read(name, text)
    except FaultyPipelineError as error:
        return _form(request, name=name, text=text, reason=reason, error=error.message.partition("：")[0],
                     problems=error.problems, status=error.status)  # fmt: skip
    except InvalidError as error:
        return _form(request, name=name, text=text, reason=reason, error=error.message, status=error.status)
    return _form(request, name=name, text=text, reason=reason, tried=True)


@page(routes, "GET", "/pipelines/proposals/{proposal_id}", act=Act.PIPELINE_READ)
def show(request: Request, proposal_id: int) -> Response:
    """A proposal: what it changes, its diagram, a dry run."""
    return _proposal(request, proposal_id)


def _proposal(
    request: Request, proposal_id: int, *, error: str = "", status: int = 200, note: str = ""
) -> Response:
    app = app_of(request)
    found = model.proposal(app, proposal_id)
    is_open = found.line.state == "open"
    return render(
        request,
        "pipeline_proposal.html",
        status=status,
        p=found,
        trials=model.trials(app, found.pipeline) if is_open else (),
        mine=found.line.proposed_by_id == actor_of(request).person_id,
        error=error,
        note=note,
    )


@page(routes, "POST", "/pipelines/proposals/{proposal_id}/withdraw", act=Act.PIPELINE_PROPOSE)
def withdraw(request: Request, proposal_id: int) -> Response:
    """Take back one's own proposal."""
    pipeline_versions.withdraw(app_of(request), actor_of(request), proposal_id)
    return go(f"/pipelines/proposals/{proposal_id}", "flash.saved")


@page(routes, "POST", "/pipelines/proposals/{proposal_id}/decide", act=Act.PIPELINE_DECIDE)
def decide(
    request: Request, proposal_id: int, act: Text = "", note: Text = "", seen_hash: Text = ""
) -> Response:
    """Make another person's proposal active, or turn it down."""
    app, actor = app_of(request), actor_of(request)
    try:
        if act == "activate":
            pipeline_versions.activate(app, actor, proposal_id, seen_hash=seen_hash, note=note)
        else:
            pipeline_versions.reject(app, actor, proposal_id, note)
    except RefusedError as error:
        return _proposal(request, proposal_id, error=error.message, status=error.status, note=note)
    return go("/pipelines" if act == "activate" else f"/pipelines/proposals/{proposal_id}", "flash.saved")


@page(routes, "POST", "/drafts/{number}/pipeline", act=Act.PIPELINE_DECIDE)
def move(request: Request, number: str, reason: Text = "") -> Response:
    """Move a draft in flight to the version in force; it starts again at the first stage."""
    app = app_of(request)
    pipeline_versions.move(app, actor_of(request), draft_id(app, number), reason)
    return go("/pipelines", "flash.saved")
