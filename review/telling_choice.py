"""How people want to be told (通知方式), and the chat robots that administrators offer them."""

from __future__ import annotations

import base64
import re
import secrets
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from sqlmodel import col, select

from channels.notify.interface import Message, NotifyError
from channels.notify.mail import is_address
from channels.notify.robot import Robots, kind_of
from models import Dispatch, DispatchState, Rhythm, Robot, TellingChoice, Way
from models.base import pk
from review.access import Act, require
from review.acting import acting
from review.actors import Actor
from review.app import App
from review.audit.tags import Tag
from review.errors import InvalidError, NotFoundError

_CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d")
_NONCE = 12
_PURPOSE = "robot address"


@dataclass(frozen=True, slots=True)
class Choice:
    """A person's wishes. Times of day "HH:MM"; `quiet_from` and `quiet_until` both '' = no quiet hours."""

    mail: str = ""
    robot_id: int | None = None
    rhythm: str = Rhythm.AT_ONCE.value
    daily_at: str = "08:30"
    quiet_from: str = ""
    quiet_until: str = ""


def choose(app: App, actor: Actor, wanted: Choice) -> None:
    """Keep how the person wants to be told. Only what is noticed from now on is sent.

    Raises:
        InvalidError: a faulty address, time or rhythm, or a robot that is not offered.
    """
    require(actor, Act.TELLING_CHOOSE)
    _check(wanted)
    with acting(app, actor) as deed:
        robot = deed.session.get(Robot, wanted.robot_id) if wanted.robot_id else None
        if wanted.robot_id and (robot is None or not robot.active):
            raise InvalidError("没有这个机器人，请重新选择。")
        row = deed.session.get(TellingChoice, actor.person_id)
        new_way = row is None or (bool(wanted.mail) and not row.mail) or (bool(robot) and not row.robot_id)
        row = row or TellingChoice(person_id=actor.person_id, since=deed.now)
        row.mail, row.robot_id, row.rhythm = wanted.mail, wanted.robot_id, wanted.rhythm
        row.daily_at, row.quiet_from, row.quiet_until = wanted.daily_at, wanted.quiet_from, wanted.quiet_until
        if new_way:
            row.since = deed.now  # nobody wants a year of old notices by mail
        deed.session.add(row)
        deed.record(
            Tag.TELLING_CHOSEN, mail=bool(wanted.mail), robot=wanted.robot_id, rhythm=wanted.rhythm
        )  # the address itself is nobody's business but its owner's


def _check(wanted: Choice) -> None:
    if wanted.mail and not is_address(wanted.mail):
        raise InvalidError("邮箱地址不合格，应形如 name@example.cn。")
    if wanted.rhythm not in set(Rhythm):
        raise InvalidError("请选择通知的频率。")
    if not _CLOCK.fullmatch(wanted.daily_at):
        raise InvalidError("每日汇总的时间请写成 08:30 这样。")
    quiet = (wanted.quiet_from, wanted.quiet_until)
    if any(quiet) and not all(_CLOCK.fullmatch(at) for at in quiet):
        raise InvalidError("免打扰时段的起止时间请都写成 22:00 这样，或都留空。")
    if any(quiet) and quiet[0] == quiet[1]:
        raise InvalidError("免打扰时段的起止时间相同。")


def add_robot(app: App, actor: Actor, title: str, address: str) -> int:
    """Offer a chat robot. Its address holds its secret: it is kept encrypted, shown never again, logged nowhere.

    Raises:
        NotAllowedError: not a system administrator.
        InvalidError: no or a used title, or an address of no kind we send to.
    """
    require(actor, Act.ROBOT_MANAGE)
    title, address = title.strip(), address.strip()
    if not title or len(title) > 60:
        raise InvalidError("请给机器人起一个 60 字以内的名字，如“编辑部群”。")
    try:
        kind = kind_of(address)
    except NotifyError as error:
        raise InvalidError(str(error)) from error
    with acting(app, actor) as deed:
        if deed.session.exec(select(Robot.id).where(Robot.title == title)).first() is not None:
            raise InvalidError(f"已经有名为“{title}”的机器人。")
        row = Robot(
            title=title,
            kind=kind,
            sealed=seal(app, address),
            added_by=actor.person_id,
            added_at=deed.now,
        )
        deed.session.add(row)
        deed.session.flush()
        deed.record(Tag.ROBOT_ADDED, robot=row.id, title=title, kind=kind)
        return pk(row)


def remove_robot(app: App, actor: Actor, robot_id: int) -> None:
    """Stop offering a robot. Whoever chose it is told by their other ways; what waited for it is given up.

    Raises:
        NotAllowedError: not a system administrator.
        NotFoundError: no such robot.
    """
    require(actor, Act.ROBOT_MANAGE)
    with acting(app, actor) as deed:
        row = deed.session.get(Robot, robot_id)
        if row is None or not row.active:
            raise NotFoundError("没有这个机器人。")
        row.active = False
        row.title = f"{row.title[:48]}（{row.id}，已移除）"
        row.sealed = ""
        deed.session.add(row)
        for choice in deed.session.exec(select(TellingChoice).where(TellingChoice.robot_id == robot_id)):
            choice.robot_id = None
            deed.session.add(choice)
        waiting = select(Dispatch).where(
            Dispatch.way == Way.ROBOT.value,
            Dispatch.target == str(robot_id),
            col(Dispatch.state) == DispatchState.DUE.value,
        )
        for message in deed.session.exec(waiting):
            message.state, message.error = DispatchState.GIVEN_UP.value, "机器人已移除。"
            deed.session.add(message)
        deed.record(Tag.ROBOT_REMOVED, robot=robot_id, title=row.title)


def try_robot(app: App, actor: Actor, robot_id: int) -> str:
    """Send a test line to a robot; returns its receipt.

    Raises:
        NotAllowedError: not a system administrator.
        NotFoundError: no such robot.
        InvalidError: it did not take the line; the message says why.
    """
    require(actor, Act.ROBOT_MANAGE)
    with app.database.read() as session:
        row = session.get(Robot, robot_id)
        if row is None or not row.active:
            raise NotFoundError("没有这个机器人。")
        address = opened(app, row.sealed)
    line = Message(f"test-{secrets.token_hex(8)}", "三审三校", f"{actor.name}：这是一条测试消息，请忽略。")
    try:
        return Robots().send(address, line)
    except NotifyError as error:
        raise InvalidError(str(error)) from error


def seal(app: App, address: str) -> str:
    """`address` encrypted for this installation (ChaCha20-Poly1305, RFC 8439)."""
    nonce = secrets.token_bytes(_NONCE)
    cipher = ChaCha20Poly1305(app.system_key.secret_for(_PURPOSE))
    return base64.b64encode(nonce + cipher.encrypt(nonce, address.encode(), None)).decode()


def opened(app: App, sealed: str) -> str:
    """The inverse of `seal`.

    Raises:
        NotFoundError: sealed by another installation's key, or damaged.
    """
    raw = base64.b64decode(sealed)
    try:
        cipher = ChaCha20Poly1305(app.system_key.secret_for(_PURPOSE))
        return cipher.decrypt(raw[:_NONCE], raw[_NONCE:], None).decode()
    except (InvalidTag, ValueError) as error:
        raise NotFoundError("机器人的地址解不开，请移除后重新添加。") from error
