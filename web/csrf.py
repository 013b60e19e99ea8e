"""Refuses cross-site requests by what the browser says about itself; there are no tokens in forms.

Why no tokens: every browser in use sends `Sec-Fetch-Site` with each request, scripts cannot forge it, and it says
exactly what a token would prove: that the request came from our own page. Tokens break tabs left open over night,
bulk acts and caching, and are forgotten in one form out of fifty. Browsers leave the header out over plain HTTP on
an intranet name, so there the `Origin` header is compared with `Host`. A request with neither header was not sent by
a browser (curl, our own command line), and cookies of a browser cannot be abused through it.
`same-site` is refused too: another host of the same organisation has no business posting here.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from web.errors import refuse

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
TRUSTED_SITES = frozenset({"same-origin", "none"})
_DEFAULT_PORTS = {"http": 80, "https": 443}


def is_cross_site(method: str, headers: Mapping[str, str]) -> bool:
    """Whether a request with these lower-case `headers` comes from another site and must be refused."""
    if method.upper() in SAFE_METHODS:
        return False
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site.strip().lower() not in TRUSTED_SITES
    origin = headers.get("origin")
    if origin is None:
        return False
    return not _same_host(origin, headers.get("host", ""))


def _same_host(origin: str, host: str) -> bool:
    """Compare host and port; `null` and unparsable origins are never the same."""
    try:
        parts = urlsplit(origin.strip())
        other = urlsplit(f"//{host.strip()}")
        default = _DEFAULT_PORTS.get(parts.scheme)
        if parts.hostname is None or other.hostname is None or default is None:
            return False
        return parts.hostname == other.hostname and (parts.port or default) == (other.port or default)
    except ValueError:
        return False


class CsrfMiddleware:
    """ASGI middleware around every route, so that no route can forget it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 403."""
        if scope["type"] == "http":
            headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
            if is_cross_site(scope["method"], headers):
                await refuse(scope, receive, send, status=403, code="cross_site", key="error.cross_site")
                return
        await self.app(scope, receive, send)
