"""Uploads, drafts, versions."""

from __future__ import annotations

from typing import Any

from fastapi import Request, UploadFile
from fastapi.responses import Response

from review import drafts
from review.access import Act
from review.read import desk as desk_model
from review.read import drafts as draft_list
from review.read import inbox as inbox_model
from review.read import timeline as timeline_model
from review.read.common import draft_id
from web.api.schemas import (
    Done,
    DraftCreated,
    DraftIn,
    PageOut,
    ResumeIn,
    RevisionIn,
    RevisionOut,
    UploadOut,
    WithdrawalIn,
)
from web.downloads import attachment
from web.routing import page, router
from web.session import actor_of, app_of

routes = router()


@page(routes, "GET", "/api/v1/inbox", act=Act.INBOX_SEE)
def inbox(request: Request) -> inbox_model.Inbox:
    """What waits for this person."""
    return inbox_model.inbox(app_of(request), actor_of(request))


@page(routes, "POST", "/api/v1/uploads", act=Act.DRAFT_SUBMIT, status_code=201)
def upload(request: Request, file: UploadFile) -> UploadOut:
    """Read a file and look it over; nothing is submitted yet."""
    done = drafts.upload(app_of(request), actor_of(request), file.file.read(), file.filename or "")
    return UploadOut.of(done.upload_id, done.sha256, done.document, done.report)


@page(routes, "POST", "/api/v1/drafts", act=Act.DRAFT_SUBMIT, status_code=201)
def submit(request: Request, body: DraftIn) -> DraftCreated:
    """Submit an upload as a new draft."""
    done = drafts.submit(
        app_of(request),
        actor_of(request),
        body.upload_id,
        title=body.title,
        pipeline=body.pipeline,
        note=body.note,
        facts=None if body.facts is None else body.facts.values(),
    )
    return DraftCreated(id=done.draft_id, number=done.number)


@page(routes, "GET", "/api/v1/drafts", act=Act.DRAFT_READ)
def list_drafts(
    request: Request, search: str = "", state: str = "", page: int = 1
) -> PageOut[draft_list.DraftRow]:
    """Drafts, latest change first."""
    return PageOut.of(draft_list.drafts(app_of(request), search=search, state=state, page=page))


@page(routes, "GET", "/api/v1/drafts/{number}", act=Act.DRAFT_READ)
def one_draft(request: Request, number: str) -> dict[str, Any]:
    """A draft: its head, the current content hash, this person's seat at the stage
    (`stage` says what its signer must fill and confirm), and all sign-offs."""
    desk = desk_model.desk(app_of(request), actor_of(request), number)
    return {
        "head": desk.head,
        "version": desk.version,
        "version_id": desk.version_id,
        "content_hash": desk.content_hash,
        "proof_sha256": desk.proof_sha256,
        "checked": desk.checked,
        "unchecked": desk.unchecked,
        "seat": desk.seat,
        "stage": desk.stage,
        "signoffs": desk.signoffs,
        "is_author": desk.is_author,
    }


@page(routes, "GET", "/api/v1/drafts/{number}/document", act=Act.DRAFT_READ)
def document(request: Request, number: str, version: int | None = None) -> dict[str, Any]:
    """The parsed text of a version."""
    desk = desk_model.desk(app_of(request), actor_of(request), number, version)
    return {"version": desk.version, "content_hash": desk.content_hash, "document": desk.document}


@page(routes, "GET", "/api/v1/drafts/{number}/timeline", act=Act.DRAFT_READ)
def timeline(request: Request, number: str) -> timeline_model.Timeline:
    """Stages, rounds, answers and events."""
    return timeline_model.timeline(app_of(request), number)


@page(routes, "GET", "/api/v1/drafts/{number}/original", act=Act.DRAFT_READ)
def original(request: Request, number: str, version: int | None = None) -> Response:
    """The exact bytes of a version as uploaded."""
    found = draft_list.original(app_of(request), number, version)
    return attachment(found.data, found.filename)


@page(routes, "POST", "/api/v1/drafts/{number}/revisions", act=Act.DRAFT_REVISE, status_code=201)
def revise(request: Request, number: str, body: RevisionIn) -> RevisionOut:
    """Put an upload in as the next version."""
    app = app_of(request)
    done = drafts.revise(
        app,
        actor_of(request),
        draft_id(app, number),
        body.upload_id,
        note=body.note,
        replace_file=body.replace_file,
    )
    return RevisionOut(
        version_id=done.version_id, number=done.number, changed=done.changed, voided=done.voided
    )


@page(routes, "POST", "/api/v1/drafts/{number}/resumption", act=Act.DRAFT_REVISE)
def resume(request: Request, number: str, body: ResumeIn) -> Done:
    """Send a returned draft back unchanged, with an explanation."""
    app = app_of(request)
    drafts.resume(app, actor_of(request), draft_id(app, number), note=body.note)
    return Done()


@page(routes, "POST", "/api/v1/drafts/{number}/withdrawal", act=Act.DRAFT_WITHDRAW)
def withdraw(request: Request, number: str, body: WithdrawalIn) -> Done:
    """Take the draft back, signed by its author."""
    app = app_of(request)
    drafts.withdraw(app, actor_of(request), draft_id(app, number), reason=body.reason, password=body.password)
    return Done()
