"""What went out, what the channels answered, and what may follow."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime


class ReleaseState(StrEnum):
    """State of a release (发布)."""

    FROZEN = "frozen"  # 已冻结，正在送达渠道
    DELIVERED = "delivered"  # 全部渠道已回执
    RECALLED = "recalled"  # 已撤回


class Release(SQLModel, table=True):
    """The frozen approved content of a draft (发布). One per draft; later changes are corrections."""

    id: int | None = Field(default=None, primary_key=True)
    draft_id: int = Field(foreign_key="draft.id", unique=True)
    version_id: int = Field(foreign_key="version.id")
    content_hash: str = Field(max_length=80)
    original_sha256: str = Field(max_length=64)
    manifest: str  # canonical JSON
    manifest_sha256: str = Field(max_length=64)
    state: str = Field(max_length=20)
    frozen_at: datetime = Field(sa_type=UtcDateTime)
    delivered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Receipt(SQLModel, table=True):
    """What a channel answered (回执); one per release and channel."""

    __table_args__ = (UniqueConstraint("release_id", "channel"),)

    id: int | None = Field(default=None, primary_key=True)
    release_id: int = Field(foreign_key="release.id")
    channel: str = Field(max_length=40)
    location: str
    delivered_sha256: str = Field(max_length=64)
    detail: str = ""
    at: datetime = Field(sa_type=UtcDateTime)


class Correction(SQLModel, table=True):
    """A correction (更正) of a release: a new draft that runs through a pipeline of its own."""

    id: int | None = Field(default=None, primary_key=True)
    release_id: int = Field(foreign_key="release.id", index=True)
    draft_id: int = Field(foreign_key="draft.id", unique=True)
    reason: str
    requested_by: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class Recall(SQLModel, table=True):
    """A recall (撤回) of a release: who asked, why, and when the channels had taken it down."""

    id: int | None = Field(default=None, primary_key=True)
    release_id: int = Field(foreign_key="release.id", unique=True)
    reason: str
    requested_by: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
    done_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
