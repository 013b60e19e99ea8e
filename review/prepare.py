"""What the stage flow does: read, check, store, open the stage run for its people.

Idempotent: findings are unique by version and fingerprint, a check run by content, rule pack and engines, and the
stage run leaves `preparing` once, in the transaction that also finishes the job under its lease.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict, dataclass
from functools import lru_cache

from sqlmodel import Session, col, select

from checks import runner
from checks.language_tool import LanguageTool, open_engine
from checks.model import Finding as CheckFinding
from checks.model import Report
from checks.profiles import profile
from checks.registry import all_checks
from documents.compare import align
from documents.model import Document
from models import (
    CheckRun,
    DispositionState,
    Draft,
    Finding,
    Person,
    StageRun,
    StageState,
    Version,
)
from models.base import pk
from review import deadlines, house, jobs, layouts, proofs_state, stages
from review.acting import Deed, acting
from review.app import App
from review.audit.tags import Tag
from review.jobs import LeasedJob
from review.pipelines import Stage
from review.seats import seat_people


@dataclass(frozen=True, slots=True)
class Work:
    """Everything the slow part needs, read in one go."""

    stage_run_id: int
    stage_title: str
    version_id: int
    content_hash: str
    document: Document
    profile: str
    previous_version_id: int | None
    previous: Document | None
    layout: layouts.Found = None


@dataclass(frozen=True, slots=True)
class CheckOutcome:
    """What the checks of the stage said. `reused`: known already for this content, rule pack and engines.

    `house_version`: number of the house rules that were in force, 0 = none.
    """

    profile: str
    rule_pack: str
    engine_key: str
    report: Report | None
    check_run_id: int | None
    reused: bool
    moves: dict[tuple[str, int, int], tuple[str, int, int]]
    lost: frozenset[tuple[str, int, int]]
    house_version: int = 0


@dataclass(frozen=True, slots=True)
class Opened:
    """A stage run that is open now."""

    stage_run_id: int
    people: tuple[str, ...]
    findings: tuple[CheckFinding, ...]
    unchecked: tuple[tuple[str, str], ...]


def load(app: App, job: LeasedJob) -> Work | None:
    """Read what the job needs; None (and the job closed) when the stage run does not wait for it any more."""
    with app.database.read() as session:
        stage_run = session.get_one(StageRun, job.payload["stage_run_id"])
        draft = session.get_one(Draft, stage_run.draft_id)
        live = stage_run.state == StageState.PREPARING.value
        version = session.get_one(Version, stage_run.version_id)
        stage = _stage(session, draft, stage_run)
        previous = _previous(session, version)
        if previous is not None and not _unfated(session, previous):
            previous = None
    if not live:
        jobs.close(app, job)
        return None
    return Work(
        stage_run_id=pk(stage_run),
        stage_title=stage_run.stage_title,
        version_id=pk(version),
        content_hash=version.content_hash,
        document=stages.document_of(app, version),
        profile=stage.checks or "",
        previous_version_id=None if previous is None else previous.id,
        previous=None if previous is None else stages.document_of(app, previous),
        layout=layouts.of_version(app, version, stage.checks or ""),
    )


def _stage(session: Session, draft: Draft, stage_run: StageRun) -> Stage:
    return stages.pipeline_of(session, draft).stage(stage_run.stage_key)


def _previous(session: Session, version: Version) -> Version | None:
    query = select(Version).where(
        Version.draft_id == version.draft_id,
        Version.number < version.number,
        col(Version.same_as_id).is_(None),
    )
    return session.exec(query.order_by(col(Version.number).desc())).first()


def _unfated(session: Session, version: Version) -> bool:
    query = select(Finding.id).where(Finding.version_id == version.id, col(Finding.fate).is_(None))
    return session.exec(query.limit(1)).first() is not None


def check(app: App, work: Work) -> CheckOutcome:
    """Run the stage's checks, or find the stored result; and place the previous version's findings. No transaction."""
    moves, lost = _placements(app, work)
    if not work.profile:
        return CheckOutcome("", "", "", None, None, reused=True, moves=moves, lost=lost)
    engine = engine_for(app)
    key = layouts.key(engine_key(engine), work.layout)
    rules = house.active(app)
    pack = runner.rule_pack(profile(work.profile), house=rules.house)
    with app.database.read() as session:
        stored = find_run(session, work.content_hash, work.profile, pack, key)
        if stored is not None:
            return CheckOutcome(
                work.profile, pack, key, None, stored.id, True, moves, lost, house_version=rules.number
            )
    report = runner.run(
        work.document, work.profile, language_tool=engine, house=rules.house, layout=work.layout
    )
    key = layouts.key(engine_key(engine, report), work.layout)
    return CheckOutcome(
        work.profile, report.rule_pack, key, report, None, False, moves, lost, house_version=rules.number
    )


@lru_cache(maxsize=4)
def _engine(setting: str) -> LanguageTool:
    return open_engine(setting)


def engine_for(app: App) -> LanguageTool:
    """The LanguageTool engine this installation has; one that says why it is absent where it has none."""
    return _engine(app.settings.language_tool_url or "auto")


def engine_key(engine: LanguageTool, report: Report | None = None) -> str:
    """Names the engine a stored result depends on; a result the engine failed in the middle of is never found again."""
    version = engine.version() or "absent"
    failed = report is not None and any(u.what.startswith("LanguageTool") for u in report.unchecked)
    return f"{version} partial" if failed and version != "absent" else version


def find_run(session: Session, content_hash: str, name: str, pack: str, engine_key: str) -> CheckRun | None:
    """A stored run over the same content with the same rules and engines."""
    return session.exec(
        select(CheckRun).where(
            CheckRun.content_hash == content_hash,
            CheckRun.profile == name,
            CheckRun.rule_pack == pack,
            CheckRun.engine_key == engine_key,
        )
    ).first()


def _placements(
    app: App, work: Work
) -> tuple[dict[tuple[str, int, int], tuple[str, int, int]], frozenset[tuple[str, int, int]]]:
    if work.previous is None:
        return {}, frozenset()
    with app.database.read() as session:
        query = select(Finding.block, Finding.start, Finding.end).where(
            Finding.version_id == work.previous_version_id
        )
        spans = set(session.exec(query))
    alignment = align(work.previous, work.document)
    placed = {span: alignment.place(*span) for span in spans}
    moves = {span: (p.block, p.start, p.end) for span, p in placed.items() if p is not None}
    return moves, frozenset(span for span, p in placed.items() if p is None)


def open_stage(app: App, job: LeasedJob, work: Work, outcome: CheckOutcome) -> Opened:
    """Store the result and open the stage run for its people, in one transaction with the end of the job.

    Raises:
        LeaseLostError: another worker has the job; nothing is stored.
    """
    with acting(app, None) as deed:
        stage_run = deed.session.get_one(StageRun, work.stage_run_id)
        draft = deed.lock_draft(stage_run.draft_id)
        jobs.finish(deed.session, job, deed.now)
        deed.session.refresh(stage_run)
        if stage_run.state != StageState.PREPARING.value:
            deed.record(Tag.STAGE_FAILED, draft, stage_run=stage_run.id, reason="cancelled while preparing")
            return Opened(work.stage_run_id, (), (), ())
        check_run = _store(deed, work, outcome)
        found = () if check_run is None else _add_findings(deed, work, check_run)
        _carry_over(deed, work, outcome)
        people = _open(deed, draft, stage_run, check_run, outcome.house_version)
        unchecked = [] if check_run is None else check_run.unchecked
        return Opened(
            work.stage_run_id,
            tuple(p.name for p in people),
            found,
            tuple((str(u["what"]), str(u["reason"])) for u in unchecked),
        )


def _store(deed: Deed, work: Work, outcome: CheckOutcome) -> CheckRun | None:
    if not outcome.profile:
        return None
    if outcome.check_run_id is not None:
        return deed.session.get_one(CheckRun, outcome.check_run_id)
    report = outcome.report
    if report is None:
        raise ValueError("a check outcome without a report and without a stored run")
    return store_run(deed, work.content_hash, outcome.profile, outcome.engine_key, report)


def store_run(deed: Deed, content_hash: str, name: str, engine_key: str, report: Report) -> CheckRun:
    """Keep a report as a check run; another worker's run over the same content is taken instead, if there is one."""
    known = find_run(deed.session, content_hash, name, report.rule_pack, engine_key)
    if known is not None:
        return known
    row = CheckRun(
        content_hash=content_hash,
        profile=name,
        rule_pack=report.rule_pack,
        engine_key=engine_key,
        engines=dict(report.engines),
        unchecked=[asdict(u) for u in report.unchecked],
        findings=[asdict(f) for f in report.findings],
        seconds=report.seconds,
        created_at=deed.now,
    )
    deed.session.add(row)
    deed.session.flush()
    return row


def fingerprint(finding: CheckFinding) -> str:
    """Stable name of a finding at its place in one version."""
    parts = (finding.check, finding.block, str(finding.start), str(finding.end), finding.suggestion or "")
    return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:32]


def _add_findings(deed: Deed, work: Work, check_run: CheckRun) -> tuple[CheckFinding, ...]:
    known = set(deed.session.exec(select(Finding.fingerprint).where(Finding.version_id == work.version_id)))
    order = {block.id: index for index, block in enumerate(work.document)}
    draft_id = deed.session.get_one(Version, work.version_id).draft_id
    every = tuple(CheckFinding(**raw) for raw in check_run.findings)
    for found in every:
        name = fingerprint(found)
        if name in known:
            continue
        known.add(name)
        deed.session.add(
            Finding(
                draft_id=draft_id,
                version_id=work.version_id,
                check_run_id=pk(check_run),
                fingerprint=name,
                check_id=found.check,
                gate=str(found.gate),
                severity=str(found.severity),
                block=found.block,
                block_index=order[found.block],
                start=found.start,
                end=found.end,
                text=found.text,
                message=found.message,
                suggestion=found.suggestion,
                source=found.source,
                entry=found.entry,
            )
        )
    deed.session.flush()
    return every


def _carry_over(deed: Deed, work: Work, outcome: CheckOutcome) -> None:
    """Let the previous version's answers follow the text, and say of each old finding what became of it (fate)."""
    if work.previous_version_id is None:
        return
    judged = {c.id for c in profile(work.profile).choose(all_checks())} if work.profile else set()
    old_query = select(Finding).where(
        Finding.version_id == work.previous_version_id,
        col(Finding.fate).is_(None),
        col(Finding.check_id).in_(judged),  # the rest waits for the stage whose profile has its check
    )
    new_rows = deed.session.exec(select(Finding).where(Finding.version_id == work.version_id)).all()
    at = {(r.check_id, r.block, r.start, r.end): r for r in new_rows}
    for old in deed.session.exec(old_query).all():
        span = (old.block, old.start, old.end)
        target = outcome.moves.get(span)
        new = None if target is None else at.get((old.check_id, *target))
        if new is None:
            old.fate = "unplaced" if span in outcome.lost else "fixed"
        else:
            old.fate = "moved"
            _follow(old, new)
            deed.session.add(new)
        deed.session.add(old)


def _follow(old: Finding, new: Finding) -> None:
    new.carried_from_id = old.id
    # A dismissal speaks of this very text; an acceptance promised a change that has not come, so it is asked again.
    if old.disposition == DispositionState.DISMISSED.value and new.text == old.text:
        new.disposition = old.disposition
        new.reason = old.reason
        new.settled_by = old.settled_by
        new.settled_at = old.settled_at


def _open(
    deed: Deed, draft: Draft, stage_run: StageRun, check_run: CheckRun | None, house_version: int
) -> list[Person]:
    stage = _stage(deed.session, draft, stage_run)
    people = seat_people(deed, draft, stage_run, stage)
    hours = stages.hours_for(deed.session, draft, stage)
    deadline = deadlines.after(deed.app, deed.session, draft, hours, deed.now)
    stage_run.state = StageState.OPEN.value
    stage_run.opened_at = deed.now
    stage_run.rule_pack = None if check_run is None else check_run.rule_pack
    stage_run.deadline_at = deadline.at
    stage_run.deadline_warning = deadline.warning
    deed.session.add(stage_run)
    proofs_state.ask_for_file(deed, draft, stage_run, stage)
    deed.record(
        Tag.STAGE_OPENED,
        draft,
        stage_run=stage_run.id,
        stage=stage_run.stage_key,
        round=stage_run.round,
        rule_pack=stage_run.rule_pack,
        house_version=house_version,
        findings=0 if check_run is None else len(check_run.findings),
        unchecked=[] if check_run is None else check_run.unchecked,
        engines={} if check_run is None else check_run.engines,
        people=[p.id for p in people],
    )
    return people
