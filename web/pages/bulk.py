"""批量办理: several tasks of the inbox taken up or approved at once; never a final review."""

from __future__ import annotations

from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from review import bulk
from review.access import Act
from review.errors import InvalidError, RefusedError
from review.read import inbox as model
from web.pages.desk import form_data
from web.routing import page, router
from web.session import actor_of, app_of
from web.templating import render

routes = router()
Sent = Annotated[FormData, Depends(form_data)]
Runs = Annotated[list[int], Query()]
GATES = ("policy", "content", "quality")


@page(routes, "GET", "/bulk", act=Act.STAGE_CLAIM)
def choose(request: Request, run: Runs = []) -> Response:  # noqa: B006
    """The chosen tasks, before anything is done to them."""
    return _choose(request, run)


def _choose(
    request: Request, runs: list[int], error: RefusedError | None = None, opinion: str = ""
) -> Response:
    app, actor = app_of(request), actor_of(request)
    tasks = [t for t in model.inbox(app, actor).tasks if t.stage_run_id in set(runs)]
    return render(
        request,
        "bulk.html",
        status=error.status if error else 200,
        tasks=tasks,
        seen=bulk.seen_now(app, [t.stage_run_id for t in tasks]),
        error=error.message if error else "",
        opinion=opinion,
        gates=GATES,
        outcomes=(),
    )


@page(routes, "POST", "/bulk/claim", act=Act.STAGE_CLAIM)
def claim(request: Request, form: Sent) -> Response:
    """Take the chosen tasks up."""
    runs = _runs(form)
    try:
        done = bulk.claim_many(app_of(request), actor_of(request), runs)
    except RefusedError as error:
        return _choose(request, runs, error)
    return _outcomes(request, done, "bulk.claimed")


@page(routes, "POST", "/bulk/approve", act=Act.STAGE_DECIDE)
def approve(request: Request, form: Sent) -> Response:
    """Approve the chosen tasks with one opinion and one password."""
    runs, opinion = _runs(form), str(form.get("opinion", ""))
    seen = {run: str(form.get(f"seen_{run}", "")) for run in runs}
    try:
        done = bulk.approve_many(
            app_of(request),
            actor_of(request),
            seen,
            opinion=opinion,
            password=str(form.get("password", "")),
            fields={"gates": [str(g) for g in form.getlist("gates")]},
        )
    except RefusedError as error:
        return _choose(request, runs, error, opinion)
    return _outcomes(request, done, "bulk.approved")


def _outcomes(request: Request, outcomes: list[bulk.Outcome], words: str) -> Response:
    return render(request, "bulk.html", tasks=[], seen={}, error="", opinion="", gates=GATES, outcomes=outcomes,
                  words=words)  # fmt: skip


def _runs(form: FormData) -> list[int]:
    chosen = [str(r) for r in form.getlist("run")]
    if not all(r.isascii() and r.isdigit() and len(r) < 10 for r in chosen):
        raise InvalidError("请重新选择待办。")
    return [int(r) for r in chosen]
