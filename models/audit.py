"""The audit log: events as Merkle leaves, the running tree head, and signed checkpoints."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, json_column


class Event(SQLModel, table=True):
    """A leaf (审计事件). `payload` is canonical JSON and the truth; the other columns repeat parts of it for search."""

    seq: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    at: datetime = Field(sa_type=UtcDateTime)
    tag: str = Field(max_length=40, index=True)
    act: str = Field(max_length=36, index=True)
    person_id: int | None = Field(default=None, index=True)
    draft_id: int | None = Field(default=None, index=True)
    payload: str
    leaf_hash: str = Field(max_length=64)


class AuditHead(SQLModel, table=True):
    """The one row that every write transaction locks to append: size of the log and the compact range of its tree."""

    __tablename__ = "audit_head"

    id: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    size: int
    frontier: list[Any] = Field(sa_column=json_column())


class Checkpoint(SQLModel, table=True):
    """A signed tree head (检查点), C2SP tlog-checkpoint note."""

    id: int | None = Field(default=None, primary_key=True)
    size: int = Field(index=True)
    root: str = Field(max_length=64)
    note: str
    at: datetime = Field(sa_type=UtcDateTime)
