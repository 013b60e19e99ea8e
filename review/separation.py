"""Separation of duties (invariant 3) in code; the triggers of the migration hold the same rules in the database.

All rules speak of natural persons: whichever account someone uses, it is the person who signs.
"""

from __future__ import annotations

from sqlmodel import Session, col, select

from models import ADMIN_ROLES, Decision, DraftAuthor, Person, Role, RoleGrant, StageRun, Verdict


def author_ids(session: Session, draft_id: int) -> frozenset[int]:
    """Everyone who wrote any version of the draft."""
    return frozenset(session.exec(select(DraftAuthor.person_id).where(DraftAuthor.draft_id == draft_id)))


def barred(session: Session, stage_run: StageRun, person_id: int) -> str | None:
    """Why this person may not sign this stage run, in words; None when nothing bars them."""
    if person_id in author_ids(session, stage_run.draft_id):
        return "作者不得审签自己的稿件。"
    roles = {Role(r) for r in session.exec(select(RoleGrant.role).where(RoleGrant.person_id == person_id))}
    if roles & ADMIN_ROLES:
        return "管理员（系统、安全、审计）不得参与审校。"
    query = select(Decision).where(
        Decision.draft_id == stage_run.draft_id,
        Decision.person_id == person_id,
        Decision.verdict == Verdict.APPROVE.value,
        Decision.stage_key != stage_run.stage_key,
        col(Decision.late).is_(False),
    )
    for signed in session.exec(query):
        if stage_run.counts_review and signed.is_review:
            return "三审须由不同的人完成：您已签过本稿的另一次审稿。"
        if stage_run.counts_proof and signed.is_proof:
            return "三校须由不同的人完成：您已签过本稿的另一次校对。"
    return None


def candidates(session: Session, stage_run: StageRun) -> list[Person]:
    """Active persons who hold the stage's role and whom nothing bars, by id."""
    query = (
        select(Person)
        .join(RoleGrant, col(RoleGrant.person_id) == col(Person.id))
        .where(RoleGrant.role == stage_run.role, col(Person.active).is_(True))
        .order_by(col(Person.id))
    )
    return [p for p in session.exec(query) if p.id is not None and barred(session, stage_run, p.id) is None]
