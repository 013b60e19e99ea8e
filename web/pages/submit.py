"""投稿: drop a file, see at once what was read and found, then choose title and pipeline and submit."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import Form, Request, UploadFile
from fastapi.responses import Response

from documents.errors import TooLargeError, UnreadableError
from review import draft_facts, drafts
from review.access import Act
from review.conditions import Secrecy, topics
from review.errors import RefusedError
from review.read import pipelines, uploads
from web import paper, wording
from web.pages.handling import given
from web.routing import page, router
from web.session import actor_of, app_of
from web.templating import go, render, t_of

routes = router()
SHOWN = 200
"""Findings listed on the preview; the text shows all of them."""


def read_upload(request: Request, file: UploadFile | str | None) -> int:
    """Hand an uploaded file to the use case; returns the upload's id.

    Raises:
        UnreadableError: no file chosen, or refused in words. NotAllowedError: not an editor.
    """
    # A form sent without choosing a file carries an empty text field instead.
    if file is None or isinstance(file, str) or not file.filename:
        raise UnreadableError(t_of(request)("submit.no_file"))
    return drafts.upload(app_of(request), actor_of(request), file.file.read(), file.filename).upload_id


def status_of(error: UnreadableError) -> int:
    """The HTTP status of a refused file."""
    return 413 if isinstance(error, TooLargeError) else 422


@page(routes, "GET", "/submit", act=Act.DRAFT_SUBMIT)
def form(request: Request) -> Response:
    """The place to drop a file."""
    return _form(request)


def _form(request: Request, error: str = "", status: int = 200) -> Response:
    limit = app_of(request).settings.max_upload_bytes
    return render(
        request, "submit.html", status=status, error=error, limit=wording.size(limit), limit_bytes=limit
    )


@page(routes, "POST", "/submit", act=Act.DRAFT_SUBMIT)
def upload(request: Request, file: UploadFile | str | None = None) -> Response:
    """Read the file, then show what was read."""
    try:
        return go(f"/submit/{read_upload(request, file)}")
    except UnreadableError as error:
        return _form(request, error.reason, status_of(error))


@page(routes, "GET", "/submit/{upload_id}", act=Act.DRAFT_SUBMIT)
def preview(request: Request, upload_id: int) -> Response:
    """What was read and found, before anything is submitted."""
    return _preview(request, upload_id)


def _preview(
    request: Request,
    upload_id: int,
    *,
    error: str = "",
    status: int = 200,
    title: str | None = None,
    pipeline: str = "",
    note: str = "",
    facts: dict[str, object] | None = None,
) -> Response:
    found = uploads.preview(app_of(request), actor_of(request), upload_id)
    return render(
        request,
        "preview.html",
        status=status,
        preview=found,
        document=found.document,
        report=found.report,
        shown=found.report.findings[:SHOWN],
        paper=paper.preview(found.document, found.report, t_of(request)),
        counts=paper.counts(found.report.findings),
        pipelines=list(pipelines.known(app_of(request)).values()),
        title=found.document.title[:300] if title is None else title,
        pipeline=pipeline,
        note=note,
        facts=asdict(draft_facts.Given()) | (facts or {}),
        secrecies=[s.value for s in Secrecy],
        topics=topics(),
        error=error,
    )


@page(routes, "POST", "/submit/{upload_id}", act=Act.DRAFT_SUBMIT)
def submit(
    request: Request,
    upload_id: int,
    title: Annotated[str, Form()] = "",
    pipeline: Annotated[str, Form()] = "",
    note: Annotated[str, Form()] = "",
    secrecy: Annotated[str, Form()] = "public",
    foreign_audience: Annotated[str, Form()] = "",
    topic: Annotated[str, Form()] = "",
    filing_number: Annotated[str, Form()] = "",
    urgent: Annotated[str, Form()] = "",
) -> Response:
    """Submit the upload as a new draft."""
    app, actor = app_of(request), actor_of(request)
    facts = given(secrecy, foreign_audience, topic, filing_number, urgent)
    try:
        done = drafts.submit(app, actor, upload_id, title=title, pipeline=pipeline, note=note, facts=facts)
    except RefusedError as error:
        if error.status != 422:
            raise
        return _preview(
            request,
            upload_id,
            error=error.message,
            status=422,
            title=title,
            pipeline=pipeline,
            note=note,
            facts=facts,
        )
    return go(f"/drafts/{done.number}", "flash.submitted")
