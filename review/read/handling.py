"""How a draft is being handled (办理): its facts, the stages it is in with who may answer, holds, who stood aside."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models import Assignment, Comment, DraftFacts, DraftState, Hold, Recusal, StageRun, StageState
from models.base import pk
from review.access import HEADS
from review.actors import Actor
from review.app import App
from review.comments import QUESTION
from review.draft_facts import Given, given_of
from review.eligibility import Moment, candidates, delegates_of
from review.read.common import draft_by_number, names
from review.read.drafts import DraftHead, head_of
from review.read.seats import Seat, seat_of
from review.separation import answered
from review.settling import live_hold
from review.stages import running
from review.tree import path_of


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person who may answer a stage run; `done` says that they have, `claimed` that they took it up."""

    id: int
    name: str
    claimed: bool
    done: bool


@dataclass(frozen=True, slots=True)
class OpenStage:
    """A stage run the draft is in. `standing_in`: who may answer it for somebody absent."""

    run_id: int
    title: str
    round: int
    state: str
    needed: int
    seats: int
    deadline_at: datetime | None
    problem: str | None
    people: tuple[Candidate, ...]
    standing_in: tuple[str, ...]
    seat: Seat | None
    may_reassign: bool


@dataclass(frozen=True, slots=True)
class HoldView:
    """A hold of the draft, past or present."""

    reason: str
    by: str
    at: datetime
    lifted_by: str | None
    lifted_at: datetime | None


@dataclass(frozen=True, slots=True)
class Handling:
    """Everything on the page. `may_*` say what this person is offered; the use cases decide."""

    head: DraftHead
    unit: str
    facts: Given
    stages: tuple[OpenStage, ...]
    holds: tuple[HoldView, ...]
    on_hold: bool
    recusals: tuple[tuple[str, str, datetime], ...]
    questions: int
    may_amend: bool
    may_loosen: bool
    may_hold: bool
    may_recuse: bool


def handling(app: App, actor: Actor, number: str) -> Handling:
    """How the draft `number` is being handled, for `actor`.

    Raises:
        NotFoundError: no such draft.
    """
    with app.database.read() as session:
        draft = draft_by_number(session, number)
        head = head_of(session, draft)
        row = session.get(DraftFacts, draft.id)
        live = draft.state in {DraftState.IN_REVIEW.value, DraftState.RETURNED.value}
        author, admin = actor.person_id in head.author_ids, actor.is_administrator
        found = tuple(open_stage(app, session, run, actor, author) for run in running(session, draft))
        signs = any(s.seat is not None and s.seat.assigned for s in found)
        recused = session.exec(select(Recusal).where(Recusal.draft_id == draft.id)).all()
        people = names(session, [r.person_id for r in recused])
        return Handling(
            head=head,
            unit=path_of(session, None if row is None else row.unit_id),
            facts=given_of(row),
            stages=found,
            holds=_holds(session, pk(draft)),
            on_hold=live_hold(session, pk(draft)) is not None,
            recusals=tuple((people.get(r.person_id, ""), r.reason, r.at) for r in recused),
            questions=_questions(session, draft.current_version_id),
            may_amend=live and not admin and (author or signs),
            may_loosen=signs,
            may_hold=live and not admin and not author and bool(HEADS & actor.roles),
            may_recuse=live and signs,
        )


def open_stage(app: App, session: Session, run: StageRun, actor: Actor, author: bool) -> OpenStage:
    """A stage run as `actor` sees it (`author`: of the draft): who may answer it, who has, what they may do."""
    at = Moment(app.clock(), app.zone)
    is_open = run.state == StageState.OPEN.value
    seat = seat_of(app, session, run, actor)
    claimed = set(
        session.exec(
            select(Assignment.person_id).where(
                Assignment.stage_run_id == run.id, col(Assignment.claimed_at).is_not(None)
            )
        )
    )
    fit = candidates(session, run, at) if is_open else []
    lent = delegates_of(session, run, [pk(p) for p in fit], at)
    people = names(session, [*claimed, *lent])
    ids = list(dict.fromkeys([*(pk(p) for p in fit), *claimed]))
    named = people | {pk(p): p.name for p in fit}
    return OpenStage(
        run_id=pk(run),
        title=run.stage_title,
        round=run.round,
        state=run.state,
        needed=run.needed,
        seats=run.seats,
        deadline_at=run.deadline_at,
        problem=run.problem,
        people=tuple(Candidate(i, named[i], i in claimed, answered(session, run, {i})) for i in ids),
        standing_in=tuple(dict.fromkeys(people[i] for i in lent)),
        seat=seat,
        may_reassign=is_open
        and not author
        and not actor.is_administrator
        and (actor.person_id in claimed or bool(HEADS & actor.roles)),
    )


def _holds(session: Session, draft_id: int) -> tuple[HoldView, ...]:
    rows = session.exec(select(Hold).where(Hold.draft_id == draft_id).order_by(col(Hold.id).desc())).all()
    people = names(session, [p for h in rows for p in (h.held_by, h.lifted_by)])
    return tuple(
        HoldView(h.reason, people.get(h.held_by, ""), h.held_at, people.get(h.lifted_by or 0), h.lifted_at)
        for h in rows
    )


def _questions(session: Session, version_id: int | None) -> int:
    query = select(Comment.id).where(
        Comment.version_id == version_id, Comment.kind == QUESTION, col(Comment.resolved_at).is_(None)
    )
    return len(session.exec(query).all())
