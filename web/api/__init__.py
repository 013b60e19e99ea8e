"""The JSON API under /api/v1: the same acts as the pages, one file per subject."""

from web.api import (
    after_reviews,
    changes,
    drafts,
    files,
    handling,
    house,
    openapi,
    organisation,
    people,
    pipelines,
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
    after_reviews.routes,
    pipelines.routes,
    people.routes,
    organisation.routes,
    handling.routes,
    house.routes,
    telling.routes,
    openapi.routes,
)
