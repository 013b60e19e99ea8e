"""What proposals that a second person decides share, whatever they would change: the words asked for, and who may not."""

from __future__ import annotations

from sqlmodel import Session, select

from models import ADMIN_ROLES, RoleGrant
from review.errors import InvalidError

LONGEST_REASON = 500


def reason(text: str) -> str:
    """A reason, trimmed.

    Raises:
        InvalidError: empty or too long.
    """
    text = text.strip()
    if not text:
        raise InvalidError("请写明理由。")
    if len(text) > LONGEST_REASON:
        raise InvalidError(f"理由最多 {LONGEST_REASON} 字。")
    return text


def is_administrator(session: Session, person_id: int) -> bool:
    """Whether the person is one of the three administrators now."""
    roles = session.exec(select(RoleGrant.role).where(RoleGrant.person_id == person_id))
    return any(role in ADMIN_ROLES for role in roles)
