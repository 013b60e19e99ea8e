"""The JSON API under /api/v1: the same acts as the pages, one file per subject."""

from web.api import (
    changes,
    drafts,
    files,
    handling,
    house,
    openapi,
    organisation,
    people,
    proofs,
    records,
    review,
    session,
    telling,
)

ROUTERS = (
    session.routes,
    drafts.routes,
    changes.routes,
    files.routes,
    review.routes,
    proofs.routes,
    records.routes,
    people.routes,
    organisation.routes,
    handling.routes,
    house.routes,
    telling.routes,
    openapi.routes,
)
