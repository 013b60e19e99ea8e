"""Word files of a version, and uploads made of what the desk holds."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import Response
from pydantic import BaseModel

from review import writing
from review.access import Act
from review.read import files as model
from web.downloads import WORD, attachment
from web.routing import page, router
from web.session import actor_of, app_of

routes = router()


class CorrectedIn(BaseModel):
    """`also_clean`: accept the tracked changes that a Word file came with, and take its comments out."""

    also_clean: bool = False


@dataclass(frozen=True, slots=True)
class CorrectionOut:
    """An accepted finding and what becomes of it; `refused` says in Chinese why it cannot be written, '' where it can."""

    finding_id: int
    block: str
    start: int
    end: int
    text: str
    suggestion: str | None
    accepted_by: str | None
    refused: str


@dataclass(frozen=True, slots=True)
class CorrectionsOut:
    """The accepted findings of a version. `problem`: why no Word file can be made of it at all, else ''."""

    version: int
    problem: str
    corrections: list[CorrectionOut]


@dataclass(frozen=True, slots=True)
class MadeOut:
    """An upload to be put in with `POST /api/v1/drafts/{number}/revisions`; `note` says how it came about."""

    upload_id: int
    note: str


@page(routes, "GET", "/api/v1/drafts/{number}/files/{kind}", act=Act.DRAFT_READ)
def download(request: Request, number: str, kind: model.Kind, version: int | None = None) -> Response:
    """The Word file of a version: `annotated` with comments, `tracked` with accepted corrections as tracked changes,
    `clean` with all changes accepted and without comments."""
    made = model.word_file(app_of(request), number, kind, version)
    return attachment(made.data, made.filename, WORD)


@page(routes, "GET", "/api/v1/drafts/{number}/corrections", act=Act.DRAFT_READ)
def corrections(request: Request, number: str, version: int | None = None) -> CorrectionsOut:
    """What the accepted suggestions would become."""
    found = model.offer(app_of(request), number, version)
    return CorrectionsOut(
        version=found.version,
        problem=found.problem,
        corrections=[
            CorrectionOut(
                finding_id=o.finding.id,
                block=o.finding.block,
                start=o.finding.start,
                end=o.finding.end,
                text=o.finding.text,
                suggestion=o.finding.suggestion,
                accepted_by=o.finding.settled_by,
                refused=o.refused,
            )
            for o in found.outcomes
        ],
    )


@page(routes, "POST", "/api/v1/drafts/{number}/files/corrected", act=Act.DRAFT_REVISE, status_code=201)
def corrected(request: Request, number: str, body: CorrectedIn | None = None) -> MadeOut:
    """An upload with the accepted suggestions written in."""
    also_clean = body is not None and body.also_clean
    return _out(writing.corrected(app_of(request), actor_of(request), number, also_clean=also_clean))


@page(routes, "POST", "/api/v1/drafts/{number}/files/cleaned", act=Act.DRAFT_REVISE, status_code=201)
def cleaned(request: Request, number: str) -> MadeOut:
    """An upload with all tracked changes accepted and no comments."""
    return _out(writing.cleaned(app_of(request), actor_of(request), number))


@page(routes, "POST", "/api/v1/drafts/{number}/files/restored", act=Act.DRAFT_REVISE, status_code=201)
def restored(request: Request, number: str, version: int) -> MadeOut:
    """An upload of an older version's file."""
    return _out(writing.restored(app_of(request), actor_of(request), number, version))


def _out(made: writing.Made) -> MadeOut:
    return MadeOut(made.upload_id, made.note)
