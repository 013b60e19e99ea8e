"""The outbox: machine work caused by an act, committed with it, leased by the resident worker."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, json_column


class JobState(StrEnum):
    """State of a job. `leased` falls back to due when its lease ends; `dead` waits for an administrator."""

    QUEUED = "queued"
    LEASED = "leased"
    DONE = "done"
    DEAD = "dead"


class JobKind(StrEnum):
    """Which flow does the job; the same name as the file in flows/."""

    STAGE = "stage"
    PROOF = "proof"
    RELEASE = "release"
    SEAL = "seal"


class Job(SQLModel, table=True):
    """One piece of machine work. `key` makes the same cause enqueue once; `attempt` fences a late worker."""

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(max_length=20)
    key: str = Field(max_length=120, unique=True)
    payload: dict[str, Any] = Field(sa_column=json_column())
    draft_id: int | None = Field(default=None, foreign_key="draft.id")
    state: str = Field(max_length=10, index=True)
    due_at: datetime = Field(sa_type=UtcDateTime, index=True)
    attempt: int = 0
    lease_owner: str | None = Field(default=None, max_length=80)
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    flow_run_id: str | None = Field(default=None, max_length=40)
    error: str | None = None
    created_at: datetime = Field(sa_type=UtcDateTime)
    finished_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
