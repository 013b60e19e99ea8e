"""What the security administrator grants beside roles: qualifications with dates, groups, and the unit of a role.

Every change brings the inbox of its person in step at once.
"""

from __future__ import annotations

import re
from datetime import date

from sqlmodel import col, select

from models import (
    GroupMember,
    Person,
    PersonGroup,
    Qualification,
    QualificationKind,
    Role,
    RoleGrant,
    RoleScope,
    Unit,
)
from models.base import pk
from review import assignments
from review.access import Act, require
from review.acting import Deed, acting
from review.actors import Actor
from review.app import App
from review.audit.tags import Tag
from review.errors import InvalidError, NotAllowedError, NotFoundError, SeparationError, StateError
from review.tree import path_of

_KEY = re.compile(r"[a-z][a-z0-9_]{0,59}", re.ASCII)


def qualify(
    app: App,
    actor: Actor,
    person_id: int,
    kind: QualificationKind,
    *,
    valid_from: date,
    valid_until: date | None = None,
    reference: str = "",
) -> int:
    """Enter a qualification, valid from the first to the last day named (None: without end). Returns its id.

    Raises:
        NotAllowedError, SeparationError, InvalidError, NotFoundError: nothing entered.
    """
    require(actor, Act.QUALIFICATION_MANAGE)
    if person_id == actor.person_id:
        raise SeparationError("不能给自己登记资格。")
    if valid_until is not None and valid_until < valid_from:
        raise InvalidError("资格的截止日期早于起始日期。")
    with acting(app, actor) as deed:
        person = _person(deed, person_id)
        row = Qualification(
            person_id=person_id,
            kind=kind.value,
            valid_from=valid_from,
            valid_until=valid_until,
            reference=reference.strip()[:120],
            granted_by=actor.person_id,
            granted_at=deed.now,
        )
        deed.session.add(row)
        deed.session.flush()
        assignments.sync(deed, person_id)
        until = None if valid_until is None else valid_until.isoformat()
        deed.record(Tag.QUALIFICATION_GRANTED, qualification=row.id, person=person_id, name=person.name, kind=row.kind,
                    valid_from=valid_from.isoformat(), valid_until=until, reference=row.reference)  # fmt: skip
        return pk(row)


def disqualify(app: App, actor: Actor, qualification_id: int) -> None:
    """Take a qualification back from now on; what was signed under it stands.

    Raises:
        NotAllowedError, StateError, NotFoundError: nothing changed.
    """
    require(actor, Act.QUALIFICATION_MANAGE)
    with acting(app, actor) as deed:
        row = deed.session.get(Qualification, qualification_id)
        if row is None:
            raise NotFoundError("没有这项资格。")
        if row.revoked_at is not None:
            raise StateError("这项资格已经撤销。")
        row.revoked_at = deed.now
        row.revoked_by = actor.person_id
        deed.session.add(row)
        deed.session.flush()
        assignments.sync(deed, row.person_id)
        deed.record(Tag.QUALIFICATION_REVOKED, qualification=row.id, person=row.person_id, kind=row.kind)


def create_group(app: App, actor: Actor, key: str, name: str) -> int:
    """Make a group that pipelines can ask for by `key`. Returns its id.

    Raises:
        NotAllowedError, InvalidError: nothing made.
    """
    require(actor, Act.GROUP_MANAGE)
    key, name = key.strip(), name.strip()
    if not _KEY.fullmatch(key):
        raise InvalidError("组的代号只用小写英文字母、数字和下划线，字母开头。")
    if not name or len(name) > 80:
        raise InvalidError("请填写组名（不超过 80 字）。")
    with acting(app, actor) as deed:
        if deed.session.exec(select(PersonGroup.id).where(PersonGroup.key == key)).first() is not None:
            raise InvalidError("已有这个代号的组。")
        row = PersonGroup(key=key, name=name, created_at=deed.now)
        deed.session.add(row)
        deed.session.flush()
        deed.record(Tag.GROUP_CREATED, group=row.id, key=key, name=name)
        return pk(row)


def set_member(app: App, actor: Actor, group_id: int, person_id: int, member: bool) -> None:
    """Put a person into a group or take them out.

    Raises:
        NotAllowedError, SeparationError, InvalidError, NotFoundError: nothing changed.
    """
    require(actor, Act.GROUP_MANAGE)
    if person_id == actor.person_id:
        raise SeparationError("不能把自己加入候选组。")
    with acting(app, actor) as deed:
        group, person = deed.session.get(PersonGroup, group_id), _person(deed, person_id)
        if group is None:
            raise NotFoundError("没有这个组。")
        row = deed.session.get(GroupMember, (group_id, person_id))
        if (row is not None) is member:
            raise InvalidError(f"{person.name}{'已在' if member else '不在'}这个组里。")
        if row is None:
            deed.session.add(GroupMember(group_id=group_id, person_id=person_id, added_at=deed.now))
        else:
            deed.session.delete(row)
        deed.session.flush()
        assignments.sync(deed, person_id)
        tag = Tag.GROUP_JOINED if member else Tag.GROUP_LEFT
        deed.record(tag, group=group_id, key=group.key, person=person_id, name=person.name)


def limit_role(app: App, actor: Actor, person_id: int, role: Role, unit_ids: list[int]) -> None:
    """Let a role of a person cover only drafts of these units and those below them; an empty list covers all again.

    Raises:
        NotAllowedError, SeparationError, NotFoundError: nothing changed.
    """
    require(actor, Act.ROLE_MANAGE)
    if Role.SECURITY_ADMIN not in actor.roles:
        raise NotAllowedError("角色由安全管理员授予和限定。")
    if person_id == actor.person_id:
        raise SeparationError("不能限定自己的角色。")
    with acting(app, actor) as deed:
        person = _person(deed, person_id)
        grant = select(RoleGrant.id).where(RoleGrant.person_id == person_id, RoleGrant.role == role.value)
        if deed.session.exec(grant).first() is None:
            raise NotFoundError(f"{person.name} 没有这个角色。")
        if any(deed.session.get(Unit, u) is None for u in unit_ids):
            raise NotFoundError("没有这个单位。")
        clear_scope(deed, person_id, role)
        for unit_id in sorted(set(unit_ids)):
            deed.session.add(RoleScope(person_id=person_id, role=role.value, unit_id=unit_id))
        deed.session.flush()
        assignments.sync(deed, person_id)
        units = [path_of(deed.session, u) for u in sorted(set(unit_ids))]
        deed.record(Tag.ROLE_SCOPED, person=person_id, name=person.name, role=role.value, units=units)


def clear_scope(deed: Deed, person_id: int, role: Role) -> None:
    """Forget the units a role was limited to, so that a role granted again later starts without."""
    query = select(RoleScope).where(RoleScope.person_id == person_id, col(RoleScope.role) == role.value)
    for row in deed.session.exec(query):
        deed.session.delete(row)
    deed.session.flush()


def _person(deed: Deed, person_id: int) -> Person:
    person = deed.session.get(Person, person_id)
    if person is None:
        raise NotFoundError("没有这个人。")
    return person
