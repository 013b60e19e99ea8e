"""修改与撤稿: the author uploads a revision, sees what it changes and voids, then confirms; or takes the draft back."""

from __future__ import annotations

from typing import Annotated

from fastapi import Form, Request, UploadFile
from fastapi.responses import Response

from documents.errors import UnreadableError
from review import drafts
from review.access import Act
from review.errors import RefusedError
from review.read import drafts as model
from review.read import uploads
from review.read.common import draft_id
from web import paper, sides, wording
from web.pages.submit import read_upload, status_of
from web.routing import page, router
from web.session import actor_of, app_of
from web.templating import go, render

routes = router()
Text = Annotated[str, Form()]


@page(routes, "GET", "/drafts/{number}/revise", act=Act.DRAFT_REVISE)
def form(request: Request, number: str, upload: int | None = None, note: str = "") -> Response:
    """Choose a file; with `upload`, see what it would do."""
    return _form(request, number) if upload is None else _confirm(request, number, upload, note=note[:500])


def _form(request: Request, number: str, error: str = "", status: int = 200) -> Response:
    app = app_of(request)
    limit = app.settings.max_upload_bytes
    return render(
        request,
        "revise.html",
        status=status,
        head=model.head(app, number),
        tab="revise",
        error=error,
        limit=wording.size(limit),
        limit_bytes=limit,
    )


def _confirm(
    request: Request, number: str, upload: int, *, error: str = "", status: int = 200, note: str = ""
) -> Response:
    app, actor = app_of(request), actor_of(request)
    preview = uploads.preview(app, actor, upload)
    outlook = uploads.outlook(app, actor, number, upload)
    rows = sides.rows(outlook.changes)
    return render(
        request,
        "revise_confirm.html",
        status=status,
        head=model.head(app, number),
        tab="revise",
        preview=preview,
        outlook=outlook,
        rows=rows,
        changes=outlook.changes.count,
        counts=paper.counts(preview.report.findings),
        error=error,
        note=note,
    )


@page(routes, "POST", "/drafts/{number}/revise", act=Act.DRAFT_REVISE)
def upload(request: Request, number: str, file: UploadFile | str | None = None) -> Response:
    """Read the revised file, then show what it would change."""
    model.head(app_of(request), number)
    try:
        return go(f"/drafts/{number}/revise?upload={read_upload(request, file)}")
    except UnreadableError as error:
        return _form(request, number, error.reason, status_of(error))


@page(routes, "POST", "/drafts/{number}/revise/{upload_id}", act=Act.DRAFT_REVISE)
def confirm(
    request: Request, number: str, upload_id: int, note: Text = "", replace_file: Text = ""
) -> Response:
    """Put the revision in."""
    app, actor = app_of(request), actor_of(request)
    try:
        done = drafts.revise(
            app, actor, draft_id(app, number), upload_id, note=note, replace_file=replace_file == "1"
        )
    except RefusedError as error:
        if error.status not in {409, 422}:
            raise
        return _confirm(request, number, upload_id, error=error.message, status=error.status, note=note)
    return go(f"/drafts/{number}", "flash.revised" if done.changed else "flash.unchanged")


@page(routes, "POST", "/drafts/{number}/resume", act=Act.DRAFT_REVISE)
def resume(request: Request, number: str, note: Text = "") -> Response:
    """Send a returned draft back unchanged, with an explanation."""
    app = app_of(request)
    try:
        drafts.resume(app, actor_of(request), draft_id(app, number), note=note)
    except RefusedError as error:
        if error.status != 422:
            raise
        return _form(request, number, error.message, error.status)
    return go(f"/drafts/{number}", "flash.resumed")


@page(routes, "GET", "/drafts/{number}/withdraw", act=Act.DRAFT_WITHDRAW)
def withdraw_form(request: Request, number: str) -> Response:
    """The form to take a draft back."""
    head = model.head(app_of(request), number)
    return render(request, "withdraw.html", head=head, tab="withdraw", error="", reason="")


@page(routes, "POST", "/drafts/{number}/withdraw", act=Act.DRAFT_WITHDRAW)
def withdraw(request: Request, number: str, reason: Text = "", password: Text = "") -> Response:
    """Take a draft back for good, signed."""
    app = app_of(request)
    head = model.head(app, number)
    try:
        drafts.withdraw(app, actor_of(request), head.id, reason=reason, password=password)
    except RefusedError as error:
        return render(
            request,
            "withdraw.html",
            status=error.status,
            head=head,
            tab="withdraw",
            error=error.message,
            reason=reason,
        )
    return go(f"/drafts/{number}/timeline", "flash.withdrawn")
