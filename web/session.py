"""The session cookie: the token of review.accounts, signed so that a made-up cookie never reaches the database."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from itsdangerous import BadSignature, Signer
from starlette.requests import Request
from starlette.responses import Response

from review import accounts
from review.actors import Actor
from review.app import App

COOKIE = "sanshen_session"
_SALT = "sanshen.session"


def load_secret(data_dir: Path) -> bytes:
    """The cookie secret of this installation, created on first use, readable by its owner only (mode 0600)."""
    path = data_dir / "keys" / "web.secret"
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_bytes()
    with os.fdopen(handle, "wb") as file:
        file.write(secrets.token_hex(32).encode())
        file.flush()
        os.fsync(file.fileno())
    return path.read_bytes()


class SessionCookie:
    """Writes and reads the cookie."""

    def __init__(self, secret: bytes, max_age_s: int) -> None:
        self._signer = Signer(secret, salt=_SALT)
        self._max_age_s = max_age_s

    def put(self, request: Request, response: Response, token: str) -> None:
        """Give the browser its session. `Secure` wherever the page itself came over https."""
        response.set_cookie(
            COOKIE,
            self._signer.sign(token.encode()).decode(),
            max_age=self._max_age_s,
            httponly=True,
            samesite="lax",
            secure=request.url.scheme == "https",
        )

    def drop(self, response: Response) -> None:
        """Take the session back."""
        response.delete_cookie(COOKIE, httponly=True, samesite="lax")

    def token(self, request: Request) -> str | None:
        """The session token of a request: Bearer header first, then the cookie; None if absent or forged."""
        scheme, _, credentials = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer" and credentials.strip():
            return credentials.strip()
        try:
            return self._signer.unsign(request.cookies.get(COOKIE, "")).decode()
        except (BadSignature, UnicodeDecodeError):
            return None


def app_of(request: Request) -> App:
    """The application bundle behind a request."""
    app: App = request.app.state.sanshen
    return app


def cookie_of(request: Request) -> SessionCookie:
    """The cookie writer of this installation."""
    cookie: SessionCookie = request.app.state.session_cookie
    return cookie


def load_actor(request: Request) -> Actor | None:
    """Who sends this request; asks the database once and remembers the answer on the request."""
    if not hasattr(request.state, "actor"):
        token = cookie_of(request).token(request)
        request.state.actor = accounts.actor_for(app_of(request), token) if token else None
    actor: Actor | None = request.state.actor
    return actor


def actor_of(request: Request) -> Actor:
    """The signed-in person of a request whose route demanded one.

    Raises:
        RuntimeError: the route's act is open to anyone, so nobody need be signed in; a bug of the route.
    """
    actor = load_actor(request)
    if actor is None:
        raise RuntimeError("route is open to anyone but its handler needs a person")
    return actor
