"""Sending notices on (通知): by mail and chat robots, in each person's rhythm, outside their quiet hours.

The inbox is where people are told; this only carries its lines further. `plan` puts everything a person has not been
sent yet into one message a way (thirty lines after an outage are one digest), in the transaction that marks them as
carried: by each way a notice leaves once. `send` leases due messages, hands them over and keeps the receipt. A process
that dies between the two leaves the message to be tried again under the same key.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import structlog
from sqlmodel import Session, and_, col, exists, func, or_, select

from channels.notify.interface import Message, NotifyChannel, NotifyError
from channels.notify.mail import MailServer
from channels.notify.robot import Robots
from models import (
    Dispatch,
    DispatchedNotice,
    DispatchState,
    Draft,
    DraftFacts,
    Notice,
    Person,
    Rhythm,
    Robot,
    TellingChoice,
    Way,
)
from models.base import pk
from review import calendar
from review.app import App
from review.errors import RefusedError
from review.telling_choice import opened
from review.working_time import Calendar

log = structlog.get_logger(__name__)

LEASE = timedelta(minutes=2)
BACKOFF = (1, 5, 15, 60, 240, 720)  # minutes before tries 2, 3, …; then it is given up
LINES = 50  # notices told one by one in a message; the rest are counted


@dataclass(frozen=True, slots=True)
class Round:
    """What a round of sending did: messages planned, handed over, put off after a failure, given up."""

    planned: int
    sent: int
    put_off: int
    given_up: int


def tell(app: App) -> Round:
    """Plan and send everything that is due now."""
    planned = plan(app)
    results = []
    while (message := _claim(app)) is not None:
        results.append(_hand_over(app, message))
    return Round(planned, *(results.count(state) for state in _STATES))


_STATES = (DispatchState.SENT, DispatchState.DUE, DispatchState.GIVEN_UP)


def plan(app: App) -> int:
    """Turn notices that nobody was sent yet into messages, for everyone whose time it is; returns how many."""
    now = app.clock()
    with app.database.read() as session:  # most people have nothing new: no write lock for them
        known = calendar.calendar(session)
        choices = session.exec(
            select(TellingChoice)
            .join(Person, col(Person.id) == TellingChoice.person_id)
            .where(col(Person.active).is_(True))
        ).all()
        due = {choice.person_id: _due_ways(app, session, choice, known, now) for choice in choices}
    return sum(_plan_for(app, person, ways, now) for person, ways in due.items() if ways)


def _due_ways(app: App, session: Session, choice: TellingChoice, known: Calendar, now: datetime) -> list[Way]:
    """The ways whose time it is and that have something to carry."""
    return [
        way
        for way in _ways(app, choice)
        if _is_time(app, session, choice, way, known, now) and _waiting(session, choice, way)
    ]


def _plan_for(app: App, person_id: int, ways: list[Way], now: datetime) -> int:
    with app.database.write() as session:
        choice = session.exec(
            select(TellingChoice).where(TellingChoice.person_id == person_id).with_for_update()
        ).one()
        return sum(_write(app, session, choice, way, now) for way in ways if way in _ways(app, choice))


def _ways(app: App, choice: TellingChoice) -> list[Way]:
    ways = [Way.MAIL] if choice.mail and app.settings.smtp_host else []
    return ways + ([Way.ROBOT] if choice.robot_id else [])


def _is_time(
    app: App, session: Session, choice: TellingChoice, way: Way, known: Calendar, now: datetime
) -> bool:
    local = now.astimezone(app.zone)
    if _is_quiet(choice, local.time()):
        return False
    if choice.rhythm == Rhythm.AT_ONCE.value:
        return True
    last = session.exec(
        select(func.max(Dispatch.created_at)).where(
            Dispatch.person_id == choice.person_id, Dispatch.way == way
        )
    ).one()
    if choice.rhythm == Rhythm.HOURLY.value:
        return last is None or last <= now - timedelta(hours=1)
    begins = datetime.combine(local.date(), time.fromisoformat(choice.daily_at), app.zone)
    return local >= begins and known.is_worked(local.date()) and (last is None or last < begins)


def _is_quiet(choice: TellingChoice, at: time) -> bool:
    if not choice.quiet_from:
        return False
    begins, ends = time.fromisoformat(choice.quiet_from), time.fromisoformat(choice.quiet_until)
    return begins <= at < ends if begins < ends else at >= begins or at < ends


def _waiting(session: Session, choice: TellingChoice, way: Way) -> list[Notice]:
    """Notices not read in the inbox and not carried by this way yet, the oldest first."""
    carried = exists().where(
        col(DispatchedNotice.notice_id) == col(Notice.id), col(DispatchedNotice.way) == way.value
    )
    query = select(Notice).where(
        Notice.person_id == choice.person_id,
        col(Notice.read_at).is_(None),
        col(Notice.created_at) >= choice.since,
        ~carried,
    )
    return list(session.exec(query.order_by(col(Notice.id))))


def _write(app: App, session: Session, choice: TellingChoice, way: Way, now: datetime) -> int:
    notices = _waiting(session, choice, way)
    if not notices:
        return 0
    lines = [outside_text(app, session, notice) for notice in notices]
    message = Dispatch(
        key=f"sanshen-{secrets.token_hex(12)}",
        person_id=choice.person_id,
        way=way.value,
        target=choice.mail if way is Way.MAIL else str(choice.robot_id),
        subject=lines[0][0] if len(lines) == 1 else f"三审三校：{len(lines)} 条通知",
        body=_body(session.get_one(Person, choice.person_id).name, lines),
        lines=len(lines),
        state=DispatchState.DUE.value,
        due_at=now,
        created_at=now,
    )
    session.add(message)
    session.flush()
    session.add_all(
        DispatchedNotice(notice_id=pk(notice), way=way.value, dispatch_id=pk(message)) for notice in notices
    )
    return 1


def outside_text(app: App, session: Session, notice: Notice) -> tuple[str, str]:
    """What may leave the house of a notice: one line, and the address to open.

    Of a draft that is not public not even the title: mail and chat pass through other people's machines.
    """
    draft = session.get(Draft, notice.draft_id) if notice.draft_id else None
    base = (app.settings.public_url or "").rstrip("/")
    where = f"{base}/drafts/{draft.number}" if base and draft else base
    if draft is None:
        return _one_line(notice.text), where
    facts = session.get(DraftFacts, pk(draft))
    if facts is not None and facts.secrecy != "public":
        return f"稿件 {draft.number} 有新的通知，请登录查看。", where
    return f"{_one_line(notice.text)}（{draft.number}）", where


def _one_line(text: str) -> str:
    """One line without characters that steer a display (line breaks, overrides of direction)."""
    return "".join(char if char.isprintable() else " " for char in text)[:200]


def _body(name: str, lines: list[tuple[str, str]]) -> str:
    told = [f"{name}，您好："]
    for number, (line, where) in enumerate(lines[:LINES], 1):
        told.append(f"{number}. {line}" if len(lines) > 1 else line)
        if where:
            told.append(f"   {where}")
    if len(lines) > LINES:
        told.append(f"另有 {len(lines) - LINES} 条，请登录查看。")
    return "\n".join([*told, "", "本消息由三审三校自动发出，可在“通知设置”中调整。"])


def _claim(app: App) -> Dispatch | None:
    """The next due message, leased; one whose lease ended is due again."""
    now = app.clock()
    due = or_(
        and_(col(Dispatch.state) == DispatchState.DUE.value, col(Dispatch.due_at) <= now),
        and_(col(Dispatch.state) == DispatchState.SENDING.value, col(Dispatch.lease_until) <= now),
    )
    with app.database.read() as session:
        if session.exec(select(Dispatch.id).where(due).limit(1)).first() is None:
            return None
    with app.database.write() as session:
        query = select(Dispatch).where(due).order_by(col(Dispatch.due_at), col(Dispatch.id)).limit(1)
        message = session.exec(query.with_for_update(skip_locked=True)).first()
        if message is not None:
            message.state = DispatchState.SENDING.value
            message.attempts += 1
            message.lease_until = now + LEASE
            session.add(message)
            session.flush()
            session.expunge(message)
        return message


def _hand_over(app: App, message: Dispatch) -> DispatchState:
    """Send a leased message outside any transaction, then keep what came of it."""
    try:
        channel, target = _channel(app, message)
        receipt, failure = channel.send(target, Message(message.key, message.subject, message.body)), None
    except NotifyError as error:
        receipt, failure = "", error
    now = app.clock()
    with app.database.write() as session:
        row = session.get_one(Dispatch, pk(message))
        if row.state != DispatchState.SENDING.value or row.attempts != message.attempts:
            return DispatchState(row.state)  # the lease went to another sender meanwhile
        row.lease_until = None
        if failure is None:
            row.state, row.receipt, row.error, row.sent_at = DispatchState.SENT.value, receipt, "", now
        elif failure.again and row.attempts <= len(BACKOFF):
            row.state, row.error = DispatchState.DUE.value, str(failure)
            row.due_at = now + timedelta(minutes=BACKOFF[row.attempts - 1])
        else:
            row.state, row.error = DispatchState.GIVEN_UP.value, str(failure)
        session.add(row)
        if failure is not None:
            log.warning("notice not sent", dispatch=row.id, way=row.way, state=row.state, error=row.error)
        return DispatchState(row.state)


def _channel(app: App, message: Dispatch) -> tuple[NotifyChannel, str]:
    """The way a message takes, and where to.

    Raises:
        NotifyError: there is no mail server any more, or the robot was removed.
    """
    if message.way == Way.MAIL.value:
        return mail_server(app), message.target
    with app.database.read() as session:
        robot = session.get(Robot, int(message.target))
        if robot is None or not robot.active:
            raise NotifyError("机器人已移除。", again=False)
        try:
            return Robots(), opened(app, robot.sealed)
        except RefusedError as error:
            raise NotifyError(error.message, again=False) from error


def mail_server(app: App) -> MailServer:
    """The configured mail server.

    Raises:
        NotifyError: none is configured.
    """
    settings = app.settings
    if settings.smtp_host is None:
        raise NotifyError("没有设置邮件服务器。")
    return MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        sender=settings.smtp_from,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=settings.smtp_password,
    )
