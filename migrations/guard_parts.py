"""Pieces of SQL that the guards of several migrations are made of."""

from __future__ import annotations

ADMIN = (
    "SELECT 1 FROM role_grant r WHERE r.role IN ('system_admin', 'security_admin', 'auditor') AND r.person_id"
)
"""To be ended with whose roles are asked about: `= NEW.x` or `IN (…)`."""


def unchanged(*columns: str) -> str:
    """An update leaves these columns as they are, nulls included."""
    return " AND ".join(f"OLD.{c} IS NOT DISTINCT FROM NEW.{c}" for c in columns)
