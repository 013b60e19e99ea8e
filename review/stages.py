"""Moving a draft from stage to stage: starting a run, voiding sign-offs, freezing after the last one."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import bindparam
from sqlmodel import Session, col, func, select

from documents.model import Document
from models import (
    Assignment,
    Decision,
    DispositionState,
    Draft,
    DraftFacts,
    DraftState,
    Finding,
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
from review.conditions import Facts, applies
from review.pipelines import Pipeline, Stage

_BY_HASH: dict[str, Pipeline] = {}
"""Definitions read in this process. The hash covers the content, so an entry is right for ever."""


def pipeline_of(session: Session, draft: Draft) -> Pipeline:
    """The pipeline as it was when the draft started with it."""
    found = _BY_HASH.get(draft.pipeline_hash)
    if found is None:
        row = session.get_one(PipelineDefinition, draft.pipeline_hash)
        found = pipelines.parse(row.yaml, row.name)
        if found.hash == draft.pipeline_hash:
            _BY_HASH[draft.pipeline_hash] = found
    return found


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
        assignment.closed_at = assignment.closed_at or deed.now
        deed.session.add(assignment)
    deed.session.flush()


LIVE = (StageState.PREPARING.value, StageState.OPEN.value)
_RUNNING = (
    select(StageRun)
    .where(
        StageRun.draft_id == bindparam("draft"),
        col(StageRun.state).in_(LIVE),
        col(StageRun.after_release).is_(False),
    )
    .order_by(col(StageRun.ordinal), col(StageRun.id))
)


def running(session: Session, draft: Draft) -> list[StageRun]:
    """The stage runs the draft is in, in the order of the pipeline; several where stages run side by side.

    The re-reading of a draft that is out (review.after_review) is none of them.
    """
    return list(session.exec(_RUNNING, params={"draft": draft.id}))


def reading_again(session: Session, draft_id: int) -> StageRun | None:
    """The re-reading of a released draft (事后复核), open or done; None where there is none."""
    query = select(StageRun).where(StageRun.draft_id == draft_id, col(StageRun.after_release).is_(True))
    return session.exec(query).first()


def facts_of(session: Session, draft: Draft, version: Version, pipeline: Pipeline) -> Facts:
    """What conditions may ask about the draft as it is now."""
    row = session.get(DraftFacts, draft.id) or DraftFacts(draft_id=pk(draft))
    found = session.exec(
        select(Finding.severity, Finding.disposition).where(Finding.version_id == version.id)
    ).all()
    return Facts(
        channels=frozenset(pipeline.channels),
        secrecy=row.secrecy,
        foreign_audience=row.foreign_audience,
        topic=row.topic,
        urgent=row.urgent,
        characters=version.characters,
        overruled=found.count(("red", DispositionState.DISMISSED.value)),
        warnings=sum(severity == "yellow" for severity, _ in found),
    )


def standing(session: Session, draft: Draft, version: Version) -> dict[str, list[Decision]]:
    """Stages that are signed for this very version, with their sign-offs: one, or those of a 会签, oldest first."""
    given: dict[int | None, list[Decision]] = {}
    for decision in active_signoffs(session, pk(draft)):
        if decision.version_id == version.id and decision.content_hash == version.content_hash:
            given.setdefault(decision.stage_run_id, []).append(decision)
    query = select(StageRun).where(StageRun.draft_id == draft.id, StageRun.state == StageState.SIGNED.value)
    runs = session.exec(query.order_by(col(StageRun.id))).all()
    return {run.stage_key: given[run.id] for run in runs if len(given.get(run.id, ())) >= run.needed}


def advance(deed: Deed, draft: Draft, version: Version, pipeline: Pipeline, after: int = -1) -> bool:
    """Start what is to be done next: the first step with a stage that applies and is not signed. True: nothing is left.

    `after`: position of the stage the draft comes from; stages behind it that do not apply are recorded as skipped.
    """
    live = running(deed.session, draft)
    if live:
        draft.current_stage_run_id = live[0].id
        deed.session.add(draft)
        return False
    facts, signed = facts_of(deed.session, draft, version, pipeline), standing(deed.session, draft, version)
    wanted = [
        i for i, s in enumerate(pipeline.stages) if s.key not in signed and applies(s.rules.when, facts)
    ]
    step = pipeline.step(wanted[0]) if wanted else range(len(pipeline.stages), len(pipeline.stages))
    for index in range(after + 1, step.start):
        if pipeline.stages[index].key not in signed:
            deed.record(Tag.STAGE_SKIPPED, draft, stage=pipeline.stages[index].key)
    begun = [start(deed, draft, version, pipeline.stages[i], i) for i in step if i in wanted]
    if begun:
        draft.current_stage_run_id = begun[0].id
        deed.session.add(draft)
    return not begun


def hours_for(session: Session, draft: Draft, stage: Stage) -> float:
    """Working hours for the stage; an urgent draft (加急) gets the shorter ones where the pipeline names them."""
    facts = session.get(DraftFacts, draft.id)
    urgent = facts is not None and facts.urgent and stage.rules.urgent_hours is not None
    return (stage.rules.urgent_hours or stage.deadline_hours) if urgent else stage.deadline_hours


def cancel(deed: Deed, draft: Draft) -> None:
    """End every stage run the draft is in."""
    for run in running(deed.session, draft):
        close(deed, run, StageState.CANCELLED)


_ACTIVE = (
    select(Decision)
    .where(
        Decision.draft_id == bindparam("draft"),
        Decision.verdict == Verdict.APPROVE.value,
        col(Decision.late).is_(False),
        col(Decision.voided_at).is_(None),
    )
    .order_by(col(Decision.id))
)


def active_signoffs(session: Session, draft_id: int) -> list[Decision]:
    """Approvals of the draft that still stand, oldest first."""
    return list(session.exec(_ACTIVE, params={"draft": draft_id}))


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
