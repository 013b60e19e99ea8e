"""Refusals and faults as pages and as JSON. People get a calm sentence; a stack trace goes to the log only."""

from __future__ import annotations

import secrets
import traceback
from typing import Any

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from documents.errors import TooLargeError, UnreadableError
from review.errors import BlockedError, RefusedError
from review.pipeline_versions import FaultyPipelineError
from web import templating
from web.wording import size

log = structlog.get_logger("web")
API_PREFIX = "/api/"
_KNOWN = frozenset({400, 401, 403, 404, 405, 409, 413, 422, 429, 500})


def answer(request: Request, status: int, code: str, message: str, **more: Any) -> Response:
    """The answer to a refused or failed request, in the form its sender reads."""
    if request.url.path.startswith(API_PREFIX):
        return JSONResponse({"error": {"code": code, "message": message} | more}, status_code=status)
    fragment = templating.is_fragment(request)
    response = templating.render(
        request,
        "fragments/refusal.html" if fragment else "error.html",
        status=status,
        code=code,
        message=message,
        incident=more.get("incident"),
        status_code=status,
    )
    if fragment:
        response.headers["HX-Retarget"] = "#toasts"
        response.headers["HX-Reswap"] = "beforeend"
    return response


def words(request: Request, status: int) -> str:
    """The general sentence for an HTTP status."""
    return templating.t_of(request)(f"error.{status if status in _KNOWN else 400}")


async def refuse(scope: Scope, receive: Receive, send: Send, *, status: int, code: str, key: str) -> None:
    """Answer from inside a middleware, where exceptions would pass the handlers by."""
    request = Request(scope, receive)
    request.state.actor = None  # a refused request is not worth a look at the database
    await answer(request, status, code, templating.t_of(request)(key))(scope, receive, send)


def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, RefusedError):
        raise error
    more: dict[str, Any] = {}
    if isinstance(error, BlockedError):
        more["blockers"] = [
            {"code": b.code, "message": b.message, "finding_ids": list(b.finding_ids)} for b in error.blockers
        ]
    if isinstance(error, FaultyPipelineError):
        more["problems"] = list(error.problems)
    return answer(request, error.status, error.code, error.message, **more)


def _unreadable(request: Request, error: Exception) -> Response:
    if not isinstance(error, UnreadableError):
        raise error
    return answer(request, 413 if isinstance(error, TooLargeError) else 422, error.code, error.reason)


def _invalid(request: Request, error: Exception) -> Response:
    if not isinstance(error, RequestValidationError):
        raise error
    fields = ["/".join(str(part) for part in e["loc"][1:]) for e in error.errors()]
    return answer(request, 422, "invalid", words(request, 422), fields=fields)


def _http(request: Request, error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    limit = getattr(error, "limit", None)
    if error.status_code == 413 and limit is not None:
        message = templating.t_of(request)("error.too_large", limit=size(limit))
        return answer(request, 413, "too_large", message)
    response = answer(
        request, error.status_code, f"http_{error.status_code}", words(request, error.status_code)
    )
    response.headers.update(error.headers or {})
    return response


class FaultMiddleware:
    """Innermost middleware: turns an exception nobody expected into the 500 page with an incident id.

    Starlette's own place for this lies outside all middleware, so its answer would go out without our headers.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; log and answer what goes wrong unless the response has begun."""
        begun = False

        async def watching(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watching)
        except Exception as error:
            if begun or scope["type"] != "http":
                raise
            await _fault(Request(scope, receive), error)(scope, receive, send)


def _fault(request: Request, error: Exception) -> Response:
    incident = secrets.token_hex(4)
    # Formatted here: a renderer that prints local variables would write passwords of forms into the log.
    trace = "".join(traceback.format_exception(error))
    log.error("fault", incident=incident, method=request.method, path=request.url.path, trace=trace)
    # The fault may lie in the database, so the page must not ask it who this is.
    request.state.actor = getattr(request.state, "actor", None)
    return answer(request, 500, "fault", words(request, 500), incident=incident)


def install(web: FastAPI) -> None:
    """Register the handlers."""
    web.add_exception_handler(RefusedError, _refused)
    web.add_exception_handler(UnreadableError, _unreadable)
    web.add_exception_handler(RequestValidationError, _invalid)
    web.add_exception_handler(HTTPException, _http)
