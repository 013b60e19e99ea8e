"""Keeping the open work in step with roles: who gains one finds what waits, who loses one is let go."""

from __future__ import annotations

from sqlmodel import col, select

from models import Assignment, Draft, Role, StageRun, StageState
from models.base import pk
from review.acting import Deed
from review.separation import barred


def offer(deed: Deed, person_id: int, role: Role) -> int:
    """Put open stage runs of `role` into the person's inbox, unless separation of duties bars them; returns how many."""
    offered = 0
    for run in _open_runs(deed, role):
        if barred(deed.session, run, person_id) is not None:
            continue
        row = _assignment(deed, run, person_id)
        row.closed_at = None
        deed.session.add(row)
        run.problem = None
        deed.session.add(run)
        draft = deed.session.get_one(Draft, run.draft_id)
        deed.notify(person_id, f"open:{run.id}", f"《{draft.title}》等您{run.stage_title}", draft.id)
        offered += 1
    return offered


def withdraw(deed: Deed, person_id: int, role: Role) -> int:
    """Take open stage runs of `role` out of the person's inbox, claimed or not; returns how many."""
    taken = 0
    for run in _open_runs(deed, role):
        row = _assignment(deed, run, person_id)
        if row.id is not None and row.closed_at is None:
            row.closed_at = deed.now
            row.claimed_at = None
            deed.session.add(row)
            taken += 1
    return taken


def _open_runs(deed: Deed, role: Role) -> list[StageRun]:
    query = select(StageRun).where(StageRun.role == role.value, StageRun.state == StageState.OPEN.value)
    return list(deed.session.exec(query.order_by(col(StageRun.id))))


def _assignment(deed: Deed, run: StageRun, person_id: int) -> Assignment:
    query = select(Assignment).where(Assignment.stage_run_id == run.id, Assignment.person_id == person_id)
    found = deed.session.exec(query).first()
    return found or Assignment(stage_run_id=pk(run), person_id=person_id, created_at=deed.now)
