"""What the desk shows beside findings and comments: what changed since this person signed, and marks left in the file."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from review.read import compare
from review.read.desk import Desk
from review.read.marks import OpenMarks, open_marks
from review.read.my_diff import MyDiff, my_diff
from web import changed_paper, paper
from web.deskview import View
from web.session import actor_of, app_of
from web.templating import t_of

ALL, CHANGES = "all", "changes"


@dataclass(frozen=True, slots=True)
class Beside:
    """`pieces` is the paper to show: the whole one, or with `folded` only what changed since `since`."""

    since: MyDiff | None
    pieces: list[paper.Piece | changed_paper.Fold]
    folded: bool
    marks: OpenMarks | None


def beside(request: Request, desk: Desk, view: View, text: str) -> Beside:
    """`text`: `all`, `changes`, or '' for what suits: a person who signs again opens on what changed."""
    app, actor = app_of(request), actor_of(request)
    since, marks = (my_diff(app, actor, desk) if desk.is_current else None), open_marks(app, desk)
    wanted = text == CHANGES or (text != ALL and view.may_sign)
    if since is None or not since.changes.count or not wanted:
        return Beside(since, list(view.pieces), folded=False, marks=marks)
    old = compare.document(app, desk.head.number, since.since.version)
    spans = paper.marks_of(desk.findings, desk.comments, lambda f: view.links[f.id][1], t_of(request))
    pieces = changed_paper.pieces(old, desk.document, since.changes, spans, t_of(request))
    return Beside(since, pieces, folded=True, marks=marks)
