"""Who acts: a natural person through one of their accounts."""

from __future__ import annotations

from dataclasses import dataclass

from models.people import ADMIN_ROLES, Role


@dataclass(frozen=True, slots=True)
class Actor:
    """A signed-in person. `roles` are those held at the time the actor was loaded."""

    person_id: int
    account_id: int
    name: str
    login: str
    roles: frozenset[Role]
    must_change_password: bool = False

    @property
    def is_administrator(self) -> bool:
        """True for any of the three administrators (三员), who may not touch a review."""
        return bool(self.roles & ADMIN_ROLES)
