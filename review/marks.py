"""Tracked changes and comments in the Word file of a version: what is unresolved holds its sign-off.

They are read from the stored bytes, which a signature covers, so nothing can drift from the file. Reading is slow for a
large file and never changes: it is remembered by hash, and `warm` does it before a transaction begins.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam
from sqlmodel import Session, col, select

from documents.errors import UnreadableError
from documents.guarded import DAMAGE
from documents.limits import Limits
from documents.read_converted import as_docx
from documents.revisions import Marks, Remark, Revision, marks
from models import StageRun, Version
from review.app import App
from review.errors import Blocker
from review.pipelines import Pipeline

CODE = "open_marks"
FORMATS = frozenset({"docx", "doc", "wps", "odt", "rtf"})
"""Formats of `Version.format` that can hold tracked changes and comments."""
_KEPT = 128  # files whose marks are remembered


@dataclass(frozen=True, slots=True)
class WordMarks:
    """The marks of one file. `problem` says in words why they could not be read; then nothing is known of them."""

    revisions: tuple[Revision, ...] = ()
    remarks: tuple[Remark, ...] = ()
    problem: str = ""

    @property
    def open_remarks(self) -> tuple[Remark, ...]:
        """Comments that start a thread and are not resolved."""
        return Marks(self.revisions, self.remarks).open_remarks

    @property
    def is_clean(self) -> bool:
        """Whether nothing is left to settle."""
        return not self.revisions and not self.open_remarks and not self.problem


_known: dict[tuple[str, str], WordMarks] = {}


def of_version(app: App, version: Version) -> WordMarks:
    """All marks in the file of a version; none for formats that have none."""
    return of_file(app, version.original_sha256, version.format)


def of_file(app: App, sha256: str, form: str) -> WordMarks:
    """The same for stored bytes that are no version yet; `form` is `Document.format`."""
    if form not in FORMATS:
        return WordMarks()
    known = _known.get((sha256, form))
    if known is not None:
        return known
    limits = Limits(packed=app.settings.max_upload_bytes)
    try:
        found = marks(as_docx(app.store.get(sha256), form, limits), limits)
    except UnreadableError as error:  # not remembered: LibreOffice may be busy now and there later
        return WordMarks(problem=error.reason)
    except DAMAGE:
        return WordMarks(problem="文件内部有损坏")
    while len(_known) >= _KEPT:
        _known.pop(next(iter(_known)), None)
    return _known.setdefault((sha256, form), WordMarks(found.revisions, found.remarks))


_FILE = (
    select(Version.original_sha256, Version.format)
    .join(StageRun, col(StageRun.version_id) == col(Version.id))
    .where(StageRun.id == bindparam("stage_run"))
)


def warm(app: App, stage_run_id: int) -> None:
    """Read the marks of the stage run's version now, so that a transaction that asks for them does not wait."""
    with app.database.read() as session:
        found = session.exec(_FILE, params={"stage_run": stage_run_id}).first()
    if found is not None:
        of_file(app, *found)


def blockers(app: App, session: Session, pipeline: Pipeline, stage_run: StageRun) -> list[Blocker]:
    """What the file's unresolved marks hold back; nothing where the pipeline lets them pass."""
    if not pipeline.open_marks_block:
        return []
    found = of_version(app, session.get_one(Version, stage_run.version_id))
    if found.problem:
        return [Blocker(CODE, f"文件里的修订和批注读不出来，无法确认已处理完：{found.problem}")]
    told = [f"{count} {unit}" for count, unit in counted(found) if count]
    return [Blocker(CODE, f"Word 文件里有 {'、'.join(told)}")] if told else []


def counted(found: WordMarks) -> tuple[tuple[int, str], tuple[int, str]]:
    """How many revisions and comments are open, each with its words."""
    return (len(found.revisions), "处未处理的修订"), (len(found.open_remarks), "条未解决的批注")


def settled_by(app: App, current: Version, sha256: str, form: str) -> bool:
    """Whether a file of the same text settles marks that hold the current version: then it must take its place."""
    if sha256 == current.original_sha256 or of_version(app, current).is_clean:
        return False
    return of_file(app, sha256, form).is_clean
