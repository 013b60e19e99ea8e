"""House rules (本单位规则): what was proposed, and the versions that two people made active."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, json_column


class ProposalState(StrEnum):
    """Where a proposal stands. It leaves `draft` and `open` once each and never comes back."""

    DRAFT = "draft"  # 草拟，只有提案人看得到
    OPEN = "open"  # 等待另一人启用
    ACTIVATED = "activated"  # 已启用
    REJECTED = "rejected"  # 未采纳
    WITHDRAWN = "withdrawn"  # 已撤回


class HouseProposal(SQLModel, table=True):
    """A change set (提案) to the house rules: what was, what shall be, why, by whom, and who decided.

    `changes` is a list of {part, key, before, after} (review.house_changes); fixed once it is submitted.
    """

    __tablename__ = "house_proposal"
    __table_args__ = (
        # One change set in the making for each person: every small form on the page adds to it.
        Index(
            "uq_house_proposal_one_draft",
            "proposed_by",
            unique=True,
            sqlite_where=text("state = 'draft'"),
            postgresql_where=text("state = 'draft'"),
        ),
        CheckConstraint("state IN ('draft', 'open', 'activated', 'rejected', 'withdrawn')", name="state"),
        CheckConstraint(
            "state NOT IN ('activated', 'rejected') OR (decided_by IS NOT NULL AND decided_by != proposed_by)",
            name="two_people",
        ),
        CheckConstraint(
            "state IN ('draft', 'withdrawn') OR (reason != '' AND submitted_at IS NOT NULL)",
            name="reason",
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    state: str = Field(max_length=12, index=True)
    origin: str = Field(default="page", max_length=12)
    reason: str = ""
    changes: list[dict[str, Any]] = Field(sa_column=json_column())
    base_number: int  # the version that was active when the change set was begun, 0 = none
    proposed_by: int = Field(foreign_key="person.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    submitted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decision_note: str = ""


class HouseVersion(SQLModel, table=True):
    """One set of house rules that was active from `activated_at` on (版本); the highest number is active now.

    `content` is the JSON text of checks.house.House, `hash` is `sha256:` over it. Rows are only ever added.
    """

    __tablename__ = "house_version"
    __table_args__ = (
        CheckConstraint("activated_by != proposed_by", name="two_people"),
        CheckConstraint("number >= 1", name="number"),
    )

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    content: str
    hash: str = Field(max_length=80)
    proposal_id: int = Field(foreign_key="house_proposal.id", unique=True)
    reason: str
    proposed_by: int = Field(foreign_key="person.id")
    activated_by: int = Field(foreign_key="person.id")
    activated_at: datetime = Field(sa_type=UtcDateTime)
