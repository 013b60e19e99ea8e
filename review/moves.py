"""Where a draft goes after a decision: on, back, out, or nowhere yet because others sign the stage too."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, func, select

from models import Assignment, Decision, Draft, DraftState, StageRun, StageState, Verdict, Version
from review import proofs_state, release, stages
from review.acting import Deed
from review.conditions import applies
from review.pipelines import AUTHOR, Pipeline, Stage
from review.stage_rules import AfterReturn, Objections


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer as it was given. `after_return`: what the signer chose where the pipeline asks them."""

    verdict: Verdict
    opinion: str
    fields: dict[str, Any]
    seen: str
    return_to: str | None
    on_behalf_of: int | None = None
    after_return: AfterReturn | None = None
    seen_proof: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Where an answer was given."""

    draft: Draft
    version: Version
    run: StageRun
    pipeline: Pipeline
    stage: Stage


def move_on(deed: Deed, at: Place, answer: Answer, people: set[int]) -> list[str]:
    """Move the draft as the signed answer says; returns the titles of stages whose sign-off fell.

    `people` stand behind the answer: who signed, and on whose behalf.
    """
    at.draft.updated_at = deed.now
    deed.session.add(at.draft)
    _done_with(deed, at.run, people)
    if answer.verdict is Verdict.APPROVE:
        if _count(deed.session, at.run, Verdict.APPROVE) >= at.run.needed:
            proofs_state.send_orders(deed, at.draft, at.run)
            stages.close(deed, at.run, StageState.SIGNED)
            _proceed(deed, at)
        return []
    if answer.verdict is Verdict.REJECT:
        _reject(deed, at, answer)
        return []
    if at.stage.rules.objections is Objections.ALL and _can_still_pass(deed.session, at.run):
        return []
    return _return(deed, at, answer)


def _proceed(deed: Deed, at: Place) -> None:
    if stages.advance(deed, at.draft, at.version, at.pipeline, after=at.run.ordinal):
        release.freeze(deed, at.draft, at.version, at.pipeline)


def _done_with(deed: Deed, run: StageRun, people: set[int]) -> None:
    """Take the run out of the inboxes of those who have answered; others may have seats in it still."""
    query = select(Assignment).where(Assignment.stage_run_id == run.id, col(Assignment.person_id).in_(people))
    for row in deed.session.exec(query):
        row.closed_at = row.closed_at or deed.now
        deed.session.add(row)


def _count(session: Session, run: StageRun, *verdicts: Verdict) -> int:
    query = select(func.count()).select_from(Decision)
    return session.exec(
        query.where(
            Decision.stage_run_id == run.id,
            col(Decision.verdict).in_([v.value for v in verdicts]),
            col(Decision.late).is_(False),
            col(Decision.voided_at).is_(None),
        )
    ).one()


def _can_still_pass(session: Session, run: StageRun) -> bool:
    return run.seats - _count(session, run, Verdict.RETURN) >= run.needed


def _reject(deed: Deed, at: Place, answer: Answer) -> None:
    """A rejection ends the draft once enough different reviews were given; until then the next reviewer judges it."""
    stages.close(deed, at.run, StageState.REJECTED)
    stages.cancel(deed, at.draft)
    _void_partial(deed, at, f"{at.run.stage_title}（{deed.person.name}）建议退稿")
    following = _next_review(deed, at)
    if following is not None and _reviews_given(deed.session, at) < at.pipeline.reject_after_reviews:
        stages.start(deed, at.draft, at.version, at.pipeline.stages[following], following)
        return
    at.draft.state = DraftState.REJECTED.value
    text = f"《{at.draft.title}》已退稿：{answer.opinion}"
    deed.notify(at.draft.author_id, f"rejected:{at.draft.id}", text, at.draft.id)


def _reviews_given(session: Session, at: Place) -> int:
    query = select(Decision.stage_key).where(
        Decision.draft_id == at.draft.id,
        Decision.version_id == at.version.id,
        col(Decision.is_review),
        col(Decision.verdict).in_([Verdict.APPROVE.value, Verdict.REJECT.value]),
        col(Decision.late).is_(False),
        col(Decision.voided_at).is_(None),
    )
    return len(set(session.exec(query)))


def _next_review(deed: Deed, at: Place) -> int | None:
    facts = stages.facts_of(deed.session, at.draft, at.version, at.pipeline)
    for index in range(at.run.ordinal + 1, len(at.pipeline.stages)):
        stage = at.pipeline.stages[index]
        if "review" in stage.counts and applies(stage.rules.when, facts):
            return index
    return None


def _return(deed: Deed, at: Place, answer: Answer) -> list[str]:
    stages.close(deed, at.run, StageState.RETURNED)
    stages.cancel(deed, at.draft)
    if answer.return_to == AUTHOR:
        _void_partial(deed, at, f"{at.run.stage_title}（{deed.person.name}）退回作者")
        at.draft.state = DraftState.RETURNED.value
        text = f"《{at.draft.title}》由{at.run.stage_title}退回修改：{answer.opinion}"
        deed.notify(at.draft.author_id, f"returned:{at.run.id}", text, at.draft.id)
        return []
    target = stages.stage_index(at.pipeline, str(answer.return_to))
    cause = f"{at.run.stage_title}（{deed.person.name}）退回至{at.pipeline.stages[target].title}"
    again = _to_sign_again(at, target, answer)
    fallen = stages.void(deed, at.draft, cause, lambda d: d.stage_key in again)
    _void_partial(deed, at, cause)
    stages.advance(deed, at.draft, at.version, at.pipeline, after=target - 1)
    titles = {stage.key: stage.title for stage in at.pipeline.stages}
    return list(dict.fromkeys(titles[d.stage_key] for d in fallen))


def policy_of(stage: Stage, answer: Answer) -> AfterReturn:
    """What a return from `stage` means, whoever decided that: the pipeline or, where it asks, the signer."""
    if stage.rules.after_return is AfterReturn.ASK:
        return answer.after_return or AfterReturn.RESTART
    return stage.rules.after_return


def _to_sign_again(at: Place, target: int, answer: Answer) -> set[str]:
    keys = {at.pipeline.stages[target].key, at.stage.key}
    if policy_of(at.stage, answer) is AfterReturn.RESTART:
        keys |= {stage.key for stage in at.pipeline.stages[at.pipeline.step(target).stop :]}
    return keys


def _void_partial(deed: Deed, at: Place, cause: str) -> None:
    """Sign-offs of runs that ended before enough had signed: they count for nothing, and say so."""
    signed = {
        d.stage_run_id for ds in stages.standing(deed.session, at.draft, at.version).values() for d in ds
    }
    stages.void(deed, at.draft, cause, lambda d: d.stage_run_id not in signed)
