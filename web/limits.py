"""Limits on request bodies, enforced while they stream in: nothing over the limit is ever kept, in memory or on disk."""

from __future__ import annotations

import re

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

FORM_LIMIT = 1024 * 1024
"""Bytes of any body that carries no file."""
MULTIPART_SLACK = 64 * 1024
"""Bytes that multipart headers and form fields may add to a file."""
_DRAIN_FACTOR = 4
_UPLOAD_PATHS = re.compile(
    r"^(/submit|/drafts/[^/]+/(?:revise|proof)|/api/v1/uploads|/api/v1/drafts/[^/]+/proofs)/?$"
)


class BodyTooLargeError(HTTPException):
    """413. An HTTPException, because FastAPI turns every other exception met while parsing a body into a 400."""

    def __init__(self, limit: int) -> None:
        super().__init__(status_code=413, detail="body too large")
        self.limit = limit


class LimitMiddleware:
    """Counts body bytes as the application receives them.

    Over the limit the rest is read and thrown away (up to a bound) before the refusal is raised: a browser that is
    cut off in mid-upload shows "connection reset" instead of our sentence.
    """

    def __init__(self, app: ASGIApp, upload_limit: int) -> None:
        self.app = app
        self.upload_limit = upload_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with a counting `receive`."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_upload = _UPLOAD_PATHS.match(scope["path"]) is not None
        limit = self.upload_limit if is_upload else FORM_LIMIT
        await self.app(scope, _counting(receive, limit, MULTIPART_SLACK if is_upload else 0), send)


def _counting(receive: Receive, limit: int, slack: int) -> Receive:
    seen = 0

    async def counted() -> Message:
        nonlocal seen
        message = await receive()
        if message["type"] != "http.request":
            return message
        seen += len(message.get("body", b""))
        if seen <= limit + slack:
            return message
        more = message.get("more_body", False)
        while more and seen < limit * _DRAIN_FACTOR:
            rest = await receive()
            seen += len(rest.get("body", b""))
            more = rest["type"] == "http.request" and rest.get("more_body", False)
        raise BodyTooLargeError(limit)

    return counted
