"""Moving a draft from stage to stage: starting a run, voiding sign-offs, freezing after the last one."""

from __future__ import annotations

from collections.abc import Callable

from sqlmodel import Session, col, func, select

from documents.model import Document
from models import (
    Assignment,
    Decision,
    Draft,
    DraftState,
    JobKind,
    PipelineDefinition,
    StageRun,
    StageState,
    Verdict,
    Version,
)
from models.base import pk
from review import pipelines
from review.acting import Deed
from review.app import App
from review.audit.dossier import statement_hash
from review.audit.tags import Tag
from review.pipelines import Pipeline, Stage


def pipeline_of(session: Session, draft: Draft) -> Pipeline:
    """The pipeline as it was when the draft started with it."""
    row = session.get_one(PipelineDefinition, draft.pipeline_hash)
    return pipelines.parse(row.yaml, row.name)


def document_of(app: App, version: Version) -> Document:
    """The parsed document of a version, from the store."""
    return Document.from_json(app.store.get(version.document_sha256).decode())


def start(deed: Deed, draft: Draft, version: Version, stage: Stage, ordinal: int) -> StageRun:
    """Begin a new passage through `stage`: preparing, with the job that prepares it."""
    rounds = select(func.count()).select_from(StageRun)
    rounds = rounds.where(StageRun.draft_id == draft.id, StageRun.stage_key == stage.key)
    stage_run = StageRun(
        draft_id=pk(draft),
        version_id=pk(version),
        stage_key=stage.key,
        stage_title=stage.title,
        ordinal=ordinal,
        round=deed.session.exec(rounds).one() + 1,
        role=stage.role,
        counts_review="review" in stage.counts,
        counts_proof="proof" in stage.counts,
        state=StageState.PREPARING.value,
        created_at=deed.now,
    )
    deed.session.add(stage_run)
    deed.session.flush()
    draft.current_stage_run_id = stage_run.id
    draft.state = DraftState.IN_REVIEW.value
    draft.updated_at = deed.now
    deed.session.add(draft)
    deed.enqueue(JobKind.STAGE, f"stage:{stage_run.id}", {"stage_run_id": stage_run.id}, draft.id)
    return stage_run


def close(deed: Deed, stage_run: StageRun, state: StageState) -> None:
    """End a stage run and the assignments on it."""
    stage_run.state = state.value
    stage_run.closed_at = deed.now
    deed.session.add(stage_run)
    for assignment in deed.session.exec(select(Assignment).where(Assignment.stage_run_id == stage_run.id)):
        assignment.closed_at = deed.now
        deed.session.add(assignment)


def active_signoffs(session: Session, draft_id: int) -> list[Decision]:
    """Approvals of the draft that still stand, oldest first."""
    query = select(Decision).where(
        Decision.draft_id == draft_id,
        Decision.verdict == Verdict.APPROVE.value,
        col(Decision.late).is_(False),
        col(Decision.voided_at).is_(None),
    )
    return list(session.exec(query.order_by(col(Decision.id))))


def void(deed: Deed, draft: Draft, cause: str, affected: Callable[[Decision], bool]) -> list[Decision]:
    """Void the affected sign-offs, naming cause and actor, each with its own event."""
    voided = [d for d in active_signoffs(deed.session, pk(draft)) if affected(d)]
    for decision in voided:
        decision.voided_at = deed.now
        decision.void_cause = cause
        decision.voided_by = deed.person.person_id
        deed.session.add(decision)
        deed.record(
            Tag.SIGNOFF_VOIDED,
            draft,
            decision=decision.id,
            voided_statement_hashes=[statement_hash(decision.statement)],
            stage=decision.stage_key,
            signer=decision.person_id,
            cause=cause,
        )
        deed.notify(
            decision.person_id,
            f"voided:{decision.id}",
            f"《{draft.title}》：您的签字已失效。{cause}。",
            draft.id,
        )
    return voided


def current_stage_run(session: Session, draft: Draft) -> StageRun | None:
    """The stage run the draft is at, if any."""
    return None if draft.current_stage_run_id is None else session.get(StageRun, draft.current_stage_run_id)


def stage_index(pipeline: Pipeline, key: str) -> int:
    """Position of the stage with `key`.

    Raises:
        KeyError: the pipeline has no such stage.
    """
    for index, stage in enumerate(pipeline.stages):
        if stage.key == key:
            return index
    raise KeyError(key)
