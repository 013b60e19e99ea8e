"""The way in and out: first administrator, signing in and out, the own password, the language, the health answer."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Form, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy.exc import SQLAlchemyError

from review import accounts
from review.access import Act
from review.errors import InvalidError, NotFoundError, RefusedError
from review.read import system as system_model
from web.locale import COOKIE as LANGUAGE_COOKIE
from web.locale import LANGUAGES
from web.routing import page, router
from web.session import actor_of, app_of, cookie_of, load_actor
from web.templating import go, render

routes = router()
Text = Annotated[str, Form()]
_YEAR_S = 365 * 24 * 3600


def safe_path(target: str) -> str:
    """`target` if it is a path of ours, else `/`: a link must not lead through our sign-in to a foreign site."""
    parts = urlsplit(target)
    harmless = target.startswith("/") and not target.startswith(("//", "/\\")) and target.isprintable()
    return target if harmless and not parts.netloc and not parts.scheme else "/"


@page(routes, "GET", "/healthz", act=Act.HEALTH_SEE)
def health(request: Request) -> Response:
    """200 while the database answers, 503 otherwise."""
    try:
        system_model.healthy(app_of(request))
    except SQLAlchemyError:
        return JSONResponse({"status": "database unavailable"}, status_code=503)
    return JSONResponse({"status": "ok"})


@page(routes, "GET", "/setup", act=Act.SETUP_RUN)
def setup_form(request: Request) -> Response:
    """The form for the first administrator, only while there is nobody."""
    if not accounts.needs_setup(app_of(request)):
        raise NotFoundError("系统已完成初始设置。")
    return render(request, "setup.html", error="", name="", login="")


@page(routes, "POST", "/setup", act=Act.SETUP_RUN)
def setup(
    request: Request, name: Text = "", login: Text = "", password: Text = "", again: Text = ""
) -> Response:
    """Create the first administrator and sign them in."""
    app = app_of(request)
    try:
        if password != again:
            raise InvalidError("两次输入的口令不一致。")
        accounts.setup_first_administrator(app, name, login, password)
        token = accounts.sign_in(app, login, password).token
    except RefusedError as error:
        return render(request, "setup.html", status=error.status, error=error.message, name=name, login=login)
    response = go("/people", "flash.setup_done")
    cookie_of(request).put(request, response, token)
    return response


@page(routes, "GET", "/sign-in", act=Act.SESSION_OPEN)
def sign_in_form(request: Request, next: str = "/") -> Response:  # noqa: A002  the name in the address
    """The sign-in form."""
    if accounts.needs_setup(app_of(request)):
        return go("/setup")
    if load_actor(request) is not None:
        return go(safe_path(next))
    return render(request, "sign_in.html", error="", login="", target=safe_path(next))


@page(routes, "POST", "/sign-in", act=Act.SESSION_OPEN)
def sign_in(
    request: Request,
    login: Text = "",
    password: Text = "",
    next: Text = "/",  # noqa: A002  the name of the field
) -> Response:
    """Open a session."""
    target = safe_path(next)
    try:
        signed_in = accounts.sign_in(app_of(request), login, password)
    except RefusedError as error:
        return render(
            request, "sign_in.html", status=error.status, error=error.message, login=login, target=target
        )
    response = go("/password" if signed_in.actor.must_change_password else target)
    cookie_of(request).put(request, response, signed_in.token)
    return response


@page(routes, "POST", "/sign-out", act=Act.SESSION_CLOSE)
def sign_out(request: Request) -> Response:
    """End the session."""
    token = cookie_of(request).token(request)
    if token is not None:
        accounts.sign_out(app_of(request), token)
    response = go("/sign-in", "flash.signed_out")
    cookie_of(request).drop(response)
    return response


@page(routes, "GET", "/password", act=Act.PASSWORD_CHANGE)
def password_form(request: Request) -> Response:
    """The form to change the own password."""
    return render(request, "password.html", error="")


@page(routes, "POST", "/password", act=Act.PASSWORD_CHANGE)
def change_password(request: Request, old: Text = "", new: Text = "", again: Text = "") -> Response:
    """Change the own password; the session goes on."""
    try:
        if new != again:
            raise InvalidError("两次输入的新口令不一致。")
        accounts.change_password(app_of(request), actor_of(request), old, new)
    except RefusedError as error:
        return render(request, "password.html", status=error.status, error=error.message)
    return go("/", "flash.password_changed")


@page(routes, "POST", "/language", act=Act.SESSION_OPEN)
def choose_language(
    request: Request,
    language: Text = "",
    next: Text = "/",  # noqa: A002  the name of the field
) -> Response:
    """Remember the language in a cookie."""
    response = go(safe_path(next))
    if language in LANGUAGES:
        response.set_cookie(LANGUAGE_COOKIE, language, max_age=_YEAR_S, httponly=True, samesite="lax")
    return response
