"""Tracked changes and comments of a version's Word file, as pages list them and show them in the text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable
from dataclasses import dataclass

from documents.errors import UnreadableError
from documents.guarded import DAMAGE
from documents.limits import Limits
from documents.marked import MarkedParagraph, marked
from documents.model import Block, Document
from documents.read_converted import as_docx
from documents.read_docx import read_docx
from models import Version
from review import marks
from review.app import App
from review.errors import InvalidError
from review.read.common import draft_by_number, version_by_number
from review.read.desk import Desk
from review.read.drafts import DraftHead, head_of
from review.stages import document_of, pipeline_of

COMMENT = "comment"
VIEWS = ("marks", "final", "original")


@dataclass(frozen=True, slots=True)
class MarkView:
    """One open mark: `kind` is a `documents.revisions.Change` value or `comment`; `time` the file's own text.

    `block` is the block of the version's document it stands in, or the nearest one below.
    """

    number: int
    kind: str
    author: str
    time: str
    text: str
    around: str
    block: str | None


@dataclass(frozen=True, slots=True)
class OpenMarks:
    """The open marks of a version. `blocks`: its pipeline lets nobody sign before they are settled."""

    marks: tuple[MarkView, ...]
    revisions: int
    comments: int
    resolved: int
    problem: str
    blocks: bool


@dataclass(frozen=True, slots=True)
class WordView:
    """One view of a Word file. `paragraphs` of the all-marks view, else `document`."""

    head: DraftHead
    version: int
    name: str
    open: OpenMarks
    document: Document
    paragraphs: tuple[tuple[MarkedParagraph, Block | None], ...]


def open_marks(app: App, desk: Desk) -> OpenMarks | None:
    """The open marks of the version on the desk; None where its format has none or its file holds none."""
    if desk.document.format not in marks.FORMATS:
        return None
    with app.database.read() as session:
        draft = draft_by_number(session, desk.head.number)
        version = version_by_number(session, draft, desk.version)
        blocks = pipeline_of(session, draft).open_marks_block
    found = marks.of_version(app, version)
    if not (found.revisions or found.remarks or found.problem):
        return None
    return _listed(found, desk.document, blocks)


def _listed(found: marks.WordMarks, document: Document, blocks: bool) -> OpenMarks:
    place = _placer(document)
    listed = [
        (r.change.value, r.author, r.time, r.text, r.context, place(r.part, r.path)) for r in found.revisions
    ]
    listed += [
        (COMMENT, r.author, r.time, r.text, r.quote, place(r.part, r.path)) for r in found.open_remarks
    ]
    return OpenMarks(
        tuple(MarkView(number, *row) for number, row in enumerate(listed, 1)),
        revisions=len(found.revisions),
        comments=len(found.open_remarks),
        resolved=sum(r.resolved and r.parent is None for r in found.remarks),
        problem=found.problem,
        blocks=blocks,
    )


def _steps(path: str) -> tuple[int, ...]:
    return tuple(int(step) for step in path.split("/") if step.isdigit())


def _placer(document: Document) -> Callable[[str, str], str | None]:
    """From a place in the file to the block that stands there, else the next one of the same part."""
    order = sorted(
        (block.anchor.part, _steps(block.anchor.path), number)
        for number, block in enumerate(document)
        if block.anchor.part
    )
    keys = [(part, steps) for part, steps, _ in order]

    def place(part: str, path: str) -> str | None:
        at = bisect_left(keys, (part, _steps(path)))
        near = [n for n in (at, at - 1) if 0 <= n < len(keys) and keys[n][0] == part]
        return document.blocks[order[near[0]][2]].id if near else None

    return place


def word_view(app: App, number: str, name: str, version: int | None = None) -> WordView:
    """The final, original or all-marks view of a version's Word file.

    Raises:
        NotFoundError: no such draft or version. InvalidError: no Word file, no such view, or it cannot be read.
    """
    if name not in VIEWS:
        raise InvalidError("没有这个视图。请选择终稿、原稿或全部标记。")
    with app.database.read() as session:
        draft = draft_by_number(session, number)
        row = version_by_number(session, draft, version)
        head = head_of(session, draft)
        blocks = pipeline_of(session, draft).open_marks_block
    if row.format not in marks.FORMATS:
        raise InvalidError("只有 Word 和 WPS 文字的稿件有修订标记。")
    document = document_of(app, row)
    found = _listed(marks.of_version(app, row), document, blocks)
    try:
        return _view(app, row, WordView(head, row.number, name, found, document, ()))
    except UnreadableError as error:
        raise InvalidError(error.reason) from error
    except DAMAGE as error:
        raise InvalidError("文件内部有损坏，这个视图打不开。") from error


def _view(app: App, version: Version, view: WordView) -> WordView:
    if view.name == "final":
        return view
    limits = Limits(packed=app.settings.max_upload_bytes)
    data = as_docx(app.store.get(version.original_sha256), version.format, limits)
    if view.name == "original":
        before = read_docx(data, limits, "original")
        return WordView(view.head, view.version, view.name, view.open, before, ())
    by_place = {(b.anchor.part, b.anchor.path): b for b in view.document}
    shown = tuple((p, by_place.get((p.part, p.path))) for p in marked(data, limits))
    return WordView(view.head, view.version, view.name, view.open, view.document, shown)
