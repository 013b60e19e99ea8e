"""Passages of a draft through the stages of its pipeline, and who may act on each."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint, false
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime


class StageState(StrEnum):
    """State of one stage run. A run leaves `open` exactly once."""

    PREPARING = "preparing"  # 机器准备中
    OPEN = "open"  # 待办
    SIGNED = "signed"  # 已签
    RETURNED = "returned"  # 已退回
    REJECTED = "rejected"  # 已退稿
    CANCELLED = "cancelled"  # 因修改、撤稿等终止


class StageRun(SQLModel, table=True):
    """One passage of a draft through a stage (环节). `round` counts passages of the same stage from 1.

    `after_release`: the re-reading of an urgent draft that is out already (事后复核); it belongs to no course.
    """

    __tablename__ = "stage_run"
    __table_args__ = (UniqueConstraint("draft_id", "stage_key", "round"),)

    id: int | None = Field(default=None, primary_key=True)
    draft_id: int = Field(foreign_key="draft.id", index=True)
    version_id: int = Field(foreign_key="version.id")
    stage_key: str = Field(max_length=60)
    stage_title: str = Field(max_length=60)
    ordinal: int
    round: int
    role: str = Field(max_length=40)
    counts_review: bool
    counts_proof: bool
    after_release: bool = Field(default=False, sa_column_kwargs={"server_default": false()})
    state: str = Field(max_length=20, index=True)
    rule_pack: str | None = Field(default=None, max_length=80)
    needed: int = Field(default=1, sa_column_kwargs={"server_default": "1"})  # approvals that pass it
    seats: int = Field(
        default=1, sa_column_kwargs={"server_default": "1"}
    )  # answers it can take (会签: several)
    problem: str | None = None  # why preparing failed, in words, when it needs an administrator
    created_at: datetime = Field(sa_type=UtcDateTime)
    opened_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    deadline_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    deadline_warning: str | None = None
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Assignment(SQLModel, table=True):
    """A person who may act on a stage run (待办). `claimed_at` says that they took it up."""

    __table_args__ = (UniqueConstraint("stage_run_id", "person_id"),)

    id: int | None = Field(default=None, primary_key=True)
    stage_run_id: int = Field(foreign_key="stage_run.id", index=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    claimed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    closed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    on_behalf_of_id: int | None = None  # the absent person whose delegate took it up
    assigned_by: int | None = (
        None  # who reassigned the work to this person; None = chosen by the stage's rule
    )


class Notice(SQLModel, table=True):
    """A line told to a person once, `key` keeps it from being told twice."""

    __table_args__ = (UniqueConstraint("person_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    draft_id: int | None = Field(default=None, foreign_key="draft.id")
    key: str = Field(max_length=120)
    text: str
    created_at: datetime = Field(sa_type=UtcDateTime)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
