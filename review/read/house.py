"""The house rules as pages show them: what is in force, what is proposed, and what has been."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, func, or_, select

from checks import house_toml
from checks.house import House
from checks.model import Check
from checks.registry import FAMILIES, all_checks
from models import HouseProposal, HouseVersion, ProposalState
from models.base import pk
from review.actors import Actor
from review.app import App
from review.errors import NotFoundError, RefusedError
from review.house import active_in, stored
from review.house_changes import Change, applied, check_rules, content_of, difference, from_json
from review.read.common import Page, clamp, names, paged

PAGE_SIZE = 30
WORDS_PAGE = 100


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version of the house rules."""

    number: int
    hash: str
    reason: str
    proposal_id: int
    proposed_by: str
    activated_by: str
    activated_at: datetime


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A proposal. `mine`: the person who looks made it."""

    id: int
    state: str
    origin: str
    reason: str
    changes: tuple[Change, ...]
    base_number: int
    mine: bool
    proposed_by: str
    created_at: datetime
    submitted_at: datetime | None
    decided_by: str | None
    decided_at: datetime | None
    decision_note: str
    version: int | None


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a proposal would make of the rules that are in force now.

    `hash` names the result, for whoever makes it active; `refused` says why it cannot be.
    """

    house: House
    now: House
    hash: str
    refused: str | None


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules in force and, where the person has a draft, what the draft would make of them."""

    version: VersionView | None
    hash: str
    house: House
    draft: ProposalView | None
    seen: House
    draft_refused: str | None
    touched: frozenset[tuple[str, str]]
    waiting: int


@dataclass(frozen=True, slots=True)
class CheckRow:
    """A check as the page lists it. `off_by`: the pattern that switches it off, None where it runs."""

    check: Check
    family: str
    off_by: str | None


def rules(app: App, actor: Actor) -> Rules:
    """What the first page of the rules shows."""
    with app.database.read() as session:
        now = active_in(session)
        row = session.get(HouseVersion, now.number) if now.number else None
        version = None if row is None else _versions(session, [row])[0]
        draft_row = session.exec(
            select(HouseProposal).where(
                HouseProposal.proposed_by == actor.person_id, HouseProposal.state == ProposalState.DRAFT.value
            )
        ).first()
        draft = None if draft_row is None else _proposals(session, actor, [draft_row])[0]
        waiting = session.exec(
            select(func.count())
            .select_from(HouseProposal)
            .where(HouseProposal.state == ProposalState.OPEN.value)
        ).one()
    seen, refused = now.house, None
    if draft is not None:
        try:
            seen = applied(now.house, draft.changes)
        except RefusedError as error:
            refused = error.message
    return Rules(
        version=version,
        hash=now.hash,
        house=now.house,
        draft=draft,
        seen=seen,
        draft_refused=refused,
        touched=frozenset((c.part, c.key) for c in draft.changes) if draft else frozenset(),
        waiting=waiting,
    )


def check_rows(house: House, search: str = "", gate: str = "") -> tuple[CheckRow, ...]:
    """All checks by id, those that match the search; searched in id, title and why."""
    wanted = search.strip().lower()
    rows = []
    for check in all_checks():
        if gate and check.gate != gate:
            continue
        if wanted and not any(wanted in text.lower() for text in (check.id, check.title, check.why)):
            continue
        off = next((p for p in house.off if House(off=(p,)).switched_off(check.id)), None)
        rows.append(CheckRow(check, FAMILIES[check.id[0]], off))
    return tuple(rows)


def proposals(app: App, actor: Actor, page: int = 1) -> Page[ProposalView]:
    """All submitted proposals, those that wait first, then the latest; and the person's own drafts."""
    with app.database.read() as session:
        query = select(HouseProposal).where(
            or_(
                col(HouseProposal.submitted_at).is_not(None),
                (col(HouseProposal.state) == ProposalState.DRAFT.value)
                & (col(HouseProposal.proposed_by) == actor.person_id),
            )
        )
        total = session.exec(select(func.count()).select_from(query.subquery())).one()
        number = clamp(page, PAGE_SIZE, total)
        waiting = col(HouseProposal.state) == ProposalState.OPEN.value
        ordered = query.order_by(waiting.desc(), col(HouseProposal.id).desc())
        rows = session.exec(ordered.offset((number - 1) * PAGE_SIZE).limit(PAGE_SIZE)).all()
        return paged(_proposals(session, actor, rows), number, PAGE_SIZE, total)


def proposal(app: App, actor: Actor, proposal_id: int) -> tuple[ProposalView, Outlook]:
    """One proposal, and what it would do now. A draft is its proposer's alone.

    Raises:
        NotFoundError: no such proposal, or another person's draft.
    """
    with app.database.read() as session:
        row = session.get(HouseProposal, proposal_id)
        # What was withdrawn before it was submitted stays its proposer's too.
        if row is None or (row.submitted_at is None and row.proposed_by != actor.person_id):
            raise NotFoundError("没有这份提案。")
        view = _proposals(session, actor, [row])[0]
        now = active_in(session)
    return view, _outlook(now.house, view)


def _outlook(now: House, view: ProposalView) -> Outlook:
    try:
        house = applied(now, view.changes)
        check_rules(house)
    except RefusedError as error:
        return Outlook(now, now, content_of(now)[1], error.message)
    return Outlook(house, now, content_of(house)[1], None)


def versions(app: App, page: int = 1) -> Page[VersionView]:
    """All versions, latest first."""
    with app.database.read() as session:
        total = session.exec(select(func.count()).select_from(HouseVersion)).one()
        number = clamp(page, PAGE_SIZE, total)
        query = select(HouseVersion).order_by(col(HouseVersion.number).desc())
        rows = session.exec(query.offset((number - 1) * PAGE_SIZE).limit(PAGE_SIZE)).all()
        return paged(_versions(session, rows), number, PAGE_SIZE, total)


def version(app: App, number: int) -> tuple[VersionView, House, tuple[Change, ...]]:
    """A version, its rules, and what it changed against the one before.

    Raises:
        NotFoundError: no such version.
    """
    with app.database.read() as session:
        row = session.get(HouseVersion, number)
        if row is None:
            raise NotFoundError("没有这个版本。")
        earlier = session.get(HouseVersion, number - 1)
        before = House() if earlier is None else stored(earlier)
        house = stored(row)
        return _versions(session, [row])[0], house, tuple(difference(before, house))


def house_of_version(app: App, number: int | None) -> tuple[int, House]:
    """Number and rules of a version, None: those in force (number 0, and empty, while there are none).

    Raises:
        NotFoundError: no such version.
    """
    if number is None:
        with app.database.read() as session:
            now = active_in(session)
        return now.number, now.house
    view, house, _ = version(app, number)
    return view.number, house


def house_in_full(app: App, number: int | None = None) -> dict[str, Any]:
    """The rules of a version (None: in force) as plain data, and as the text of a `sanshen.toml`.

    Raises:
        NotFoundError: no such version.
    """
    found, house = house_of_version(app, number)
    text, name = content_of(house)
    data: dict[str, Any] = json.loads(text)
    data.pop("format")
    return data | {"number": found, "hash": name, "toml": house_toml.dumps(house)}


def _versions(session: Session, rows: Iterable[HouseVersion]) -> list[VersionView]:
    found = list(rows)
    people = names(session, [p for r in found for p in (r.proposed_by, r.activated_by)])
    return [
        VersionView(
            number=r.number,
            hash=r.hash,
            reason=r.reason,
            proposal_id=r.proposal_id,
            proposed_by=people.get(r.proposed_by, ""),
            activated_by=people.get(r.activated_by, ""),
            activated_at=r.activated_at,
        )
        for r in found
    ]


def _proposals(session: Session, actor: Actor, rows: Iterable[HouseProposal]) -> list[ProposalView]:
    found = list(rows)
    people = names(session, [p for r in found for p in (r.proposed_by, r.decided_by)])
    made = select(HouseVersion.proposal_id, HouseVersion.number).where(
        col(HouseVersion.proposal_id).in_([pk(r) for r in found])
    )
    numbers = dict(session.exec(made).all())
    return [
        ProposalView(
            id=pk(r),
            state=r.state,
            origin=r.origin,
            reason=r.reason,
            changes=tuple(from_json(r.changes)),
            base_number=r.base_number,
            mine=r.proposed_by == actor.person_id,
            proposed_by=people.get(r.proposed_by, ""),
            created_at=r.created_at,
            submitted_at=r.submitted_at,
            decided_by=people.get(r.decided_by) if r.decided_by else None,
            decided_at=r.decided_at,
            decision_note=r.decision_note,
            version=numbers.get(pk(r)),
        )
        for r in found
    ]
