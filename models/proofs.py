"""Proofs (校样): the typesetter's files, what each round found in them, and what the proofreaders answered."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, json_column


class ProofState(StrEnum):
    """How a proof stands."""

    COLLATING = "collating"  # 机器比对中
    READY = "ready"  # 可以校对
    FAILED = "failed"  # 比对不成，须换文件
    REPLACED = "replaced"  # 已由新的校样替换，答复作废


class ProofAnswerState(StrEnum):
    """How a place of a proof stands."""

    OPEN = "open"  # 未答复
    CHANGE = "change"  # 改：交排版改样
    KEEP = "keep"  # 不改（附理由），或已核无误
    WITHDRAWN = "withdrawn"  # 自行标出的改动，已撤销


_LIVE = "state != 'replaced'"


class Proof(SQLModel, table=True):
    """One file of a typesetter at one passage of a stage. `number` counts the proofs of a draft from 1.

    `sha256` is of the original bytes, `collation_sha256` names the stored result of the comparison; signatures cover
    both. `round` (校次) counts the proof stages of the draft's pipeline from 1 and gives the colour of its marks.
    """

    __table_args__ = (
        UniqueConstraint("draft_id", "number"),
        Index(
            "uq_proof_one_live",
            "stage_run_id",
            unique=True,
            sqlite_where=text(_LIVE),
            postgresql_where=text(_LIVE),
        ),
        CheckConstraint("state IN ('collating', 'ready', 'failed', 'replaced')", name="state"),
        CheckConstraint("state != 'ready' OR collation_sha256 IS NOT NULL", name="collated"),
    )

    id: int | None = Field(default=None, primary_key=True)
    draft_id: int = Field(foreign_key="draft.id", index=True)
    version_id: int = Field(foreign_key="version.id")
    stage_run_id: int = Field(foreign_key="stage_run.id", index=True)
    number: int
    round: int
    filename: str = Field(max_length=255)
    format: str = Field(max_length=10)
    sha256: str = Field(max_length=64)
    document_sha256: str = Field(max_length=64)
    content_hash: str = Field(max_length=80)
    size: int
    characters: int
    pages: int | None = None
    last_id: int | None = Field(
        default=None, foreign_key="proof.id"
    )  # the proof whose orders are rechecked here
    against: str = Field(max_length=20)
    state: str = Field(max_length=10)
    problem: str | None = None
    collation_sha256: str | None = Field(default=None, max_length=64)
    supplied_by: int = Field(foreign_key="person.id")
    supplied_at: datetime = Field(sa_type=UtcDateTime)
    ready_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    replaced_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ProofItem(SQLModel, table=True):
    """A place of a proof that wants an answer; `number` counts them from 1, those people add themselves last.

    `origin` is collation, recheck, unordered or own; `kind` what is the matter there (documents.proof_round), for one's
    own the mark. `place`, `manuscript`, `home` are spots (block, start, last, end, text) or {}; [`start`, `stop`) is the
    place and `home_at` the home in characters of the proof's stream, by which orders are kept from clashing. `wanted`
    is what a place answered 改 should read.
    """

    __tablename__ = "proof_item"
    __table_args__ = (
        UniqueConstraint("proof_id", "number"),
        CheckConstraint("answer IN ('open', 'change', 'keep', 'withdrawn')", name="answer"),
        CheckConstraint(
            "answer = 'open' OR (answered_by IS NOT NULL AND answered_at IS NOT NULL)", name="answered"
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    draft_id: int = Field(foreign_key="draft.id", index=True)
    proof_id: int = Field(foreign_key="proof.id", index=True)
    number: int
    origin: str = Field(max_length=10)
    kind: str = Field(max_length=12)
    place: dict[str, Any] = Field(sa_column=json_column())
    manuscript: dict[str, Any] = Field(sa_column=json_column())
    home: dict[str, Any] = Field(sa_column=json_column())
    start: int
    stop: int
    home_at: int | None = None
    page: int | None = None
    fingerprint: str = Field(default="", max_length=64)  # the same for the same difference in another proof
    unordered: bool = False
    ordered: str = ""  # what the order that is rechecked here wants in this place
    earlier_id: int | None = Field(
        default=None, foreign_key="proof_item.id"
    )  # the order, or the same place before
    answer: str = Field(default=ProofAnswerState.OPEN.value, max_length=10)
    mark: str = Field(default="", max_length=12)
    wanted: str = ""
    reason: str = ""
    answered_by: int | None = Field(default=None, foreign_key="person.id")
    answered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class ProofAnswer(SQLModel, table=True):
    """History of answers to a place; the latest is mirrored on the place."""

    __tablename__ = "proof_answer"

    id: int | None = Field(default=None, primary_key=True)
    item_id: int = Field(foreign_key="proof_item.id", index=True)
    answer: str = Field(max_length=10)
    mark: str = Field(default="", max_length=12)
    wanted: str = ""
    reason: str = ""
    person_id: int = Field(foreign_key="person.id")
    at: datetime = Field(sa_type=UtcDateTime)
