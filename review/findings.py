"""Answering what the machine found: accept, dismiss with a reason, or take the answer back."""

from __future__ import annotations

from collections.abc import Sequence

from sqlmodel import col, select

from models import Disposition, DispositionState, Draft, DraftState, Finding, StageState
from models.base import pk
from review.access import Act, require
from review.acting import Deed, acting
from review.actors import Actor
from review.app import App
from review.audit.tags import Tag
from review.eligibility import Capacity, Moment, capacity
from review.errors import InvalidError, NotAllowedError, NotFoundError, SeparationError, StateError
from review.separation import author_ids
from review.stages import running


def settle(app: App, actor: Actor, finding_id: int, state: DispositionState, reason: str = "") -> None:
    """Answer one finding. A red one is overruled only by a person who may sign the present stage, with a reason.

    Raises:
        NotAllowedError, SeparationError, NotFoundError, InvalidError, StateError: nothing changed.
    """
    require(actor, Act.FINDING_SETTLE)
    with app.database.read() as session:
        finding = session.get(Finding, finding_id)
    if finding is None:
        raise NotFoundError("没有这条问题。")
    settle_all(app, actor, finding.version_id, [finding_id], state, reason)


def settle_all(
    app: App,
    actor: Actor,
    version_id: int,
    finding_ids: Sequence[int],
    state: DispositionState,
    reason: str = "",
) -> int:
    """Answer several findings of one version in one act; returns how many. All of them or none.

    Raises:
        NotAllowedError, SeparationError, NotFoundError, InvalidError, StateError: nothing changed.
    """
    require(actor, Act.FINDING_SETTLE)
    reason = reason.strip()
    wanted = set(finding_ids)
    with app.database.read() as session:
        first = session.exec(select(Finding).where(Finding.version_id == version_id).limit(1)).first()
    if first is None or not wanted:
        raise NotFoundError("没有这些问题。")
    with acting(app, actor) as deed:
        draft = deed.lock_draft(first.draft_id)
        query = select(Finding).where(Finding.version_id == version_id, col(Finding.id).in_(wanted))
        rows = deed.session.exec(query.execution_options(populate_existing=True)).all()
        if len(rows) != len(wanted):
            raise NotFoundError("其中有的问题不属于这个版次。")
        _require_current(draft, version_id)
        _require_right(deed, draft, actor, rows, state, reason)
        for row in rows:
            _settle(deed, row, state, reason)
        deed.record(
            Tag.FINDING_SETTLED,
            draft,
            findings=[r.fingerprint for r in rows],
            checks=sorted({r.check_id for r in rows}),
            state=state.value,
            reason=reason,
        )
        return len(rows)


def _settle(deed: Deed, row: Finding, state: DispositionState, reason: str) -> None:
    row.disposition = state.value
    row.reason = reason
    row.settled_by = None if state is DispositionState.OPEN else deed.person.person_id
    row.settled_at = None if state is DispositionState.OPEN else deed.now
    deed.session.add(row)
    deed.session.add(
        Disposition(
            finding_id=pk(row), state=state.value, reason=reason, person_id=deed.person.person_id, at=deed.now
        )
    )


def _require_current(draft: Draft, version_id: int) -> None:
    if draft.current_version_id != version_id:
        raise StateError("稿件已有新版次，请刷新后处置新版次的问题。")
    if draft.state not in {DraftState.IN_REVIEW.value, DraftState.RETURNED.value}:
        raise StateError("稿件已办结，不能再处置问题。")


def _require_right(
    deed: Deed, draft: Draft, actor: Actor, rows: Sequence[Finding], state: DispositionState, reason: str
) -> None:
    is_author = actor.person_id in author_ids(deed.session, pk(draft))
    at = Moment(deed.now, deed.app.zone)
    may_sign = any(
        run.state == StageState.OPEN.value
        and isinstance(capacity(deed.session, run, actor.person_id, at), Capacity)
        for run in running(deed.session, draft)
    )
    if not is_author and not may_sign:
        raise NotAllowedError("只有作者和当前环节的审校人员可以处置问题。")
    touches_red = any(r.severity == "red" for r in rows)
    if (
        is_author
        and touches_red
        and (
            state is DispositionState.DISMISSED
            or any(r.disposition == DispositionState.DISMISSED.value for r in rows)
        )
    ):
        raise SeparationError("“错误”级问题只能由审校人员写明理由后放行，作者请修改原文。")
    if state is DispositionState.DISMISSED and not reason and any(r.severity != "blue" for r in rows):
        raise InvalidError("不改“错误”或“警告”，请写明理由。")
