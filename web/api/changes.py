"""What changed: between versions, since this person last signed, and the marks left in a Word file."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import Request

from documents.compare_changes import Changes
from review.access import Act
from review.read import compare as compare_model
from review.read import desk as desk_model
from review.read import marks as marks_model
from review.read import my_diff as my_diff_model
from web.routing import page, router
from web.session import actor_of, app_of

routes = router()


@dataclass(frozen=True, slots=True)
class ComparisonOut:
    """Every change from version `old` to version `new`, block by block."""

    old: int
    new: int
    same_content: bool
    changes: Changes


@page(routes, "GET", "/api/v1/drafts/{number}/changes", act=Act.DRAFT_READ)
def changes(request: Request, number: str, old: int | None = None, new: int | None = None) -> ComparisonOut:
    """Compare two versions; by default the current one with the one before it."""
    found = compare_model.compare(app_of(request), number, old, new)
    return ComparisonOut(found.old, found.new, found.same_content, found.changes)


@page(routes, "GET", "/api/v1/drafts/{number}/my-changes", act=Act.DRAFT_READ)
def my_changes(request: Request, number: str) -> my_diff_model.MyDiff | None:
    """What changed since this person last signed the draft; null if they never did."""
    app, actor = app_of(request), actor_of(request)
    return my_diff_model.my_diff(app, actor, desk_model.desk(app, actor, number))


@page(routes, "GET", "/api/v1/drafts/{number}/open-marks", act=Act.DRAFT_READ)
def open_marks(request: Request, number: str, version: int | None = None) -> marks_model.OpenMarks | None:
    """Unresolved tracked changes and comments of a version's Word file; null where there are none."""
    app, actor = app_of(request), actor_of(request)
    return marks_model.open_marks(app, desk_model.desk(app, actor, number, version))
