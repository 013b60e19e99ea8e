"""What an uploaded, not yet submitted file holds, and what a revision by it would do."""

from __future__ import annotations

from dataclasses import dataclass

from checks.model import Report
from checks.runner import run
from documents.compare_changes import Changes, changes
from documents.model import Document
from models.base import pk
from review import marks
from review.actors import Actor
from review.app import App
from review.drafts import PREVIEW_PROFILE, own_upload, read_upload
from review.house import active
from review.read.common import draft_by_number, version_by_number
from review.stages import active_signoffs, document_of, pipeline_of


@dataclass(frozen=True, slots=True)
class Preview:
    """A file as it was read and looked over."""

    upload_id: int
    filename: str
    size: int
    sha256: str
    document: Document
    report: Report


@dataclass(frozen=True, slots=True)
class Outlook:
    """What submitting an upload as the next version would do. `voids` names the stages whose sign-off would fall.

    `settles`: its text is the same, but it settles the marks that hold the current file, and so takes its place.
    """

    same_content: bool
    same_bytes: bool
    changes: Changes
    voids: tuple[str, ...]
    settles: bool = False


def preview(app: App, actor: Actor, upload_id: int) -> Preview:
    """Read an upload of `actor` again and run the quick checks over it.

    Raises:
        NotFoundError, NotAllowedError: not there, or somebody else's.
    """
    row = own_upload(app, actor, upload_id)
    document = read_upload(app, row)
    report = run(document, PREVIEW_PROFILE, house=active(app).house)
    return Preview(pk(row), row.filename, row.size, row.sha256, document, report)


def outlook(app: App, actor: Actor, number: str, upload_id: int) -> Outlook:
    """What `actor`'s upload would change as the next version of a draft.

    Raises:
        NotFoundError, NotAllowedError: no such draft or upload, or somebody else's upload.
    """
    row = own_upload(app, actor, upload_id)
    document = read_upload(app, row)
    with app.database.read() as session:
        draft = draft_by_number(session, number)
        current = version_by_number(session, draft, None)
        titles = {stage.key: stage.title for stage in pipeline_of(session, draft).stages}
        signed = [titles.get(d.stage_key, d.stage_key) for d in active_signoffs(session, pk(draft))]
    same = document.content_hash() == current.content_hash
    return Outlook(
        same_content=same,
        same_bytes=row.sha256 == current.original_sha256,
        changes=Changes((), 0) if same else changes(document_of(app, current), document),
        voids=tuple(signed),
        settles=same and marks.settled_by(app, current, row.sha256, document.format),
    )
