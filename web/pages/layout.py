"""版式: how a draft's Word file is set against GB/T 9704, and a corrected copy to take away."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from checks.layout.report import LayoutReport, Row
from checks.model import Severity
from review.access import Act
from review.errors import RefusedError
from review.read import layout as model
from web.downloads import WORD, attachment
from web.routing import page, router
from web.session import app_of
from web.templating import render

routes = router()
_LINES_SHOWN = 300


@page(routes, "GET", "/drafts/{number}/layout", act=Act.DRAFT_READ)
def layout(request: Request, number: str, version: int | None = None) -> Response:
    """What deviates, element by element, and what every paragraph was taken for."""
    return _layout(request, number, version)


@page(routes, "GET", "/drafts/{number}/layout/corrected", act=Act.DRAFT_READ)
def corrected(request: Request, number: str, version: int | None = None) -> Response:
    """The corrected copy. What stands in its way is said on the page."""
    try:
        made = model.corrected(app_of(request), number, version)
    except RefusedError as error:
        if error.status == 404:
            raise
        return _layout(request, number, version, error)
    return attachment(made.data, made.filename, WORD)


def _layout(
    request: Request, number: str, version: int | None, error: RefusedError | None = None
) -> Response:
    found = model.layout(app_of(request), number, version)
    report = found.report
    return render(
        request,
        "layout.html",
        status=error.status if error else 200,
        head=found.head,
        found=found,
        report=report,
        groups=[] if report is None else by_element(report),
        counts={} if report is None else {s.value: report.count(s) for s in Severity},
        lines=() if report is None else report.lines[:_LINES_SHOWN],
        error=error.message if error else "",
        tab="layout",
    )


def by_element(report: LayoutReport) -> list[tuple[str, list[Row]]]:
    """The deviations by the element they are about, in the order of the first of each."""
    groups: dict[str, list[Row]] = {}
    for row in report.rows:
        groups.setdefault(row.element, []).append(row)
    return list(groups.items())
