"""Giving an open stage run to its people: who may take it up, how many answers it takes, and who is told."""

from __future__ import annotations

from models import Assignment, Draft, Person, StageRun
from models.base import pk
from review.acting import Deed
from review.assignments import NOBODY
from review.eligibility import Moment, candidates, delegates_of
from review.pipelines import Stage


def seat_people(deed: Deed, draft: Draft, run: StageRun, stage: Stage) -> list[Person]:
    """Put `run` into the inboxes of everybody who may sign it, and tell those who stand in for one of them.

    A 会签 takes as many answers as there are people; how many approvals it needs is fixed here, when it opens.
    """
    at = Moment(deed.now, deed.app.zone)
    people = candidates(deed.session, run, at)
    if stage.rules.joint:
        run.seats = max(1, len(people))
        run.needed = stage.rules.needed or run.seats
    run.problem = None if people else NOBODY
    if people and run.needed > len(people):
        run.problem = f"本环节需 {run.needed} 人同意，只有 {len(people)} 人可以办理，请安全管理员授予角色。"
        run.seats = run.needed
    deed.session.add(run)
    text = f"《{draft.title}》等您{run.stage_title}"
    for person in people:
        deed.session.add(Assignment(stage_run_id=pk(run), person_id=pk(person), created_at=deed.now))
        deed.notify(pk(person), f"open:{run.id}", text, draft.id)
    for delegate in delegates_of(deed.session, run, [pk(p) for p in people], at):
        deed.notify(delegate, f"open:{run.id}", f"{text}（代签）", draft.id)
    return people
