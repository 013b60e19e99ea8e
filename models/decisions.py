"""Decisions (审签意见) with their signatures. Invariant 3 is enforced here and by the triggers of the migration."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, json_column


class Verdict(StrEnum):
    """What a decision says."""

    APPROVE = "approve"  # 同意
    RETURN = "return"  # 退回
    REJECT = "reject"  # 退稿
    WITHDRAW = "withdraw"  # 撤稿（作者）


_ACTIVE = "verdict = 'approve' AND late IS FALSE AND voided_at IS NULL"


class Decision(SQLModel, table=True):
    """One signed act on a stage run. Rows are only ever added; a sign-off is voided, never changed or deleted.

    `statement` is the canonical JSON that `signature` (Ed25519, base64) covers. `late` rows are filed and move nothing.
    """

    __table_args__ = (
        # Each seat of a stage run answers once (one seat, but for 会签): the loser of a race meets this index even if
        # every guard above failed. A trigger keeps the seat within what the run has.
        Index(
            "uq_decision_seat",
            "stage_run_id",
            "seat",
            unique=True,
            sqlite_where=text("late IS FALSE"),
            postgresql_where=text("late IS FALSE"),
        ),
        # Invariant 3: nobody signs two of the reviews, nobody two of the proofs of one draft.
        Index(
            "uq_decision_one_review",
            "draft_id",
            "person_id",
            unique=True,
            sqlite_where=text(f"is_review IS TRUE AND {_ACTIVE}"),
            postgresql_where=text(f"is_review IS TRUE AND {_ACTIVE}"),
        ),
        Index(
            "uq_decision_one_proof",
            "draft_id",
            "person_id",
            unique=True,
            sqlite_where=text(f"is_proof IS TRUE AND {_ACTIVE}"),
            postgresql_where=text(f"is_proof IS TRUE AND {_ACTIVE}"),
        ),
        CheckConstraint("verdict IN ('approve', 'return', 'reject', 'withdraw')", name="verdict"),
        CheckConstraint("verdict != 'return' OR return_to IS NOT NULL", name="return_to"),
    )

    id: int | None = Field(default=None, primary_key=True)
    draft_id: int = Field(foreign_key="draft.id", index=True)
    version_id: int = Field(foreign_key="version.id")
    stage_run_id: int | None = Field(default=None, foreign_key="stage_run.id")
    stage_key: str = Field(max_length=60)
    is_review: bool = False
    is_proof: bool = False
    verdict: str = Field(max_length=10)
    return_to: str | None = Field(default=None, max_length=60)
    opinion: str
    fields: dict[str, Any] = Field(sa_column=json_column())
    person_id: int = Field(foreign_key="person.id", index=True)
    on_behalf_of_id: int | None = Field(
        default=None, index=True
    )  # the absent person whose right was used (代签)
    delegation_id: int | None = None
    seat: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    account_id: int = Field(foreign_key="account.id")
    content_hash: str = Field(max_length=80)
    statement: str
    signature: str
    public_key: str
    act: str = Field(max_length=36)
    at: datetime = Field(sa_type=UtcDateTime)
    late: bool = False
    late_reason: str | None = None
    voided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    void_cause: str | None = None
    voided_by: int | None = Field(default=None, foreign_key="person.id")
