"""Who of a unit is told when a stage is overdue, and after how long (逐级上报). A setting, recorded like every other."""

from __future__ import annotations

from dataclasses import dataclass

from sqlmodel import Session, col, select

from models import EscalationStep, Person, Unit
from review.access import Act, require
from review.acting import acting
from review.actors import Actor
from review.app import App
from review.audit.tags import Tag
from review.errors import InvalidError

MOST_STEPS = 8
MOST_MINUTES = 60 * 24 * 60


@dataclass(frozen=True, slots=True)
class Step:
    """One rung: after so many overdue working minutes (from 0 on) this person is told."""

    after_minutes: int
    person_id: int


def steps(session: Session, unit_id: int | None) -> tuple[Step, ...]:
    """The chain of a unit itself (None = the house), soonest first; what holds for a draft is the nearest unit's."""
    query = select(EscalationStep).where(EscalationStep.unit_id == unit_id)
    rows = session.exec(query.order_by(col(EscalationStep.after_minutes), col(EscalationStep.id)))
    return tuple(Step(row.after_minutes, row.person_id) for row in rows)


def set_steps(app: App, actor: Actor, unit_id: int | None, wanted: tuple[Step, ...]) -> None:
    """Replace the chain of a unit, None = the house; no step takes it back.

    Raises:
        NotAllowedError: not a system administrator.
        InvalidError: too many steps, one twice, an impossible time, or a person or unit there is not.
    """
    require(actor, Act.CALENDAR_EDIT)
    if len(wanted) > MOST_STEPS or len(set(wanted)) != len(wanted):
        raise InvalidError(f"最多 {MOST_STEPS} 级，且不要重复。")
    if any(not 0 <= step.after_minutes <= MOST_MINUTES for step in wanted):
        raise InvalidError("逾期多久上报：请填 0 到 1440 个工作小时。")
    with acting(app, actor) as deed:
        if unit_id is not None and deed.session.get(Unit, unit_id) is None:
            raise InvalidError("没有这个单位。")
        for step in wanted:
            person = deed.session.get(Person, step.person_id)
            if person is None or not person.active:
                raise InvalidError("上报对象已停用或不存在。")
        before = steps(deed.session, unit_id)
        for row in deed.session.exec(select(EscalationStep).where(EscalationStep.unit_id == unit_id)):
            if Step(row.after_minutes, row.person_id) not in wanted:
                deed.session.delete(row)
        # A step that stays keeps its number: what it was told of already is not told again.
        deed.session.add_all(
            EscalationStep(unit_id=unit_id, after_minutes=step.after_minutes, person_id=step.person_id)
            for step in wanted
            if step not in before
        )
        deed.record(
            Tag.ESCALATION_CHANGED,
            unit=unit_id,
            before=[[s.after_minutes, s.person_id] for s in before],
            after=[[s.after_minutes, s.person_id] for s in wanted],
        )
