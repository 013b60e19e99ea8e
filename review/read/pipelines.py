"""Pipelines as people see them: those in force, proposals, and a dry run of a definition on past drafts."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from models import (
    ADMIN_ROLES,
    Draft,
    DraftState,
    Person,
    PipelineDefinition,
    PipelineProposal,
    PipelineVersion,
    ProposalState,
    Recusal,
    RoleGrant,
    StageRun,
    StageState,
    Version,
)
from models.base import pk
from review import eligibility, pipelines, stages
from review.app import App
from review.conditions import applies
from review.eligibility import Moment
from review.errors import NotFoundError
from review.pipeline_versions import in_force
from review.pipelines import AFTER_RELEASE, Pipeline, Stage
from review.read.common import names
from review.separation import author_ids

DRAFTS = 20
_STEPS = 20_000  # tries of the search for people; reached only by absurd definitions


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A proposal in the list."""

    id: int
    name: str
    title: str
    state: str
    reason: str
    proposed_by: str
    proposed_by_id: int
    proposed_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision_note: str


@dataclass(frozen=True, slots=True)
class Listed:
    """A pipeline in force. `own`: people made it; `activated_at` None where it came with the product."""

    pipeline: Pipeline
    own: bool
    activated_by: str
    activated_at: datetime | None
    in_flight: tuple[str, ...]
    """Numbers of drafts under review on an older version of it."""


@dataclass(frozen=True, slots=True)
class Station:
    """A stage in a dry run: who could sign it for this draft. `skipped`: its conditions do not hold."""

    title: str
    people: tuple[str, ...]
    needed: int
    skipped: bool


@dataclass(frozen=True, slots=True)
class Trial:
    """A past draft on the way of a definition. `stop`: the title of the stage where it would stand still, '' = it gets
    through; `why` says why."""

    number: str
    title: str
    stations: tuple[Station, ...]
    stop: str
    why: str


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A proposal with what it changes. `base_gone`: the pipeline changed since, it cannot be activated any more."""

    line: ProposalLine
    pipeline: Pipeline
    base: Pipeline | None
    changes: tuple[tuple[str, str], ...]
    base_gone: bool


def known(app: App) -> dict[str, Pipeline]:
    """The pipelines in force, by name."""
    with app.database.read() as session:
        return in_force(session)


def listed(app: App) -> tuple[Listed, ...]:
    """The pipelines in force, with who made them active and which drafts are still on an older version."""
    with app.database.read() as session:
        rows = session.exec(select(PipelineVersion).order_by(col(PipelineVersion.id))).all()
        versions = {row.name: row for row in rows}
        people = names(session, [row.activated_by for row in rows])
        found = []
        for name, pipeline in sorted(in_force(session).items()):
            row = versions.get(name)
            found.append(
                Listed(
                    pipeline,
                    row is not None,
                    "" if row is None else people[row.activated_by],
                    None if row is None else row.activated_at,
                    _older(session, pipeline),
                )
            )
        return tuple(found)


def _older(session: Session, pipeline: Pipeline) -> tuple[str, ...]:
    query = (
        select(Draft.number)
        .join(PipelineDefinition, col(PipelineDefinition.hash) == Draft.pipeline_hash)
        .where(Draft.state == DraftState.IN_REVIEW.value, PipelineDefinition.name == pipeline.name)
        .where(Draft.pipeline_hash != pipeline.hash)
    )
    return tuple(session.exec(query.order_by(col(Draft.number))))


def proposals(app: App, limit: int = 50) -> tuple[ProposalLine, ...]:
    """Proposals, open ones first, then the newest."""
    with app.database.read() as session:
        rows = session.exec(
            select(PipelineProposal).order_by(
                col(PipelineProposal.state) != ProposalState.OPEN.value, col(PipelineProposal.id).desc()
            ).limit(limit)
        ).all()  # fmt: skip
        people = names(session, [p for row in rows for p in (row.proposed_by, row.decided_by) if p])
        return tuple(_line(row, people) for row in rows)


def proposal(app: App, proposal_id: int) -> ProposalView:
    """One proposal against the pipeline in force.

    Raises:
        NotFoundError: no such proposal.
    """
    with app.database.read() as session:
        row = session.get(PipelineProposal, proposal_id)
        if row is None:
            raise NotFoundError("没有这份提案。")
        people = names(session, [p for p in (row.proposed_by, row.decided_by) if p])
        base = in_force(session).get(row.name)
        wanted = pipelines.parse(row.yaml, row.name)
        is_open = row.state == ProposalState.OPEN.value
        changed = is_open and (base.hash if base else "") != row.base_hash
        return ProposalView(
            _line(row, people),
            wanted,
            base,
            changes(base.source if base else "", wanted.source),
            changed,
        )


def _line(row: PipelineProposal, people: dict[int, str]) -> ProposalLine:
    return ProposalLine(
        id=pk(row),
        name=row.name,
        title=pipelines.parse(row.yaml, row.name).title,
        state=row.state,
        reason=row.reason,
        proposed_by=people.get(row.proposed_by, ""),
        proposed_by_id=row.proposed_by,
        proposed_at=row.proposed_at,
        decided_by=people.get(row.decided_by or 0, ""),
        decided_at=row.decided_at,
        decision_note=row.decision_note,
    )


def changes(before: str, after: str) -> tuple[tuple[str, str], ...]:
    """Lines of two texts as (sign, line): "-" gone, "+" new, " " kept nearby, "@" a gap."""
    found = []
    for line in list(difflib.unified_diff(before.splitlines(), after.splitlines(), lineterm="", n=2))[2:]:
        found.append(("@", "") if line.startswith("@@") else (line[0], line[1:]))
    return tuple(found)


def trials(app: App, pipeline: Pipeline) -> tuple[Trial, ...]:
    """The latest drafts on the way of `pipeline`, with the people, roles and qualifications of today.

    Nothing is changed. What people did on those drafts does not count; their authors and those who stood aside do.
    """
    at = Moment(app.clock(), app.zone)
    with app.database.read() as session:
        drafts = session.exec(select(Draft).order_by(col(Draft.id).desc()).limit(DRAFTS)).all()
        return tuple(_trial(session, pipeline, draft, at) for draft in drafts)


def _trial(session: Session, pipeline: Pipeline, draft: Draft, at: Moment) -> Trial:
    version = session.get_one(Version, draft.current_version_id)
    facts = stages.facts_of(session, draft, version, pipeline)
    out = _out(session, pk(draft))
    stations, seats = [], []
    for stage in pipeline.stages:
        runs = applies(stage.rules.when, facts)
        people = _who(session, draft, stage, out, at) if runs else []
        needed = (stage.rules.needed or max(len(people), 1)) if stage.rules.joint else 1
        stations.append(Station(stage.title, tuple(p.name for p in people), needed, not runs))
        if runs:
            seats += [(stage, [pk(p) for p in people])] * needed
    if pipeline.after_release is not None:
        stage = pipeline.after_release.stage
        people = _who(session, draft, stage, out, at) if facts.urgent else []
        stations.append(Station(stage.title, tuple(p.name for p in people), 1, not facts.urgent))
        seats += [(stage, [pk(p) for p in people])] if facts.urgent else []
    stop, why = _stop(seats)
    return Trial(draft.number, draft.title, tuple(stations), stop, why)


def _out(session: Session, draft_id: int) -> set[int]:
    """Who may not sign the draft whatever they hold."""
    recused = session.exec(select(Recusal.person_id).where(Recusal.draft_id == draft_id)).all()
    admins = session.exec(select(RoleGrant.person_id).where(col(RoleGrant.role).in_(ADMIN_ROLES))).all()
    return {*author_ids(session, draft_id), *recused, *admins}


def _who(session: Session, draft: Draft, stage: Stage, out: set[int], at: Moment) -> list[Person]:
    run = StageRun(  # only to ask with, never stored
        draft_id=pk(draft),
        version_id=draft.current_version_id or 0,
        stage_key=stage.key,
        stage_title=stage.title,
        ordinal=0,
        round=1,
        role=stage.role.value,
        counts_review="review" in stage.counts,
        counts_proof="proof" in stage.counts,
        state=StageState.PREPARING.value,
        created_at=at.now,
    )
    query = (
        select(Person)
        .join(RoleGrant, col(RoleGrant.person_id) == Person.id)
        .where(RoleGrant.role == stage.role.value, col(Person.active).is_(True))
    )
    return [
        p
        for p in session.exec(query.order_by(col(Person.id)))
        if pk(p) not in out and eligibility.missing(session, run, stage.rules, pk(p), at) is None
    ]


def _stop(seats: Sequence[tuple[Stage, list[int]]]) -> tuple[str, str]:
    """The first stage that nobody is left for, however the earlier ones are given out; ('', '') if all can be signed."""
    for length in range(1, len(seats) + 1):
        stage, people = seats[length - 1]
        if not people:
            return stage.title, "没有人有资格办理。"
        if not _signable(seats[:length]):
            return stage.title, "有资格的人都要签前面的审次或校次，须再有一人。"
    return "", ""


def _clash(stage: Stage, person: int, marks: set[tuple[str, int]], taken: set[tuple[str, int]]) -> bool:
    """Whether what the person has signed so far keeps them from this stage. Who reads again has signed nothing."""
    if stage.key == AFTER_RELEASE:
        return any(signer == person for _, signer in taken)
    return bool(marks & taken) or (f"stage:{AFTER_RELEASE}", person) in taken


def _signable(seats: Sequence[tuple[Stage, list[int]]]) -> bool:
    """Whether different people can be found for all reviews, all proofs and all seats of a 会签, and one who signs none
    of them to read an urgent draft again."""
    order = sorted(range(len(seats)), key=lambda i: len(seats[i][1]))
    taken: set[tuple[str, int]] = set()
    tries = 0

    def place(at: int) -> bool:
        nonlocal tries
        if at == len(order):
            return True
        stage, people = seats[order[at]]
        for person in people:
            tries += 1
            if tries > _STEPS:
                return True  # not shown to be impossible
            marks = {(duty, person) for duty in (*stage.counts, f"stage:{stage.key}")}
            if not _clash(stage, person, marks, taken):
                taken.update(marks)
                if place(at + 1):
                    return True
                taken.difference_update(marks)
        return False

    return place(0)
