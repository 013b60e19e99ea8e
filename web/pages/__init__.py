"""The pages, one file per subject. Each handler is a plain function: it runs in the thread pool and may block."""

from web.pages import audit, desk, drafts, entry, inbox, people, releases, revise, submit, system

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
    system.routes,
)
