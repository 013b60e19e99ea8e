"""Taking work up, putting it back, handing it to somebody else, and standing aside from a draft."""

from __future__ import annotations

from sqlmodel import Session, col, func, select

from models import Assignment, Decision, Draft, Person, Recusal, StageRun, StageState, Verdict
from models.base import pk
from review import assignments
from review.access import HEADS, Act, require
from review.acting import Deed, acting
from review.actors import Actor
from review.app import App
from review.audit.tags import Tag
from review.eligibility import Capacity, Moment, Refused, capacity
from review.errors import InvalidError, NotAllowedError, NotFoundError, SeparationError, StateError
from review.separation import answered, author_ids, is_seated
from review.settling import require_not_held
from review.stages import reading_again, running


def locked(deed: Deed, stage_run_id: int) -> tuple[StageRun, Draft]:
    """A stage run and its draft, locked.

    Raises:
        NotFoundError: no such stage run.
    """
    found = deed.session.get(StageRun, stage_run_id)
    if found is None:
        raise NotFoundError("没有这个环节。")
    draft = deed.lock_draft(found.draft_id)
    deed.session.refresh(found)
    return found, draft


def require_capacity(deed: Deed, run: StageRun, on_behalf_of: int | None = None) -> Capacity:
    """In which capacity the person may sign.

    Raises:
        SeparationError, NotAllowedError: they may not, in words.
    """
    at = Moment(deed.now, deed.app.zone)
    found = capacity(deed.session, run, deed.person.person_id, at, on_behalf_of)
    if isinstance(found, Refused):
        raise found.error()
    return found


def require_seat(deed: Deed, run: StageRun, given: Capacity) -> None:
    """Refuse who is not among the members of a 会签.

    Raises:
        NotAllowedError: they are not.
    """
    if not is_seated(deed.session, run, given.people):
        raise NotAllowedError("会签人员在环节开启时确定，您不在其中。如需参加，请有权的人改派。")


def claimed_by(session: Session, stage_run_id: int) -> int | None:
    """Person who took the stage run up, if anybody did."""
    query = select(Assignment.person_id).where(
        Assignment.stage_run_id == stage_run_id, col(Assignment.claimed_at).is_not(None)
    )
    return session.exec(query).first()


def require_unclaimed_by_others(deed: Deed, run: StageRun) -> None:
    """Refuse if somebody else has taken the run up; the seats of a 会签 do not stand in each other's way.

    Raises:
        StateError: somebody has.
    """
    holder = claimed_by(deed.session, pk(run))
    if run.seats > 1 or holder in (None, deed.person.person_id):
        return
    row = _row(deed, run, holder)
    given = capacity(deed.session, run, holder, Moment(deed.now, deed.app.zone))
    if row.on_behalf_of_id is not None and isinstance(given, Refused):
        row.claimed_at = None  # a substitute took it up, and the delegation has ended since
        deed.session.add(row)
    else:
        raise StateError("这项待办已由他人领取。请等对方放回，或请有权的人改派。")


def claim(app: App, actor: Actor, stage_run_id: int) -> None:
    """Take a stage run up, so that nobody else signs it meanwhile.

    Raises:
        NotAllowedError, SeparationError, StateError, NotFoundError: nothing changed.
    """
    require(actor, Act.STAGE_CLAIM)
    with acting(app, actor) as deed:
        run, draft = locked(deed, stage_run_id)
        given = require_capacity(deed, run)
        _require_open(run)
        require_not_held(deed.session, draft)
        if answered(deed.session, run, given.people):
            raise StateError("您已对本环节表达过意见。")
        require_seat(deed, run, given)
        require_unclaimed_by_others(deed, run)
        _take_up(deed, run, given)
        facts = {} if given.on_behalf_of_id is None else {"on_behalf_of": given.on_behalf_of_id}
        deed.record(Tag.STAGE_CLAIMED, draft, stage_run=run.id, stage=run.stage_key, **facts)


def unclaim(app: App, actor: Actor, stage_run_id: int) -> None:
    """Put a stage run back for the others.

    Raises:
        NotAllowedError, StateError, NotFoundError: nothing changed.
    """
    require(actor, Act.STAGE_CLAIM)
    with acting(app, actor) as deed:
        run, draft = locked(deed, stage_run_id)
        row = _row(deed, run, actor.person_id)
        if row.claimed_at is None:
            raise StateError("您没有领取这项待办。")
        row.claimed_at = None
        deed.session.add(row)
        deed.record(Tag.STAGE_UNCLAIMED, draft, stage_run=run.id, stage=run.stage_key)


def reassign(app: App, actor: Actor, stage_run_id: int, person_id: int, reason: str) -> None:
    """Hand a stage run to a person who may sign it: by whoever has it, or by a head of review (Act.STAGE_REASSIGN).

    In a 会签 the person joins those who answer it, in a seat that somebody left.

    Raises:
        NotAllowedError, SeparationError, StateError, InvalidError, NotFoundError: nothing changed.
    """
    require(actor, Act.STAGE_CLAIM)
    if not reason.strip():
        raise InvalidError("请写明改派的理由。")
    with acting(app, actor) as deed:
        run, draft = locked(deed, stage_run_id)
        _require_open(run)
        _require_entitled(deed, draft, run)
        person = deed.session.get(Person, person_id)
        if person is None or not person.active:
            raise NotFoundError("没有这个人，或已停用。")
        given = capacity(deed.session, run, person_id, Moment(deed.now, app.zone))
        if isinstance(given, Refused):
            raise InvalidError(f"{person.name}不能办理：{given.reason}")
        if answered(deed.session, run, {person_id}):
            raise InvalidError(f"{person.name}已对本环节表达过意见。")
        _require_free_seat(deed, run, person_id)
        was = claimed_by(deed.session, stage_run_id)
        if run.seats == 1:
            _release_all(deed, run)
        _take_up(deed, run, given, person_id, assigned_by=actor.person_id)
        run.problem = None
        deed.session.add(run)
        text = f"《{draft.title}》{run.stage_title}改派给您：{reason.strip()}"
        deed.notify(person_id, f"reassigned:{deed.act}", text, draft.id)
        deed.record(Tag.STAGE_REASSIGNED, draft, stage_run=run.id, stage=run.stage_key, was=was, person=person_id,
                    reason=reason.strip())  # fmt: skip


def recuse(app: App, actor: Actor, draft_id: int, reason: str) -> None:
    """Stand aside from a draft for good. Nobody signs on behalf of the recused either.

    Raises:
        NotAllowedError, StateError, InvalidError, NotFoundError: nothing changed.
    """
    require(actor, Act.STAGE_CLAIM)
    if not reason.strip():
        raise InvalidError("请写明回避的理由。")
    with acting(app, actor) as deed:
        draft = deed.lock_draft(draft_id)
        known = select(Recusal.id).where(Recusal.draft_id == draft_id, Recusal.person_id == actor.person_id)
        if deed.session.exec(known).first() is not None:
            raise StateError("您已声明回避本稿。")
        if _signed(deed.session, draft_id, actor.person_id):
            raise StateError("您已签过本稿，签字仍有效。请先由后续环节退回，再声明回避。")
        deed.session.add(
            Recusal(draft_id=draft_id, person_id=actor.person_id, reason=reason.strip(), at=deed.now)
        )
        deed.session.flush()
        again = reading_again(deed.session, draft_id)
        for run in [*running(deed.session, draft), *([] if again is None else [again])]:
            row = _row(deed, run, actor.person_id)
            if row.id is not None and row.closed_at is None:
                assignments.let_go(deed, run, row)
        deed.record(Tag.PERSON_RECUSED, draft, reason=reason.strip())


def _signed(session: Session, draft_id: int, person_id: int) -> bool:
    query = select(Decision.id).where(
        Decision.draft_id == draft_id,
        (col(Decision.person_id) == person_id) | (col(Decision.on_behalf_of_id) == person_id),
        Decision.verdict == Verdict.APPROVE.value,
        col(Decision.late).is_(False),
        col(Decision.voided_at).is_(None),
    )
    return session.exec(query).first() is not None


def _require_entitled(deed: Deed, draft: Draft, run: StageRun) -> None:
    if deed.person.person_id in author_ids(deed.session, pk(draft)):
        raise SeparationError("作者不得为自己的稿件指定审校人员。")
    if claimed_by(deed.session, pk(run)) == deed.person.person_id:
        return
    if not HEADS & deed.person.roles:
        raise NotAllowedError("只有领取人本人，或复审、终审、责任校对、签发人员可以改派。")


def _require_free_seat(deed: Deed, run: StageRun, person_id: int) -> None:
    """A 会签 takes as many answers as it has seats: somebody joins only where somebody else has left."""
    if run.seats == 1 or is_seated(deed.session, run, {person_id}):
        return
    given = select(func.count()).select_from(Decision)
    given = given.where(Decision.stage_run_id == run.id, col(Decision.late).is_(False))
    waiting = select(func.count()).select_from(Assignment)
    waiting = waiting.where(Assignment.stage_run_id == run.id, col(Assignment.closed_at).is_(None))
    if deed.session.exec(given).one() + deed.session.exec(waiting).one() >= run.seats:
        raise InvalidError("会签人数已满，有人退出后才能加人。")


def _require_open(run: StageRun) -> None:
    if run.state != StageState.OPEN.value:
        raise StateError("本环节不在待办中。")


def _take_up(
    deed: Deed, run: StageRun, given: Capacity, person_id: int | None = None, assigned_by: int | None = None
) -> None:
    row = _row(deed, run, person_id or deed.person.person_id)
    row.claimed_at = deed.now
    row.closed_at = None
    row.on_behalf_of_id = given.on_behalf_of_id
    row.assigned_by = assigned_by or row.assigned_by
    deed.session.add(row)


def _release_all(deed: Deed, run: StageRun) -> None:
    for row in deed.session.exec(select(Assignment).where(Assignment.stage_run_id == run.id)):
        row.claimed_at = None
        deed.session.add(row)


def _row(deed: Deed, run: StageRun, person_id: int) -> Assignment:
    query = select(Assignment).where(Assignment.stage_run_id == run.id, Assignment.person_id == person_id)
    row = deed.session.exec(query).first()
    return row or Assignment(stage_run_id=pk(run), person_id=person_id, created_at=deed.now)
