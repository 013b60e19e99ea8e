"""Keeping the open work in step with roles, units, groups and qualifications: who gains a right finds what waits,
who loses it is let go."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import col, select

from models import Assignment, Draft, Person, StageRun, StageState
from models.base import pk
from review.acting import Deed
from review.eligibility import Moment, missing, rules_of
from review.separation import Bars, answered

NOBODY = "没有可以办理本环节的人，请安全管理员授予角色。"


@dataclass(frozen=True, slots=True)
class Synced:
    """How many open stage runs a person found in their inbox, and how many were taken out of it."""

    offered: int
    withdrawn: int


def sync(deed: Deed, person_id: int) -> Synced:
    """Bring the person's inbox in step with what they may do now. A 会签 keeps the members it opened with, but loses
    those who may not sign it any more."""
    offered = withdrawn = 0
    person = deed.session.get_one(Person, person_id)
    for run in _open_runs(deed):
        row = _assignment(deed, run, person_id)
        if row.id is not None and row.closed_at is None:
            if not _may(deed, run, person):
                let_go(deed, run, row)
                withdrawn += 1
        elif (run.seats == 1 or not _live(deed, run)) and _may(deed, run, person):
            _offer(deed, run, row)
            offered += 1
    return Synced(offered, withdrawn)


def _may(deed: Deed, run: StageRun, person: Person) -> bool:
    at = Moment(deed.now, deed.app.zone)
    if not person.active or Bars.of(deed.session, run).against(pk(person)) is not None:
        return False
    if answered(deed.session, run, {pk(person)}):
        return False
    return missing(deed.session, run, rules_of(deed.session, run), pk(person), at) is None


def _offer(deed: Deed, run: StageRun, row: Assignment) -> None:
    row.closed_at = None
    run.problem = None
    deed.session.add(row)
    deed.session.add(run)
    draft = deed.session.get_one(Draft, run.draft_id)
    deed.notify(row.person_id, f"open:{run.id}", f"《{draft.title}》等您{run.stage_title}", draft.id)


def let_go(deed: Deed, run: StageRun, row: Assignment) -> None:
    """Take an open stage run out of a person's inbox, claimed or not; says so on the run when nobody is left."""
    row.closed_at = deed.now
    row.claimed_at = None
    deed.session.add(row)
    deed.session.flush()
    left = [a for a in _live(deed, run) if not answered(deed.session, run, {a.person_id})]
    if not left or (run.seats > 1 and len(_live(deed, run)) < run.needed):
        run.problem = NOBODY if run.seats == 1 else "会签人数已不足，请改派或退回。"
        deed.session.add(run)


def _live(deed: Deed, run: StageRun) -> list[Assignment]:
    query = select(Assignment).where(Assignment.stage_run_id == run.id, col(Assignment.closed_at).is_(None))
    return list(deed.session.exec(query))


def _open_runs(deed: Deed) -> list[StageRun]:
    query = select(StageRun).where(StageRun.state == StageState.OPEN.value)
    return list(deed.session.exec(query.order_by(col(StageRun.id))))


def _assignment(deed: Deed, run: StageRun, person_id: int) -> Assignment:
    query = select(Assignment).where(Assignment.stage_run_id == run.id, Assignment.person_id == person_id)
    found = deed.session.exec(query).first()
    return found or Assignment(stage_run_id=pk(run), person_id=person_id, created_at=deed.now)
