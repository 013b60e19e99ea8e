"""The desk (审校台): a version's text with its findings, comments, and the stage it is in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from documents.model import Document
from models import CheckRun, Comment, Decision, Draft, Finding, StageRun, Version
from models.base import pk
from review import proofs_state
from review.actors import Actor
from review.app import App
from review.errors import NotFoundError
from review.pipelines import Pipeline, Stage
from review.read.common import draft_by_number, names, version_by_number
from review.read.drafts import DraftHead, head_of
from review.read.seats import Seat, run_for, seat_of
from review.stages import document_of, pipeline_of

SEVERITIES = ("red", "yellow", "blue")


@dataclass(frozen=True, slots=True)
class FindingView:
    """A finding as people see it. `label` numbers the findings of a version in text order, from 1."""

    id: int
    label: int
    check: str
    gate: str
    severity: str
    block: str
    start: int
    end: int
    text: str
    message: str
    suggestion: str | None
    source: str
    disposition: str
    reason: str
    settled_by: str | None
    settled_at: datetime | None
    carried: bool


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment; `placed` is False where the text it spoke of is gone."""

    id: int
    block: str
    start: int
    end: int
    quote: str
    body: str
    person: str
    person_id: int
    at: datetime
    resolved_by: str | None
    resolved_at: datetime | None
    placed: bool
    carried: bool
    kind: str


@dataclass(frozen=True, slots=True)
class UncheckedView:
    """Something that could not be checked, and why."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Signoff:
    """A decision in force or voided, for the strip of signatures."""

    stage_title: str
    person: str
    on_behalf_of: str | None
    verdict: str
    at: datetime
    version: int
    opinion: str
    voided: bool
    void_cause: str | None


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything on the desk for one person and one version. `stage` is the definition of the stage it is in."""

    head: DraftHead
    version: int
    version_id: int
    is_current: bool
    content_hash: str
    document: Document
    findings: tuple[FindingView, ...]
    lost: tuple[FindingView, ...]
    unchecked: tuple[UncheckedView, ...]
    checked: bool
    rule_pack: str | None
    comments: tuple[CommentView, ...]
    seat: Seat | None
    stage: Stage | None
    return_titles: dict[str, str]
    signoffs: tuple[Signoff, ...]
    is_author: bool
    reject_after_reviews: int
    proof_sha256: str


def desk(app: App, actor: Actor, number: str, version: int | None = None) -> Desk:
    """The desk of `actor` on a version (None: the current one).

    Raises:
        NotFoundError: no such draft or version.
    """
    with app.database.read() as session:
        draft = draft_by_number(session, number)
        row = version_by_number(session, draft, version)
        head = head_of(session, draft)
        run = run_for(app, session, draft, actor)
        checks = _check_runs(session, row)
        pipeline = pipeline_of(session, draft)
        return Desk(
            head=head,
            version=row.number,
            version_id=pk(row),
            is_current=row.id == draft.current_version_id,
            content_hash=row.content_hash,
            document=document_of(app, row),
            findings=findings_of(session, row),
            lost=_lost(session, draft, row),
            unchecked=_unchecked(checks),
            checked=bool(checks),
            rule_pack=checks[-1].rule_pack if checks else None,
            comments=comments_of(session, row),
            seat=seat_of(app, session, run, actor),
            stage=_stage(pipeline, run),
            return_titles={stage.key: stage.title for stage in pipeline.stages},
            signoffs=signoffs_of(session, draft),
            is_author=actor.person_id in head.author_ids,
            reject_after_reviews=pipeline.reject_after_reviews,
            proof_sha256=_proof_sha256(session, run),
        )


def _proof_sha256(session: Session, run: StageRun | None) -> str:
    """The file of the proof that stands at the stage, '' without one: what a signature is given to."""
    proof = None if run is None else proofs_state.standing(session, pk(run))
    return "" if proof is None else proof.sha256


def findings_of(session: Session, version: Version) -> tuple[FindingView, ...]:
    """The findings of a version in text order."""
    rows = session.exec(
        select(Finding)
        .where(Finding.version_id == version.id)
        .order_by(col(Finding.block_index), col(Finding.start), col(Finding.end), col(Finding.id))
    ).all()
    people = names(session, [f.settled_by for f in rows])
    return tuple(_finding(f, label, people) for label, f in enumerate(rows, start=1))


def _finding(row: Finding, label: int, people: dict[int, str]) -> FindingView:
    return FindingView(
        id=pk(row),
        label=label,
        check=row.check_id,
        gate=row.gate,
        severity=row.severity,
        block=row.block,
        start=row.start,
        end=row.end,
        text=row.text,
        message=row.message,
        suggestion=row.suggestion,
        source=row.source,
        disposition=row.disposition,
        reason=row.reason,
        settled_by=people.get(row.settled_by) if row.settled_by else None,
        settled_at=row.settled_at,
        carried=row.carried_from_id is not None,
    )


def _lost(session: Session, draft: Draft, version: Version) -> tuple[FindingView, ...]:
    """Findings of the version before that could not be placed in this one."""
    before = session.exec(
        select(Version)
        .where(
            Version.draft_id == draft.id, Version.number < version.number, col(Version.same_as_id).is_(None)
        )
        .order_by(col(Version.number).desc())
    ).first()
    if before is None:
        return ()
    unplaced = select(Finding.id).where(Finding.version_id == before.id, Finding.fate == "unplaced")
    wanted = set(session.exec(unplaced))
    return tuple(f for f in findings_of(session, before) if f.id in wanted)


def one_finding(app: App, finding_id: int) -> tuple[str, FindingView]:
    """The draft's number and a finding with its place in the version's list.

    Raises:
        NotFoundError: there is none.
    """
    with app.database.read() as session:
        row = session.get(Finding, finding_id)
        if row is None:
            raise NotFoundError("没有这个问题，可能稿件已有新版次。")
        number = session.get_one(Draft, row.draft_id).number
        version = session.get_one(Version, row.version_id)
        return number, next(f for f in findings_of(session, version) if f.id == finding_id)


def number_of_comment(app: App, comment_id: int) -> str:
    """The number of the draft a comment belongs to.

    Raises:
        NotFoundError: there is none.
    """
    with app.database.read() as session:
        row = session.get(Comment, comment_id)
        if row is None:
            raise NotFoundError("没有这条批注。")
        return session.get_one(Draft, row.draft_id).number


def number_of_run(app: App, stage_run_id: int) -> str:
    """The number of the draft a stage run belongs to.

    Raises:
        NotFoundError: there is none.
    """
    with app.database.read() as session:
        run = session.get(StageRun, stage_run_id)
        if run is None:
            raise NotFoundError("没有这个环节。")
        return session.get_one(Draft, run.draft_id).number


def comments_of(session: Session, version: Version) -> tuple[CommentView, ...]:
    """The comments on a version, oldest first."""
    rows = session.exec(
        select(Comment).where(Comment.version_id == version.id).order_by(col(Comment.id))
    ).all()
    people = names(session, [p for c in rows for p in (c.person_id, c.resolved_by)])
    return tuple(
        CommentView(
            id=pk(c),
            block=c.block,
            start=c.start,
            end=c.end,
            quote=c.quote,
            body=c.body,
            person=people.get(c.person_id, ""),
            person_id=c.person_id,
            at=c.at,
            resolved_by=people.get(c.resolved_by) if c.resolved_by else None,
            resolved_at=c.resolved_at,
            placed=c.placed,
            carried=c.carried_from_id is not None,
            kind=c.kind,
        )
        for c in rows
    )


def _check_runs(session: Session, version: Version) -> list[CheckRun]:
    """The finished check runs over this content, oldest first."""
    query = select(CheckRun).where(CheckRun.content_hash == version.content_hash).order_by(col(CheckRun.id))
    return list(session.exec(query))


def _unchecked(runs: list[CheckRun]) -> tuple[UncheckedView, ...]:
    """What the latest run could not check. Earlier runs are history: an engine may have come back since."""
    if not runs:
        return ()
    return tuple(UncheckedView(str(u.get("what", "")), str(u.get("reason", ""))) for u in runs[-1].unchecked)


def _stage(pipeline: Pipeline, run: StageRun | None) -> Stage | None:
    return None if run is None else next((s for s in pipeline.stages if s.key == run.stage_key), None)


def signoffs_of(session: Session, draft: Draft) -> tuple[Signoff, ...]:
    """Decisions that were not late, oldest first."""
    query = select(Decision).where(Decision.draft_id == draft.id, col(Decision.late).is_(False))
    rows = session.exec(query.order_by(col(Decision.id))).all()
    people = names(session, [p for d in rows for p in (d.person_id, d.on_behalf_of_id)])
    titles = {
        run.id: run.stage_title for run in session.exec(select(StageRun).where(StageRun.draft_id == draft.id))
    }
    numbers = {v.id: v.number for v in session.exec(select(Version).where(Version.draft_id == draft.id))}
    return tuple(
        Signoff(
            stage_title=titles.get(d.stage_run_id, ""),
            person=people.get(d.person_id, ""),
            on_behalf_of=people.get(d.on_behalf_of_id or 0),
            verdict=d.verdict,
            at=d.at,
            version=numbers.get(d.version_id, 0),
            opinion=d.opinion,
            voided=d.voided_at is not None,
            void_cause=d.void_cause,
        )
        for d in rows
    )
