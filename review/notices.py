"""Marking notices as read: a person's own reading, no act of the review, so it leaves no audit event."""

from __future__ import annotations

from sqlmodel import col, select

from models import Notice
from review.access import Act, require
from review.actors import Actor
from review.app import App


def read_all(app: App, actor: Actor) -> int:
    """Mark everything the person was told as read; returns how many lines that were.

    Raises:
        NotAllowedError: not signed in.
    """
    require(actor, Act.INBOX_SEE)
    with app.database.write() as session:
        rows = session.exec(
            select(Notice).where(Notice.person_id == actor.person_id, col(Notice.read_at).is_(None))
        ).all()
        for row in rows:
            row.read_at = app.clock()
            session.add(row)
        return len(rows)
