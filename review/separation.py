"""Separation of duties (invariant 3) in code; the triggers of the migration hold the same rules in the database.

All rules speak of natural persons: whichever account someone uses, it is the person who signs. A signature on behalf
of an absent person counts for both: the hand that signed and the person whose right it used.
"""

from __future__ import annotations

from sqlmodel import Session, col, or_, select

from models import ADMIN_ROLES, Assignment, Decision, DraftAuthor, Recusal, Role, RoleGrant, StageRun, Verdict


def author_ids(session: Session, draft_id: int) -> frozenset[int]:
    """Everyone who wrote any version of the draft."""
    return frozenset(session.exec(select(DraftAuthor.person_id).where(DraftAuthor.draft_id == draft_id)))


def barred(session: Session, stage_run: StageRun, person_id: int) -> str | None:
    """Why this person may not sign this stage run, nor have it signed for them, in words; None when nothing bars them."""
    if person_id in author_ids(session, stage_run.draft_id):
        return "作者不得审签自己的稿件。"
    roles = {Role(r) for r in session.exec(select(RoleGrant.role).where(RoleGrant.person_id == person_id))}
    if roles & ADMIN_ROLES:
        return "管理员（系统、安全、审计）不得参与审校。"
    recused = select(Recusal.id).where(Recusal.draft_id == stage_run.draft_id, Recusal.person_id == person_id)
    if session.exec(recused).first() is not None:
        return "已声明回避本稿。"
    return _signed_another(session, stage_run, person_id)


def _signed_another(session: Session, stage_run: StageRun, person_id: int) -> str | None:
    query = select(Decision).where(
        Decision.draft_id == stage_run.draft_id,
        or_(col(Decision.person_id) == person_id, col(Decision.on_behalf_of_id) == person_id),
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


def is_seated(session: Session, stage_run: StageRun, person_ids: set[int]) -> bool:
    """Whether one of these persons belongs to those who answer the run. A 会签 has the members it opened with."""
    if stage_run.seats == 1:
        return True
    query = select(Assignment.id).where(
        Assignment.stage_run_id == stage_run.id,
        col(Assignment.person_id).in_(person_ids),
        col(Assignment.closed_at).is_(None),
    )
    return session.exec(query).first() is not None


def answered(session: Session, stage_run: StageRun, person_ids: set[int]) -> bool:
    """Whether one of these persons has answered this very run already, themselves or through another."""
    query = select(Decision.id).where(
        Decision.stage_run_id == stage_run.id,
        or_(col(Decision.person_id).in_(person_ids), col(Decision.on_behalf_of_id).in_(person_ids)),
        col(Decision.late).is_(False),
    )
    return session.exec(query).first() is not None
