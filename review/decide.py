"""Deciding a stage: approve, return, reject. The guards run in the design's order, then the person signs."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from models import (
    Decision,
    DispositionState,
    Draft,
    DraftFacts,
    Finding,
    Person,
    StageRun,
    StageState,
    Verdict,
    Version,
)
from models.base import pk
from review import draft_facts, marks, proofs_state, stages
from review.access import Act, require
from review.accounts import unlock_signer
from review.acting import Deed, acting
from review.actors import Actor
from review.app import App
from review.audit.tags import Tag
from review.claims import locked, require_capacity, require_seat, require_unclaimed_by_others
from review.eligibility import Capacity, Moment, Refused, capacity
from review.errors import (
    BlockedError,
    Blocker,
    InvalidError,
    NotFoundError,
    SeparationError,
    StaleContentError,
    StateError,
)
from review.keys import Signer
from review.moves import Answer, Place, move_on, policy_of
from review.pipelines import AUTHOR, FieldKind, Stage, StageKind
from review.separation import answered
from review.settling import require_not_held, unsettled
from review.signing import decision_facts, make_decision
from review.stage_rules import AfterReturn


@dataclass(frozen=True, slots=True)
class Decided:
    """What became of a decision. `late`: it was filed and moved nothing, `late_reason` says why."""

    decision_id: int
    late: bool
    late_reason: str | None
    state: str
    voided: list[str]


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
    on_behalf_of: int | None = None,
    after_return: AfterReturn | None = None,
    seen_proof: str | None = None,
) -> Decided:
    """Sign a decision on a stage run. Guards: access, separation of duties, seen = current content, findings, fields.

    `on_behalf_of`: person id of the absent person whose right to use; None takes one's own right, else the first
    delegation in force. `after_return`: whether a return starts over or resumes, where the pipeline asks.
    `seen_proof`: SHA-256 of the proof they looked at, None where there was none.

    Of two decisions on one stage run one wins; the other, like every late or repeated answer, is signed and filed
    (`late`), moves nothing, and its person is told why.

    Raises:
        NotAllowedError, SeparationError, StaleContentError, BlockedError, InvalidError, StateError,
        WrongPasswordError, LockedAccountError, NotFoundError: nothing is stored.
    """
    require(actor, Act.STAGE_DECIDE)
    if verdict is Verdict.WITHDRAW:
        raise InvalidError("撤稿由作者在稿件页提出。")
    answer = Answer(
        verdict,
        opinion.strip(),
        fields or {},
        seen_content_hash,
        return_to,
        on_behalf_of,
        after_return,
        seen_proof,
    )
    if not answer.opinion:
        raise InvalidError("请写审签意见。")
    signer = unlock_signer(app, actor, password)
    marks.warm(app, stage_run_id)
    try:
        with acting(app, actor) as deed:
            return _decide(deed, signer, stage_run_id, answer)
    except IntegrityError as error:
        raise SeparationError(
            "数据库拒绝了这次签字：它违反三审三校分人规则，或该环节刚刚已有人签。"
        ) from error


def _decide(deed: Deed, signer: Signer, stage_run_id: int, answer: Answer) -> Decided:
    stage_run, draft = locked(deed, stage_run_id)
    if stage_run.after_release:
        raise InvalidError("稿件已经发布。复核的结果请在事后复核页签署。")
    pipeline = stages.pipeline_of(deed.session, draft)
    stage = pipeline.stage(stage_run.stage_key)
    version = deed.session.get_one(Version, stage_run.version_id)
    at = Place(draft, version, stage_run, pipeline, stage)
    given = require_capacity(deed, stage_run, answer.on_behalf_of)
    late = _lateness(deed.session, stage_run, given)
    if late is not None:
        return _file_late(deed, signer, at, answer, given, late)
    if answer.seen != version.content_hash or draft.current_version_id != version.id:
        raise StaleContentError(answer.seen, version.content_hash)
    proofs_state.require_seen(deed.session, stage_run, answer.seen_proof)
    require_not_held(deed.session, draft)
    require_seat(deed, stage_run, given)
    require_unclaimed_by_others(deed, stage_run)
    if answer.verdict is Verdict.APPROVE:
        held = _blockers(deed.session, stage_run, stage, answer.fields)
        held += unsettled(deed.session, stage_run, pipeline, stage)
        held += marks.blockers(deed.app, deed.session, pipeline, stage_run)
        held += proofs_state.blockers(deed.session, stage_run, stage, pipeline)
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
        capacity=given,
        more=_signed_as_well(deed, at, answer),
    )
    deed.record(Tag.DECISION_SIGNED, draft, round=stage_run.round, **decision_facts(decision))
    voided = move_on(deed, at, answer, given.people)
    return Decided(pk(decision), late=False, late_reason=None, state=draft.state, voided=voided)


def _file_late(
    deed: Deed,
    signer: Signer,
    at: Place,
    answer: Answer,
    given: Capacity,
    reason: str,
) -> Decided:
    decision = make_decision(
        deed,
        signer,
        at.draft,
        at.version,
        at.run,
        answer.verdict,
        opinion=answer.opinion,
        fields=_clean_fields(at.stage, answer.fields),
        return_to=answer.return_to,
        late_reason=reason,
        capacity=given,
    )
    deed.record(Tag.DECISION_LATE, at.draft, reason=reason, round=at.run.round, **decision_facts(decision))
    return Decided(pk(decision), late=True, late_reason=reason, state=at.draft.state, voided=[])


def _signed_as_well(deed: Deed, at: Place, answer: Answer) -> dict[str, Any]:
    """What the signer relied on or chose beyond the form: the draft's facts, and what a return means."""
    facts = draft_facts.given_of(deed.session.get(DraftFacts, at.draft.id))
    more: dict[str, Any] = {"facts": asdict(facts)}
    proof = proofs_state.signed_facts(deed.session, at.run)
    if proof is not None:
        more["proof"] = proof
    if answer.verdict is Verdict.RETURN and answer.return_to != AUTHOR:
        more["after_return"] = policy_of(at.stage, answer).value
    return more


def _lateness(session: Session, stage_run: StageRun, given: Capacity) -> str | None:
    """Why an answer to this stage run comes too late, None while it is open."""
    if stage_run.state == StageState.OPEN.value:
        return "您已对本环节表达过意见" if answered(session, stage_run, given.people) else None
    if stage_run.state == StageState.PREPARING.value:
        raise StateError("机器检查还没有完成，请稍候。")
    if stage_run.state == StageState.CANCELLED.value:
        return "稿件已退回、修改或撤回，本环节已终止"
    query = select(Decision).where(Decision.stage_run_id == stage_run.id, col(Decision.late).is_(False))
    winner = session.exec(query).first()
    name = "他人" if winner is None else session.get_one(Person, winner.person_id).name
    return f"本环节已由{name}先行办理"


def _require_target(stage: Stage, answer: Answer) -> None:
    if answer.verdict is Verdict.RETURN and answer.return_to not in stage.return_to:
        raise InvalidError("请选择退回到哪一环节。")
    if answer.verdict is Verdict.REJECT and stage.kind not in {
        StageKind.REVIEW,
        StageKind.PAIRED,
        StageKind.ISSUE,
    }:
        raise InvalidError("本环节不能退稿；请退回到审稿环节处理。")


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
        given = capacity(session, stage_run, actor.person_id, Moment(app.clock(), app.zone))
        if isinstance(given, Refused):
            found.append(Blocker("person", given.reason))
        if stage_run.state == StageState.PREPARING.value:
            found.append(Blocker("preparing", "机器检查还没有完成。"))
        found += unsettled(session, stage_run, pipeline, stage)
        found += marks.blockers(app, session, pipeline, stage_run)
        found += proofs_state.blockers(session, stage_run, stage, pipeline)
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
