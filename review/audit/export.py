"""The dossier of a draft and the check of the whole log, with what the database holds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from documents.model import Document
from models import (
    AfterReview,
    AuditHead,
    Checkpoint,
    Comment,
    Decision,
    Disposition,
    Draft,
    DraftAuthor,
    Event,
    Finding,
    Person,
    PipelineDefinition,
    Proof,
    ProofAnswer,
    Receipt,
    Release,
    StageRun,
    Version,
)
from models.base import pk
from review import pipelines, proofs_state, stages
from review.acting import acting
from review.actors import Actor
from review.app import App
from review.audit import chain, seal
from review.audit.chain import StoredEvent
from review.audit.dossier import (
    DossierDecision,
    DossierParts,
    DossierProof,
    DossierVersion,
    build,
    prove_events,
)
from review.audit.record import timestamp
from review.audit.tags import Tag
from review.errors import NotFoundError
from review.release import manifest_of

_BATCH = 1000


def dossier(app: App, draft_id: int, actor: Actor | None = None) -> bytes:
    """The evidence bundle of a draft, a zip that verifies without us. The log is sealed first, so that it covers all.

    Raises:
        NotFoundError: no such draft.
    """
    with acting(app, actor) as deed:
        deed.record(Tag.DOSSIER_EXPORTED, deed.lock_draft(draft_id))
    seal.seal(app)
    with app.database.read() as session:
        draft = session.get(Draft, draft_id)
        checkpoint = seal.latest(session)
        if draft is None or checkpoint is None:
            raise NotFoundError("没有这份稿件。")
        parts = _parts(app, session, draft, checkpoint)
    return build(parts, app.system_key)


def _parts(app: App, session: Session, draft: Draft, checkpoint: Checkpoint) -> DossierParts:
    definition = session.get_one(PipelineDefinition, draft.pipeline_hash)
    pipeline = pipelines.parse(definition.yaml, definition.name)
    versions = session.exec(
        select(Version).where(Version.draft_id == draft.id).order_by(col(Version.number))
    ).all()
    number_of = {pk(v): v.number for v in versions}
    findings = session.exec(
        select(Finding).where(Finding.draft_id == draft.id).order_by(col(Finding.id))
    ).all()
    return DossierParts(
        number=draft.number,
        title=draft.title,
        generated_at=timestamp(app.clock()),
        authors=_authors(session, draft),
        pipeline=pipeline.plain(),
        pipeline_hash=definition.hash,
        pipeline_yaml=definition.yaml,
        versions=[_version(app, v) for v in versions],
        findings=[{**_plain(f), "version": number_of[f.version_id]} for f in findings],
        dispositions=[_plain(d) for d in _dispositions(session, draft)],
        comments=[_plain(c) for c in session.exec(select(Comment).where(Comment.draft_id == draft.id))],
        decisions=_decisions(session, draft),
        events=prove_events(_events(session, draft, checkpoint), _leaves(session, checkpoint.size)),
        checkpoint=checkpoint.note,
        release=_release(session, draft),
        proofs=[_proof(app, session, p) for p in _proofs(session, draft)],
        after_release=_after_release(session, draft),
    )


def _authors(session: Session, draft: Draft) -> list[dict[str, Any]]:
    query = select(Person).join(DraftAuthor, col(DraftAuthor.person_id) == col(Person.id))
    query = query.where(DraftAuthor.draft_id == draft.id).order_by(col(Person.id))
    return [{"id": p.id, "name": p.name} for p in session.exec(query)]


def _version(app: App, version: Version) -> DossierVersion:
    document = app.store.get(version.document_sha256).decode()
    Document.from_json(document)  # a dossier that cannot be read back is no dossier
    return DossierVersion(
        number=version.number,
        filename=version.filename,
        format=version.format,
        original=app.store.get(version.original_sha256),
        original_sha256=version.original_sha256,
        document=document,
        content_hash=version.content_hash,
        created_at=timestamp(version.created_at),
    )


def _dispositions(session: Session, draft: Draft) -> Sequence[Disposition]:
    query = select(Disposition).join(Finding, col(Finding.id) == col(Disposition.finding_id))
    return session.exec(query.where(Finding.draft_id == draft.id).order_by(col(Disposition.id))).all()


def _decisions(session: Session, draft: Draft) -> list[DossierDecision]:
    query = select(Decision).where(Decision.draft_id == draft.id).order_by(col(Decision.id))
    return [
        DossierDecision(
            statement=d.statement,
            signature=d.signature,
            public_key=d.public_key,
            voided_at=None if d.voided_at is None else timestamp(d.voided_at),
            void_cause=d.void_cause,
            late=d.late,
        )
        for d in session.exec(query)
    ]


def _events(session: Session, draft: Draft, checkpoint: Checkpoint) -> list[StoredEvent]:
    query = (
        select(Event).where(Event.draft_id == draft.id, Event.seq < checkpoint.size).order_by(col(Event.seq))
    )
    return [StoredEvent(e.seq, e.payload, e.leaf_hash) for e in session.exec(query)]


def _leaves(session: Session, size: int) -> Iterator[str]:
    yield from session.exec(select(Event.leaf_hash).where(Event.seq < size).order_by(col(Event.seq)))


def _release(session: Session, draft: Draft) -> dict[str, Any] | None:
    row = session.exec(select(Release).where(Release.draft_id == draft.id)).first()
    if row is None:
        return None
    receipts = session.exec(select(Receipt).where(Receipt.release_id == row.id).order_by(col(Receipt.id)))
    return {"manifest": manifest_of(row), "receipts": [_plain(r) for r in receipts]}


def _after_release(session: Session, draft: Draft) -> dict[str, Any] | None:
    run = stages.reading_again(session, pk(draft))
    if run is None:
        return None
    row = session.exec(select(AfterReview).where(AfterReview.draft_id == draft.id)).first()
    return {
        "opened_at": None if run.opened_at is None else timestamp(run.opened_at),
        "deadline_at": None if run.deadline_at is None else timestamp(run.deadline_at),
        "state": run.state,
        "review": row
        and {"statement": row.statement, "signature": row.signature, "public_key": row.public_key},
    }


def _proofs(session: Session, draft: Draft) -> Sequence[Proof]:
    return session.exec(select(Proof).where(Proof.draft_id == draft.id).order_by(col(Proof.number))).all()


def _proof(app: App, session: Session, proof: Proof) -> DossierProof:
    rows = proofs_state.items(session, pk(proof))
    numbers = {pk(row): row.number for row in rows}
    query = select(ProofAnswer).where(col(ProofAnswer.item_id).in_(numbers)).order_by(col(ProofAnswer.id))
    run = session.get_one(StageRun, proof.stage_run_id)
    return DossierProof(
        number=proof.number,
        format=proof.format,
        original=app.store.get(proof.sha256),
        sha256=proof.sha256,
        collation=None if proof.collation_sha256 is None else app.store.get(proof.collation_sha256),
        collation_sha256=proof.collation_sha256,
        answers=proofs_state.answers_text(rows),
        facts={
            "stage": run.stage_key,
            "stage_title": run.stage_title,
            "stage_round": run.round,
            "round": proof.round,
            "filename": proof.filename,
            "size": proof.size,
            "against": proof.against,
            "state": proof.state,
            "supplied_by": proof.supplied_by,
            "supplied_at": timestamp(proof.supplied_at),
            "replaced_at": None if proof.replaced_at is None else timestamp(proof.replaced_at),
        },
        history=[{**_plain(a), "number": numbers[a.item_id]} for a in session.exec(query)],
    )


def _plain(row: SQLModel) -> dict[str, Any]:
    return row.model_dump(mode="json")


def verify(app: App, *, extra_checkpoints: Sequence[str] = (), actor: Actor | None = None) -> chain.Result:
    """Recompute the whole log and hold it against its checkpoints; those kept elsewhere may be added.

    The result is recorded when a person asked for it.
    """
    with app.database.read() as session:
        notes = list(session.exec(select(Checkpoint.note).order_by(col(Checkpoint.size))))
        result = chain.verify_log(
            _all_events(session), [*notes, *extra_checkpoints], app.system_key.vkey, _head_size(session)
        )
    if actor is not None:
        with acting(app, actor) as deed:
            deed.record(Tag.LOG_VERIFIED, size=result.size, root=result.root, problems=len(result.problems))
    return result


def _head_size(session: Session) -> int:
    return session.exec(select(AuditHead.size)).one()


def _all_events(session: Session) -> Iterator[StoredEvent]:
    query = select(Event.seq, Event.payload, Event.leaf_hash).order_by(col(Event.seq))
    for seq, payload, leaf in session.exec(query.execution_options(yield_per=_BATCH)):
        yield StoredEvent(seq, payload, leaf)
