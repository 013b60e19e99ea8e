"""New files for the author out of what the desk holds: accepted corrections written in, a clean copy, an older version.

Each is an upload of the author like any other: they see what it changes and confirm it as the next version
(`review.drafts.revise`), and the version before stays as it is.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath

from documents.errors import NotWritableError, UnreadableError
from documents.write_back import corrected_draft, word_copy
from models import Draft
from review import drafts
from review.actors import Actor
from review.app import App
from review.errors import InvalidError, StateError
from review.read.files import Sources, corrections, limits_of, sources


@dataclass(frozen=True, slots=True)
class Made:
    """An upload that waits for its author's word. `note` says in Chinese how it came about, for the version's note."""

    upload_id: int
    note: str


def corrected(app: App, actor: Actor, number: str, *, also_clean: bool = False) -> Made:
    """Write the accepted corrections into the current file; `also_clean` accepts its tracked changes as well.

    A Word file keeps its look and a text file its marks; what cannot be written is left as it is.

    Raises:
        NotAllowedError, SeparationError, StateError, InvalidError, NotFoundError: nothing is made.
    """
    found = _own(app, actor, number)
    asked = corrections(app, found)
    if not asked:
        raise InvalidError("还没有采纳带改法的建议。请先在审校台采纳。")
    wanted, limits = [c for _, c in asked], limits_of(app)
    try:
        written = corrected_draft(found.data, found.filename, found.document, wanted, limits)
        if len(written.refused) == len(asked):
            raise StateError("采纳的建议都不能自动写入，请按提示在原文件里修改。")
        data = written.data
        if also_clean and found.document.format == "docx":
            data = word_copy(data, found.document, limits).cleaned()
    except NotWritableError as error:
        raise StateError(error.reason) from error
    done = len(asked) - len(written.refused)
    return _upload(app, actor, found, data, f"按采纳的 {done} 处建议修改（由第 {found.version} 版生成）")


def cleaned(app: App, actor: Actor, number: str) -> Made:
    """The current Word file with its tracked changes accepted and without comments.

    Raises:
        NotAllowedError, SeparationError, StateError, NotFoundError: nothing is made.
    """
    found = _own(app, actor, number)
    if found.document.format != "docx":
        raise StateError("只有 Word 文件（.docx）里有修订和批注。")
    try:
        data = word_copy(found.data, found.document, limits_of(app)).cleaned()
    except NotWritableError as error:
        raise StateError(error.reason) from error
    if data == found.data:
        raise StateError("文件里没有修订和批注，不需要清样。")
    return _upload(app, actor, found, data, f"接受第 {found.version} 版的全部修订，去掉批注")


def restored(app: App, actor: Actor, number: str, version: int) -> Made:
    """The file of an older version, to be put in once more.

    Raises:
        NotAllowedError, SeparationError, StateError, NotFoundError: nothing is made.
    """
    _own(app, actor, number)
    old = sources(app, number, version)
    if old.is_current:
        raise StateError("这就是当前版次。")
    return _upload(app, actor, old, old.data, f"恢复为第 {version} 版", old.filename)


def _own(app: App, actor: Actor, number: str) -> Sources:
    """The current version, where `actor` may put another in its place."""
    found = sources(app, number)
    with app.database.read() as session:
        drafts.require_revisable(session.get_one(Draft, found.head.id), actor)
    return found


def _upload(
    app: App, actor: Actor, found: Sources, data: bytes, note: str, filename: str | None = None
) -> Made:
    name = filename or _renamed(found.filename, found.document.format)
    try:
        return Made(drafts.upload(app, actor, data, name).upload_id, note)
    except UnreadableError as error:
        raise StateError(error.reason) from error


def _renamed(filename: str, form: str) -> str:
    """The same name: a version is told by its number, not by its file's name."""
    path = PurePath(filename)
    return filename if path.suffix else f"{filename}.{form}"
