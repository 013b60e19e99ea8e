"""The organisation: units as a tree, qualifications of persons, groups, and who stands in for whom.

Who may sign is asked of the natural person: role (models.people), unit, qualification and group together.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime


class QualificationKind(StrEnum):
    """What a person is qualified for, with dates (资格); a role says what they are asked to do."""

    FINAL_REVIEW = "final_review"  # 终审资格
    LAST_PROOF = "last_proof"  # 末次校对资格（责任校对）
    SECRECY_REVIEW = "secrecy_review"  # 保密审查资格
    SENIOR_EDITOR = "senior_editor"  # 高级职称
    RESPONSIBLE_EDITOR = "responsible_editor"  # 责任编辑


class Unit(SQLModel, table=True):
    """A unit (单位、部门) of the organisation; `parent_id` None is a top unit."""

    __table_args__ = (UniqueConstraint("parent_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=120)
    parent_id: int | None = Field(default=None, foreign_key="unit.id", index=True)
    active: bool = True
    created_at: datetime = Field(sa_type=UtcDateTime)


class RoleScope(SQLModel, table=True):
    """Narrows a role of a person to drafts of a unit and of the units below it; without any row it covers all."""

    __tablename__ = "role_scope"

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    role: str = Field(max_length=40, primary_key=True)
    unit_id: int = Field(foreign_key="unit.id", primary_key=True)


class Qualification(SQLModel, table=True):
    """A qualification (资格) valid from the first to the last day named, both included, in the house's time zone."""

    __table_args__ = (
        CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="dates"),
        CheckConstraint("granted_by IS NULL OR granted_by != person_id", name="not_to_oneself"),
    )

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    kind: str = Field(max_length=40)
    valid_from: date
    valid_until: date | None = None
    reference: str = Field(default="", max_length=120)  # number of the certificate
    granted_by: int | None = Field(default=None, foreign_key="person.id")
    granted_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_by: int | None = Field(default=None, foreign_key="person.id")


class PersonGroup(SQLModel, table=True):
    """A named group (候选组) that a pipeline may ask for; `key` is what the pipeline writes."""

    __tablename__ = "person_group"

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=60, unique=True)
    name: str = Field(max_length=80)
    created_at: datetime = Field(sa_type=UtcDateTime)


class GroupMember(SQLModel, table=True):
    """A person in a group."""

    __tablename__ = "group_member"

    group_id: int = Field(foreign_key="person_group.id", primary_key=True)
    person_id: int = Field(foreign_key="person.id", primary_key=True)
    added_at: datetime = Field(sa_type=UtcDateTime)


class Delegation(SQLModel, table=True):
    """While `principal` is away, `delegate` signs on their behalf (代签). Never passed on further, never extended.

    `role` None covers every review role that the principal holds themself at the time of signing.
    """

    __table_args__ = (
        CheckConstraint("principal_id != delegate_id", name="two_people"),
        CheckConstraint("ends_at > starts_at", name="dates"),
        CheckConstraint("reason != ''", name="reason"),
    )

    id: int | None = Field(default=None, primary_key=True)
    principal_id: int = Field(foreign_key="person.id", index=True)
    delegate_id: int = Field(foreign_key="person.id", index=True)
    role: str | None = Field(default=None, max_length=40)
    starts_at: datetime = Field(sa_type=UtcDateTime)
    ends_at: datetime = Field(sa_type=UtcDateTime)
    reason: str
    created_by: int = Field(foreign_key="person.id")
    created_at: datetime = Field(sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_by: int | None = Field(default=None, foreign_key="person.id")


class Recusal(SQLModel, table=True):
    """A person stands aside from a draft for good (回避), with the reason."""

    __table_args__ = (
        UniqueConstraint("draft_id", "person_id"),
        CheckConstraint("reason != ''", name="reason"),
    )

    id: int | None = Field(default=None, primary_key=True)
    draft_id: int = Field(foreign_key="draft.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    reason: str
    at: datetime = Field(sa_type=UtcDateTime)


class DraftFacts(SQLModel, table=True):
    """What decides which way a draft goes (review.conditions), beside what can be read off the draft itself.

    `topic` is the class of 重大选题 it is suspected of, '' = none; such a draft needs a filing number (备案文号).
    """

    __tablename__ = "draft_facts"

    draft_id: int = Field(foreign_key="draft.id", primary_key=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    secrecy: str = Field(default="public", max_length=12)
    foreign_audience: bool = False
    topic: str = Field(default="", max_length=40)
    filing_number: str = Field(default="", max_length=80)
    urgent: bool = False


class Hold(SQLModel, table=True):
    """A draft laid aside (暂停) and taken up again; one at a time."""

    __table_args__ = (
        Index(
            "uq_hold_one_live",
            "draft_id",
            unique=True,
            sqlite_where=text("lifted_at IS NULL"),
            postgresql_where=text("lifted_at IS NULL"),
        ),
        CheckConstraint("reason != ''", name="reason"),
    )

    id: int | None = Field(default=None, primary_key=True)
    draft_id: int = Field(foreign_key="draft.id", index=True)
    reason: str
    held_by: int = Field(foreign_key="person.id")
    held_at: datetime = Field(sa_type=UtcDateTime)
    lifted_by: int | None = Field(default=None, foreign_key="person.id")
    lifted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
