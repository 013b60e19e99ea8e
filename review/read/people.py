"""Persons with their accounts and roles, for the administrators."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from models import Account, Person, RoleGrant
from models.base import pk
from review.app import App
from review.tree import path_of


@dataclass(frozen=True, slots=True)
class AccountView:
    """An account of a person."""

    id: int
    login: str
    active: bool
    must_change_password: bool
    locked_until: datetime | None


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person with accounts and roles."""

    id: int
    name: str
    unit: str
    post: str
    active: bool
    roles: tuple[str, ...]
    accounts: tuple[AccountView, ...]


def people(app: App) -> tuple[PersonView, ...]:
    """All persons, active ones first, then by unit and name."""
    with app.database.read() as session:
        accounts: dict[int, list[AccountView]] = defaultdict(list)
        for a in session.exec(select(Account).order_by(col(Account.id))):
            accounts[a.person_id].append(
                AccountView(pk(a), a.login, a.active, a.must_change_password, a.locked_until)
            )
        roles: dict[int, list[str]] = defaultdict(list)
        for grant in session.exec(select(RoleGrant).order_by(col(RoleGrant.id))):
            roles[grant.person_id].append(grant.role)
        rows = session.exec(select(Person)).all()
        found = [
            PersonView(
                id=pk(p),
                name=p.name,
                unit=path_of(session, p.unit_id),
                post=p.post,
                active=p.active,
                roles=tuple(roles[pk(p)]),
                accounts=tuple(accounts[pk(p)]),
            )
            for p in rows
        ]
    return tuple(sorted(found, key=lambda p: (not p.active, p.unit, p.name)))
