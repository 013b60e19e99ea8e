"""One act, one transaction: the state change, its audit event and the job it causes commit together or not at all."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam
from sqlmodel import Session, select

from models import Draft, Job, JobKind, JobState, Notice
from review.actors import Actor
from review.app import App
from review.audit.record import record
from review.audit.tags import Tag
from review.database import forget_what_was_read
from review.errors import NotFoundError

_QUEUED = select(Job.id).where(Job.key == bindparam("key"))
_TOLD = select(Notice.id).where(Notice.person_id == bindparam("person"), Notice.key == bindparam("key"))
_LOCKED = (
    select(Draft)
    .where(Draft.id == bindparam("draft"))
    .with_for_update()
    .execution_options(populate_existing=True)
)


class UnrecordedActError(Exception):
    """An act was about to commit without an audit event. Always a bug, never a person's fault."""


@dataclass
class Deed:
    """An act in progress: its transaction, who does it, when, and under which correlation id."""

    app: App
    session: Session
    actor: Actor | None
    now: datetime
    act: str = field(default_factory=lambda: str(uuid.uuid4()))
    events: int = 0

    @property
    def person(self) -> Actor:
        """The actor of an act that only people do."""
        if self.actor is None:
            raise UnrecordedActError("an act of a person without a person")
        return self.actor

    def record(self, tag: Tag, draft: Draft | None = None, **data: Any) -> None:
        """Append an audit event of this act."""
        record(self.session, tag, at=self.now, act=self.act, actor=self.actor, draft=draft, data=data)
        self.events += 1

    def enqueue(self, kind: JobKind, key: str, payload: dict[str, Any], draft_id: int | None = None) -> None:
        """Put a job into the outbox; the same `key` is put there once."""
        if self.session.exec(_QUEUED, params={"key": key}).first() is None:
            self.session.add(
                Job(kind=kind.value, key=key, payload=payload, draft_id=draft_id, state=JobState.QUEUED.value,
                    due_at=self.now, created_at=self.now)
            )  # fmt: skip

    def notify(self, person_id: int, key: str, text: str, draft_id: int | None = None) -> bool:
        """Tell a person something once; False if they were told already."""
        if self.session.exec(_TOLD, params={"person": person_id, "key": key}).first() is not None:
            return False
        self.session.add(
            Notice(person_id=person_id, key=key, text=text, draft_id=draft_id, created_at=self.now)
        )
        return True

    def lock_draft(self, draft_id: int) -> Draft:
        """The draft, locked and read afresh; every act on a draft starts here, so acts on it queue up.

        Raises:
            NotFoundError: no such draft.
        """
        draft = self.session.exec(_LOCKED, params={"draft": draft_id}).first()
        if draft is None:
            raise NotFoundError("没有这份稿件。")
        forget_what_was_read(self.session)
        return draft


@contextmanager
def acting(app: App, actor: Actor | None) -> Iterator[Deed]:
    """Run one act.

    Raises:
        UnrecordedActError: the body changed something and recorded no event (invariant 1); nothing is committed.
    """
    with app.database.write() as session:
        deed = Deed(app=app, session=session, actor=actor, now=app.clock())
        yield deed
        session.flush()
        if deed.events == 0:
            raise UnrecordedActError("no audit row, no commit")
