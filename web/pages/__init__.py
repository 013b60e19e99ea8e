"""The pages, one file per subject. Each handler is a plain function: it runs in the thread pool and may block."""

from web.pages import (
    audit,
    desk,
    drafts,
    entry,
    inbox,
    people,
    releases,
    revise,
    rules,
    rules_learning,
    rules_proposals,
    submit,
    system,
)

ROUTERS = (
    entry.routes,
    inbox.routes,
    submit.routes,
    drafts.routes,
    desk.routes,
    revise.routes,
    releases.routes,
    audit.routes,
    people.routes,
    # A fixed path before the one that takes any name in its place.
    rules_learning.routes,
    rules_proposals.routes,
    rules.routes,
    system.routes,
)
