"""Administration of persons, accounts and roles, split between the system and the security administrator (三员)."""

from __future__ import annotations

from sqlmodel import func, select

from models import ADMIN_ROLES, Account, Person, Role, RoleGrant, WebSession
from review import assignments, rights
from review.access import Act, require
from review.accounts import add_account as put_account
from review.accounts import add_person, check_password_rules, make_credentials, replace_signing_key
from review.acting import Deed, acting
from review.actors import Actor
from review.app import App
from review.audit.tags import Tag
from review.errors import InvalidError, NotAllowedError, NotFoundError, SeparationError


def create_person(
    app: App, actor: Actor, *, name: str, unit: str, post: str, login: str, password: str
) -> int:
    """Create a person with a first account, whose password they must change. Returns the person's id.

    Raises:
        NotAllowedError, InvalidError: nothing created.
    """
    require(actor, Act.PEOPLE_MANAGE)
    check_password_rules(password, login)
    material = make_credentials(app, password)
    with acting(app, actor) as deed:
        person = add_person(deed, name=name, unit=unit, post=post)
        account = put_account(deed, person, login, material, must_change=True)
        deed.record(
            Tag.PERSON_CREATED, person=person.id, name=person.name, unit=unit.strip(), post=person.post
        )
        deed.record(Tag.ACCOUNT_CREATED, person=person.id, account=account.id, login=account.login)
        return account.person_id


def add_account(app: App, actor: Actor, person_id: int, login: str, password: str) -> int:
    """Give a person a further account. Returns the account's id.

    Raises:
        NotAllowedError, NotFoundError, InvalidError: nothing created.
    """
    require(actor, Act.PEOPLE_MANAGE)
    check_password_rules(password, login)
    material = make_credentials(app, password)
    with acting(app, actor) as deed:
        person = _person(deed, person_id)
        account = put_account(deed, person, login, material, must_change=True)
        deed.record(Tag.ACCOUNT_CREATED, person=person_id, account=account.id, login=account.login)
        deed.session.flush()
        return account.id or 0


def reset_password(app: App, actor: Actor, account_id: int, password: str) -> None:
    """Set a password that its owner must change; the old signing key is retired, open sessions end.

    Raises:
        NotAllowedError, NotFoundError, InvalidError: nothing changed.
    """
    require(actor, Act.PEOPLE_MANAGE)
    check_password_rules(password, "")
    material = make_credentials(app, password)
    with acting(app, actor) as deed:
        account = deed.session.get(Account, account_id)
        if account is None:
            raise NotFoundError("没有这个账号。")
        account.password_hash = material.password_hash
        account.must_change_password = True
        account.failed_attempts = 0
        account.locked_until = None
        deed.session.add(account)
        replace_signing_key(deed, account, material.sealed)
        _end_sessions(deed, [account_id])
        deed.record(Tag.ACCOUNT_RESET, account=account_id, login=account.login)


def set_active(app: App, actor: Actor, person_id: int, active: bool) -> None:
    """Let a person in, or keep them out, with all their accounts.

    Raises:
        NotAllowedError, NotFoundError, SeparationError: nothing changed.
    """
    require(actor, Act.PEOPLE_MANAGE)
    if person_id == actor.person_id:
        raise SeparationError("不能停用自己。")
    with acting(app, actor) as deed:
        person = _person(deed, person_id)
        person.active = active
        deed.session.add(person)
        deed.session.flush()
        assignments.sync(deed, person_id)
        if not active:
            accounts = deed.session.exec(select(Account.id).where(Account.person_id == person_id))
            _end_sessions(deed, [a for a in accounts if a is not None])
        deed.record(
            Tag.PERSON_ACTIVATED if active else Tag.PERSON_DEACTIVATED, person=person_id, name=person.name
        )


def grant(app: App, actor: Actor, person_id: int, role: Role) -> None:
    """Grant a role. Roles are the security administrator's; the first security administrator is named by the system's.

    Raises:
        NotAllowedError, SeparationError, NotFoundError: nothing changed.
    """
    require(actor, Act.ROLE_MANAGE)
    with acting(app, actor) as deed:
        _may_manage_roles(deed, actor, role)
        if person_id == actor.person_id:
            raise SeparationError("不能给自己授予角色。")
        person = _person(deed, person_id)
        held = {
            Role(r) for r in deed.session.exec(select(RoleGrant.role).where(RoleGrant.person_id == person_id))
        }
        if role in held:
            raise InvalidError(f"{person.name} 已有这个角色。")
        if (role in ADMIN_ROLES and held) or (held & ADMIN_ROLES):
            raise SeparationError("系统、安全、审计三员必须由不同的人担任，也不能兼任编辑、审校。")
        deed.session.add(
            RoleGrant(person_id=person_id, role=role.value, granted_by=actor.person_id, granted_at=deed.now)
        )
        deed.session.flush()
        offered = assignments.sync(deed, person_id).offered
        deed.record(Tag.ROLE_GRANTED, person=person_id, name=person.name, role=role.value, offered=offered)


def revoke(app: App, actor: Actor, person_id: int, role: Role) -> None:
    """Take a role back. The last system and the last security administrator keep theirs.

    Raises:
        NotAllowedError, SeparationError, NotFoundError, InvalidError: nothing changed.
    """
    require(actor, Act.ROLE_MANAGE)
    with acting(app, actor) as deed:
        _may_manage_roles(deed, actor, role)
        person = _person(deed, person_id)
        query = select(RoleGrant).where(RoleGrant.person_id == person_id, RoleGrant.role == role.value)
        row = deed.session.exec(query).first()
        if row is None:
            raise NotFoundError(f"{person.name} 没有这个角色。")
        if role in {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN} and _holders(deed, role) == 1:
            raise InvalidError("这是最后一位管理员，不能撤销。")
        deed.session.delete(row)
        rights.clear_scope(deed, person_id, role)
        taken = assignments.sync(deed, person_id).withdrawn
        deed.record(Tag.ROLE_REVOKED, person=person_id, name=person.name, role=role.value, withdrawn=taken)


def _may_manage_roles(deed: Deed, actor: Actor, role: Role) -> None:
    if Role.SECURITY_ADMIN in actor.roles:
        return
    if role is Role.SECURITY_ADMIN and _holders(deed, Role.SECURITY_ADMIN) == 0:
        return
    raise NotAllowedError("角色由安全管理员授予。系统管理员只能指定第一位安全管理员。")


def _holders(deed: Deed, role: Role) -> int:
    return deed.session.exec(
        select(func.count()).select_from(RoleGrant).where(RoleGrant.role == role.value)
    ).one()


def _person(deed: Deed, person_id: int) -> Person:
    query = select(Person).where(Person.id == person_id).with_for_update()
    person = deed.session.exec(query.execution_options(populate_existing=True)).first()
    if person is None:
        raise NotFoundError("没有这个人。")
    return person


def _end_sessions(deed: Deed, account_ids: list[int]) -> None:
    for row in deed.session.exec(select(WebSession).where(WebSession.account_id.in_(account_ids))):  # type: ignore[attr-defined]
        deed.session.delete(row)
