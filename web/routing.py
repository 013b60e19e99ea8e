"""Routes that declare their act. Access is decided before a byte of the body is parsed, in one place, for all of them."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Iterable
from typing import Any, TypeVar
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse
from starlette.routing import BaseRoute, Mount

from review import accounts
from review.access import ANYONE, WHO, Act, require
from review.errors import RefusedError
from web.session import app_of, load_actor

Handler = TypeVar("Handler", bound=Callable[..., Any])
API_PREFIX = "/api/"
# What a person who must first change their password may still do.
_BEFORE_CHANGE = frozenset({Act.PASSWORD_CHANGE, Act.SESSION_CLOSE, Act.SESSION_OPEN, Act.HEALTH_SEE})
_acts: dict[Callable[..., Any], Act] = {}


class UndeclaredActError(Exception):
    """A route was added without saying which act it is. Raised at start, so such a server never runs."""


class SignInNeededError(RefusedError):
    """Nobody is signed in, and the act needs somebody (API)."""

    code = "sign_in_needed"
    status = 401


class PasswordChangeNeededError(RefusedError):
    """The account was given a password by an administrator and must choose its own first (API)."""

    code = "password_change_needed"
    status = 403


def page(
    router: APIRouter, method: str, path: str, *, act: Act, **options: Any
) -> Callable[[Handler], Handler]:
    """Decorator: add a handler to `router` under `method path`, as `act` of review.access."""

    def add(handler: Handler) -> Handler:
        _acts[handler] = act
        router.add_api_route(path, handler, methods=[method], **options)
        return handler

    return add


def act_of(route: BaseRoute) -> Act | None:
    """The act a route declares, None if it declares none."""
    return _acts.get(route.endpoint) if isinstance(route, APIRoute) else None


class GuardedRoute(APIRoute):
    """An API route that checks its act before FastAPI reads the body or runs the handler."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Wrap FastAPI's handler."""
        inner = super().get_route_handler()
        endpoint = self.endpoint

        async def guarded(request: Request) -> Response:
            turned_away = await run_in_threadpool(_admit, request, _acts[endpoint])
            return turned_away or await inner(request)

        return guarded


def _admit(request: Request, act: Act) -> Response | None:
    """None to go on, a redirect for a person who has to do something else first.

    Raises:
        RefusedError: the act is not open to this person.
    """
    actor = load_actor(request)
    is_api = request.url.path.startswith(API_PREFIX)
    if actor is None and WHO[act] is not ANYONE:
        if is_api:
            raise SignInNeededError("请先登录。")
        return _to_sign_in(request)
    if actor is not None and actor.must_change_password and act not in _BEFORE_CHANGE:
        if is_api:
            raise PasswordChangeNeededError("请先修改管理员设置的初始口令。")
        return _redirect(request, "/password")
    require(actor, act)
    return None


def _to_sign_in(request: Request) -> Response:
    if accounts.needs_setup(app_of(request)):
        return _redirect(request, "/setup")
    if request.method != "GET" or request.url.path == "/":
        return _redirect(request, "/sign-in")
    target = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return _redirect(request, f"/sign-in?next={quote(target)}")


def _redirect(request: Request, where: str) -> Response:
    # A fragment request would swap the sign-in page into a corner of the old one; htmx reloads on this header.
    if request.headers.get("hx-request"):
        return Response(status_code=200, headers={"HX-Redirect": where})
    return RedirectResponse(where, status_code=303)


def router() -> APIRouter:
    """A router whose routes are guarded."""
    return APIRouter(route_class=GuardedRoute)


def assert_every_route_has_an_act(routes: Iterable[BaseRoute]) -> None:
    """Refuse to start with a route that nobody decided about. Only the mount of public static files has no act.

    Raises:
        UndeclaredActError: naming the route.
    """
    for route in routes:
        if isinstance(route, Mount) and route.path == "/static":
            continue
        if not isinstance(route, GuardedRoute) or act_of(route) is None:
            raise UndeclaredActError(f"{getattr(route, 'methods', '')} {getattr(route, 'path', route)}")
