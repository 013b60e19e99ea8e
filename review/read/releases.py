"""Releases (发布) with their manifest and receipts."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, select

from models import Draft, Receipt, Release, Version
from models.base import pk
from review.app import App
from review.errors import NotFoundError
from review.read.common import Page, clamp, draft_by_number, names, paged

PAGE_SIZE = 30


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
        rows = [
            ReleaseRow(
                number=d.number,
                title=d.title,
                author=people.get(d.author_id, ""),
                state=r.state,
                frozen_at=r.frozen_at,
                delivered_at=r.delivered_at,
                receipts=counts.get(pk(r), 0),
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
        return _view(session, draft, row)


def _view(session: Session, draft: Draft, row: Release) -> ReleaseView:
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
    )
