"""Submitting, revising, resuming and withdrawing drafts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

from sqlmodel import Session, col, func, select

from checks.model import Report
from checks.runner import run
from documents.limits import Limits
from documents.model import Document
from documents.read import read
from models import (
    Decision,
    Draft,
    DraftAuthor,
    DraftState,
    Upload,
    Verdict,
    Version,
)
from models.base import pk
from review import comments, draft_facts, house, marks, pipeline_versions, stages
from review.access import Act, require
from review.accounts import unlock_signer
from review.acting import Deed, acting
from review.actors import Actor
from review.app import App
from review.audit.record import lock_head
from review.audit.tags import Tag
from review.errors import InvalidError, NotAllowedError, NotFoundError, SeparationError, StateError
from review.signing import decision_facts, make_decision

PREVIEW_PROFILE = "quick"


@dataclass(frozen=True, slots=True)
class Uploaded:
    """A file that was read and looked over, not submitted yet."""

    upload_id: int
    document: Document
    report: Report
    sha256: str


@dataclass(frozen=True, slots=True)
class Submitted:
    """A new draft."""

    draft_id: int
    number: str


@dataclass(frozen=True, slots=True)
class Revised:
    """What a revision did. `changed` False: same content, filed; `voided` names the stages whose sign-off fell."""

    version_id: int
    number: int
    changed: bool
    voided: list[str]


def upload(app: App, actor: Actor, data: bytes, filename: str) -> Uploaded:
    """Read a file, keep its bytes and say at once what was read and found. Nothing is submitted by this.

    Raises:
        NotAllowedError: not an editor. UnreadableError: the file was refused, in words; nothing is kept.
    """
    require(actor, Act.DRAFT_SUBMIT)
    filename = clean_filename(filename)
    document = read(data, filename, Limits(packed=app.settings.max_upload_bytes))
    report = run(document, PREVIEW_PROFILE, house=house.active(app).house)
    sha256 = app.store.put(data)
    with acting(app, actor) as deed:
        row = Upload(
            person_id=actor.person_id, sha256=sha256, filename=filename, size=len(data), created_at=deed.now
        )
        deed.session.add(row)
        deed.session.flush()
        deed.record(Tag.FILE_UPLOADED, upload=row.id, sha256=sha256, filename=filename, size=len(data))
        return Uploaded(pk(row), document, report, sha256)


def clean_filename(name: str) -> str:
    """The last component of a client's file name, without control characters, at most 200 characters."""
    last = PurePath(name.replace("\\", "/")).name
    kept = "".join(c for c in last if c.isprintable()).strip()
    stem, suffix = PurePath(kept).stem, PurePath(kept).suffix
    return (stem[: 200 - len(suffix)] + suffix) or "未命名"


def submit(
    app: App,
    actor: Actor,
    upload_id: int,
    *,
    title: str,
    pipeline: str,
    note: str = "",
    facts: Mapping[str, Any] | None = None,
) -> Submitted:
    """Make a draft of an upload and start it through a shipped pipeline. `facts`: see `review.draft_facts.Given`.

    Raises:
        NotAllowedError, NotFoundError, InvalidError: nothing is submitted.
    """
    require(actor, Act.DRAFT_SUBMIT)
    title = title.strip()
    if not title or len(title) > 300:
        raise InvalidError("请填写标题（不超过 300 字）。")
    with app.database.read() as session:
        definition = pipeline_versions.in_force(session).get(pipeline)
    if definition is None:
        raise InvalidError("请选择流程。")
    row = own_upload(app, actor, upload_id)
    document, document_sha256 = _stored_document(app, row)
    with acting(app, actor) as deed:
        draft = Draft(
            number=_next_number(deed, app),
            title=title,
            author_id=actor.person_id,
            pipeline_hash=pipeline_versions.keep(deed, definition),
            state=DraftState.IN_REVIEW.value,
            created_at=deed.now,
            updated_at=deed.now,
        )
        deed.session.add(draft)
        deed.session.flush()
        deed.session.add(DraftAuthor(draft_id=pk(draft), person_id=actor.person_id))
        draft_facts.begin(deed, draft, facts)
        version = _add_version(deed, draft, row, document, document_sha256, note)
        draft.current_version_id = version.id
        deed.record(
            Tag.DRAFT_SUBMITTED,
            draft,
            title=title,
            pipeline=definition.name,
            pipeline_hash=definition.hash,
            **_version_facts(version),
        )
        stages.advance(deed, draft, version, definition)
        return Submitted(pk(draft), draft.number)


def revise(
    app: App, actor: Actor, draft_id: int, upload_id: int, *, note: str = "", replace_file: bool = False
) -> Revised:
    """Put a new version in place of the current one.

    Changed content voids every sign-off on the old content in this transaction and starts again at the first stage.
    The same content voids nothing: the file is filed beside the version that was signed, which stays the one that
    goes out, and a returned draft goes back to the stage that returned it. `replace_file` takes the new file all
    the same (its layout changed), which counts as a change.

    Raises:
        NotAllowedError, SeparationError, StateError, NotFoundError: nothing changed.
    """
    require(actor, Act.DRAFT_REVISE)
    row = own_upload(app, actor, upload_id)
    document, document_sha256 = _stored_document(app, row)
    with app.database.read() as session:
        seen = _current_version(session, session.get(Draft, draft_id))
    placing = comments.placing(stages.document_of(app, seen), document)
    replace_file = replace_file or marks.settled_by(app, seen, row.sha256, document.format)
    with acting(app, actor) as deed:
        draft = deed.lock_draft(draft_id)
        require_revisable(draft, actor)
        current = _current_version(deed.session, draft)
        if current.id != seen.id:
            raise StateError("稿件刚刚有了新版次，请刷新后再提交。")
        if row.sha256 == current.original_sha256 and replace_file:
            replace_file = False  # the very same bytes: there is nothing to replace
        same = document.content_hash() == current.content_hash and not replace_file
        version = _add_version(
            deed, draft, row, document, document_sha256, note, same_as=current if same else None
        )
        if same:
            deed.record(Tag.DRAFT_UNCHANGED, draft, note=note, **_version_facts(version))
            _resume_where_returned(deed, draft, current)
            return Revised(pk(version), version.number, changed=False, voided=[])
        voided = _take_over(deed, draft, current, version, placing)
        return Revised(pk(version), version.number, changed=True, voided=voided)


def _take_over(deed: Deed, draft: Draft, old: Version, new: Version, placing: comments.Placing) -> list[str]:
    """Make `new` the current version: void, carry comments over, start again at the first stage."""
    draft.current_version_id = new.id
    deed.record(Tag.DRAFT_REVISED, draft, replaces=old.number, note=new.note, **_version_facts(new))
    cause = f"{deed.person.name} 提交第 {new.number} 版，内容已改动"
    if new.content_hash == old.content_hash:
        cause = f"{deed.person.name} 提交第 {new.number} 版，换用新文件（文字未变，版式有改动）"
    voided = stages.void(
        deed, draft, cause, lambda d: d.content_hash != new.content_hash or d.version_id != new.id
    )
    stages.cancel(deed, draft)
    comments.carry_over(deed, old, new, placing)
    pipeline = stages.pipeline_of(deed.session, draft)
    stages.advance(deed, draft, new, pipeline)
    titles = {stage.key: stage.title for stage in pipeline.stages}
    return [titles[d.stage_key] for d in voided]


def resume(app: App, actor: Actor, draft_id: int, *, note: str) -> None:
    """Send a returned draft back, unchanged, to the stage that returned it, with an explanation.

    Raises:
        NotAllowedError, StateError, InvalidError, NotFoundError: nothing changed.
    """
    require(actor, Act.DRAFT_REVISE)
    if not note.strip():
        raise InvalidError("不改内容重新送审，请写明理由。")
    with acting(app, actor) as deed:
        draft = deed.lock_draft(draft_id)
        _require_author(draft, actor)
        _require_state(draft, DraftState.RETURNED)
        _resume_where_returned(deed, draft, _current_version(deed.session, draft), note.strip())


def _resume_where_returned(deed: Deed, draft: Draft, version: Version, note: str = "") -> None:
    if draft.state != DraftState.RETURNED.value:
        return
    returned = stages.current_stage_run(deed.session, draft)
    pipeline = stages.pipeline_of(deed.session, draft)
    index = 0 if returned is None else stages.stage_index(pipeline, returned.stage_key)
    deed.record(Tag.DRAFT_RESUMED, draft, stage=pipeline.stages[index].key, note=note)
    if note:
        last = f"作者说明：{note}"
        signer = deed.session.exec(
            select(Decision.person_id)
            .where(Decision.draft_id == draft.id, Decision.verdict == Verdict.RETURN.value)
            .order_by(col(Decision.id).desc())
        ).first()
        if signer is not None:
            deed.notify(signer, f"resumed:{deed.act}", f"《{draft.title}》未改动，重新送审。{last}", draft.id)
    stages.advance(deed, draft, version, pipeline, after=index - 1)


def withdraw(app: App, actor: Actor, draft_id: int, *, reason: str, password: str) -> None:
    """Take a draft back for good, signed by its author; possible until it is frozen for release.

    Raises:
        NotAllowedError, StateError, InvalidError, WrongPasswordError, NotFoundError: nothing changed.
    """
    require(actor, Act.DRAFT_WITHDRAW)
    if not reason.strip():
        raise InvalidError("请写明撤稿理由。")
    signer = unlock_signer(app, actor, password)
    with acting(app, actor) as deed:
        draft = deed.lock_draft(draft_id)
        _require_author(draft, actor)
        _require_state(draft, DraftState.IN_REVIEW, DraftState.RETURNED)
        version = _current_version(deed.session, draft)
        open_run = next(iter(stages.running(deed.session, draft)), None)
        stages.cancel(deed, draft)
        decision = make_decision(
            deed,
            signer,
            draft,
            version,
            open_run,
            Verdict.WITHDRAW,
            opinion=reason.strip(),
            fields={},
            return_to=None,
        )
        draft.state = DraftState.WITHDRAWN.value
        draft.updated_at = deed.now
        deed.session.add(draft)
        deed.record(Tag.DRAFT_WITHDRAWN, draft, **decision_facts(decision))


def require_revisable(draft: Draft, actor: Actor) -> None:
    """Refuse unless `actor` may put a new version in the place of the current one.

    Raises:
        NotAllowedError, SeparationError, StateError: with the reason in words.
    """
    require(actor, Act.DRAFT_REVISE)
    _require_author(draft, actor)
    _require_state(draft, DraftState.IN_REVIEW, DraftState.RETURNED)


def _require_author(draft: Draft, actor: Actor) -> None:
    if draft.author_id != actor.person_id:
        raise SeparationError("只有作者本人可以修改或撤回这份稿件。")


def _require_state(draft: Draft, *states: DraftState) -> None:
    words = {
        DraftState.IN_REVIEW: "审校中",
        DraftState.RETURNED: "已退回作者",
        DraftState.FROZEN: "已签发，正在发布",
        DraftState.RELEASED: "已发布",
        DraftState.REJECTED: "已退稿",
        DraftState.WITHDRAWN: "已撤稿",
    }
    if DraftState(draft.state) not in states:
        raise StateError(f"稿件{words[DraftState(draft.state)]}，不能进行这项操作。")


def _current_version(session: Session, draft: Draft | None) -> Version:
    if draft is None or draft.current_version_id is None:
        raise NotFoundError("没有这份稿件。")
    return session.get_one(Version, draft.current_version_id)


def own_upload(app: App, actor: Actor, upload_id: int) -> Upload:
    """A file that this person uploaded and has not submitted yet.

    Raises:
        NotFoundError, NotAllowedError: no such upload, or somebody else's.
    """
    with app.database.read() as session:
        row = session.get(Upload, upload_id)
    if row is None:
        raise NotFoundError("上传的文件已不在，请重新上传。")
    if row.person_id != actor.person_id:
        raise NotAllowedError("这是别人上传的文件。")
    return row


def read_upload(app: App, row: Upload) -> Document:
    """The document of an uploaded file, read afresh from its stored bytes."""
    return read(app.store.get(row.sha256), row.filename, Limits(packed=app.settings.max_upload_bytes))


def _stored_document(app: App, row: Upload) -> tuple[Document, str]:
    document = read_upload(app, row)
    return document, app.store.put(document.to_json().encode())


def _add_version(
    deed: Deed,
    draft: Draft,
    row: Upload,
    document: Document,
    document_sha256: str,
    note: str,
    same_as: Version | None = None,
) -> Version:
    number = (
        deed.session.exec(select(func.max(Version.number)).where(Version.draft_id == draft.id)).one() or 0
    )
    version = Version(
        draft_id=pk(draft),
        number=number + 1,
        filename=row.filename,
        format=document.format,
        original_sha256=row.sha256,
        document_sha256=document_sha256,
        content_hash=document.content_hash(),
        size=row.size,
        characters=document.characters,
        note=note.strip(),
        same_as_id=None if same_as is None else same_as.id,
        created_by=deed.person.person_id,
        created_at=deed.now,
    )
    deed.session.add(version)
    deed.session.flush()
    return version


def _version_facts(version: Version) -> dict[str, object]:
    return {
        "version": version.number,
        "content_hash": version.content_hash,
        "original_sha256": version.original_sha256,
        "filename": version.filename,
        "size": version.size,
    }


def _next_number(deed: Deed, app: App) -> str:
    """Next draft number of the local year; the audit head's lock keeps two submits from taking the same."""
    lock_head(deed.session)
    year = deed.now.astimezone(app.zone).year
    query = select(func.count()).select_from(Draft).where(col(Draft.number).startswith(f"{year}-"))
    return f"{year}-{deed.session.exec(query).one() + 1:04d}"
