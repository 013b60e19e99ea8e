"""Releases, dossiers, the audit log, pipelines."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from review.access import Act
from review.audit import export
from review.read import audit as audit_model
from review.read import pipelines
from review.read import releases as release_model
from review.read import timeline as timeline_model
from review.read.common import draft_id
from web.api.schemas import PageOut, PipelineOut, StageOut, VerifyOut
from web.downloads import attachment
from web.routing import page, router
from web.session import actor_of, app_of

routes = router()


@page(routes, "GET", "/api/v1/releases", act=Act.RELEASE_READ)
def list_releases(request: Request, page: int = 1) -> PageOut[release_model.ReleaseRow]:
    """Releases, latest first."""
    return PageOut.of(release_model.releases(app_of(request), page=page))


@page(routes, "GET", "/api/v1/releases/{number}", act=Act.RELEASE_READ)
def one_release(request: Request, number: str) -> release_model.ReleaseView:
    """A release with manifest and receipts."""
    return release_model.release(app_of(request), number)


@page(routes, "GET", "/api/v1/drafts/{number}/dossier", act=Act.DOSSIER_READ)
def dossier(request: Request, number: str) -> Response:
    """The evidence bundle of a draft, a zip that verifies without us."""
    app = app_of(request)
    data = export.dossier(app, draft_id(app, number), actor_of(request))
    return attachment(data, f"{number}-dossier.zip", "application/zip")


@page(routes, "GET", "/api/v1/audit/verify", act=Act.AUDIT_READ)
def verify(request: Request) -> VerifyOut:
    """Check the whole log against its hashes and checkpoints."""
    app = app_of(request)
    result = export.verify(app, actor=actor_of(request))
    problems = [p.message if p.seq is None else f"{p.seq}：{p.message}" for p in result.problems]
    return VerifyOut(
        ok=result.ok,
        events=result.size,
        covered=result.covered,
        root=result.root,
        problems=problems,
        at=app.clock(),
    )


@page(routes, "GET", "/api/v1/audit/events", act=Act.AUDIT_READ)
def events(
    request: Request, draft: str = "", tag: str = "", person: str = "", page: int = 1
) -> PageOut[timeline_model.EventView]:
    """Events, latest first."""
    return PageOut.of(audit_model.events(app_of(request), draft=draft, tag=tag, person=person, page=page))


@page(routes, "GET", "/api/v1/pipelines", act=Act.PIPELINE_READ)
def list_pipelines(request: Request) -> list[PipelineOut]:
    """Pipelines a draft can be submitted to."""
    return [
        PipelineOut(
            name=p.name,
            title=p.title,
            hash=p.hash,
            stages=[
                StageOut(
                    key=s.key,
                    title=s.title,
                    kind=str(s.kind),
                    role=str(s.role),
                    deadline_hours=s.deadline_hours,
                    return_to=list(s.return_to),
                )
                for s in p.stages
            ],
            channels=list(p.channels),
        )
        for p in pipelines.known(app_of(request)).values()
    ]
