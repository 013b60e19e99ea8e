"""Drafts, their versions and the pipelines they run through."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime


class DraftState(StrEnum):
    """Where a draft (稿件) stands as a whole."""

    IN_REVIEW = "in_review"  # 审校中
    RETURNED = "returned"  # 退回作者
    FROZEN = "frozen"  # 已签发，待发布
    RELEASED = "released"  # 已发布
    REJECTED = "rejected"  # 退稿
    WITHDRAWN = "withdrawn"  # 撤稿


class PipelineDefinition(SQLModel, table=True):
    """The text of a pipeline (流程) as it was when a draft started with it, by hash."""

    __tablename__ = "pipeline_definition"

    hash: str = Field(primary_key=True, max_length=80)
    name: str = Field(max_length=60, index=True)
    title: str
    yaml: str
    created_at: datetime = Field(sa_type=UtcDateTime)


class Upload(SQLModel, table=True):
    """A file dropped on the submit page and not submitted yet; its bytes are in the store already."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    sha256: str = Field(max_length=64)
    filename: str = Field(max_length=255)
    size: int
    created_at: datetime = Field(sa_type=UtcDateTime)


class Draft(SQLModel, table=True):
    """One piece of work submitted for release (稿件). `number` is what people quote: 2026-0001."""

    id: int | None = Field(default=None, primary_key=True)
    number: str = Field(max_length=20, unique=True)
    title: str = Field(max_length=300)
    author_id: int = Field(foreign_key="person.id", index=True)
    pipeline_hash: str = Field(foreign_key="pipeline_definition.hash")
    state: str = Field(max_length=20, index=True)
    current_version_id: int | None = None  # no foreign key: version and draft would point at each other
    current_stage_run_id: int | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)


class DraftAuthor(SQLModel, table=True):
    """Everyone who wrote any version of a draft; none of them may sign it (enforced by trigger)."""

    __tablename__ = "draft_author"

    draft_id: int = Field(foreign_key="draft.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)


class Version(SQLModel, table=True):
    """One immutable content of a draft (版次): original bytes, parsed document, content hash.

    `current` versions are signed; a re-upload with the same content is filed with `same_as` and never current.
    """

    __table_args__ = (UniqueConstraint("draft_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    draft_id: int = Field(foreign_key="draft.id", index=True)
    number: int
    filename: str = Field(max_length=255)
    format: str = Field(max_length=10)
    original_sha256: str = Field(max_length=64)
    document_sha256: str = Field(max_length=64)
    content_hash: str = Field(max_length=80, index=True)
    size: int
    characters: int
    note: str = ""
    same_as_id: int | None = Field(default=None, foreign_key="version.id")
    created_by: int = Field(foreign_key="person.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
