"""待办: the first page of the day."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import RedirectResponse, Response

from review.access import Act
from review.notices import read_all
from review.read import inbox as model
from web import times
from web.routing import page, router
from web.session import actor_of, app_of
from web.templating import render, t_of

routes = router()
SHOWS = ("all", "mine", "free", "due")


@page(routes, "GET", "/", act=Act.INBOX_SEE)
def inbox(request: Request, show: str = "all", q: str = "") -> Response:
    """Tasks by deadline, own drafts, notices. `show` mine: claimed by me; due: overdue or due today."""
    app = app_of(request)
    found = model.inbox(app, actor_of(request))
    tasks = [t for t in found.tasks if _shown(request, t, show) and _matches(t, q)]
    return render(
        request,
        "inbox.html",
        tasks=tasks,
        total=len(found.tasks),
        drafts=found.drafts,
        notices=found.notices,
        unread=sum(not n.read for n in found.notices),
        show=show if show in SHOWS else "all",
        shows=SHOWS,
        q=q,
        urgent=sum(_is_due(request, t) for t in found.tasks),
    )


@page(routes, "POST", "/notices/read", act=Act.INBOX_SEE)
def read_notices(request: Request) -> Response:
    """All notices have been read."""
    read_all(app_of(request), actor_of(request))
    return RedirectResponse("/", status_code=303)


def _shown(request: Request, task: model.Task, show: str) -> bool:
    if show == "mine":
        return task.claimed_by_me
    if show == "free":
        return not task.claimed_by_me and task.claimed_by is None
    return _is_due(request, task) if show == "due" else True


def _is_due(request: Request, task: model.Task) -> bool:
    if task.deadline_at is None:
        return False
    app = app_of(request)
    return times.due(task.deadline_at, app.zone, app.clock(), t_of(request)).level in {"overdue", "today"}


def _matches(task: model.Task, q: str) -> bool:
    wanted = q.strip().lower()
    return not wanted or any(wanted in text.lower() for text in (task.number, task.title, task.author))
