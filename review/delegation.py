"""Absence: a time-boxed delegation (委托代签). Both names are shown and signed, nothing is ever passed on further.

A delegation lends the principal's review roles, not their qualifications, and ends by itself. Whoever signs under it is
held to separation of duties for both persons.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlmodel import col, or_, select

from models import ADMIN_ROLES, Delegation, Person, Role, RoleGrant
from models.base import pk
from review.access import REVIEWERS, Act, require
from review.acting import Deed, acting
from review.actors import Actor
from review.app import App
from review.audit.record import timestamp
from review.audit.tags import Tag
from review.errors import InvalidError, NotAllowedError, NotFoundError, SeparationError, StateError

LONGEST = timedelta(days=92)


def delegate(
    app: App,
    actor: Actor,
    delegate_id: int,
    *,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    role: Role | None = None,
    principal_id: int | None = None,
) -> int:
    """Let `delegate_id` sign on behalf of the actor, or of `principal_id` when the security administrator says so.

    Args:
        starts_at, ends_at: aware; at most 92 days, not in the past.
        role: one review role, None for all that the principal holds.

    Raises:
        NotAllowedError, SeparationError, InvalidError, NotFoundError: nothing made.
    """
    principal_id = actor.person_id if principal_id is None else principal_id
    _require_right(actor, principal_id)
    if not reason.strip():
        raise InvalidError("请写明委托的理由。")
    with acting(app, actor) as deed:
        _check_dates(deed, starts_at, ends_at)
        principal, substitute = _active(deed, principal_id), _active(deed, delegate_id)
        _check_people(deed, principal, substitute, role)
        _check_overlap(deed, principal_id, delegate_id, role, starts_at, ends_at)
        row = Delegation(
            principal_id=principal_id,
            delegate_id=delegate_id,
            role=None if role is None else role.value,
            starts_at=starts_at,
            ends_at=ends_at,
            reason=reason.strip(),
            created_by=actor.person_id,
            created_at=deed.now,
        )
        deed.session.add(row)
        deed.session.flush()
        until = ends_at.astimezone(app.zone).strftime("%Y-%m-%d %H:%M")
        text = f"{principal.name}委托您代签，到 {until} 为止：{row.reason}"
        deed.notify(delegate_id, f"delegated:{row.id}", text)
        if principal_id != actor.person_id:
            deed.notify(
                principal_id, f"delegated:{row.id}", f"已委托{substitute.name}为您代签，到 {until} 为止"
            )
        deed.record(Tag.DELEGATION_MADE, delegation=row.id, principal=principal_id, delegate=delegate_id, role=row.role,
                    starts_at=timestamp(starts_at), ends_at=timestamp(ends_at), reason=row.reason)  # fmt: skip
        return pk(row)


def revoke(app: App, actor: Actor, delegation_id: int) -> None:
    """End a delegation now; what was signed under it stands.

    Raises:
        NotAllowedError, StateError, NotFoundError: nothing changed.
    """
    with app.database.read() as session:
        found = session.get(Delegation, delegation_id)
    if found is None:
        raise NotFoundError("没有这项委托。")
    _require_right(actor, found.principal_id)
    with acting(app, actor) as deed:
        query = select(Delegation).where(Delegation.id == delegation_id).with_for_update()
        row = deed.session.exec(query.execution_options(populate_existing=True)).one()
        if row.revoked_at is not None or row.ends_at <= deed.now:
            raise StateError("这项委托已经结束。")
        row.revoked_at = deed.now
        row.revoked_by = actor.person_id
        deed.session.add(row)
        deed.notify(row.delegate_id, f"undelegated:{row.id}", "代签委托已收回")
        deed.record(
            Tag.DELEGATION_REVOKED, delegation=row.id, principal=row.principal_id, delegate=row.delegate_id
        )


def _require_right(actor: Actor, principal_id: int) -> None:
    if principal_id == actor.person_id:
        require(actor, Act.DELEGATION_MAKE)
    elif Role.SECURITY_ADMIN not in actor.roles:
        raise NotAllowedError("只能委托别人代自己签；他人不在岗时，由安全管理员代为设置。")


def _check_dates(deed: Deed, starts_at: datetime, ends_at: datetime) -> None:
    if starts_at.tzinfo is None or ends_at.tzinfo is None:
        raise InvalidError("委托的起止时间须带时区。")
    if ends_at <= starts_at or ends_at <= deed.now:
        raise InvalidError("委托的结束时间须在开始时间和现在之后。")
    if ends_at - starts_at > LONGEST:
        raise InvalidError(f"一次委托至多 {LONGEST.days} 天。")


def _active(deed: Deed, person_id: int) -> Person:
    person = deed.session.get(Person, person_id)
    if person is None or not person.active:
        raise NotFoundError("没有这个人，或已停用。")
    return person


def _check_people(deed: Deed, principal: Person, substitute: Person, role: Role | None) -> None:
    if principal.id == substitute.id:
        raise SeparationError("不能委托给自己。")
    own, theirs = _roles(deed, pk(principal)), _roles(deed, pk(substitute))
    if (own | theirs) & ADMIN_ROLES:
        raise SeparationError("管理员（系统、安全、审计）不得参与审校，也不能委托或代签。")
    if not theirs & REVIEWERS:
        raise InvalidError(f"{substitute.name}不是审校人员，不能代签。")
    if not (own & REVIEWERS if role is None else role in own & REVIEWERS):
        # Whoever only stands in for somebody holds nothing of their own: a delegate of a delegate is refused here.
        raise SeparationError(f"{principal.name}本人没有这项审校角色。代签不得转托他人。")


def _roles(deed: Deed, person_id: int) -> frozenset[Role]:
    return frozenset(
        Role(r) for r in deed.session.exec(select(RoleGrant.role).where(RoleGrant.person_id == person_id))
    )


def _check_overlap(
    deed: Deed, principal_id: int, delegate_id: int, role: Role | None, starts_at: datetime, ends_at: datetime
) -> None:
    query = select(Delegation.id).where(
        Delegation.principal_id == principal_id,
        Delegation.delegate_id == delegate_id,
        Delegation.starts_at < ends_at,
        Delegation.ends_at > starts_at,
        col(Delegation.revoked_at).is_(None),
    )
    if role is not None:
        query = query.where(or_(col(Delegation.role).is_(None), Delegation.role == role.value))
    if deed.session.exec(query).first() is not None:
        raise InvalidError("这段时间里已有同样的委托。")
