"""下载与修订稿: Word files of a version with comments, with tracked changes and clean, and the next version made of them."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import Form, Request
from fastapi.responses import Response

from review import writing
from review.access import Act
from review.errors import NotFoundError, RefusedError
from review.read import files as model
from web.downloads import WORD, attachment
from web.routing import page, router
from web.session import actor_of, app_of
from web.templating import go, render

routes = router()
Text = Annotated[str, Form()]


@page(routes, "GET", "/drafts/{number}/files", act=Act.DRAFT_READ)
def files(request: Request, number: str, version: int | None = None) -> Response:
    """Everything there is to take away, and what the accepted suggestions would become."""
    return _files(request, number, version)


def _files(
    request: Request, number: str, version: int | None = None, error: RefusedError | None = None
) -> Response:
    found = model.offer(app_of(request), number, version)
    return render(
        request,
        "files.html",
        status=error.status if error else 200,
        head=found.head,
        found=found,
        kinds=list(model.Kind),
        error=error.message if error else "",
        tab="files",
    )


@page(routes, "GET", "/drafts/{number}/files/{kind}", act=Act.DRAFT_READ)
def download(request: Request, number: str, kind: str, version: int | None = None) -> Response:
    """One Word file. What stands in its way is said on the page of files."""
    if kind not in set(model.Kind):
        raise NotFoundError("没有这种文件。")
    try:
        made = model.word_file(app_of(request), number, model.Kind(kind), version)
    except RefusedError as error:
        if error.status == 404:
            raise
        return _files(request, number, version, error)
    return attachment(made.data, made.filename, WORD)


@page(routes, "POST", "/drafts/{number}/files/corrected", act=Act.DRAFT_REVISE)
def corrected(request: Request, number: str, also_clean: Text = "") -> Response:
    """Write the accepted suggestions into the file and look at the result before it becomes the next version."""
    app, actor = app_of(request), actor_of(request)
    try:
        return _confirm(number, writing.corrected(app, actor, number, also_clean=also_clean == "1"))
    except RefusedError as error:
        return _refused(request, number, error)


@page(routes, "POST", "/drafts/{number}/files/cleaned", act=Act.DRAFT_REVISE)
def cleaned(request: Request, number: str) -> Response:
    """Accept the tracked changes of the file, take its comments out, and look at the result."""
    try:
        return _confirm(number, writing.cleaned(app_of(request), actor_of(request), number))
    except RefusedError as error:
        return _refused(request, number, error)


@page(routes, "POST", "/drafts/{number}/files/restored", act=Act.DRAFT_REVISE)
def restored(request: Request, number: str, version: Annotated[int, Form()]) -> Response:
    """Take an older version's file up again."""
    try:
        return _confirm(number, writing.restored(app_of(request), actor_of(request), number, version))
    except RefusedError as error:
        return _refused(request, number, error)


def _confirm(number: str, made: writing.Made) -> Response:
    return go(f"/drafts/{number}/revise?upload={made.upload_id}&note={quote(made.note)}")


def _refused(request: Request, number: str, error: RefusedError) -> Response:
    if error.status == 404:
        raise error
    return _files(request, number, error=error)
