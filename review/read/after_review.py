"""The re-reading of urgent drafts after their release (事后复核): the list of what is open and overdue, and one in full."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, func, select

from documents.model import Document
from models import AfterReview, Assignment, Draft, Release, StageRun, StageState, Version
from models.base import pk
from review import deadlines
from review.access import Act, allowed
from review.actors import Actor
from review.app import App
from review.errors import NotFoundError
from review.pipelines import AFTER_RELEASE
from review.read.common import Page, clamp, draft_by_number, names, paged
from review.read.handling import OpenStage, open_stage
from review.read.releases import ReleaseView, view_of
from review.separation import author_ids
from review.stages import document_of, pipeline_of, reading_again
from review.urgency import Urgency

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class AfterRow:
    """A line of the list. `title` None: this person reads no drafts. `verdict` '' while it is open.

    `person`: who signed, or who has taken it up; '' nobody yet.
    """

    number: str
    title: str | None
    released_at: datetime | None
    deadline_at: datetime | None
    deadline_warning: str | None
    urgency: Urgency
    problem: str | None
    verdict: str
    person: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class AfterList:
    """What is open, the most pressing first, and what was found, latest first."""

    open: tuple[AfterRow, ...]
    done: Page[AfterRow]

    @property
    def overdue(self) -> int:
        """How many open ones are overdue."""
        return sum(row.urgency is Urgency.OVERDUE for row in self.open)


@dataclass(frozen=True, slots=True)
class Result:
    """What a person found."""

    verdict: str
    opinion: str
    person: str
    on_behalf_of: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class AfterView:
    """One re-reading for one person: the release, its text, who may read it, and what was found."""

    release: ReleaseView
    document: Document
    meaning: str
    task: OpenStage
    urgency: Urgency
    deadline_warning: str | None
    is_author: bool
    result: Result | None


def after_reviews(app: App, actor: Actor, *, page: int = 1) -> AfterList:
    """The list as `actor` may see it."""
    with app.database.read() as session:
        runs = (
            select(StageRun, Draft, Release)
            .join(Draft, col(Draft.id) == StageRun.draft_id)
            .join(Release, col(Release.draft_id) == Draft.id)
            .where(col(StageRun.after_release).is_(True))
        )
        live = session.exec(runs.where(StageRun.state == StageState.OPEN.value)).all()
        done = runs.where(StageRun.state == StageState.SIGNED.value)
        total = session.exec(select(func.count()).select_from(AfterReview)).one()
        number = clamp(page, PAGE_SIZE, total)
        latest = done.order_by(col(StageRun.closed_at).desc(), col(StageRun.id).desc())
        past = session.exec(latest.offset((number - 1) * PAGE_SIZE).limit(PAGE_SIZE)).all()
        rows = _rows(app, session, actor, [*live, *past])
        waiting = sorted(rows[: len(live)], key=lambda r: (r.deadline_at is None, r.deadline_at, r.number))
        return AfterList(tuple(waiting), paged(rows[len(live) :], number, PAGE_SIZE, total))


def _rows(
    app: App, session: Session, actor: Actor, found: list[tuple[StageRun, Draft, Release]]
) -> list[AfterRow]:
    ids = [pk(run) for run, _, _ in found]
    results = {
        r.stage_run_id: r
        for r in session.exec(select(AfterReview).where(col(AfterReview.stage_run_id).in_(ids)))
    }
    claimed = select(Assignment).where(
        col(Assignment.stage_run_id).in_(ids), col(Assignment.claimed_at).is_not(None)
    )
    holders = {a.stage_run_id: a.person_id for a in session.exec(claimed)}
    holders |= {run_id: r.person_id for run_id, r in results.items()}
    people = names(session, holders.values())
    clock = deadlines.clock(app, session)
    reads = allowed(actor, Act.RELEASE_READ)
    rows = []
    for run, draft, release in found:
        result = results.get(pk(run))
        rows.append(
            AfterRow(
                number=draft.number,
                title=draft.title if reads else None,
                released_at=release.delivered_at,
                deadline_at=run.deadline_at,
                deadline_warning=run.deadline_warning,
                urgency=Urgency.CALM if result else clock.urgency(draft, run.deadline_at),
                problem=None if result else run.problem,
                verdict=result.verdict if result else "",
                person=people.get(holders.get(pk(run), 0), ""),
                at=result.at if result else None,
            )
        )
    return rows


def after_review(app: App, actor: Actor, number: str) -> AfterView:
    """The re-reading of the draft people call `number`.

    Raises:
        NotFoundError: no such draft, or it is not read again after its release.
    """
    with app.database.read() as session:
        draft = draft_by_number(session, number)
        run = reading_again(session, pk(draft))
        if run is None:
            raise NotFoundError("这份稿件没有事后复核。")
        release = session.exec(select(Release).where(Release.draft_id == draft.id)).one()
        version = session.get_one(Version, release.version_id)
        is_author = actor.person_id in author_ids(session, pk(draft))
        return AfterView(
            release=view_of(app, session, draft, release),
            document=document_of(app, version),
            meaning=pipeline_of(session, draft).stage(AFTER_RELEASE).meaning,
            task=open_stage(app, session, run, actor, is_author),
            urgency=deadlines.clock(app, session).urgency(draft, run.deadline_at),
            deadline_warning=run.deadline_warning,
            is_author=is_author,
            result=_result(session, pk(run)),
        )


def _result(session: Session, run_id: int) -> Result | None:
    row = session.exec(select(AfterReview).where(AfterReview.stage_run_id == run_id)).first()
    if row is None:
        return None
    people = names(session, [row.person_id, row.on_behalf_of_id])
    behind = None if row.on_behalf_of_id is None else people.get(row.on_behalf_of_id)
    return Result(row.verdict, row.opinion, people.get(row.person_id, ""), behind, row.at)


def is_after_release(app: App, stage_run_id: int) -> bool:
    """Whether a stage run is the re-reading of a draft that is out; False if there is no such run."""
    with app.database.read() as session:
        run = session.get(StageRun, stage_run_id)
        return run is not None and run.after_release
