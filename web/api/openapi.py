"""The description of the API for clients. There is no browsable page for it: those load scripts from elsewhere."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.openapi.utils import get_openapi

from review.access import Act
from web.api.schemas import Error
from web.routing import API_PREFIX, GuardedRoute, page, router

routes = router()
_REFUSALS = {
    400: "Not a request this server reads",
    401: "Nobody is signed in",
    403: "Not for this person, or a wrong password",
    404: "There is no such thing, or not for this person",
    409: "The state of things does not allow it, or changed meanwhile",
    413: "Too large",
    422: "Not as it must be; the message says what",
    429: "Too many wrong passwords; wait",
}


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
        _tell_refusals(web.openapi_schema)
    schema: dict[str, Any] = web.openapi_schema
    return schema


def _tell_refusals(schema: dict[str, Any]) -> None:
    """Every operation may be refused in the one form of `Error`; the framework documents only its own 422."""
    parts = schema.setdefault("components", {}).setdefault("schemas", {})
    described = Error.model_json_schema(ref_template="#/components/schemas/{model}")
    parts |= described.pop("$defs", {}) | {"Error": described}
    for name in ("HTTPValidationError", "ValidationError"):
        parts.pop(name, None)
    body = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    for operations in schema.get("paths", {}).values():
        for operation in operations.values():
            told = {str(status): {"description": said, "content": body} for status, said in _REFUSALS.items()}
            operation["responses"] |= told
