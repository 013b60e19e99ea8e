"""Signing in and out, the own password, the first administrator."""

from __future__ import annotations

from fastapi import Request

from review import accounts
from review.access import Act
from web.api.schemas import Created, Done, Me, PasswordIn, SessionIn, SessionOut, SetupIn
from web.routing import page, router
from web.session import actor_of, app_of, cookie_of

routes = router()


@page(routes, "POST", "/api/v1/setup", act=Act.SETUP_RUN, status_code=201)
def setup(request: Request, body: SetupIn) -> Created:
    """Create the first administrator, once, on a new installation."""
    return Created(
        id=accounts.setup_first_administrator(app_of(request), body.name, body.login, body.password)
    )


@page(routes, "POST", "/api/v1/session", act=Act.SESSION_OPEN, status_code=201)
def open_session(request: Request, body: SessionIn) -> SessionOut:
    """Sign in. The token is for the Authorization header; no cookie is set."""
    signed_in = accounts.sign_in(app_of(request), body.login, body.password)
    return SessionOut(token=signed_in.token, person=Me.of(signed_in.actor))


@page(routes, "DELETE", "/api/v1/session", act=Act.SESSION_CLOSE)
def close_session(request: Request) -> Done:
    """Sign out."""
    token = cookie_of(request).token(request)
    if token is not None:
        accounts.sign_out(app_of(request), token)
    return Done()


@page(routes, "GET", "/api/v1/me", act=Act.PASSWORD_CHANGE)
def me(request: Request) -> Me:
    """Who is signed in; open to a person who has yet to change their password, hence the act."""
    return Me.of(actor_of(request))


@page(routes, "POST", "/api/v1/password", act=Act.PASSWORD_CHANGE)
def change_password(request: Request, body: PasswordIn) -> Done:
    """Change the own password."""
    accounts.change_password(app_of(request), actor_of(request), body.old, body.new)
    return Done()
