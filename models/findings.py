"""What the machine found, what people answered, and what they remarked."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, json_column


class DispositionState(StrEnum):
    """How a finding stands (处置)."""

    OPEN = "open"  # 未处理
    ACCEPTED = "accepted"  # 采纳
    DISMISSED = "dismissed"  # 不改（附理由）


class CheckRun(SQLModel, table=True):
    """A finished run of a checks profile over one content; reused for the same content, rule pack and engines."""

    __tablename__ = "check_run"
    __table_args__ = (UniqueConstraint("content_hash", "profile", "rule_pack", "engine_key"),)

    id: int | None = Field(default=None, primary_key=True)
    content_hash: str = Field(max_length=80)
    profile: str = Field(max_length=60)
    rule_pack: str = Field(max_length=80)
    engine_key: str = Field(max_length=120)
    engines: dict[str, Any] = Field(sa_column=json_column())
    unchecked: list[dict[str, Any]] = Field(sa_column=json_column())
    findings: list[dict[str, Any]] = Field(sa_column=json_column())
    seconds: float
    created_at: datetime = Field(sa_type=UtcDateTime)


class Finding(SQLModel, table=True):
    """A finding (问题) on one version. `fingerprint` is stable for the same finding at the same place."""

    __table_args__ = (
        UniqueConstraint("version_id", "fingerprint"),
        # What people answered, by time: the learning page reads nothing but this index.
        Index("ix_finding_answered", "settled_at", "check_id", "entry", "severity", "disposition", "fate"),
    )

    id: int | None = Field(default=None, primary_key=True)
    draft_id: int = Field(foreign_key="draft.id", index=True)
    version_id: int = Field(foreign_key="version.id", index=True)
    check_run_id: int = Field(foreign_key="check_run.id")
    fingerprint: str = Field(max_length=64)
    check_id: str = Field(max_length=10)
    gate: str = Field(max_length=10)
    severity: str = Field(max_length=10)
    block: str = Field(max_length=20)
    block_index: int
    start: int
    end: int
    text: str
    message: str
    suggestion: str | None = None
    source: str
    entry: str | None = None  # the wordlist entry behind it, "list:term"; findings before 0002 have none
    disposition: str = Field(default=DispositionState.OPEN.value, max_length=12)
    reason: str = ""
    settled_by: int | None = Field(default=None, foreign_key="person.id")
    settled_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    carried_from_id: int | None = Field(default=None, foreign_key="finding.id")
    # set on the old row once a newer version exists: "moved", "fixed" (gone with its text) or "unplaced"
    fate: str | None = Field(default=None, max_length=12)


class Disposition(SQLModel, table=True):
    """History of answers to a finding (处置); the latest is mirrored on the finding."""

    id: int | None = Field(default=None, primary_key=True)
    finding_id: int = Field(foreign_key="finding.id", index=True)
    state: str = Field(max_length=12)
    reason: str = ""
    person_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)


class Comment(SQLModel, table=True):
    """A remark on a span (批注): block id, code-point range, quote and 16 characters either side.

    Follows the text into the next version by a new row with `carried_from_id`; `placed` is false where the
    text it spoke of is gone, and the comment is then listed apart.
    """

    id: int | None = Field(default=None, primary_key=True)
    draft_id: int = Field(foreign_key="draft.id", index=True)
    version_id: int = Field(foreign_key="version.id", index=True)
    block: str = Field(max_length=20)
    start: int
    end: int
    quote: str
    prefix: str = ""
    suffix: str = ""
    body: str
    # "question" (质疑) holds every stage that settles questions until it is resolved; "remark" holds nothing
    kind: str = Field(default="remark", max_length=10, sa_column_kwargs={"server_default": "remark"})
    person_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
    resolved_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    resolved_by: int | None = Field(default=None, foreign_key="person.id")
    placed: bool = True
    carried_from_id: int | None = Field(default=None, foreign_key="comment.id")
