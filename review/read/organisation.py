"""Units, groups, qualifications and delegations as people see them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session, col, or_, select

from models import (
    Delegation,
    GroupMember,
    Person,
    PersonGroup,
    Qualification,
    Role,
    RoleGrant,
    RoleScope,
    Unit,
)
from models.base import pk
from review.access import REVIEWERS
from review.app import App
from review.errors import NotFoundError
from review.read.common import names
from review.tree import path_of


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit; `depth` counts from 0 at the top, `people` its own active members."""

    id: int
    name: str
    path: str
    depth: int
    active: bool
    people: int


@dataclass(frozen=True, slots=True)
class Named:
    """A person to choose."""

    id: int
    name: str
    unit: str


@dataclass(frozen=True, slots=True)
class GroupView:
    """A group with its members."""

    id: int
    key: str
    name: str
    members: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class Organisation:
    """Everything on the page of units and groups; the tree in order, each unit before those below it."""

    units: tuple[UnitView, ...]
    groups: tuple[GroupView, ...]
    people: tuple[Named, ...]


@dataclass(frozen=True, slots=True)
class QualificationView:
    """A qualification. `state`: valid, coming, over or revoked, today."""

    id: int
    kind: str
    valid_from: date
    valid_until: date | None
    reference: str
    granted_by: str
    state: str


@dataclass(frozen=True, slots=True)
class PersonDetail:
    """A person with everything that decides what they may sign. `scopes`: role → ids of the units it covers."""

    id: int
    name: str
    unit: str
    post: str
    active: bool
    roles: tuple[str, ...]
    scopes: dict[str, tuple[int, ...]]
    qualifications: tuple[QualificationView, ...]
    groups: tuple[str, ...]
    delegations: tuple[DelegationView, ...]


@dataclass(frozen=True, slots=True)
class DelegationView:
    """A delegation. `state`: coming, running, over or revoked, now."""

    id: int
    principal_id: int
    principal: str
    delegate_id: int
    delegate: str
    role: str | None
    starts_at: datetime
    ends_at: datetime
    reason: str
    created_by: str
    state: str


def organisation(app: App) -> Organisation:
    """Units and groups."""
    with app.database.read() as session:
        people = {p.id: p for p in session.exec(select(Person)) if p.id is not None}
        counts: dict[int | None, int] = defaultdict(int)
        for person in people.values():
            counts[person.unit_id] += person.active
        below: dict[int | None, list[Unit]] = defaultdict(list)
        for unit in session.exec(select(Unit).order_by(col(Unit.name))):
            below[unit.parent_id].append(unit)
        named = {i: _named(session, p) for i, p in people.items()}
        return Organisation(
            units=tuple(_tree(below, counts, None, "", 0)),
            groups=_groups(session, named),
            people=tuple(sorted((n for i, n in named.items() if people[i].active), key=lambda n: n.name)),
        )


def _tree(
    below: dict[int | None, list[Unit]],
    counts: dict[int | None, int],
    parent: int | None,
    path: str,
    depth: int,
) -> list[UnitView]:
    found = []
    for unit in below.get(parent, ()):
        whole = f"{path}/{unit.name}" if path else unit.name
        found.append(UnitView(pk(unit), unit.name, whole, depth, unit.active, counts[unit.id]))
        found += _tree(below, counts, pk(unit), whole, depth + 1)
    return found


def _named(session: Session, person: Person) -> Named:
    return Named(pk(person), person.name, path_of(session, person.unit_id))


def _groups(session: Session, named: dict[int, Named]) -> tuple[GroupView, ...]:
    members: dict[int, list[Named]] = defaultdict(list)
    for row in session.exec(select(GroupMember).order_by(col(GroupMember.person_id))):
        members[row.group_id].append(named[row.person_id])
    rows = session.exec(select(PersonGroup).order_by(col(PersonGroup.key)))
    return tuple(GroupView(pk(g), g.key, g.name, tuple(members[pk(g)])) for g in rows)


def person(app: App, person_id: int) -> PersonDetail:
    """One person.

    Raises:
        NotFoundError: there is none.
    """
    with app.database.read() as session:
        row = session.get(Person, person_id)
        if row is None:
            raise NotFoundError("没有这个人。")
        scopes: dict[str, list[int]] = defaultdict(list)
        for scope in session.exec(select(RoleScope).where(RoleScope.person_id == person_id)):
            scopes[scope.role].append(scope.unit_id)
        roles = session.exec(select(RoleGrant.role).where(RoleGrant.person_id == person_id))
        groups = select(PersonGroup.name).join(GroupMember, col(GroupMember.group_id) == PersonGroup.id)
        return PersonDetail(
            id=person_id,
            name=row.name,
            unit=path_of(session, row.unit_id),
            post=row.post,
            active=row.active,
            roles=tuple(sorted(roles)),
            scopes={role: tuple(sorted(ids)) for role, ids in scopes.items()},
            qualifications=_qualifications(app, session, person_id),
            groups=tuple(session.exec(groups.where(GroupMember.person_id == person_id))),
            delegations=_delegations(app, session, person_id),
        )


def _qualifications(app: App, session: Session, person_id: int) -> tuple[QualificationView, ...]:
    today = app.clock().astimezone(app.zone).date()
    query = select(Qualification).where(Qualification.person_id == person_id)
    rows = session.exec(query.order_by(col(Qualification.id).desc())).all()
    people = names(session, [q.granted_by for q in rows])

    def state(row: Qualification) -> str:
        if row.revoked_at is not None:
            return "revoked"
        if row.valid_from > today:
            return "coming"
        return "over" if row.valid_until is not None and row.valid_until < today else "valid"

    return tuple(
        QualificationView(
            id=pk(q),
            kind=q.kind,
            valid_from=q.valid_from,
            valid_until=q.valid_until,
            reference=q.reference,
            granted_by=people.get(q.granted_by or 0, ""),
            state=state(q),
        )
        for q in rows
    )


def delegations(app: App, person_id: int | None = None) -> tuple[DelegationView, ...]:
    """Delegations given by or to a person (None: everybody's), the latest first."""
    with app.database.read() as session:
        return _delegations(app, session, person_id)


def _delegations(app: App, session: Session, person_id: int | None) -> tuple[DelegationView, ...]:
    query = select(Delegation).order_by(col(Delegation.id).desc()).limit(200)
    if person_id is not None:
        query = query.where(
            or_(col(Delegation.principal_id) == person_id, col(Delegation.delegate_id) == person_id)
        )
    rows = session.exec(query).all()
    people = names(session, [p for d in rows for p in (d.principal_id, d.delegate_id, d.created_by)])
    now = app.clock()

    def state(row: Delegation) -> str:
        if row.revoked_at is not None:
            return "revoked"
        if row.starts_at > now:
            return "coming"
        return "over" if row.ends_at <= now else "running"

    return tuple(
        DelegationView(
            id=pk(d),
            principal_id=d.principal_id,
            principal=people.get(d.principal_id, ""),
            delegate_id=d.delegate_id,
            delegate=people.get(d.delegate_id, ""),
            role=d.role,
            starts_at=d.starts_at,
            ends_at=d.ends_at,
            reason=d.reason,
            created_by=people.get(d.created_by, ""),
            state=state(d),
        )
        for d in rows
    )


def reviewers(app: App) -> tuple[Named, ...]:
    """Active persons with a review role and no administrator's: who may delegate and stand in."""
    with app.database.read() as session:
        held: dict[int, set[Role]] = defaultdict(set)
        for grant in session.exec(select(RoleGrant)):
            held[grant.person_id].add(Role(grant.role))
        fit = {i for i, roles in held.items() if roles & REVIEWERS and roles <= REVIEWERS | {Role.EDITOR}}
        rows = session.exec(select(Person).where(col(Person.id).in_(fit), col(Person.active).is_(True)))
        return tuple(sorted((_named(session, p) for p in rows), key=lambda n: n.name))
