"""The inbox (待办): what waits for a person, how their own drafts stand, and what they were told."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from models import (
    Assignment,
    DispositionState,
    Draft,
    DraftState,
    Finding,
    Notice,
    StageRun,
    StageState,
    Version,
)
from models.base import pk
from review.actors import Actor
from review.app import App
from review.read.common import names

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
    claimed_by_me: bool
    claimed_by: str | None
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
        return Inbox(_tasks(session, actor), _drafts(session, actor), _notices(session, actor))


def _tasks(session: Session, actor: Actor) -> tuple[Task, ...]:
    query = (
        select(StageRun, Draft, Version, Assignment)
        .join(Assignment, col(Assignment.stage_run_id) == StageRun.id)
        .join(Draft, col(Draft.id) == StageRun.draft_id)
        .join(Version, col(Version.id) == StageRun.version_id)
        .where(Assignment.person_id == actor.person_id, col(Assignment.closed_at).is_(None))
        .where(StageRun.state == StageState.OPEN.value)
    )
    rows = session.exec(query).all()
    holders = _holders(session, [pk(run) for run, _, _, _ in rows])
    people = names(session, [*(d.author_id for _, d, _, _ in rows), *holders.values()])
    counts = open_counts(session, [run.version_id for run, _, _, _ in rows])
    tasks = []
    for run, draft, version, assignment in rows:
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
                claimed_by_me=assignment.claimed_at is not None,
                claimed_by=people.get(holder) if holder not in (None, actor.person_id) else None,
                open_red=counts[pk(version), "red"],
                open_yellow=counts[pk(version), "yellow"],
            )
        )
    return tuple(sorted(tasks, key=lambda t: (t.deadline_at is None, t.deadline_at, t.number)))


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
