"""The layout (版式) of a draft's Word file against the profile of official documents, and a corrected copy of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from checks.layout import report
from checks.layout.report import LayoutReport
from documents.errors import UnreadableError
from models import Version
from review import house
from review.app import App
from review.errors import InvalidError
from review.read.common import draft_by_number, version_by_number
from review.read.drafts import DraftHead, Original, head_of

FORMAT = "docx"


@dataclass(frozen=True, slots=True)
class LayoutPage:
    """The layout of a version. `report` is None where the file has none to look at; `problem` says why."""

    head: DraftHead
    version: int
    report: LayoutReport | None
    problem: str = ""


def layout(app: App, number: str, version: int | None = None) -> LayoutPage:
    """The layout of a version (None: the current one).

    Raises:
        NotFoundError: no such draft or version.
    """
    head, row = _version(app, number, version)
    if row.format != FORMAT:
        return LayoutPage(head, row.number, None)
    data = app.store.get(row.original_sha256)
    try:
        found = report.examine(data, row.filename, house.active(app).house)
    except UnreadableError as error:
        return LayoutPage(head, row.number, None, error.reason)
    return LayoutPage(head, row.number, found)


def corrected(app: App, number: str, version: int | None = None) -> Original:
    """The corrected copy of a version's file: set as the profile asks, no character changed.

    Raises:
        NotFoundError: no such draft or version.
        InvalidError: its format has no layout, the file cannot be written back, or there is nothing to correct.
    """
    _, row = _version(app, number, version)
    if row.format != FORMAT:
        raise InvalidError("只有 Word 文档（.docx）有版式可以校正。")
    data = app.store.get(row.original_sha256)
    try:
        copy = report.corrected(data, row.filename)
    except UnreadableError as error:
        raise InvalidError(error.reason) from error
    if copy == data:
        raise InvalidError("没有可以自动校正的地方。")
    stem = PurePath(row.filename).stem
    return Original(f"{stem}-版式校正稿.docx", copy, row.original_sha256)


def _version(app: App, number: str, version: int | None) -> tuple[DraftHead, Version]:
    with app.database.read() as session:
        draft = draft_by_number(session, number)
        return head_of(session, draft), version_by_number(session, draft, version)
