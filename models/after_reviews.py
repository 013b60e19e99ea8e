"""The re-reading of urgent drafts after their release (事后复核). Who may do it is held by triggers as well."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime


class AfterVerdict(StrEnum):
    """What a person finds who reads a released draft again."""

    CLEAR = "clear"  # 无异议
    FAULT = "fault"  # 发现问题，须更正或撤回


class AfterReview(SQLModel, table=True):
    """The signed result of a re-reading, one per release; the task itself is a stage run marked `after_release`.

    It is no decision: it approves nothing and moves nothing. `statement` is the canonical JSON that `signature`
    (Ed25519, base64) covers. Rows are only ever added.
    """

    __tablename__ = "after_review"
    __table_args__ = (
        CheckConstraint("verdict IN ('clear', 'fault')", name="verdict"),
        CheckConstraint("opinion != ''", name="opinion"),
    )

    id: int | None = Field(default=None, primary_key=True)
    release_id: int = Field(foreign_key="release.id", unique=True)
    stage_run_id: int = Field(foreign_key="stage_run.id", unique=True)
    draft_id: int = Field(foreign_key="draft.id", index=True)
    verdict: str = Field(max_length=10)
    opinion: str
    person_id: int = Field(foreign_key="person.id", index=True)
    on_behalf_of_id: int | None = Field(default=None, foreign_key="person.id")
    delegation_id: int | None = Field(default=None, foreign_key="delegation.id")
    account_id: int = Field(foreign_key="account.id")
    content_hash: str = Field(max_length=80)
    statement: str
    signature: str
    public_key: str
    act: str = Field(max_length=36)
    at: datetime = Field(sa_type=UtcDateTime)
