"""Sealing: a signed tree head over everything recorded so far (C2SP tlog-checkpoint)."""

from __future__ import annotations

import os

from sqlmodel import Session, col, select

from models import Checkpoint
from review import jobs
from review.app import App
from review.audit import checkpoint
from review.audit.merkle import Frontier
from review.audit.record import lock_head, timestamp
from review.jobs import LeasedJob


def seal(app: App, job: LeasedJob | None = None) -> str | None:
    """Sign a checkpoint over the present log; None when nothing came since the last one.

    The note is stored beside the log and appended to `checkpoints.txt` in the data folder, to be carried off-site:
    a head that lies only in the database proves nothing against whoever restores the database.

    Raises:
        LeaseLostError: the job belongs to another worker now.
    """
    with app.database.write() as session:
        head = lock_head(session)
        now = app.clock()
        if job is not None:
            jobs.finish(session, job, now)
        last = latest(session)
        if head.size == 0 or (last is not None and last.size == head.size):
            return None
        root = Frontier.from_hex(head.size, head.frontier).root()
        note = checkpoint.make(
            app.settings.origin, head.size, root, extension=[f"time {timestamp(now)}"], signer=app.system_key
        )
        session.add(Checkpoint(size=head.size, root=root.hex(), note=note, at=now))
    with (app.settings.data_dir / "checkpoints.txt").open("a", encoding="utf-8") as file:
        file.write(note + "\n")
        file.flush()
        os.fsync(file.fileno())
    return note


def latest(session: Session) -> Checkpoint | None:
    """The newest checkpoint."""
    return session.exec(select(Checkpoint).order_by(col(Checkpoint.size).desc())).first()
