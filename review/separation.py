"""Separation of duties (invariant 3) in code; the triggers of the migration hold the same rules in the database.

All rules speak of natural persons: whichever account someone uses, it is the person who signs. A signature on behalf
of an absent person counts for both: the hand that signed and the person whose right it used.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import bindparam
from sqlmodel import Session, col, or_, select

from models import (
    ADMIN_ROLES,
    AfterReview,
    Assignment,
    Decision,
    DraftAuthor,
    Recusal,
    RoleGrant,
    StageRun,
    StageState,
    Verdict,
)

# Asked for at every claim, opening and signature, so put together once.
_AUTHORS = select(DraftAuthor.person_id).where(DraftAuthor.draft_id == bindparam("draft"))
_RECUSED = select(Recusal.person_id).where(Recusal.draft_id == bindparam("draft"))
_ADMINISTRATORS = select(RoleGrant.person_id).where(col(RoleGrant.role).in_([r.value for r in ADMIN_ROLES]))
_SIGNED_ELSEWHERE = (
    select(Decision.person_id, Decision.on_behalf_of_id, Decision.is_review, Decision.is_proof)
    .where(
        Decision.draft_id == bindparam("draft"),
        Decision.verdict == Verdict.APPROVE.value,
        Decision.stage_key != bindparam("stage"),
        col(Decision.late).is_(False),
    )
    .order_by(col(Decision.id))
)


def author_ids(session: Session, draft_id: int) -> frozenset[int]:
    """Everyone who wrote any version of the draft."""
    return frozenset(session.exec(_AUTHORS, params={"draft": draft_id}))


@dataclass(frozen=True, slots=True)
class Bars:
    """What separation of duties holds against persons at one stage run, read once for all of them.

    `signed`: person → why their other sign-off of this draft stands in the way.
    """

    authors: frozenset[int]
    administrators: frozenset[int]
    recused: frozenset[int]
    signed: Mapping[int, str]

    @classmethod
    def of(cls, session: Session, stage_run: StageRun) -> Bars:
        """As things stand now; not to be kept beyond the act."""
        return cls(
            author_ids(session, stage_run.draft_id),
            frozenset(session.exec(_ADMINISTRATORS)),
            frozenset(session.exec(_RECUSED, params={"draft": stage_run.draft_id})),
            _signed_another(session, stage_run),
        )

    def against(self, person_id: int) -> str | None:
        """Why this person may not sign, nor have it signed for them, in words; None when nothing bars them."""
        if person_id in self.authors:
            return "作者不得审签自己的稿件。"
        if person_id in self.administrators:
            return "管理员（系统、安全、审计）不得参与审校。"
        if person_id in self.recused:
            return "已声明回避本稿。"
        return self.signed.get(person_id)


def _signed_another(session: Session, stage_run: StageRun) -> dict[int, str]:
    if stage_run.after_release:
        return _signed_any(session, stage_run.draft_id)
    at = {"draft": stage_run.draft_id, "stage": stage_run.stage_key}
    found = {} if stage_run.state in _LIVE else _read_again(session, stage_run.draft_id)
    for person_id, absent_id, is_review, is_proof in session.exec(_SIGNED_ELSEWHERE, params=at):
        for behind in (person_id, absent_id):
            if behind is None or behind in found:
                continue
            if stage_run.counts_review and is_review:
                found[behind] = "三审须由不同的人完成：您已签过本稿的另一次审稿。"
            elif stage_run.counts_proof and is_proof:
                found[behind] = "三校须由不同的人完成：您已签过本稿的另一次校对。"
    return found


_LIVE = (StageState.PREPARING.value, StageState.OPEN.value)


def _signed_any(session: Session, draft_id: int) -> dict[int, str]:
    """Whoever answered any stage of the draft, voided and late answers too: the re-reading wants fresh eyes."""
    query = select(Decision.person_id, Decision.on_behalf_of_id).where(
        Decision.draft_id == draft_id, Decision.verdict != Verdict.WITHDRAW.value
    )
    people = {person for pair in session.exec(query) for person in pair if person is not None}
    return dict.fromkeys(people, "您签过本稿的环节；事后复核须由没有签过本稿的人办理。")


def _read_again(session: Session, draft_id: int) -> dict[int, str]:
    """Whoever re-read the released draft. A draft with a live stage is not out, so nobody has: it is not asked then."""
    query = select(AfterReview.person_id, AfterReview.on_behalf_of_id).where(AfterReview.draft_id == draft_id)
    people = {person for pair in session.exec(query) for person in pair if person is not None}
    return dict.fromkeys(people, "您已办理本稿的事后复核，不能再对它的环节表达意见。")


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
