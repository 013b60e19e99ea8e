"""The JSON API under /api/v1: the same acts as the pages, one file per subject."""

from web.api import drafts, house, openapi, people, records, review, session

ROUTERS = (
    session.routes,
    drafts.routes,
    review.routes,
    records.routes,
    people.routes,
    house.routes,
    openapi.routes,
)
