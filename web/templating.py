"""Jinja2 with autoescape and StrictUndefined, and what every template may use."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from documents.formats import ACCEPT
from review.access import Act, allowed
from web import times, wording
from web.locale import LANGUAGES, Translate, catalogue, choose, translator
from web.session import app_of, load_actor

HERE = Path(__file__).parent
FLASH = "sanshen_flash"
_NAV = (
    ("nav.inbox", "/", Act.INBOX_SEE),
    ("nav.submit", "/submit", Act.DRAFT_SUBMIT),
    ("nav.drafts", "/drafts", Act.DRAFT_READ),
    ("nav.releases", "/releases", Act.RELEASE_READ),
    ("nav.rules", "/rules", Act.RULES_READ),
    ("nav.audit", "/audit", Act.AUDIT_READ),
    ("nav.people", "/people", Act.PEOPLE_READ),
    ("nav.organisation", "/organisation", Act.PEOPLE_READ),
    ("nav.absence", "/absence", Act.UNIT_READ),
    ("nav.system", "/system", Act.SYSTEM_READ),
    ("nav.pipelines", "/pipelines", Act.PIPELINE_READ),
    ("nav.calendar", "/calendar", Act.CALENDAR_READ),
)


def environment() -> Environment:
    """The template environment; one per process."""
    env = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.globals["accepted_files"] = ACCEPT
    env.filters.update(
        size=wording.size,
        count=wording.count,
        short_hash=wording.short_hash,
        tag_word=wording.tag_word,
        brief=wording.brief,
        pretty=wording.pretty,
        hours=wording.hours,
        word_time=wording.word_time,
    )
    return env


def language_of(request: Request) -> str:
    """The language this request is answered in."""
    return choose(request.cookies, request.headers.get("accept-language", ""))


def t_of(request: Request) -> Translate:
    """The translator of this request."""
    return translator(language_of(request))


def _time_tag(at: datetime, request: Request, now: datetime) -> Markup:
    zone = app_of(request).zone
    return Markup('<time datetime="{}" title="{}">{}</time>').format(
        at.isoformat(), times.full(at, zone), times.day_and_time(at, zone, now)
    )


def context(request: Request) -> dict[str, Any]:
    """What every template gets: words, the person, the navigation open to them, and clocks."""
    app, t = app_of(request), t_of(request)
    now, actor = app.clock(), load_actor(request)
    may = partial(allowed, actor)
    return {
        "t": t,
        "language": language_of(request),
        "languages": LANGUAGES,
        "actor": actor,
        "may": may,
        "Act": Act,
        "nav": [(key, href) for key, href, act in _NAV if actor is not None and may(act)],
        "path": request.url.path,
        "here": request.url.path + (f"?{request.url.query}" if request.url.query else ""),
        "when": lambda at: _time_tag(at, request, now),
        "due": lambda at: times.due(at, app.zone, now, t),
        "flash": _flash_line(request),
        "is_fragment": is_fragment(request),
    }


def _flash_line(request: Request) -> str:
    """The line to show once. The cookie only names a key, so it cannot put words of its own on the page."""
    key, messages = request.cookies.get(FLASH, ""), catalogue(language_of(request))
    return messages.get(key, "") if key.startswith("flash.") else ""


def is_fragment(request: Request) -> bool:
    """Whether htmx asks for a piece of a page."""
    return request.headers.get("hx-request") == "true"


def render(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """A page (or fragment) from `template`."""
    env: Environment = request.app.state.templates
    text = env.get_template(template).render(context(request) | values)
    response = HTMLResponse(text, status_code=status, headers={"Vary": "Cookie, Accept-Language, HX-Request"})
    if FLASH in request.cookies and not is_fragment(request):
        response.delete_cookie(FLASH, httponly=True, samesite="lax")
    return response


def go(where: str, flash: str | None = None) -> Response:
    """Redirect after a form was handled; `flash` is the key of a line the next page shows once."""
    response = RedirectResponse(where, status_code=303)
    if flash:
        response.set_cookie(FLASH, flash, max_age=60, httponly=True, samesite="lax")
    return response
