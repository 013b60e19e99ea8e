"""校样: supplying the typesetter's file at a proof stage. Answering what was found is in review.proof_answers."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, func, select

from documents.limits import Limits
from documents.model import Document
from documents.read import read_proof
from models import (
    Draft,
    JobKind,
    Proof,
    ProofAnswerState,
    ProofItem,
    ProofState,
    StageRun,
    StageState,
)
from models.base import pk
from models.people import Role
from review import proofs_state, stages
from review.access import Act, require
from review.acting import Deed, acting
from review.actors import Actor
from review.app import App
from review.audit.tags import Tag
from review.claims import require_capacity, require_unclaimed_by_others
from review.drafts import clean_filename
from review.errors import NotFoundError, StateError
from review.pipelines import Against, ProofOption
from review.proofs_collate import document_of
from review.settling import require_not_held

_ANSWERED = (ProofAnswerState.CHANGE.value, ProofAnswerState.KEEP.value)


@dataclass(frozen=True, slots=True)
class Supplied:
    """A proof that waits to be compared. `voided`: answers on the proof it replaced, which fell with it."""

    proof_id: int
    number: int
    voided: int


@dataclass(frozen=True, slots=True)
class _File:
    """A file that was read and stored."""

    filename: str
    document: Document
    sha256: str
    document_sha256: str
    size: int


def supply(app: App, actor: Actor, draft_id: int, data: bytes, filename: str) -> Supplied:
    """Take the typesetter's file for the proof stage the draft is at; the one it replaces keeps its history.

    Raises:
        NotAllowedError, StateError, NotFoundError: nothing is stored. UnreadableError: the file was refused, in words.
    """
    require(actor, Act.PROOF_SUPPLY)
    with app.database.read() as session:
        draft = session.get(Draft, draft_id)
        if draft is None:
            raise NotFoundError("没有这份稿件。")
        _open_run(session, draft)
    filename = clean_filename(filename)
    document = read_proof(data, filename, Limits(packed=app.settings.max_upload_bytes))
    stored = app.store.put(document.to_json().encode())
    file = _File(filename, document, app.store.put(data), stored, len(data))
    with acting(app, actor) as deed:
        draft = deed.lock_draft(draft_id)
        run, option = _open_run(deed.session, draft)
        require_not_held(deed.session, draft)
        _require_supplier(deed, run)
        return _add(deed, draft, run, option, file)


def reuse(app: App, actor: Actor, draft_id: int) -> Supplied:
    """Take the last proof for this stage too, where it left nothing to be changed.

    Raises:
        NotAllowedError, StateError, NotFoundError: nothing is stored.
    """
    require(actor, Act.PROOF_SUPPLY)
    with app.database.read() as session:
        draft = session.get(Draft, draft_id)
        if draft is None:
            raise NotFoundError("没有这份稿件。")
        last = _reusable(session, draft)
    file = _File(last.filename, document_of(app, last), last.sha256, last.document_sha256, last.size)
    with acting(app, actor) as deed:
        draft = deed.lock_draft(draft_id)
        run, option = _open_run(deed.session, draft)
        require_not_held(deed.session, draft)
        _require_supplier(deed, run)
        if _reusable(deed.session, draft).id != last.id:
            raise StateError("上一份校样刚刚有变动，请刷新后再试。")
        return _add(deed, draft, run, option, file)


def _reusable(session: Session, draft: Draft) -> Proof:
    run, _ = _open_run(session, draft)
    last = proofs_state.latest(session, pk(draft), run.version_id, pk(run))
    if last is None:
        raise StateError("还没有可以沿用的校样，请上传。")
    if proofs_state.orders(session, pk(last)):
        raise StateError("上一份校样还有改动，不能沿用，请上传改后的校样。")
    return last


def _open_run(session: Session, draft: Draft) -> tuple[StageRun, ProofOption]:
    """The open passage that takes proofs, of those the draft is in."""
    pipeline = stages.pipeline_of(session, draft)
    for run in stages.running(session, draft):
        option = pipeline.stage(run.stage_key).proof
        if option is not None and run.state == StageState.OPEN.value:
            return run, option
        if option is not None:
            raise StateError("本环节还在准备，请稍候再上传校样。")
    raise StateError("稿件现在不在校对环节，不收校样。")


def _require_supplier(deed: Deed, run: StageRun) -> None:
    """Editors bring the file for any proof, others only for the stage that is theirs."""
    if Role.EDITOR in deed.person.roles:
        return
    require_right(deed, run)


def require_right(deed: Deed, run: StageRun) -> None:
    """Refuse unless the person may sign this stage and nobody else has taken it up.

    Raises:
        NotAllowedError, SeparationError, StateError: with the reason in words.
    """
    require_capacity(deed, run)
    require_unclaimed_by_others(deed, run)


def _add(deed: Deed, draft: Draft, run: StageRun, option: ProofOption, file: _File) -> Supplied:
    session = deed.session
    old = proofs_state.standing(session, pk(run))
    last_id = _recheck_base(session, draft, run, old)
    voided = 0 if old is None else _replace(deed, old)
    number = session.exec(select(func.max(Proof.number)).where(Proof.draft_id == draft.id)).one() or 0
    pages = file.document.facts.get("pages")
    proof = Proof(
        draft_id=pk(draft),
        version_id=run.version_id,
        stage_run_id=pk(run),
        number=number + 1,
        round=proofs_state.round_of(stages.pipeline_of(session, draft), run.stage_key),
        filename=file.filename,
        format=file.document.format,
        sha256=file.sha256,
        document_sha256=file.document_sha256,
        content_hash=file.document.content_hash(),
        size=file.size,
        characters=file.document.characters,
        pages=None if pages is None else int(pages),
        last_id=last_id,
        against=(Against.MANUSCRIPT if last_id is None else option.against).value,
        state=ProofState.COLLATING.value,
        supplied_by=deed.person.person_id,
        supplied_at=deed.now,
    )
    session.add(proof)
    session.flush()
    deed.record(
        Tag.PROOF_SUPPLIED,
        draft,
        proof=proof.number,
        stage=run.stage_key,
        round=run.round,
        filename=proof.filename,
        sha256=proof.sha256,
        size=proof.size,
        replaces=None if old is None else old.number,
        voided_answers=voided,
    )
    deed.enqueue(
        JobKind.PROOF, f"proof:{proof.id}", {"proof_id": pk(proof), "stage_run_id": pk(run)}, draft.id
    )
    return Supplied(pk(proof), proof.number, voided)


def _recheck_base(session: Session, draft: Draft, run: StageRun, old: Proof | None) -> int | None:
    """The proof whose orders the new one is held to.

    A proof on which somebody ordered changes went back to the typesetter, so the next file answers it. One on which
    nobody did was the wrong file, perhaps: what it was to answer, the next one is to answer still.
    """
    if old is None:
        last = proofs_state.latest(session, pk(draft), run.version_id, pk(run))
        return None if last is None else last.id
    worked_on = old.state == ProofState.READY.value and proofs_state.count(
        session, pk(old), ProofAnswerState.CHANGE
    )
    return old.id if worked_on else old.last_id


def _replace(deed: Deed, old: Proof) -> int:
    """Put a proof aside; returns how many answers fall with it. They stay on record."""
    query = select(func.count()).select_from(ProofItem)
    query = query.where(ProofItem.proof_id == old.id, col(ProofItem.answer).in_(_ANSWERED))
    voided = deed.session.exec(query).one()
    old.state, old.replaced_at = ProofState.REPLACED.value, deed.now
    deed.session.add(old)
    deed.session.flush()  # one proof stands at a passage: the old one must be gone before the new one comes
    return voided
