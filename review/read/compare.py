"""Two versions of a draft side by side (对照)."""

from __future__ import annotations

from dataclasses import dataclass

from documents.compare_changes import Changes, changes
from documents.model import Document
from review.app import App
from review.read.common import draft_by_number, version_by_number
from review.read.drafts import DraftHead, head_of
from review.stages import document_of


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changed from one version to another."""

    head: DraftHead
    old: int
    new: int
    same_content: bool
    changes: Changes


def document(app: App, number: str, version: int) -> Document:
    """The text of a version.

    Raises:
        NotFoundError: no such draft or version.
    """
    with app.database.read() as session:
        row = version_by_number(session, draft_by_number(session, number), version)
    return document_of(app, row)


def compare(app: App, number: str, old: int | None = None, new: int | None = None) -> Comparison:
    """Compare two versions. By default the current version with the one before it.

    Raises:
        NotFoundError: no such draft or version.
    """
    with app.database.read() as session:
        draft = draft_by_number(session, number)
        head = head_of(session, draft)
        right = version_by_number(session, draft, new)
        left = version_by_number(session, draft, old if old is not None else max(1, right.number - 1))
    same = left.content_hash == right.content_hash
    found = Changes((), 0) if same else changes(document_of(app, left), document_of(app, right))
    return Comparison(head, left.number, right.number, same, found)
