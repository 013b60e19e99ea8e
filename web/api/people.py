"""Persons, accounts, roles and machine work: the administrators' endpoints."""

from __future__ import annotations

from fastapi import Request

from models import Role
from review import jobs, people
from review.access import Act
from review.read import people as people_model
from review.read import system as system_model
from web.api.schemas import AccountIn, ActiveIn, Created, Done, NewPasswordIn, PersonIn, RoleIn
from web.routing import page, router
from web.session import actor_of, app_of

routes = router()


@page(routes, "GET", "/api/v1/people", act=Act.PEOPLE_READ)
def list_people(request: Request) -> list[people_model.PersonView]:
    """Everyone with accounts and roles."""
    return list(people_model.people(app_of(request)))


@page(routes, "POST", "/api/v1/people", act=Act.PEOPLE_MANAGE, status_code=201)
def create(request: Request, body: PersonIn) -> Created:
    """Create a person with a first account."""
    made = people.create_person(
        app_of(request),
        actor_of(request),
        name=body.name,
        unit=body.unit,
        post=body.post,
        login=body.login,
        password=body.password,
    )
    return Created(id=made)


@page(routes, "POST", "/api/v1/people/{person_id}/accounts", act=Act.PEOPLE_MANAGE, status_code=201)
def add_account(request: Request, person_id: int, body: AccountIn) -> Created:
    """Give a person a further account."""
    return Created(
        id=people.add_account(app_of(request), actor_of(request), person_id, body.login, body.password)
    )


@page(routes, "POST", "/api/v1/people/{person_id}/roles", act=Act.ROLE_MANAGE)
def grant(request: Request, person_id: int, body: RoleIn) -> Done:
    """Grant a role."""
    people.grant(app_of(request), actor_of(request), person_id, body.role)
    return Done()


@page(routes, "DELETE", "/api/v1/people/{person_id}/roles/{role}", act=Act.ROLE_MANAGE)
def revoke(request: Request, person_id: int, role: Role) -> Done:
    """Take a role back."""
    people.revoke(app_of(request), actor_of(request), person_id, role)
    return Done()


@page(routes, "POST", "/api/v1/people/{person_id}/active", act=Act.PEOPLE_MANAGE)
def set_active(request: Request, person_id: int, body: ActiveIn) -> Done:
    """Let a person in or keep them out."""
    people.set_active(app_of(request), actor_of(request), person_id, body.active)
    return Done()


@page(routes, "POST", "/api/v1/accounts/{account_id}/password", act=Act.PEOPLE_MANAGE)
def reset_password(request: Request, account_id: int, body: NewPasswordIn) -> Done:
    """Set a password its owner must change."""
    people.reset_password(app_of(request), actor_of(request), account_id, body.password)
    return Done()


@page(routes, "GET", "/api/v1/system", act=Act.SYSTEM_READ)
def system(request: Request) -> system_model.SystemState:
    """Jobs waiting, running and dead."""
    return system_model.system(app_of(request))


@page(routes, "POST", "/api/v1/jobs/{job_id}/revival", act=Act.SYSTEM_MANAGE)
def revive(request: Request, job_id: int) -> Done:
    """Queue a dead job again."""
    jobs.revive(app_of(request), actor_of(request), job_id)
    return Done()
