"""Shared pieces of the tables: UTC times, JSON columns and constraint names that migrations can rely on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Protocol

from sqlalchemy import JSON, Column, DateTime, Dialect, MetaData
from sqlalchemy.types import TypeDecorator
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_N_label)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
).naming_convention


class UtcDateTime(TypeDecorator[datetime]):
    """Aware UTC in Python, `timestamptz` on PostgreSQL, naive UTC text on SQLite, which knows no zones.

    Raises:
        ValueError: on a naive datetime, so that a local time never slips in.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("naive datetime; times are stored in UTC")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def json_column() -> Column[Any]:
    """A non-null JSON column."""
    return Column(JSON, nullable=False)


class Keyed(Protocol):
    """A table with an integer key of the database's making."""

    id: int | None


def pk(row: Keyed) -> int:
    """The key of a stored row.

    Raises:
        ValueError: the row has not been flushed yet; always a bug.
    """
    if row.id is None:
        raise ValueError(f"{type(row).__name__} has no key yet")
    return row.id
