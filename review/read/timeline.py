"""The timeline (流程): stages with their rounds and answers, late answers, and the audit events of a draft."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from models import Decision, Draft, Event, StageRun, Version
from models.base import pk
from review.app import App
from review.read.common import draft_by_number, names
from review.read.drafts import DraftHead, head_of
from review.read.proofs import ProofRow
from review.read.proofs import history as proofs_of
from review.read.releases import AfterMark, after_marks
from review.stages import pipeline_of


@dataclass(frozen=True, slots=True)
class DecisionView:
    """A signed answer, in force, voided or late."""

    id: int
    verdict: str
    return_to: str | None
    opinion: str
    fields: dict[str, Any]
    person: str
    on_behalf_of: str | None
    at: datetime
    version: int
    content_hash: str
    late: bool
    late_reason: str | None
    voided_at: datetime | None
    void_cause: str | None
    voided_by: str | None


@dataclass(frozen=True, slots=True)
class RunView:
    """One passage through a stage; at most one decision counts, late ones are filed beside it."""

    id: int
    stage_key: str
    stage_title: str
    round: int
    state: str
    version: int
    problem: str | None
    created_at: datetime
    opened_at: datetime | None
    deadline_at: datetime | None
    deadline_warning: str | None
    closed_at: datetime | None
    decisions: tuple[DecisionView, ...]
    proofs: tuple[ProofRow, ...] = ()


@dataclass(frozen=True, slots=True)
class StageView:
    """A stage of the pipeline with its passages, oldest first; none yet for stages to come.

    `field_titles` names the fields of its answers by key.
    """

    key: str
    title: str
    kind: str
    role: str
    field_titles: dict[str, str]
    runs: tuple[RunView, ...]


@dataclass(frozen=True, slots=True)
class EventView:
    """An audit event. `data` is what its payload says beyond the columns."""

    seq: int
    at: datetime
    tag: str
    act: str
    person: str | None
    number: str | None
    leaf_hash: str
    data: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything on the timeline page."""

    head: DraftHead
    stages: tuple[StageView, ...]
    outside: tuple[DecisionView, ...]
    events: tuple[EventView, ...]
    after: AfterMark | None


def timeline(app: App, number: str) -> Timeline:
    """The timeline of a draft.

    Raises:
        NotFoundError: no such draft.
    """
    with app.database.read() as session:
        draft = draft_by_number(session, number)
        decisions = _decisions(session, draft)
        events = session.exec(select(Event).where(Event.draft_id == draft.id).order_by(col(Event.seq))).all()
        return Timeline(
            head=head_of(session, draft),
            stages=_stages(session, draft, decisions),
            outside=tuple(view for run_id, view in decisions if run_id is None),
            events=event_views(session, list(events)),
            after=after_marks(app, session, [draft]).get(pk(draft)),
        )


def _stages(
    session: Session, draft: Draft, decisions: list[tuple[int | None, DecisionView]]
) -> tuple[StageView, ...]:
    query = select(StageRun).where(StageRun.draft_id == draft.id).order_by(col(StageRun.id))
    numbers = {v.id: v.number for v in session.exec(select(Version).where(Version.draft_id == draft.id))}
    proofs = proofs_of(session, draft)
    runs = [(run, _run(run, numbers, decisions, proofs)) for run in session.exec(query)]
    return tuple(
        StageView(
            key=stage.key,
            title=stage.title,
            kind=str(stage.kind),
            role=str(stage.role),
            field_titles={field.key: field.title for field in stage.fields},
            runs=tuple(view for run, view in runs if run.stage_key == stage.key),
        )
        for stage in pipeline_of(session, draft).stages
    )


def _run(
    run: StageRun,
    numbers: dict[int | None, int],
    decisions: list[tuple[int | None, DecisionView]],
    proofs: tuple[ProofRow, ...],
) -> RunView:
    return RunView(
        id=pk(run),
        stage_key=run.stage_key,
        stage_title=run.stage_title,
        round=run.round,
        state=run.state,
        version=numbers.get(run.version_id, 0),
        problem=run.problem,
        created_at=run.created_at,
        opened_at=run.opened_at,
        deadline_at=run.deadline_at,
        deadline_warning=run.deadline_warning,
        closed_at=run.closed_at,
        decisions=tuple(view for run_id, view in decisions if run_id == run.id),
        proofs=tuple(row for row in proofs if row.stage_run_id == run.id),
    )


def _decisions(session: Session, draft: Draft) -> list[tuple[int | None, DecisionView]]:
    rows = session.exec(
        select(Decision).where(Decision.draft_id == draft.id).order_by(col(Decision.id))
    ).all()
    people = names(session, [p for d in rows for p in (d.person_id, d.on_behalf_of_id, d.voided_by)])
    numbers = {v.id: v.number for v in session.exec(select(Version).where(Version.draft_id == draft.id))}
    return [(d.stage_run_id, _decision(d, people, numbers)) for d in rows]


def _decision(row: Decision, people: dict[int, str], numbers: dict[int | None, int]) -> DecisionView:
    return DecisionView(
        id=pk(row),
        verdict=row.verdict,
        return_to=row.return_to,
        opinion=row.opinion,
        fields=row.fields,
        person=people.get(row.person_id, ""),
        on_behalf_of=people.get(row.on_behalf_of_id or 0),
        at=row.at,
        version=numbers.get(row.version_id, 0),
        content_hash=row.content_hash,
        late=row.late,
        late_reason=row.late_reason,
        voided_at=row.voided_at,
        void_cause=row.void_cause,
        voided_by=people.get(row.voided_by) if row.voided_by else None,
    )


def event_views(session: Session, rows: list[Event]) -> tuple[EventView, ...]:
    """Events with names instead of ids."""
    people = names(session, [e.person_id for e in rows])
    wanted = {e.draft_id for e in rows if e.draft_id is not None}
    found = session.exec(select(Draft).where(col(Draft.id).in_(wanted))) if wanted else ()
    numbers = {d.id: d.number for d in found}
    return tuple(
        EventView(
            seq=e.seq,
            at=e.at,
            tag=e.tag,
            act=e.act,
            person=people.get(e.person_id) if e.person_id else None,
            number=numbers.get(e.draft_id),
            leaf_hash=e.leaf_hash,
            data=_data(e.payload),
        )
        for e in rows
    )


def _data(payload: str) -> dict[str, Any]:
    parsed = json.loads(payload)
    data = parsed.get("data", {}) if isinstance(parsed, dict) else {}
    return data if isinstance(data, dict) else {}
