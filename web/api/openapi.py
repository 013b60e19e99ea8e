"""The description of the API for clients. There is no browsable page for it: those load scripts from elsewhere."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.openapi.utils import get_openapi

from review.access import Act
from web.routing import API_PREFIX, GuardedRoute, page, router

routes = router()


@page(routes, "GET", "/api/v1/openapi.json", act=Act.HEALTH_SEE, include_in_schema=False)
def openapi(request: Request) -> dict[str, Any]:
    """OpenAPI 3.1 of everything under /api/v1; built once."""
    web = request.app
    if not web.openapi_schema:
        found = [
            r for r in web.router.routes if isinstance(r, GuardedRoute) and r.path.startswith(API_PREFIX)
        ]
        web.openapi_schema = get_openapi(
            title=web.title,
            version=web.version,
            routes=found,
            description='Errors are `{"error": {"code", "message", "blockers"?}}`. '
            "Send the token of POST /api/v1/session as `Authorization: Bearer …`.",
        )
    schema: dict[str, Any] = web.openapi_schema
    return schema
