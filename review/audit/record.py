"""The only way into the audit log: append an event as the next Merkle leaf, inside the caller's transaction."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlmodel import Session, select

from models import AuditHead, Draft, Event
from review.actors import Actor
from review.audit.canonical import canonical
from review.audit.merkle import Frontier, leaf_hash
from review.audit.tags import Tag

HEAD_ID = 1
FORMAT = "sanshen-event/1"


def timestamp(at: datetime) -> str:
    """RFC 3339 UTC with microseconds, the only form of time in payloads and statements."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


_HEAD = (
    select(AuditHead)
    .where(AuditHead.id == HEAD_ID)
    .with_for_update()
    .execution_options(populate_existing=True)
)


def lock_head(session: Session) -> AuditHead:
    """The log's head, locked until the transaction ends: appends are strictly one after another."""
    return session.exec(_HEAD).one()


def record(
    session: Session,
    tag: Tag,
    *,
    at: datetime,
    act: str,
    actor: Actor | None,
    draft: Draft | None = None,
    data: dict[str, Any] | None = None,
) -> Event:
    """Append one event. `actor` None means the machine; `data` must be canonical JSON (no floats).

    The time of a leaf never runs backwards: a clock set back is recorded as the last known time, and said so.

    Raises:
        CanonicalError: `data` has no canonical form.
    """
    head = lock_head(session)
    last = session.get(Event, head.size - 1) if head.size else None
    payload: dict[str, Any] = {
        "format": FORMAT,
        "seq": head.size,
        "at": timestamp(at),
        "tag": tag.value,
        "act": act,
        "actor": None
        if actor is None
        else {
            "person": actor.person_id,
            "account": actor.account_id,
            "name": actor.name,
            "login": actor.login,
        },
        "draft": None if draft is None else draft.number,
        "data": data or {},
    }
    if last is not None and at < last.at:
        payload["clock"] = timestamp(at)
        payload["at"] = timestamp(last.at)
        at = last.at
    text = canonical(payload)
    leaf = leaf_hash(text)
    frontier = Frontier.from_hex(head.size, head.frontier)
    frontier.append(leaf)
    event = Event(
        seq=head.size,
        at=at,
        tag=tag.value,
        act=act,
        person_id=None if actor is None else actor.person_id,
        draft_id=None if draft is None else draft.id,
        payload=text.decode(),
        leaf_hash=leaf.hex(),
    )
    head.size = frontier.size
    head.frontier = frontier.to_hex()
    session.add(event)
    session.add(head)
    session.flush()
    return event
