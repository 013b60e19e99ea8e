"""Laying a draft aside (暂停) and taking it up again. Nobody signs meanwhile, and its deadlines stand still."""

from __future__ import annotations

from datetime import datetime

from models import Draft, DraftState, Hold, StageRun, StageState
from models.base import pk
from review import deadlines, stages
from review.access import HEADS, Act, require
from review.acting import Deed, acting
from review.actors import Actor
from review.app import App
from review.audit.tags import Tag
from review.errors import InvalidError, NotAllowedError, SeparationError, StateError
from review.separation import author_ids
from review.settling import live_hold
from review.working_time import UncoveredYearError, working_time_between


def hold(app: App, actor: Actor, draft_id: int, reason: str) -> None:
    """Lay a draft in review aside.

    Raises:
        NotAllowedError, SeparationError, StateError, InvalidError, NotFoundError: nothing changed.
    """
    require(actor, Act.DRAFT_HOLD)
    if not reason.strip():
        raise InvalidError("请写明暂停的理由。")
    with acting(app, actor) as deed:
        draft = deed.lock_draft(draft_id)
        _require_stranger(deed, draft)
        if draft.state not in {DraftState.IN_REVIEW.value, DraftState.RETURNED.value}:
            raise StateError("稿件已办结，不能暂停。")
        if live_hold(deed.session, draft_id) is not None:
            raise StateError("稿件已在暂停中。")
        row = Hold(draft_id=draft_id, reason=reason.strip(), held_by=actor.person_id, held_at=deed.now)
        deed.session.add(row)
        deed.notify(draft.author_id, f"held:{deed.act}", f"《{draft.title}》暂停办理：{row.reason}", draft_id)
        deed.record(Tag.DRAFT_HELD, draft, reason=row.reason)


def take_up(app: App, actor: Actor, draft_id: int) -> None:
    """Take a draft up again; open stages get back the working time they had left.

    Raises:
        NotAllowedError, SeparationError, StateError, NotFoundError: nothing changed.
    """
    require(actor, Act.DRAFT_HOLD)
    with acting(app, actor) as deed:
        draft = deed.lock_draft(draft_id)
        _require_stranger(deed, draft)
        row = live_hold(deed.session, draft_id)
        if row is None:
            raise StateError("稿件没有暂停。")
        row.lifted_at = deed.now
        row.lifted_by = actor.person_id
        deed.session.add(row)
        for run in stages.running(deed.session, draft):
            if run.state == StageState.OPEN.value and run.deadline_at is not None:
                _give_back(deed, draft, run, row.held_at, run.deadline_at)
        deed.notify(draft.author_id, f"taken_up:{deed.act}", f"《{draft.title}》恢复办理", draft_id)
        deed.record(Tag.DRAFT_TAKEN_UP, draft, hold=row.id)


def _give_back(deed: Deed, draft: Draft, run: StageRun, held_at: datetime, deadline: datetime) -> None:
    clock = deadlines.clock(deed.app, deed.session)
    since = max(held_at, run.opened_at or held_at)
    try:
        left = working_time_between(since, deadline, clock.calendar, clock.hours(draft), deed.app.zone)
    except UncoveredYearError:
        run.deadline_at = deadline + (deed.now - since)  # no calendar for that year: by the clock on the wall
    else:
        again = deadlines.after(deed.app, deed.session, draft, left.total_seconds() / 3600, deed.now)
        run.deadline_at, run.deadline_warning = again.at, again.warning
    deed.session.add(run)


def _require_stranger(deed: Deed, draft: Draft) -> None:
    if deed.person.person_id in author_ids(deed.session, pk(draft)):
        raise SeparationError("作者不能暂停或恢复自己的稿件。")
    if not HEADS & deed.person.roles:
        raise NotAllowedError("只有复审、终审、责任校对和签发人员可以暂停稿件。")
