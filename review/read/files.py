"""Files made of a version for people's own word processor: with comments, with tracked changes, and clean.

Nothing is stored: they are worked out of the stored bytes and the answers as they stand, the same each time.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import PurePath

from sqlmodel import col, select

from documents.errors import NotWritableError, UnreadableError
from documents.limits import Limits
from documents.model import Document
from documents.write_back import Origin, WordCopy, word_copy
from documents.write_model import MACHINE, Correction, Note, Refusal, finding_lines
from documents.write_text import FORMATS, correct_text
from models import CheckRun, DispositionState, DraftState
from review import marks
from review.app import App
from review.errors import StateError
from review.read.common import draft_by_number, version_by_number
from review.read.desk import CommentView, FindingView, comments_of, findings_of
from review.read.drafts import DraftHead, head_of
from review.stages import document_of

_NO_SUGGESTION = "这条问题没有现成的改法，请自己改"


class Kind(StrEnum):
    """What is in the file."""

    ANNOTATED = "annotated"  # 带批注
    TRACKED = "tracked"  # 带修订
    CLEAN = "clean"  # 清样


_ENDINGS = {Kind.ANNOTATED: "批注", Kind.TRACKED: "修订", Kind.CLEAN: "清样"}


@dataclass(frozen=True, slots=True)
class Sources:
    """A version with all that is written into files of it. `checked_at`: when the machine last looked at its content."""

    head: DraftHead
    version: int
    is_current: bool
    filename: str
    sha256: str
    data: bytes
    document: Document
    findings: tuple[FindingView, ...]
    comments: tuple[CommentView, ...]
    checked_at: datetime

    @property
    def stem(self) -> str:
        """The file's name without its suffix."""
        return PurePath(self.filename).stem or self.head.number


@dataclass(frozen=True, slots=True)
class WordFile:
    """A file to download."""

    filename: str
    data: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """An accepted finding and what becomes of it: `refused` says why it cannot be written, '' where it can."""

    finding: FindingView
    refused: str


@dataclass(frozen=True, slots=True)
class Offer:
    """The page of files of a version. `origin` is None where no Word file can be made; then `problem` says why.

    `has_marks`: the file is a Word file with tracked changes or comments of its own. `can_make`: corrections can be
    written into a draft of this format.
    """

    head: DraftHead
    version: int
    is_current: bool
    origin: Origin | None
    problem: str
    outcomes: tuple[Outcome, ...]
    open_findings: int
    comments: int
    has_marks: bool
    can_make: bool

    @property
    def applied(self) -> int:
        """How many accepted corrections can be written."""
        return sum(not outcome.refused for outcome in self.outcomes)

    @property
    def may_change(self) -> bool:
        """Whether a new version can still take this one's place."""
        return self.is_current and self.head.state in {DraftState.IN_REVIEW, DraftState.RETURNED}


def sources(app: App, number: str, version: int | None = None) -> Sources:
    """A version (None: the current one) with its findings and comments.

    Raises:
        NotFoundError: no such draft or version.
    """
    with app.database.read() as session:
        draft = draft_by_number(session, number)
        row = version_by_number(session, draft, version)
        checked = session.exec(
            select(CheckRun.created_at)
            .where(CheckRun.content_hash == row.content_hash)
            .order_by(col(CheckRun.id).desc())
        ).first()
        return Sources(
            head=head_of(session, draft),
            version=row.number,
            is_current=row.id == draft.current_version_id,
            filename=row.filename,
            sha256=row.original_sha256,
            data=app.store.get(row.original_sha256),
            document=document_of(app, row),
            findings=findings_of(session, row),
            comments=comments_of(session, row),
            checked_at=checked or row.created_at,
        )


def limits_of(app: App) -> Limits:
    """How large a file may be here."""
    return Limits(packed=app.settings.max_upload_bytes)


def word_file(app: App, number: str, kind: Kind, version: int | None = None) -> WordFile:
    """The Word file of a version (None: the current one).

    Raises:
        NotFoundError: no such draft or version. StateError: it cannot be made, in words.
    """
    found = sources(app, number, version)
    copy = _copy(app, found)
    try:
        match kind:
            case Kind.ANNOTATED:
                data = copy.annotated(list(_notes(app, found))).data
            case Kind.TRACKED:
                data = copy.corrected([c for _, c in corrections(app, found)]).data
            case Kind.CLEAN:
                data = copy.cleaned()
    except NotWritableError as error:
        raise StateError(error.reason) from error
    return WordFile(f"{found.stem}-第{found.version}版-{_ENDINGS[kind]}.docx", data)


def _copy(app: App, found: Sources) -> WordCopy:
    try:
        return word_copy(found.data, found.document, limits_of(app))
    except UnreadableError as error:
        raise StateError(error.reason) from error


def offer(app: App, number: str, version: int | None = None) -> Offer:
    """What can be made of a version, and what each accepted correction would come to.

    Raises:
        NotFoundError: no such draft or version.
    """
    found = sources(app, number, version)
    origin, problem, outcomes = None, "", tuple(Outcome(f, "") for f in accepted(found))
    try:
        copy = _copy(app, found)
        origin = copy.origin
        asked = corrections(app, found)
        outcomes = judged(found, [f for f, _ in asked], _refusals(app, found, copy))
    except StateError as error:
        problem = error.message
    except NotWritableError as error:
        problem = error.reason
    return Offer(
        head=found.head,
        version=found.version,
        is_current=found.is_current,
        origin=origin,
        problem=problem,
        outcomes=outcomes,
        open_findings=sum(f.disposition == DispositionState.OPEN for f in found.findings),
        comments=len(found.comments),
        has_marks=origin is Origin.SAME and _has_marks(app, found),
        can_make=origin is Origin.SAME or found.document.format in FORMATS,
    )


def _refusals(app: App, found: Sources, copy: WordCopy) -> Sequence[Refusal]:
    """What cannot be written: into a text draft itself, else into the Word file."""
    wanted = [c for _, c in corrections(app, found)]
    if not wanted or found.document.format not in FORMATS:
        return copy.refusals(wanted) if wanted else ()
    try:
        return correct_text(found.data, found.filename, found.document, wanted, limits_of(app)).refused
    except NotWritableError as error:
        return [Refusal(index, error.reason) for index in range(len(wanted))]


def _has_marks(app: App, found: Sources) -> bool:
    own = marks.of_file(app, found.sha256, found.document.format)
    return bool(own.revisions or own.remarks)


def accepted(found: Sources) -> list[FindingView]:
    """The findings whose suggestion somebody took."""
    return [f for f in found.findings if f.disposition == DispositionState.ACCEPTED]


def corrections(app: App, found: Sources) -> list[tuple[FindingView, Correction]]:
    """Accepted findings that say what to write, as corrections under the name of who accepted them."""
    return [
        (f, Correction(f.block, f.start, f.end, f.suggestion, f.settled_by or "", _wall(app, f.settled_at)))
        for f in accepted(found)
        if f.suggestion is not None
    ]


def judged(found: Sources, asked: Sequence[FindingView], refused: Sequence[Refusal]) -> tuple[Outcome, ...]:
    """Every accepted finding with what becomes of it, in text order."""
    reasons = {asked[r.index].id: r.reason for r in refused}
    reasons |= {f.id: _NO_SUGGESTION for f in accepted(found) if f.suggestion is None}
    return tuple(Outcome(f, reasons.get(f.id, "")) for f in accepted(found))


def _wall(app: App, at: datetime | None) -> datetime:
    return (at or app.clock()).astimezone(app.zone).replace(tzinfo=None)


def _notes(app: App, found: Sources) -> Iterator[Note]:
    """Findings and comments as remarks; what is settled is marked so, as Word does it."""
    checked = _wall(app, found.checked_at)
    for f in found.findings:
        dismissed = f.disposition == DispositionState.DISMISSED
        yield Note(f.block, f.start, f.end, MACHINE, checked, tuple(_lines(f)), resolved=dismissed)
    first = next((b.id for b in found.document.blocks), "")
    for c in found.comments:
        at, done = _wall(app, c.at), c.resolved_at is not None
        lines = tuple(c.body.splitlines()) or ("",)
        if c.placed:
            yield Note(c.block, c.start, c.end, c.person, at, lines, done)
        else:
            # The words it spoke of are gone: it still must not get lost.
            yield Note(first, 0, 0, c.person, at, (f"（原来的文字已不在：“{c.quote}”）", *lines), done)


def _lines(f: FindingView) -> Iterator[str]:
    yield from finding_lines(f.severity, f.message, f.text, f.suggestion, f"{f.source}（{f.check}）")
    if f.disposition == DispositionState.ACCEPTED:
        yield f"处置：采纳（{f.settled_by or ''}）"
    elif f.disposition == DispositionState.DISMISSED:
        yield f"处置：不改（{f.settled_by or ''}{'：' + f.reason if f.reason else ''}）"
