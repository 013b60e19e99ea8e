"""The web application: pages, API and static files over one `review.app.App`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from fastapi import FastAPI
from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from review.app import App
from web import api, csrf, errors, headers, limits, pages, templating
from web.routing import assert_every_route_has_an_act
from web.session import SessionCookie, load_secret

HERE = Path(__file__).parent


class PublicFiles(StaticFiles):
    """Our own scripts and styles: no secret in them, cached by the browser and revalidated by ETag."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """The file, with a caching header of its own."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response


def create_app(app: App) -> FastAPI:
    """Build the application.

    Raises:
        UndeclaredActError: a route declares no act.
    """
    web = FastAPI(
        title="Sanshen 三审三校",
        version="1",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
    )
    web.state.sanshen = app
    web.state.session_cookie = SessionCookie(
        load_secret(app.settings.data_dir), int(app.settings.session_hours * 3600)
    )
    web.state.templates = templating.environment()
    for routes in (*pages.ROUTERS, *api.ROUTERS):
        web.router.routes.extend(routes.routes)
    web.mount("/static", PublicFiles(directory=HERE / "static"), name="static")
    errors.install(web)
    assert_every_route_has_an_act(web.router.routes)
    # The last one added is the outermost.
    layers: list[tuple[Any, dict[str, Any]]] = [
        (errors.FaultMiddleware, {}),
        (limits.LimitMiddleware, {"upload_limit": app.settings.max_upload_bytes}),
        (csrf.CsrfMiddleware, {}),
        (headers.HeadersMiddleware, {"hosts": headers.allowed_hosts(app.settings)}),
    ]
    for layer, options in layers:
        web.add_middleware(layer, **options)
    return web
