"""The audit log as auditors browse it: events by draft, tag and person, and the checkpoints over them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, func, or_, select

from models import AuditHead, Checkpoint, Draft, Event, Person
from models.base import pk
from review.app import App
from review.read.common import Page, clamp, paged
from review.read.timeline import EventView, event_views

PAGE_SIZE = 50
_CHECKPOINTS = 10


@dataclass(frozen=True, slots=True)
class CheckpointView:
    """A signed tree head."""

    id: int
    size: int
    root: str
    note: str
    at: datetime


@dataclass(frozen=True, slots=True)
class LogState:
    """How long the log is and which checkpoints cover it, latest first."""

    size: int
    checkpoints: tuple[CheckpointView, ...]
    vkey: str


def events(app: App, *, draft: str = "", tag: str = "", person: str = "", page: int = 1) -> Page[EventView]:
    """Events, latest first. `draft` is a number, `tag` a whole tag or its subject, `person` part of a name."""
    with app.database.read() as session:
        query = select(Event)
        if draft.strip():
            query = query.join(Draft, col(Draft.id) == Event.draft_id).where(Draft.number == draft.strip())
        if tag.strip():
            wanted = tag.strip()
            below = col(Event.tag).startswith(f"{wanted}:", autoescape=True)
            query = query.where(or_(col(Event.tag) == wanted, below))
        if person.strip():
            query = query.join(Person, col(Person.id) == Event.person_id).where(
                col(Person.name).contains(person.strip(), autoescape=True)
            )
        total = session.exec(select(func.count()).select_from(query.subquery())).one()
        number = clamp(page, PAGE_SIZE, total)
        ordered = query.order_by(col(Event.seq).desc()).offset((number - 1) * PAGE_SIZE).limit(PAGE_SIZE)
        rows = list(session.exec(ordered).all())
        return paged(event_views(session, rows), number, PAGE_SIZE, total)


def log_state(app: App) -> LogState:
    """The log's size, latest checkpoints and the key that verifies them."""
    with app.database.read() as session:
        head = session.exec(select(AuditHead)).first()
        query = select(Checkpoint).order_by(col(Checkpoint.id).desc()).limit(_CHECKPOINTS)
        found = tuple(CheckpointView(pk(c), c.size, c.root, c.note, c.at) for c in session.exec(query))
    return LogState(head.size if head else 0, found, app.system_key.vkey)
