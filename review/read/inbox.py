"""The inbox (待办): what waits for a person, how their own drafts stand, and what they were told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from models import (
    Assignment,
    Delegation,
    DispositionState,
    Draft,
    DraftFacts,
    DraftState,
    Finding,
    Hold,
    Notice,
    StageRun,
    StageState,
    Version,
)
from models.base import pk
from review import deadlines
from review.actors import Actor
from review.app import App
from review.read.common import names
from review.read.seats import capacity_in
from review.urgency import Urgency

NOTICES = 30
_LIVE = (DraftState.IN_REVIEW.value, DraftState.RETURNED.value, DraftState.FROZEN.value)
_RECENT_DONE = 5


@dataclass(frozen=True, slots=True)
class Task:
    """A stage run this person may act on. `open_red` and `open_yellow` count findings without an answer."""

    stage_run_id: int
    number: str
    title: str
    stage_title: str
    round: int
    author: str
    characters: int
    version: int
    opened_at: datetime | None
    deadline_at: datetime | None
    deadline_warning: str | None
    urgency: Urgency
    claimed_by_me: bool
    claimed_by: str | None
    on_behalf_of: str | None
    joint: bool
    held: bool
    urgent: bool
    after_release: bool
    open_red: int
    open_yellow: int


@dataclass(frozen=True, slots=True)
class MyDraft:
    """A draft of this person's own, with where it stands."""

    number: str
    title: str
    state: str
    stage_title: str | None
    stage_state: str | None
    problem: str | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class NoticeLine:
    """Something this person was told."""

    id: int
    text: str
    number: str | None
    at: datetime
    read: bool


@dataclass(frozen=True, slots=True)
class Inbox:
    """Everything on the first page of the day."""

    tasks: tuple[Task, ...]
    drafts: tuple[MyDraft, ...]
    notices: tuple[NoticeLine, ...]


def inbox(app: App, actor: Actor) -> Inbox:
    """The inbox of `actor`: tasks by deadline (none last), drafts by last change, the latest notices."""
    with app.database.read() as session:
        return Inbox(_tasks(app, session, actor), _drafts(session, actor), _notices(session, actor))


def _tasks(app: App, session: Session, actor: Actor) -> tuple[Task, ...]:
    rows = _work(app, session, actor)
    holders = _holders(session, [pk(w.run) for w in rows if w.run.seats == 1])
    people = names(
        session, [p for w in rows for p in (w.draft.author_id, w.on_behalf_of)] + [*holders.values()]
    )
    counts = open_counts(session, [w.run.version_id for w in rows])
    clock = deadlines.clock(app, session)
    ids = {pk(w.draft) for w in rows}
    held = set(session.exec(select(Hold.draft_id).where(col(Hold.lifted_at).is_(None))))
    urgent = set(
        session.exec(
            select(DraftFacts.draft_id).where(col(DraftFacts.draft_id).in_(ids), col(DraftFacts.urgent))
        )
    )
    tasks = []
    for work in rows:
        run, draft, version = work.run, work.draft, work.version
        holder = holders.get(pk(run))
        tasks.append(
            Task(
                stage_run_id=pk(run),
                number=draft.number,
                title=draft.title,
                stage_title=run.stage_title,
                round=run.round,
                author=people.get(draft.author_id, ""),
                characters=version.characters,
                version=version.number,
                opened_at=run.opened_at,
                deadline_at=run.deadline_at,
                deadline_warning=run.deadline_warning,
                urgency=clock.urgency(draft, run.deadline_at),
                claimed_by_me=work.claimed,
                claimed_by=people.get(holder) if holder not in (None, actor.person_id) else None,
                on_behalf_of=people.get(work.on_behalf_of) if work.on_behalf_of else None,
                joint=run.seats > 1,
                held=pk(draft) in held,
                urgent=pk(draft) in urgent,
                after_release=run.after_release,
                open_red=counts[pk(version), "red"],
                open_yellow=counts[pk(version), "yellow"],
            )
        )
    return tuple(sorted(tasks, key=lambda t: (t.deadline_at is None, t.deadline_at, t.number)))


@dataclass(frozen=True, slots=True)
class _Work:
    """An open stage run for a person, in their own right or on behalf of an absent one."""

    run: StageRun
    draft: Draft
    version: Version
    claimed: bool
    on_behalf_of: int | None


def _work(app: App, session: Session, actor: Actor) -> list[_Work]:
    """What is assigned to the person, and what is assigned to somebody they stand in for now."""
    now = app.clock()
    lent = select(Delegation.principal_id).where(
        Delegation.delegate_id == actor.person_id,
        col(Delegation.starts_at) <= now,
        col(Delegation.ends_at) > now,
        col(Delegation.revoked_at).is_(None),
    )
    absent = set(session.exec(lent))
    query = (
        select(StageRun, Draft, Version, Assignment)
        .join(Assignment, col(Assignment.stage_run_id) == StageRun.id)
        .join(Draft, col(Draft.id) == StageRun.draft_id)
        .join(Version, col(Version.id) == StageRun.version_id)
        .where(col(Assignment.person_id).in_([actor.person_id, *absent]))
        .where(col(Assignment.closed_at).is_(None), StageRun.state == StageState.OPEN.value)
        .order_by(col(Assignment.id))
    )
    found: dict[int, _Work] = {}
    for run, draft, version, assignment in session.exec(query):
        own = assignment.person_id == actor.person_id
        if own and assignment.on_behalf_of_id is None:
            found[pk(run)] = _Work(run, draft, version, assignment.claimed_at is not None, None)
            continue
        given = capacity_in(app, session, run, actor.person_id)
        if given is not None and given.on_behalf_of_id is not None and (own or pk(run) not in found):
            claimed = own and assignment.claimed_at is not None
            found[pk(run)] = _Work(run, draft, version, claimed, given.on_behalf_of_id)
    return list(found.values())


def _holders(session: Session, run_ids: Iterable[int]) -> dict[int, int]:
    """Who has claimed each of the runs."""
    query = select(Assignment).where(
        col(Assignment.stage_run_id).in_(list(run_ids)), col(Assignment.claimed_at).is_not(None)
    )
    return {a.stage_run_id: a.person_id for a in session.exec(query)}


def open_counts(session: Session, version_ids: Iterable[int]) -> Counter[tuple[int, str]]:
    """How many findings without an answer each version has, by severity."""
    query = (
        select(Finding.version_id, Finding.severity, func.count())
        .where(col(Finding.version_id).in_(set(version_ids)))
        .where(Finding.disposition == DispositionState.OPEN.value)
        .group_by(col(Finding.version_id), col(Finding.severity))
    )
    return Counter({(version, severity): n for version, severity, n in session.exec(query)})


def _drafts(session: Session, actor: Actor) -> tuple[MyDraft, ...]:
    base = select(Draft).where(Draft.author_id == actor.person_id).order_by(col(Draft.updated_at).desc())
    live = session.exec(base.where(col(Draft.state).in_(_LIVE))).all()
    done = session.exec(base.where(col(Draft.state).not_in(_LIVE)).limit(_RECENT_DONE)).all()
    found = []
    for draft in [*live, *done]:
        run = session.get(StageRun, draft.current_stage_run_id) if draft.current_stage_run_id else None
        found.append(
            MyDraft(
                number=draft.number,
                title=draft.title,
                state=draft.state,
                stage_title=run.stage_title if run else None,
                stage_state=run.state if run else None,
                problem=run.problem if run else None,
                updated_at=draft.updated_at,
            )
        )
    return tuple(found)


def _notices(session: Session, actor: Actor) -> tuple[NoticeLine, ...]:
    query = (
        select(Notice, Draft.number)
        .join(Draft, col(Draft.id) == Notice.draft_id, isouter=True)
        .where(Notice.person_id == actor.person_id)
        .order_by(col(Notice.id).desc())
        .limit(NOTICES)
    )
    return tuple(
        NoticeLine(pk(n), n.text, number, n.created_at, n.read_at is not None)
        for n, number in session.exec(query)
    )
