"""How a person stands to the stages a draft is in: which one they may answer, and on whose behalf."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from models import Assignment, Draft, StageRun, StageState
from models.base import pk
from review.actors import Actor
from review.app import App
from review.eligibility import Capacity, Moment, capacity
from review.read.common import current_run, names
from review.separation import answered, is_seated
from review.stages import running


@dataclass(frozen=True, slots=True)
class Seat:
    """How this person stands to the stage run: may they act, for whom, and who has taken it up.

    `assigned`: they may answer it, in their own right or on behalf of an absent person. `joint`: others answer too.
    """

    stage_run_id: int
    assigned: bool
    claimed_by_me: bool
    claimed_by: str | None
    on_behalf_of: str | None = None
    on_behalf_of_id: int | None = None
    joint: bool = False


def run_for(app: App, session: Session, draft: Draft, actor: Actor) -> StageRun | None:
    """Of the stages a draft is in, the one this person may answer; else the first of them, else the last it was in."""
    open_runs = [run for run in running(session, draft) if run.state == StageState.OPEN.value]
    mine = [run for run in open_runs if capacity_in(app, session, run, actor.person_id) is not None]
    return next(iter(mine or open_runs), None) or current_run(session, draft)


def capacity_in(app: App, session: Session, run: StageRun, person_id: int) -> Capacity | None:
    """The capacity in which the person may still answer `run`, None when they may not, or have done so."""
    given = capacity(session, run, person_id, Moment(app.clock(), app.zone))
    if not isinstance(given, Capacity):
        return None
    if answered(session, run, given.people) or not is_seated(session, run, given.people):
        return None
    return given


def seat_of(app: App, session: Session, run: StageRun | None, actor: Actor) -> Seat | None:
    """The seat of the person in an open run, None when there is none to sit in."""
    if run is None or run.state != StageState.OPEN.value:
        return None
    query = select(Assignment).where(Assignment.stage_run_id == run.id, col(Assignment.closed_at).is_(None))
    live = session.exec(query).all()
    claimed = [a.person_id for a in live if a.claimed_at is not None]
    holder = None if run.seats > 1 else next(iter(claimed), None)
    given = capacity_in(app, session, run, actor.person_id)
    principal = None if given is None else given.on_behalf_of_id
    people = names(session, [holder, principal])
    return Seat(
        stage_run_id=pk(run),
        assigned=given is not None,
        claimed_by_me=actor.person_id in claimed,
        claimed_by=None if holder is None else people.get(holder),
        on_behalf_of=None if principal is None else people.get(principal),
        on_behalf_of_id=principal,
        joint=run.seats > 1,
    )
