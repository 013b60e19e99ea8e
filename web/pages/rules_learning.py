"""规则学习: what people's answers say about checks and words, and proposals made of it."""

from __future__ import annotations

import csv
import io
from typing import Annotated

from fastapi import Depends, Query, Request
from fastapi.responses import Response
from starlette.datastructures import FormData

from checks.registry import all_checks
from review import learning
from review.access import Act
from review.errors import RefusedError
from review.read import house as house_model
from review.read import learning as model
from web.downloads import attachment
from web.routing import page, router
from web.session import actor_of, app_of
from web.templating import go, render

routes = router()
ENTRIES = 50
"""Entries listed on the page; the download has all of them."""


async def form_data(request: Request) -> FormData:
    """The form as it was sent: any number of boxes may be ticked."""
    return await request.form()


def _days(days: int) -> int:
    return days if days in model.PERIODS else 90


@page(routes, "GET", "/rules/learning", act=Act.RULES_READ)
def show(request: Request, days: int = 90) -> Response:
    """Counts per check, the noisiest entries, and what could be proposed."""
    return _show(request, _days(days))


def _show(request: Request, days: int, error: RefusedError | None = None) -> Response:
    app = app_of(request)
    found = model.learning(app, days)
    return render(
        request,
        "rules_learning.html",
        status=error.status if error else 200,
        rules=house_model.rules(app, actor_of(request)),
        found=found,
        entries=found.entries[:ENTRIES],
        periods=model.PERIODS,
        days=days,
        error=error.message if error else "",
    )


@page(routes, "POST", "/rules/learning", act=Act.RULES_PROPOSE)
def propose(request: Request, days: int = 90, form: FormData = Depends(form_data)) -> Response:
    """Make a proposal of what was ticked."""
    keys = [str(value) for value in form.getlist("key")]
    try:
        made = learning.propose(app_of(request), actor_of(request), keys, _days(days))
    except RefusedError as error:
        return _show(request, _days(days), error)
    return go(f"/rules/proposals/{made}", "flash.rules_submitted")


@page(routes, "GET", "/rules/learning/findings", act=Act.DRAFT_READ)
def findings(
    request: Request,
    check: str = "",
    entry: str = "",
    text: str = "",
    state: str = "",
    days: int = 90,
    page_number: Annotated[int, Query(alias="page")] = 1,
) -> Response:
    """The findings behind a row."""
    found = model.behind(
        app_of(request), check=check, entry=entry, text=text, state=state, days=_days(days), page=page_number
    )
    return render(
        request,
        "rules_findings.html",
        found=found,
        check=check,
        title=next((c.title for c in all_checks() if c.id == check), ""),
        entry=entry,
        text=text,
        state=state,
        days=_days(days),
    )


@page(routes, "GET", "/rules/learning.csv", act=Act.RULES_READ)
def download(request: Request, days: int = 90) -> Response:
    """The counts as a table for a spreadsheet program."""
    found = model.learning(app_of(request), _days(days))
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["检查", "名称", "词条", "级别", "采纳", "不改", "不改比例", "比例下限（95%）"])
    for tally in (*found.checks, *found.entries):
        writer.writerow(
            [
                tally.check,
                tally.title,
                _plain(tally.entry or ""),
                tally.severity,
                tally.accepted,
                tally.dismissed,
                f"{tally.share:.3f}",
                f"{tally.lower:.3f}",
            ]
        )
    # The mark at the beginning lets spreadsheet programs see that it is UTF-8.
    return attachment(
        ("\ufeff" + out.getvalue()).encode(), f"learning-{_days(days)}.csv", "text/csv; charset=utf-8"
    )


def _plain(cell: str) -> str:
    """A cell that no spreadsheet program takes for a formula."""
    return f"'{cell}" if cell[:1] in {"=", "+", "-", "@"} else cell
