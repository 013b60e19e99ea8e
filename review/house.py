"""House rules (本单位规则): proposing changes, and making them active by a second person.

A change is drafted, submitted with a reason, and becomes active only when a person who keeps the rules, and who is
not the one who proposed it, says so having seen exactly what it makes of the rules now. Versions are never changed;
going back is a proposal too. The guards of migration 0002 hold the same in the database.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from checks.house import House
from models import HouseProposal, HouseVersion, ProposalState
from models.base import pk
from review.access import Act, require
from review.acting import Deed, acting
from review.actors import Actor
from review.app import App
from review.audit.record import lock_head
from review.audit.tags import Tag
from review.errors import InvalidError, NotAllowedError, NotFoundError, StateError
from review.house_changes import (
    Change,
    applied,
    check_rules,
    content_of,
    difference,
    from_json,
    house_from,
    merged,
    normal,
    shaped,
    to_json,
)
from review.proposals import decided, keepers, require_another_persons, require_proposer_no_administrator
from review.proposals import note as as_note
from review.proposals import reason as as_reason

TOLD = 50  # changes written out in an audit event; their hash covers all of them


@dataclass(frozen=True, slots=True)
class Active:
    """The house rules in force. `number` 0: none was ever made active, and `house` is empty."""

    number: int
    house: House
    hash: str


def active(app: App) -> Active:
    """The house rules in force now."""
    with app.database.read() as session:
        return active_in(session)


def active_in(session: Session) -> Active:
    """As `active`, in a transaction at hand."""
    row = session.exec(select(HouseVersion).order_by(col(HouseVersion.number).desc()).limit(1)).first()
    if row is None:
        return Active(0, House(), content_of(House())[1])
    return Active(row.number, stored(row), row.hash)


def stored(row: HouseVersion) -> House:
    """The rules of a version.

    Raises:
        ValueError: the content is not what its hash says; the row was changed past the guards.
    """
    if row.hash != "sha256:" + hashlib.sha256(row.content.encode()).hexdigest():
        raise ValueError(f"house version {row.number}: content and hash differ")
    return house_from(row.content)


def draft(app: App, actor: Actor, edit: Callable[[House], House], origin: str = "page") -> int | None:
    """Change the rules in the person's change set in the making, which is begun if there is none.

    `edit` gets the rules as this person's draft would make them, and returns them as they shall be. Returns the id of
    the draft, None when nothing is left in it.

    Raises:
        NotAllowedError, FaultyRulesError, ConflictError, InvalidError: nothing changed.
    """
    require(actor, Act.RULES_PROPOSE)
    with acting(app, actor) as deed:
        lock_head(deed.session)
        now = active_in(deed.session)
        row = _own_draft(deed.session, actor.person_id)
        so_far = from_json(row.changes) if row else []
        seen = applied(now.house, so_far)
        wished = normal(edit(seen))
        fresh = difference(seen, wished)
        if not fresh:
            raise InvalidError("没有改动：规则（或您的草案）已经是这样。")
        check_rules(wished)
        wanted = merged(so_far, fresh)
        if row is None:
            row = _new(deed, wanted, ProposalState.DRAFT, "", origin, now.number)
        else:
            row.changes = to_json(wanted)
            if not wanted:
                row.state = ProposalState.WITHDRAWN.value
            deed.session.add(row)
            deed.session.flush()
        deed.record(Tag.RULES_DRAFTED, proposal=row.id, **_told(fresh))
        return pk(row) if wanted else None


def propose(app: App, actor: Actor, changes: Iterable[Change], reason: str, origin: str = "page") -> int:
    """Submit a change set in one go. Returns the proposal's id.

    Raises:
        NotAllowedError, FaultyRulesError, ConflictError, InvalidError: nothing proposed.
    """
    require(actor, Act.RULES_PROPOSE)
    reason = as_reason(reason)
    with acting(app, actor) as deed:
        lock_head(deed.session)
        now = active_in(deed.session)
        wanted = [c for c in map(shaped, changes) if c.before != c.after]
        _check(now, wanted)
        row = _new(deed, wanted, ProposalState.OPEN, reason, origin, now.number)
        _submitted(deed, row)
        return pk(row)


def submit(app: App, actor: Actor, proposal_id: int, reason: str) -> None:
    """Submit one's draft with its reason; those who keep the rules are told.

    Raises:
        NotAllowedError, NotFoundError, StateError, FaultyRulesError, ConflictError, InvalidError: nothing changed.
    """
    require(actor, Act.RULES_PROPOSE)
    reason = as_reason(reason)
    with acting(app, actor) as deed:
        row = _own(deed, actor, proposal_id)
        if row.state != ProposalState.DRAFT.value:
            raise StateError("这份提案已经提交。")
        _check(active_in(deed.session), from_json(row.changes))
        row.state, row.reason, row.submitted_at = ProposalState.OPEN.value, reason, deed.now
        deed.session.add(row)
        deed.session.flush()
        _submitted(deed, row)


def undo(app: App, actor: Actor, proposal_id: int, part: str, key: str) -> bool:
    """Take one change out of one's draft; the last one ends the draft. Returns whether changes are left.

    Raises:
        NotAllowedError, NotFoundError, StateError: nothing changed.
    """
    require(actor, Act.RULES_PROPOSE)
    with acting(app, actor) as deed:
        row = _own(deed, actor, proposal_id)
        if row.state != ProposalState.DRAFT.value:
            raise StateError("这份提案已经提交，不能再改；可以撤回后重新提出。")
        changes = from_json(row.changes)
        left = [c for c in changes if (c.part, c.key) != (part, key)]
        if len(left) == len(changes):
            raise NotFoundError("草案里没有这处改动。")
        row.changes = to_json(left)
        if not left:
            row.state = ProposalState.WITHDRAWN.value
        deed.session.add(row)
        deed.record(Tag.RULES_DRAFTED, proposal=row.id, taken_out={"part": part, "key": key}, left=len(left))
        return bool(left)


def withdraw(app: App, actor: Actor, proposal_id: int) -> None:
    """Take back one's own proposal or throw away one's draft.

    Raises:
        NotAllowedError, NotFoundError, StateError: nothing changed.
    """
    require(actor, Act.RULES_PROPOSE)
    with acting(app, actor) as deed:
        row = _own(deed, actor, proposal_id)
        if row.state not in {ProposalState.DRAFT.value, ProposalState.OPEN.value}:
            raise StateError("这份提案已有结论。")
        was, row.state = row.state, ProposalState.WITHDRAWN.value
        deed.session.add(row)
        deed.record(Tag.RULES_WITHDRAWN, proposal=row.id, was=was)


def reject(app: App, actor: Actor, proposal_id: int, note: str) -> None:
    """Do not take up another person's proposal, and say why; its proposer is told.

    Raises:
        NotAllowedError, SeparationError, NotFoundError, StateError, InvalidError: nothing changed.
    """
    require(actor, Act.RULES_DECIDE)
    note = as_reason(note)
    with acting(app, actor) as deed:
        row = _another_persons(deed, proposal_id)
        decided(deed, row, ProposalState.REJECTED, note)
        deed.record(Tag.RULES_REJECTED, proposal=row.id, note=note)
        deed.notify(row.proposed_by, f"rules:{row.id}", f"您的规则提案未采纳：{note}")


def activate(
    app: App,
    actor: Actor,
    proposal_id: int,
    *,
    seen_hash: str,
    note: str = "",
    red_seen: bool = False,
) -> int:
    """Make another person's proposal active. Returns the number of the new version.

    `seen_hash`: hash of the rules as they will be, which the proposal's page shows: what is made active is what was
    looked at. `red_seen`: the person has looked at what new red words (they block sign-offs) would report.

    Raises:
        NotAllowedError, SeparationError, NotFoundError, StateError, ConflictError, FaultyRulesError, InvalidError:
            nothing changed.
    """
    require(actor, Act.RULES_DECIDE)
    note = as_note(note)
    with acting(app, actor) as deed:
        row = _another_persons(deed, proposal_id)
        require_proposer_no_administrator(deed.session, row)
        now, changes = active_in(deed.session), from_json(row.changes)
        house = _check(now, changes)
        content, name = content_of(house)
        if seen_hash != name:
            raise StateError("规则在您查看之后又有改动。请刷新页面，看过后再启用。")
        if not red_seen and any(is_new_red(change) for change in changes):
            raise InvalidError("提案里有“错误”级的词，会挡住签字。请先看试跑结果，并勾选“已看过”。")
        version = HouseVersion(
            number=now.number + 1,
            content=content,
            hash=name,
            proposal_id=pk(row),
            reason=row.reason,
            proposed_by=row.proposed_by,
            activated_by=actor.person_id,
            activated_at=deed.now,
        )
        deed.session.add(version)
        deed.session.flush()
        decided(deed, row, ProposalState.ACTIVATED, note)
        deed.record(
            Tag.RULES_ACTIVATED, proposal=row.id, version=version.number, hash=name, before=now.hash,
            proposed_by=row.proposed_by, reason=row.reason, note=note, **_told(changes),
        )  # fmt: skip
        deed.notify(row.proposed_by, f"rules:{row.id}", f"您的规则提案已启用，现为第 {version.number} 版。")
        return version.number


def restore(app: App, actor: Actor, number: int, reason: str) -> int:
    """Propose to go back to version `number` (0: no house rules at all). Returns the proposal's id.

    Raises:
        NotAllowedError, NotFoundError, InvalidError: nothing proposed.
    """
    require(actor, Act.RULES_PROPOSE)
    with app.database.read() as session:
        row = session.get(HouseVersion, number)
        now = active_in(session)
    if row is None and number != 0:
        raise NotFoundError("没有这个版本。")
    old = House() if row is None else stored(row)
    return propose(app, actor, difference(now.house, old), reason, "restore")


def is_new_red(change: Change) -> bool:
    """Whether a change brings a word that blocks sign-off, or changes one."""
    return change.part == "words" and bool(change.after) and (change.after or {}).get("severity") == "red"


def _check(now: Active, changes: list[Change]) -> House:
    house = applied(now.house, changes)
    if house == normal(now.house):
        raise InvalidError("没有改动：规则已经是这样。")
    check_rules(house)
    return house


def _own_draft(session: Session, person_id: int) -> HouseProposal | None:
    query = select(HouseProposal).where(
        HouseProposal.proposed_by == person_id, HouseProposal.state == ProposalState.DRAFT.value
    )
    return session.exec(query.execution_options(populate_existing=True)).first()


def _locked(deed: Deed, proposal_id: int) -> HouseProposal:
    # Acts on house rules queue up at the head of the log, so the version they read is the one they follow.
    lock_head(deed.session)
    query = select(HouseProposal).where(HouseProposal.id == proposal_id)
    row = deed.session.exec(query.execution_options(populate_existing=True)).first()
    if row is None:
        raise NotFoundError("没有这份提案。")
    return row


def _own(deed: Deed, actor: Actor, proposal_id: int) -> HouseProposal:
    row = _locked(deed, proposal_id)
    if row.proposed_by != actor.person_id:
        if row.state == ProposalState.DRAFT.value:
            raise NotFoundError("没有这份提案。")
        raise NotAllowedError("只有提案人可以修改或撤回。")
    return row


def _another_persons(deed: Deed, proposal_id: int) -> HouseProposal:
    row = _locked(deed, proposal_id)
    if row.state == ProposalState.DRAFT.value:
        raise NotFoundError("没有这份提案。")
    require_another_persons(deed, row)
    return row


def _new(
    deed: Deed, changes: list[Change], state: ProposalState, reason: str, origin: str, base: int
) -> HouseProposal:
    row = HouseProposal(
        state=state.value,
        origin=origin,
        reason=reason,
        changes=to_json(changes),
        base_number=base,
        proposed_by=deed.person.person_id,
        created_at=deed.now,
        submitted_at=deed.now if state is ProposalState.OPEN else None,
    )
    deed.session.add(row)
    deed.session.flush()
    return row


def _submitted(deed: Deed, row: HouseProposal) -> None:
    changes = from_json(row.changes)
    deed.record(Tag.RULES_PROPOSED, proposal=row.id, reason=row.reason, origin=row.origin, **_told(changes))
    for person in keepers(deed.session) - {row.proposed_by}:
        deed.notify(person, f"rules:{row.id}", f"有一份规则提案等待启用（{len(changes)} 处改动）")


def _told(changes: list[Change]) -> dict[str, Any]:
    data = to_json(changes)
    # Canonical JSON for what is in it (ASCII keys, texts, null), by the C encoder: a file may hold 20,000 changes.
    whole = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return {
        "count": len(data),
        "changes": data[:TOLD],
        "changes_hash": "sha256:" + hashlib.sha256(whole.encode()).hexdigest(),
    }
