"""Units, groups, qualifications, the unit of a role, and delegations."""

from __future__ import annotations

from datetime import date, datetime

from fastapi import Request
from pydantic import Field

from models import QualificationKind, Role
from review import delegation, rights, units
from review.access import Act
from review.read import organisation as model
from web.api.schemas import Created, Done, In
from web.routing import page, router
from web.session import actor_of, app_of

routes = router()


class UnitIn(In):
    """A unit by its path, such as 中心/编辑室."""

    path: str


class UnitChangeIn(In):
    """Another name, or closed and open again."""

    name: str | None = None
    active: bool | None = None


class PlaceIn(In):
    """Where a person belongs; `unit` is a path, '' none."""

    unit: str
    post: str | None = None


class QualificationIn(In):
    """A qualification from the first to the last day named."""

    kind: QualificationKind
    valid_from: date
    valid_until: date | None = None
    reference: str = Field(default="", max_length=120)


class GroupIn(In):
    """A group; `key` is what pipelines write."""

    key: str
    name: str


class ScopeIn(In):
    """Units that a role covers; an empty list covers all."""

    unit_ids: list[int] = Field(max_length=200)


class DelegationIn(In):
    """Who stands in, when and why. `principal_id` only for the security administrator."""

    delegate_id: int
    starts_at: datetime
    ends_at: datetime
    reason: str
    role: Role | None = None
    principal_id: int | None = None


@page(routes, "GET", "/api/v1/organisation", act=Act.PEOPLE_READ)
def show(request: Request) -> model.Organisation:
    """Units and groups."""
    return model.organisation(app_of(request))


@page(routes, "POST", "/api/v1/units", act=Act.PEOPLE_MANAGE, status_code=201)
def create_unit(request: Request, body: UnitIn) -> Created:
    """Make a unit and what is missing above it."""
    return Created(id=units.create(app_of(request), actor_of(request), body.path))


@page(routes, "POST", "/api/v1/units/{unit_id}", act=Act.PEOPLE_MANAGE)
def change_unit(request: Request, unit_id: int, body: UnitChangeIn) -> Done:
    """Rename a unit, close it or open it."""
    app, actor = app_of(request), actor_of(request)
    if body.name is not None:
        units.rename(app, actor, unit_id, body.name)
    if body.active is not None:
        units.set_active(app, actor, unit_id, body.active)
    return Done()


@page(routes, "GET", "/api/v1/people/{person_id}", act=Act.PEOPLE_READ)
def one(request: Request, person_id: int) -> model.PersonDetail:
    """A person with everything that decides what they may sign."""
    return model.person(app_of(request), person_id)


@page(routes, "POST", "/api/v1/people/{person_id}/place", act=Act.PEOPLE_MANAGE)
def place(request: Request, person_id: int, body: PlaceIn) -> Done:
    """Move a person to a unit and a post."""
    units.place(app_of(request), actor_of(request), person_id, body.unit, body.post)
    return Done()


@page(
    routes, "POST", "/api/v1/people/{person_id}/qualifications", act=Act.QUALIFICATION_MANAGE, status_code=201
)
def qualify(request: Request, person_id: int, body: QualificationIn) -> Created:
    """Enter a qualification."""
    return Created(
        id=rights.qualify(
            app_of(request),
            actor_of(request),
            person_id,
            body.kind,
            valid_from=body.valid_from,
            valid_until=body.valid_until,
            reference=body.reference,
        )
    )


@page(routes, "DELETE", "/api/v1/qualifications/{qualification_id}", act=Act.QUALIFICATION_MANAGE)
def disqualify(request: Request, qualification_id: int) -> Done:
    """Take a qualification back."""
    rights.disqualify(app_of(request), actor_of(request), qualification_id)
    return Done()


@page(routes, "POST", "/api/v1/people/{person_id}/roles/{role}/scope", act=Act.ROLE_MANAGE)
def scope(request: Request, person_id: int, role: Role, body: ScopeIn) -> Done:
    """Limit a role to units."""
    rights.limit_role(app_of(request), actor_of(request), person_id, role, body.unit_ids)
    return Done()


@page(routes, "POST", "/api/v1/groups", act=Act.GROUP_MANAGE, status_code=201)
def create_group(request: Request, body: GroupIn) -> Created:
    """Make a group."""
    return Created(id=rights.create_group(app_of(request), actor_of(request), body.key, body.name))


@page(routes, "POST", "/api/v1/groups/{group_id}/members/{person_id}", act=Act.GROUP_MANAGE)
def join(request: Request, group_id: int, person_id: int) -> Done:
    """Put a person into a group."""
    rights.set_member(app_of(request), actor_of(request), group_id, person_id, True)
    return Done()


@page(routes, "DELETE", "/api/v1/groups/{group_id}/members/{person_id}", act=Act.GROUP_MANAGE)
def leave(request: Request, group_id: int, person_id: int) -> Done:
    """Take a person out of a group."""
    rights.set_member(app_of(request), actor_of(request), group_id, person_id, False)
    return Done()


@page(routes, "GET", "/api/v1/delegations", act=Act.UNIT_READ)
def delegations(request: Request) -> list[model.DelegationView]:
    """One's own delegations; everybody's for the security administrator."""
    actor = actor_of(request)
    mine = None if Role.SECURITY_ADMIN in actor.roles else actor.person_id
    return list(model.delegations(app_of(request), mine))


@page(routes, "POST", "/api/v1/delegations", act=Act.UNIT_READ, status_code=201)
def delegate(request: Request, body: DelegationIn) -> Created:
    """Let somebody stand in. The use case decides whether this person may."""
    return Created(
        id=delegation.delegate(
            app_of(request),
            actor_of(request),
            body.delegate_id,
            starts_at=body.starts_at,
            ends_at=body.ends_at,
            reason=body.reason,
            role=body.role,
            principal_id=body.principal_id,
        )
    )


@page(routes, "DELETE", "/api/v1/delegations/{delegation_id}", act=Act.UNIT_READ)
def revoke(request: Request, delegation_id: int) -> Done:
    """End a delegation now."""
    delegation.revoke(app_of(request), actor_of(request), delegation_id)
    return Done()
