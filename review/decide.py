"""Deciding a stage: approve, return, reject. The guards run in the design's order, then the person signs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models import (
    Assignment,
    Decision,
    DispositionState,
    Draft,
    DraftState,
    Finding,
    Person,
    StageRun,
    StageState,
    Verdict,
    Version,
)
from models.base import pk
from review import release, stages
from review.access import Act, require
from review.accounts import unlock_signer
from review.acting import Deed, acting
from review.actors import Actor
from review.app import App
from review.audit.tags import Tag
from review.errors import (
    BlockedError,
    Blocker,
    InvalidError,
    NotAllowedError,
    NotFoundError,
    SeparationError,
    StaleContentError,
    StateError,
)
from review.keys import Signer
from review.pipelines import FieldKind, Pipeline, Stage, StageKind
from review.separation import barred
from review.signing import decision_facts, make_decision

AUTHOR = "author"


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a decision. `late`: it was filed and moved nothing, `late_reason` says why."""

    decision_id: int
    late: bool
    late_reason: str | None
    state: str
    voided: list[str]


@dataclass(frozen=True, slots=True)
class _Answer:
    """One answer as it was given."""

    verdict: Verdict
    opinion: str
    fields: dict[str, Any]
    seen: str
    return_to: str | None


def decide(
    app: App,
    actor: Actor,
    stage_run_id: int,
    verdict: Verdict,
    *,
    opinion: str,
    fields: dict[str, Any] | None = None,
    seen_content_hash: str,
    password: str,
    return_to: str | None = None,
) -> Decided:
    """Sign a decision on a stage run. Guards: access, separation of duties, seen = current content, findings, fields.

    Of two decisions on one stage run one wins; the other, like every late or repeated answer, is signed and filed
    (`late`), moves nothing, and its person is told why.

    Raises:
        NotAllowedError, SeparationError, StaleContentError, BlockedError, InvalidError, StateError,
        WrongPasswordError, LockedAccountError, NotFoundError: nothing is stored.
    """
    require(actor, Act.STAGE_DECIDE)
    if verdict is Verdict.WITHDRAW:
        raise InvalidError("撤稿由作者在稿件页提出。")
    answer = _Answer(verdict, opinion.strip(), fields or {}, seen_content_hash, return_to)
    if not answer.opinion:
        raise InvalidError("请写审签意见。")
    signer = unlock_signer(app, actor, password)
    try:
        with acting(app, actor) as deed:
            return _decide(deed, signer, stage_run_id, answer)
    except IntegrityError as error:
        raise SeparationError(
            "数据库拒绝了这次签字：它违反三审三校分人规则，或该环节刚刚已有人签。"
        ) from error


def _decide(deed: Deed, signer: Signer, stage_run_id: int, answer: _Answer) -> Decided:
    stage_run, draft = _locked(deed, stage_run_id)
    pipeline = stages.pipeline_of(deed.session, draft)
    stage = pipeline.stage(stage_run.stage_key)
    version = deed.session.get_one(Version, stage_run.version_id)
    _require_person(deed, stage_run)
    late = _lateness(deed.session, draft, stage_run)
    if late is not None:
        return _file_late(deed, signer, draft, version, stage_run, stage, answer, late)
    if answer.seen != version.content_hash or draft.current_version_id != version.id:
        raise StaleContentError(answer.seen, version.content_hash)
    _require_unclaimed_by_others(deed, stage_run)
    if answer.verdict is Verdict.APPROVE:
        held = _blockers(deed.session, stage_run, stage, answer.fields)
        if held:
            raise BlockedError(held)
    _require_target(stage, answer)
    decision = make_decision(
        deed,
        signer,
        draft,
        version,
        stage_run,
        answer.verdict,
        opinion=answer.opinion,
        fields=_clean_fields(stage, answer.fields),
        return_to=answer.return_to if answer.verdict is Verdict.RETURN else None,
        meaning=stage.meaning if answer.verdict is Verdict.APPROVE else None,
    )
    deed.record(Tag.DECISION_SIGNED, draft, round=stage_run.round, **decision_facts(decision))
    voided = _move_on(deed, draft, version, stage_run, pipeline, answer)
    return Decided(pk(decision), late=False, late_reason=None, state=draft.state, voided=voided)


def _move_on(
    deed: Deed, draft: Draft, version: Version, stage_run: StageRun, pipeline: Pipeline, answer: _Answer
) -> list[str]:
    draft.updated_at = deed.now
    deed.session.add(draft)
    if answer.verdict is Verdict.APPROVE:
        stages.close(deed, stage_run, StageState.SIGNED)
        following = stage_run.ordinal + 1
        if following < len(pipeline.stages):
            stages.start(deed, draft, version, pipeline.stages[following], following)
        else:
            release.freeze(deed, draft, version, pipeline)
        return []
    if answer.verdict is Verdict.REJECT:
        stages.close(deed, stage_run, StageState.REJECTED)
        draft.state = DraftState.REJECTED.value
        deed.notify(
            draft.author_id, f"rejected:{draft.id}", f"《{draft.title}》已退稿：{answer.opinion}", draft.id
        )
        return []
    return _return(deed, draft, version, stage_run, pipeline, answer)


def _return(
    deed: Deed, draft: Draft, version: Version, stage_run: StageRun, pipeline: Pipeline, answer: _Answer
) -> list[str]:
    stages.close(deed, stage_run, StageState.RETURNED)
    if answer.return_to == AUTHOR:
        draft.state = DraftState.RETURNED.value
        text = f"《{draft.title}》由{stage_run.stage_title}退回修改：{answer.opinion}"
        deed.notify(draft.author_id, f"returned:{stage_run.id}", text, draft.id)
        return []
    target = stages.stage_index(pipeline, str(answer.return_to))
    cause = f"{stage_run.stage_title}（{deed.person.name}）退回至{pipeline.stages[target].title}"
    later = {stage.key for stage in pipeline.stages[target:]}
    voided = stages.void(deed, draft, cause, lambda d: d.stage_key in later)
    stages.start(deed, draft, version, pipeline.stages[target], target)
    titles = {stage.key: stage.title for stage in pipeline.stages}
    return [titles[d.stage_key] for d in voided]


def _file_late(
    deed: Deed,
    signer: Signer,
    draft: Draft,
    version: Version,
    stage_run: StageRun,
    stage: Stage,
    answer: _Answer,
    reason: str,
) -> Decided:
    decision = make_decision(
        deed,
        signer,
        draft,
        version,
        stage_run,
        answer.verdict,
        opinion=answer.opinion,
        fields=_clean_fields(stage, answer.fields),
        return_to=answer.return_to,
        late_reason=reason,
    )
    deed.record(Tag.DECISION_LATE, draft, reason=reason, round=stage_run.round, **decision_facts(decision))
    return Decided(pk(decision), late=True, late_reason=reason, state=draft.state, voided=[])


def _locked(deed: Deed, stage_run_id: int) -> tuple[StageRun, Draft]:
    found = deed.session.get(StageRun, stage_run_id)
    if found is None:
        raise NotFoundError("没有这个环节。")
    draft = deed.lock_draft(found.draft_id)
    deed.session.refresh(found)
    return found, draft


def _require_person(deed: Deed, stage_run: StageRun) -> None:
    reason = barred(deed.session, stage_run, deed.person.person_id)
    if reason is not None:
        raise SeparationError(reason)
    if not any(role.value == stage_run.role for role in deed.person.roles):
        raise NotAllowedError(f"您没有{stage_run.stage_title}的资格。")


def _lateness(session: Session, draft: Draft, stage_run: StageRun) -> str | None:
    """Why an answer to this stage run comes too late, None while it is open."""
    if stage_run.state == StageState.OPEN.value and draft.current_stage_run_id == stage_run.id:
        return None
    if stage_run.state == StageState.PREPARING.value:
        raise StateError("机器检查还没有完成，请稍候。")
    if stage_run.state == StageState.CANCELLED.value:
        return "稿件已修改或撤回，本环节已终止"
    query = select(Decision).where(Decision.stage_run_id == stage_run.id, col(Decision.late).is_(False))
    winner = session.exec(query).first()
    name = "他人" if winner is None else session.get_one(Person, winner.person_id).name
    return f"本环节已由{name}先行办理"


def _require_target(stage: Stage, answer: _Answer) -> None:
    if answer.verdict is Verdict.RETURN and answer.return_to not in stage.return_to:
        raise InvalidError("请选择退回到哪一环节。")
    if answer.verdict is Verdict.REJECT and stage.kind not in {
        StageKind.REVIEW,
        StageKind.PAIRED,
        StageKind.ISSUE,
    }:
        raise InvalidError("校对环节不能退稿；请退回到审稿环节处理。")


def _require_unclaimed_by_others(deed: Deed, stage_run: StageRun) -> None:
    holder = claimed_by(deed.session, pk(stage_run))
    if holder is not None and holder != deed.person.person_id:
        raise StateError("这项待办已由他人领取。请等对方放回，或联系管理员。")


def claimed_by(session: Session, stage_run_id: int) -> int | None:
    """Person who took the stage run up, if anybody did."""
    query = select(Assignment.person_id).where(
        Assignment.stage_run_id == stage_run_id, col(Assignment.claimed_at).is_not(None)
    )
    return session.exec(query).first()


def blockers(
    app: App, actor: Actor, stage_run_id: int, fields: dict[str, Any] | None = None
) -> list[Blocker]:
    """Everything that would hold an approval by this person now. `fields` None leaves the form out.

    Raises:
        NotAllowedError, NotFoundError: not for this person, or no such stage run.
    """
    require(actor, Act.DRAFT_READ)
    with app.database.read() as session:
        stage_run = session.get(StageRun, stage_run_id)
        if stage_run is None:
            raise NotFoundError("没有这个环节。")
        draft = session.get_one(Draft, stage_run.draft_id)
        pipeline = stages.pipeline_of(session, draft)
        stage = pipeline.stage(stage_run.stage_key)
        found: list[Blocker] = []
        reason = barred(session, stage_run, actor.person_id)
        if reason is None and not any(role.value == stage_run.role for role in actor.roles):
            reason = f"您没有{stage_run.stage_title}的资格。"
        if reason is not None:
            found.append(Blocker("person", reason))
        if stage_run.state == StageState.PREPARING.value:
            found.append(Blocker("preparing", "机器检查还没有完成。"))
        return found + _blockers(session, stage_run, stage, fields)


def _blockers(
    session: Session, stage_run: StageRun, stage: Stage, fields: dict[str, Any] | None
) -> list[Blocker]:
    query = select(Finding).where(Finding.version_id == stage_run.version_id)
    query = query.order_by(col(Finding.block_index), col(Finding.start))
    rows = session.exec(query).all()
    red = [r for r in rows if r.severity == "red" and r.disposition != DispositionState.DISMISSED.value]
    yellow = [r for r in rows if r.severity == "yellow" and r.disposition == DispositionState.OPEN.value]
    found = []
    if red:
        text = f"有 {len(red)} 处“错误”未改，也未经审校人员写明理由放行"
        found.append(Blocker("red", text, tuple(pk(r) for r in red)))
    if yellow:
        found.append(Blocker("yellow", f"有 {len(yellow)} 处“警告”尚未处置", tuple(pk(r) for r in yellow)))
    if fields is None:
        return found
    clean = _clean_fields(stage, fields)
    problems = [p for f in stage.fields if (p := f.problem(clean[f.key])) is not None]
    if problems:
        found.append(Blocker("fields", "；".join(problems)))
    confirmed = _confirmed(stage, fields)["gates"]
    words = {"policy": "政治关", "content": "内容关", "quality": "质量关"}
    unconfirmed = [words[g] for g in stage.gates if g not in confirmed]
    if unconfirmed:
        found.append(Blocker("gates", "请逐项确认：" + "、".join(unconfirmed)))
    return found


def _clean_fields(stage: Stage, given: dict[str, Any]) -> dict[str, Any]:
    """The stage's own fields as text or yes/no, whatever a client sent: they are signed, so they must be plain."""
    clean: dict[str, Any] = {}
    for field in stage.fields:
        value = given.get(field.key)
        ticked = value is True or value in ("true", "on", "1", "yes")
        clean[field.key] = ticked if field.kind == FieldKind.BOOL else str(value or "").strip()
    return clean | _confirmed(stage, given)


def _confirmed(stage: Stage, fields: dict[str, Any]) -> dict[str, list[str]]:
    given = fields.get("gates") or []
    given = [given] if isinstance(given, str) else list(given)
    return {"gates": [g for g in stage.gates if g in given]}


def claim(app: App, actor: Actor, stage_run_id: int) -> None:
    """Take a stage run up, so that nobody else signs it meanwhile.

    Raises:
        NotAllowedError, SeparationError, StateError, NotFoundError: nothing changed.
    """
    require(actor, Act.STAGE_CLAIM)
    with acting(app, actor) as deed:
        stage_run, draft = _locked(deed, stage_run_id)
        _require_person(deed, stage_run)
        if stage_run.state != StageState.OPEN.value:
            raise StateError("本环节不在待办中。")
        _require_unclaimed_by_others(deed, stage_run)
        row = _assignment(deed, stage_run)
        row.claimed_at = deed.now
        deed.session.add(row)
        deed.record(Tag.STAGE_CLAIMED, draft, stage_run=stage_run.id, stage=stage_run.stage_key)


def unclaim(app: App, actor: Actor, stage_run_id: int) -> None:
    """Put a stage run back for the others.

    Raises:
        NotAllowedError, StateError, NotFoundError: nothing changed.
    """
    require(actor, Act.STAGE_CLAIM)
    with acting(app, actor) as deed:
        stage_run, draft = _locked(deed, stage_run_id)
        if claimed_by(deed.session, stage_run_id) != actor.person_id:
            raise StateError("您没有领取这项待办。")
        row = _assignment(deed, stage_run)
        row.claimed_at = None
        deed.session.add(row)
        deed.record(Tag.STAGE_UNCLAIMED, draft, stage_run=stage_run.id, stage=stage_run.stage_key)


def _assignment(deed: Deed, stage_run: StageRun) -> Assignment:
    query = select(Assignment).where(
        Assignment.stage_run_id == stage_run.id, Assignment.person_id == deed.person.person_id
    )
    row = deed.session.exec(query).first()
    return row or Assignment(stage_run_id=pk(stage_run), person_id=deed.person.person_id, created_at=deed.now)
