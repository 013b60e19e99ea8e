"""Headers of every response: a strict content security policy, no sniffing, no referrer, no caching of private pages;
and the check that the request names one of our hosts (a foreign name pointing at us is DNS rebinding)."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from review.settings import Settings
from web.errors import refuse

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
LOOPBACK = ("127.0.0.1", "localhost", "::1")
_ALWAYS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=()",
}


def allowed_hosts(settings: Settings) -> frozenset[str]:
    """Host names this installation answers to: loopback, the address it is bound to and its public address."""
    names = {*LOOPBACK, settings.web_host.lower()}
    if settings.public_url:
        names.add((urlsplit(settings.public_url).hostname or "").lower())
    return frozenset(names - {"", "0.0.0.0", "::"})  # noqa: S104  the wildcard addresses are no names


def host_name(host_header: str) -> str:
    """The name in a Host header, lower case, without port and brackets; '' where there is none."""
    try:
        return (urlsplit(f"//{host_header.strip()}").hostname or "").lower()
    except ValueError:
        return ""


class HeadersMiddleware:
    """Outermost ASGI middleware: checks the host, then adds the headers to whatever comes back."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self.app = app
        self.hosts = frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or answer 400 to a foreign host name."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _ALWAYS.items():
                    headers[name] = value
                headers.setdefault("cache-control", "no-store")
            await send(message)

        host = next((v.decode("latin-1") for n, v in scope["headers"] if n == b"host"), "")
        if host_name(host) in self.hosts:
            await self.app(scope, receive, send_with_headers)
        else:
            await refuse(scope, receive, send_with_headers, status=400, code="bad_host", key="error.bad_host")
