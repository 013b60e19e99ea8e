"""Pipelines that people changed: what was proposed, and the versions that two people made active."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime


class PipelineProposal(SQLModel, table=True):
    """A changed or new pipeline, waiting for a second person. States as of `models.house.ProposalState`, without drafts.

    `base_hash`: hash of the definition in force when it was proposed, '' = there was none of that name.
    """

    __tablename__ = "pipeline_proposal"
    __table_args__ = (
        CheckConstraint("state IN ('open', 'activated', 'rejected', 'withdrawn')", name="state"),
        CheckConstraint(
            "state NOT IN ('activated', 'rejected') OR (decided_by IS NOT NULL AND decided_by != proposed_by)",
            name="two_people",
        ),
        CheckConstraint("reason != ''", name="reason"),
    )

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=60, index=True)
    yaml: str
    hash: str = Field(max_length=80)
    base_hash: str = Field(default="", max_length=80)
    state: str = Field(max_length=12, index=True)
    reason: str
    proposed_by: int = Field(foreign_key="person.id")
    proposed_at: datetime = Field(sa_type=UtcDateTime)
    decided_by: int | None = Field(default=None, foreign_key="person.id")
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decision_note: str = ""


class PipelineVersion(SQLModel, table=True):
    """A definition that stands from `activated_at` on in place of the one before. Rows are only ever added."""

    __tablename__ = "pipeline_version"
    __table_args__ = (CheckConstraint("activated_by != proposed_by", name="two_people"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=60, index=True)
    hash: str = Field(foreign_key="pipeline_definition.hash", max_length=80)
    proposal_id: int = Field(foreign_key="pipeline_proposal.id", unique=True)
    proposed_by: int = Field(foreign_key="person.id")
    activated_by: int = Field(foreign_key="person.id")
    activated_at: datetime = Field(sa_type=UtcDateTime)
