"""Who may sign a stage run: role, unit, qualification and group of the natural person, or of the absent person they
stand in for; separation of duties on top of both.

Roles, scope, unit and group are lent by a delegation, qualifications are not: whoever signs must be qualified
themselves, as the rules ask of a delegated final reviewer.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, bindparam
from sqlmodel import Session, and_, col, or_, select

from models import (
    Delegation,
    Draft,
    DraftFacts,
    GroupMember,
    Person,
    PersonGroup,
    Qualification,
    RoleGrant,
    RoleScope,
    StageRun,
)
from models.base import pk
from review import tree
from review.errors import NotAllowedError, RefusedError, SeparationError
from review.separation import Bars
from review.stage_rules import Rules, UnitRule
from review.stages import pipeline_of


@dataclass(frozen=True, slots=True)
class Capacity:
    """In which capacity a person may sign: in their own right, or on behalf of an absent person."""

    person_id: int
    on_behalf_of_id: int | None = None
    delegation_id: int | None = None

    @property
    def people(self) -> set[int]:
        """Who stands behind a signature in this capacity."""
        return {p for p in (self.person_id, self.on_behalf_of_id) if p is not None}


@dataclass(frozen=True, slots=True)
class Refused:
    """Why a person may not sign. `separation`: because of separation of duties, not of a missing right."""

    reason: str
    separation: bool

    def error(self) -> RefusedError:
        """The refusal as an exception, to be raised."""
        return SeparationError(self.reason) if self.separation else NotAllowedError(self.reason)


@dataclass(frozen=True, slots=True)
class Moment:
    """When the question is asked; qualifications count by the day of the house."""

    now: datetime
    zone: ZoneInfo

    @property
    def day(self) -> date:
        """The day in the zone of the house."""
        return self.now.astimezone(self.zone).date()


def capacity(
    session: Session,
    run: StageRun,
    person_id: int,
    at: Moment,
    on_behalf_of: int | None = None,
    bars: Bars | None = None,
) -> Capacity | Refused:
    """The capacity in which the person may sign `run`, or why they may not.

    Their own right comes first; `on_behalf_of` asks for that of one absent person. `bars`: those of the run, where the
    caller asks about many people.
    """
    if not session.get_one(
        Person, person_id
    ).active:  # since their request began: nobody inactive can sign in
        return Refused("您已停用，不能办理。请联系系统管理员。", separation=False)
    bars = bars or Bars.of(session, run)
    reason = bars.against(person_id)
    if reason is not None:
        return Refused(reason, separation=True)
    rules = rules_of(session, run)
    refused = Refused("没有生效的委托，不能代签。", separation=False)
    if on_behalf_of is None:
        own = missing(session, run, rules, person_id, at)
        if own is None:
            return Capacity(person_id)
        refused = Refused(own, separation=False)
    unqualified = _qualification(session, rules, person_id, at)
    for delegation in standing_in(session, person_id, run.role, at):
        principal = session.get_one(Person, delegation.principal_id)
        if on_behalf_of not in (None, principal.id):
            continue
        reason = bars.against(pk(principal))
        if reason is not None:
            refused = Refused(f"不能代{principal.name}签：{reason}", separation=True)
            continue
        lacking = (
            _place(session, run, rules, pk(principal)) if principal.active else f"{principal.name}已停用。"
        )
        if lacking is None and unqualified is None:
            return Capacity(person_id, pk(principal), pk(delegation))
        refused = Refused(f"不能代{principal.name}签：{lacking or unqualified}", separation=False)
    return refused


def missing(session: Session, run: StageRun, rules: Rules, person_id: int, at: Moment) -> str | None:
    """What the person lacks in their own right, in words; None if nothing."""
    return _place(session, run, rules, person_id) or _qualification(session, rules, person_id, at)


_GRANT = select(RoleGrant.id).where(
    RoleGrant.person_id == bindparam("person"), RoleGrant.role == bindparam("role")
)
_SCOPE = select(RoleScope.unit_id).where(
    RoleScope.person_id == bindparam("person"), RoleScope.role == bindparam("role")
)


def _place(session: Session, run: StageRun, rules: Rules, person_id: int) -> str | None:
    """Role, scope, unit and group: what a delegation lends."""
    held = {"person": person_id, "role": run.role}
    if session.exec(_GRANT, params=held).first() is None:
        return f"您没有{run.stage_title}的资格。"
    unit_id = unit_of(session, run.draft_id)
    limits = set(session.exec(_SCOPE, params=held))
    line = [pk(u) for u in tree.line_of(session, unit_id)]
    if limits and not limits & set(line):
        return f"您的{run.stage_title}资格不包括这个单位的稿件。"
    if not _unit_fits(rules.unit, line, session.get_one(Person, person_id).unit_id):
        words = {UnitRule.SAME: "本单位", UnitRule.ABOVE: "上级单位"}
        return f"{run.stage_title}应由稿件所属单位的{words[rules.unit]}人员办理。"
    if rules.group is not None and not _in_group(session, rules.group, person_id):
        return f"您不在{run.stage_title}的候选组中。"
    return None


def _unit_fits(rule: UnitRule, line: list[int], own: int | None) -> bool:
    """`line`: the draft's unit and those above it. Above a top unit there is nothing, so itself counts as above."""
    if rule is UnitRule.ANY:
        return True
    if not line or own is None:
        return False
    if rule is UnitRule.SAME:
        return own == line[0]
    return own in (line[1:] or line)


def _in_group(session: Session, key: str, person_id: int) -> bool:
    query = select(GroupMember.person_id).join(PersonGroup, col(PersonGroup.id) == GroupMember.group_id)
    return (
        session.exec(query.where(PersonGroup.key == key, GroupMember.person_id == person_id)).first()
        is not None
    )


def _qualification(session: Session, rules: Rules, person_id: int, at: Moment) -> str | None:
    if rules.qualification is None:
        return None
    query = select(Qualification.id).where(
        Qualification.person_id == person_id,
        Qualification.kind == rules.qualification.value,
        Qualification.valid_from <= at.day,
        or_(col(Qualification.valid_until).is_(None), col(Qualification.valid_until) >= at.day),
        col(Qualification.revoked_at).is_(None),
    )
    return None if session.exec(query).first() else "您没有本环节要求的资格，或资格不在有效期内。"


def standing_in(session: Session, person_id: int, role: str, at: Moment) -> list[Delegation]:
    """Delegations to the person that are in force for `role`, oldest first. Direct ones only: nothing is passed on."""
    query = select(Delegation).where(Delegation.delegate_id == person_id, _in_force(role, at))
    return list(session.exec(query.order_by(col(Delegation.id))))


def _in_force(role: str, at: Moment) -> ColumnElement[bool]:
    return and_(
        col(Delegation.starts_at) <= at.now,
        col(Delegation.ends_at) > at.now,
        col(Delegation.revoked_at).is_(None),
        or_(col(Delegation.role).is_(None), col(Delegation.role) == role),
    )


def candidates(session: Session, run: StageRun, at: Moment) -> list[Person]:
    """Active persons who may sign in their own right, by id."""
    rules, bars = rules_of(session, run), Bars.of(session, run)
    query = (
        select(Person)
        .join(RoleGrant, col(RoleGrant.person_id) == col(Person.id))
        .where(RoleGrant.role == run.role, col(Person.active).is_(True))
        .order_by(col(Person.id))
    )
    return [
        p
        for p in session.exec(query)
        if bars.against(pk(p)) is None and missing(session, run, rules, pk(p), at) is None
    ]


def delegates_of(session: Session, run: StageRun, principal_ids: list[int], at: Moment) -> list[int]:
    """Who may sign `run` on behalf of one of these persons now."""
    query = select(Delegation).where(col(Delegation.principal_id).in_(principal_ids), _in_force(run.role, at))
    lent = session.exec(query.order_by(col(Delegation.id))).all()
    found, bars = [], Bars.of(session, run) if lent else None
    for delegation in lent:
        given = capacity(session, run, delegation.delegate_id, at, delegation.principal_id, bars)
        if isinstance(given, Capacity):
            found.append(delegation.delegate_id)
    return found


def rules_of(session: Session, run: StageRun) -> Rules:
    """The rule of the run's stage, as the draft's own version of its pipeline has it."""
    return pipeline_of(session, session.get_one(Draft, run.draft_id)).stage(run.stage_key).rules


def unit_of(session: Session, draft_id: int) -> int | None:
    """The unit the draft belongs to: its author's when it was submitted."""
    facts = session.get(DraftFacts, draft_id)
    return None if facts is None else facts.unit_id
