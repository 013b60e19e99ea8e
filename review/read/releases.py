"""Releases (发布) with their manifest and receipts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from models import AfterReview, Draft, Receipt, Release, StageRun, Version
from models.base import pk
from review import deadlines
from review.app import App
from review.errors import NotFoundError
from review.read.common import Page, clamp, draft_by_number, names, paged
from review.urgency import Urgency

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class AfterMark:
    """How the re-reading of an urgent draft stands (事后复核). `verdict`: '' while it is open, `clear` or `fault`."""

    verdict: str
    urgency: Urgency
    deadline_at: datetime | None


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """A line of the list of releases."""

    number: str
    title: str
    author: str
    state: str
    frozen_at: datetime
    delivered_at: datetime | None
    receipts: int
    after: AfterMark | None


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """What a channel answered. `matches` says whether the delivered bytes are the signed ones."""

    channel: str
    location: str
    delivered_sha256: str
    matches: bool
    detail: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ReleaseView:
    """A release in full. `channels` are those the manifest names, whether they have answered or not."""

    id: int
    number: str
    title: str
    author: str
    state: str
    version: int
    filename: str
    content_hash: str
    original_sha256: str
    manifest_sha256: str
    manifest: dict[str, Any]
    channels: tuple[str, ...]
    frozen_at: datetime
    delivered_at: datetime | None
    receipts: tuple[ReceiptView, ...]
    after: AfterMark | None


def releases(app: App, *, page: int = 1) -> Page[ReleaseRow]:
    """Releases, latest first."""
    with app.database.read() as session:
        total = session.exec(select(func.count()).select_from(Release)).one()
        number = clamp(page, PAGE_SIZE, total)
        query = (
            select(Release, Draft)
            .join(Draft, col(Draft.id) == Release.draft_id)
            .order_by(col(Release.id).desc())
            .offset((number - 1) * PAGE_SIZE)
            .limit(PAGE_SIZE)
        )
        found = session.exec(query).all()
        people = names(session, [d.author_id for _, d in found])
        per_release = (
            select(Receipt.release_id, func.count())
            .where(col(Receipt.release_id).in_([r.id for r, _ in found]))
            .group_by(col(Receipt.release_id))
        )
        counts = dict(session.exec(per_release).all())
        marks = after_marks(app, session, [d for _, d in found])
        rows = [
            ReleaseRow(
                number=d.number,
                title=d.title,
                author=people.get(d.author_id, ""),
                state=r.state,
                frozen_at=r.frozen_at,
                delivered_at=r.delivered_at,
                receipts=counts.get(pk(r), 0),
                after=marks.get(pk(d)),
            )
            for r, d in found
        ]
        return paged(rows, number, PAGE_SIZE, total)


def release(app: App, number: str) -> ReleaseView:
    """The release of the draft people call `number`.

    Raises:
        NotFoundError: no such draft, or not released.
    """
    with app.database.read() as session:
        draft = draft_by_number(session, number)
        row = session.exec(select(Release).where(Release.draft_id == draft.id)).first()
        if row is None:
            raise NotFoundError("这份稿件还没有发布。")
        return view_of(app, session, draft, row)


def after_marks(app: App, session: Session, drafts: list[Draft]) -> dict[int, AfterMark]:
    """How the re-readings of these drafts stand, by draft; most have none."""
    query = (
        select(StageRun, AfterReview.verdict)
        .join(AfterReview, col(AfterReview.stage_run_id) == StageRun.id, isouter=True)
        .where(col(StageRun.after_release).is_(True), col(StageRun.draft_id).in_([d.id for d in drafts]))
    )
    found = {run.draft_id: (run, verdict) for run, verdict in session.exec(query)}
    clock = deadlines.clock(app, session) if found else None
    marks = {}
    for draft in drafts:
        if clock is not None and pk(draft) in found:
            run, verdict = found[pk(draft)]
            urgency = Urgency.CALM if verdict else clock.urgency(draft, run.deadline_at)
            marks[pk(draft)] = AfterMark(verdict or "", urgency, run.deadline_at)
    return marks


def view_of(app: App, session: Session, draft: Draft, row: Release) -> ReleaseView:
    """A release in full."""
    version = session.get_one(Version, row.version_id)
    receipts = session.exec(
        select(Receipt).where(Receipt.release_id == row.id).order_by(col(Receipt.id))
    ).all()
    manifest = json.loads(row.manifest)
    return ReleaseView(
        id=pk(row),
        number=draft.number,
        title=draft.title,
        author=names(session, [draft.author_id]).get(draft.author_id, ""),
        state=row.state,
        version=version.number,
        filename=version.filename,
        content_hash=row.content_hash,
        original_sha256=row.original_sha256,
        manifest_sha256=row.manifest_sha256,
        manifest=manifest,
        channels=tuple(str(c) for c in manifest.get("channels", ())),
        frozen_at=row.frozen_at,
        delivered_at=row.delivered_at,
        receipts=tuple(
            ReceiptView(
                channel=r.channel,
                location=r.location,
                delivered_sha256=r.delivered_sha256,
                matches=r.delivered_sha256 == row.original_sha256,
                detail=r.detail,
                at=r.at,
            )
            for r in receipts
        ),
        after=after_marks(app, session, [draft]).get(pk(draft)),
    )
