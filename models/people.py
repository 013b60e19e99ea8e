"""Persons, their accounts and roles. Rules about who may act speak of natural persons, never of accounts."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime


class Role(StrEnum):
    """What a person may be asked to do. The three administrators (三员) exclude every other role."""

    EDITOR = "editor"  # 编辑
    FIRST_REVIEWER = "first_reviewer"  # 初审
    SECOND_REVIEWER = "second_reviewer"  # 复审
    FINAL_REVIEWER = "final_reviewer"  # 终审
    PROOFREADER = "proofreader"  # 校对
    CHIEF_PROOFREADER = "chief_proofreader"  # 责任校对
    PUBLISHER = "publisher"  # 签发
    COUNTERSIGNER = "countersigner"  # 会签、专项审查（法务、保密、业务处室）
    AUDITOR = "auditor"  # 审计管理员（三员之一）
    SYSTEM_ADMIN = "system_admin"  # 系统管理员
    SECURITY_ADMIN = "security_admin"  # 安全管理员


ADMIN_ROLES = frozenset({Role.AUDITOR, Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN})


class Person(SQLModel, table=True):
    """A natural person (自然人)."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=80)
    unit_id: int | None = None  # no foreign key: SQLite cannot add one to a table that others point at
    post: str = Field(default="", max_length=120)
    active: bool = True
    created_at: datetime = Field(sa_type=UtcDateTime)


class Account(SQLModel, table=True):
    """A way to sign in. One person may have several; separation of duties looks through them to the person."""

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    login: str = Field(max_length=60, unique=True)
    password_hash: str
    active: bool = True
    must_change_password: bool = False
    failed_attempts: int = 0
    locked_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)


class RoleGrant(SQLModel, table=True):
    """A role held by a person since `granted_at`, by whom."""

    __tablename__ = "role_grant"
    __table_args__ = (UniqueConstraint("person_id", "role"),)

    id: int | None = Field(default=None, primary_key=True)
    person_id: int = Field(foreign_key="person.id")
    role: str = Field(max_length=40)
    granted_by: int | None = Field(default=None, foreign_key="person.id")
    granted_at: datetime = Field(sa_type=UtcDateTime)


class SigningKey(SQLModel, table=True):
    """An account's Ed25519 key, the private half sealed under its password (sole control, 电子签名法 art. 13)."""

    __tablename__ = "signing_key"

    id: int | None = Field(default=None, primary_key=True)
    account_id: int = Field(foreign_key="account.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    public_key: str = Field(unique=True)
    sealed: str  # JSON text of keys.SealedKey
    created_at: datetime = Field(sa_type=UtcDateTime)
    retired_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class WebSession(SQLModel, table=True):
    """A signed-in browser or API client. Only the hash of its token is stored."""

    __tablename__ = "web_session"

    token_hash: str = Field(primary_key=True, max_length=64)
    account_id: int = Field(foreign_key="account.id", index=True)
    created_at: datetime = Field(sa_type=UtcDateTime)
    last_seen_at: datetime = Field(sa_type=UtcDateTime)
    expires_at: datetime = Field(sa_type=UtcDateTime)
