"""What proposals that a second person decides share, whatever they would change: the words asked for, who may not
decide, who is told, and how the decision is kept."""

from __future__ import annotations

from sqlmodel import Session, select

from models import ADMIN_ROLES, HouseProposal, PipelineProposal, ProposalState, RoleGrant
from review.access import RULE_KEEPERS
from review.accounts import holders
from review.acting import Deed
from review.errors import InvalidError, SeparationError, StateError

LONGEST_REASON = 500
Proposal = HouseProposal | PipelineProposal


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


def note(text: str) -> str:
    """What is said beside an activation, trimmed; may be empty.

    Raises:
        InvalidError: too long.
    """
    if len(text.strip()) > LONGEST_REASON:
        raise InvalidError(f"意见最多 {LONGEST_REASON} 字。")
    return text.strip()


def require_open(row: Proposal) -> None:
    """Refuse a proposal that was decided already.

    Raises:
        StateError: it was.
    """
    if row.state != ProposalState.OPEN.value:
        raise StateError("这份提案已有结论。")


def require_another_persons(deed: Deed, row: Proposal) -> None:
    """Refuse to let anybody decide their own proposal, or one that was decided already.

    Raises:
        SeparationError, StateError: in words.
    """
    require_open(row)
    if row.proposed_by == deed.person.person_id:
        raise SeparationError("不能由提案人自己决定，须另一人启用或退回。")


def require_proposer_no_administrator(session: Session, row: Proposal) -> None:
    """Refuse to make active what an administrator of today has proposed.

    Raises:
        SeparationError: the proposer holds an administrator's role now.
    """
    roles = session.exec(select(RoleGrant.role).where(RoleGrant.person_id == row.proposed_by))
    if any(role in ADMIN_ROLES for role in roles):
        raise SeparationError("提案人现在是管理员，这份提案不能启用。请退回，由他人重新提出。")


def decided(deed: Deed, row: Proposal, state: ProposalState, said: str) -> None:
    """Keep what became of a proposal; flushed, so that the database's own guards have spoken."""
    row.state, row.decision_note = state.value, said
    row.decided_by, row.decided_at = deed.person.person_id, deed.now
    deed.session.add(row)
    deed.session.flush()


def keepers(session: Session) -> set[int]:
    """The people who may decide, to be told that there is something to decide."""
    return holders(session, RULE_KEEPERS)
