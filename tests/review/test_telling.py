"""Notices outside the inbox, against a real mail server and a real webhook on loopback: each once, retried, quiet when
asked, and nothing of a secret draft.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from importlib import import_module
from typing import Any

import pytest
from sqlmodel import col, select

from channels.notify.interface import Message, NotifyError
from channels.notify.mail import MailServer, is_address
from channels.notify.robot import Robots, harmless, kind_of
from models import Dispatch, DispatchedNotice, DispatchState, DraftFacts, Event, Robot
from review.acting import acting
from review.app import App
from review.audit.tags import Tag
from review.errors import InvalidError, NotAllowedError, NotFoundError
from review.notices import read_all
from review.remind import remind
from review.telling import BACKOFF, Round, tell
from review.telling_choice import Choice, add_robot, choose, opened, remove_robot, try_robot
from review.working_time import SHANGHAI
from tests.review.story import Story
from tests.support.outside import Post, smtp_server, webhook

pytestmark = pytest.mark.integration
MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)


class House:
    """The demo organisation with a mail server, a robot and a clock that is moved by hand."""

    def __init__(self, app: App, mail: Post, robot: Post) -> None:
        self.now = MONDAY
        settings = app.settings.model_copy(
            update={
                "smtp_host": "127.0.0.1",
                "smtp_port": mail.port,
                "smtp_from": "review@example.cn",
                "public_url": "http://review.example.cn",
            }
        )
        self.story = Story.begin(replace(app, settings=settings, clock=lambda: self.now))
        self.app = self.story.app
        self.mail, self.robot = mail, robot

    def act(self, login: str, do: Any, *args: Any) -> Any:
        return do(self.app, self.story.actors[login], *args)

    def choose(self, login: str, **wanted: Any) -> None:
        self.act(login, choose, Choice(**wanted))

    def notice(self, login: str, text: str, draft_id: int | None = None) -> None:
        with acting(self.app, None) as deed:
            deed.notify(self.story.actors[login].person_id, f"{text}:{self.now}", text, draft_id)
            deed.record(Tag.DEADLINE_REMINDED, None, stage_run=0, overdue=False, people=[])

    def dispatches(self) -> list[Dispatch]:
        with self.app.database.read() as session:
            return list(session.exec(select(Dispatch).order_by(col(Dispatch.id))))


@pytest.fixture
def house(app: App) -> Iterator[House]:
    with smtp_server() as mail, webhook() as robot:
        yield House(app, mail, robot)


def add_webhook(house: House, title: str = "编辑部群") -> int:
    return int(
        house.act("majianguo", add_robot, title, f"json://127.0.0.1:{house.robot.port}/hook/s3cret-token")
    )


def test_a_mail_says_who_what_and_where_and_is_sent_once(house: House) -> None:
    house.choose("chensiyuan", mail="chen@example.cn")
    house.story.submit()
    house.story.work()
    assert tell(house.app) == Round(planned=1, sent=1, put_off=0, given_up=0)
    assert tell(house.app) == Round(0, 0, 0, 0)
    [mail] = house.mail.mails
    [row] = house.dispatches()
    assert mail["To"] == "chen@example.cn"
    assert mail["Subject"] == "《读书活动》等您初审（2026-0001）"
    assert mail["Message-ID"] == row.receipt == f"<{row.key}@example.cn>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    said = mail.get_content()
    assert "陈思远，您好" in said
    assert "http://review.example.cn/drafts/2026-0001" in said
    assert (row.state, row.attempts) == ("sent", 1)


def test_a_three_day_outage_is_one_digest_not_thirty(house: House) -> None:
    house.choose("chensiyuan", mail="chen@example.cn")
    for _ in range(30):
        house.story.submit()
    house.story.work()
    tell(house.app)
    assert len(house.mail.mails) == 1
    house.now += timedelta(days=10)  # every deadline passed while nothing ran
    for _ in range(3):
        remind(house.app)
        tell(house.app)
    assert len(house.mail.mails) == 2
    digest = house.mail.mails[-1]
    assert digest["Subject"] == "三审三校：30 条通知"
    assert digest.get_content().count("已逾期") == 30


def test_what_was_read_in_the_inbox_is_not_sent(house: House) -> None:
    house.choose("chensiyuan", mail="chen@example.cn")
    house.notice("chensiyuan", "一件事")
    read_all(house.app, house.story.actors["chensiyuan"])
    assert tell(house.app).planned == 0


def test_only_from_the_choice_on(house: House) -> None:
    house.notice("chensiyuan", "旧事")
    house.now += timedelta(minutes=1)
    house.choose("chensiyuan", mail="chen@example.cn")
    assert tell(house.app).planned == 0
    house.notice("chensiyuan", "新事")
    assert tell(house.app).sent == 1
    house.now += timedelta(minutes=1)
    house.choose("chensiyuan")  # no way at all any more
    house.notice("chensiyuan", "再一件")
    assert tell(house.app).planned == 0


def test_quiet_hours_over_midnight(house: House) -> None:
    house.choose("chensiyuan", mail="chen@example.cn", quiet_from="22:00", quiet_until="07:30")
    house.now = MONDAY.replace(hour=23)
    house.notice("chensiyuan", "夜里的事")
    assert tell(house.app).planned == 0
    house.now += timedelta(hours=8, minutes=29)
    assert tell(house.app).planned == 0
    house.now += timedelta(minutes=1)
    assert tell(house.app).sent == 1


def test_daily_and_hourly_digests(house: House) -> None:
    house.choose("chensiyuan", mail="chen@example.cn", rhythm="daily", daily_at="16:00")
    house.choose("zhaowenbo", mail="zhao@example.cn", rhythm="hourly")
    for text in ("甲", "乙"):
        for login in ("chensiyuan", "zhaowenbo"):
            house.notice(login, text)
    assert tell(house.app).sent == 1
    house.notice("zhaowenbo", "丙")
    assert tell(house.app).planned == 0
    house.now = MONDAY.replace(hour=16, minute=2)
    assert tell(house.app).sent == 2
    house.notice("chensiyuan", "丁")
    house.now += timedelta(days=4, hours=1)  # Friday afternoon: the next one is there
    assert tell(house.app).sent == 1
    house.notice("chensiyuan", "戊")
    house.now += timedelta(days=1)  # Saturday
    assert tell(house.app).planned == 0
    house.now += timedelta(days=2)
    assert tell(house.app).sent == 1


def test_a_refusal_is_tried_again_and_given_up_in_the_end(house: House) -> None:
    house.choose("chensiyuan", mail="chen@example.cn")
    house.notice("chensiyuan", "一件事")
    house.mail.refuse = "451 busy, come back"
    assert tell(house.app) == Round(1, 0, 1, 0)
    assert tell(house.app) == Round(0, 0, 0, 0), "not before its time"
    for minutes in BACKOFF:
        house.now += timedelta(minutes=minutes)
        tell(house.app)
    [row] = house.dispatches()
    assert (row.state, row.attempts) == ("given_up", len(BACKOFF) + 1)
    assert row.error == "邮件服务器不接受这个收件地址。"
    house.mail.refuse = ""
    house.now += timedelta(days=1)
    assert tell(house.app) == Round(0, 0, 0, 0)


def test_an_address_that_is_refused_for_good_is_not_tried_again(house: House) -> None:
    house.choose("chensiyuan", mail="nobody@example.cn")
    house.notice("chensiyuan", "一件事")
    house.mail.refuse = "550 no such user"
    assert tell(house.app) == Round(1, 0, 0, 1)


def test_a_mail_server_that_is_away_and_comes_back(house: House) -> None:
    house.choose("chensiyuan", mail="chen@example.cn")
    house.notice("chensiyuan", "一件事")
    away = replace(house.app, settings=house.app.settings.model_copy(update={"smtp_port": 1}))
    assert tell(away) == Round(1, 0, 1, 0)
    house.now += timedelta(minutes=BACKOFF[0])
    assert tell(house.app).sent == 1
    assert len(house.mail.mails) == 1


def test_a_sender_that_died_leaves_its_message_to_the_next(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    house.choose("chensiyuan", mail="chen@example.cn")
    house.notice("chensiyuan", "一件事")

    def die(*_: object) -> str:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(MailServer, "send", die)
        with pytest.raises(KeyboardInterrupt):
            tell(house.app)
    assert tell(house.app) == Round(0, 0, 0, 0), "its lease still runs"
    house.now += timedelta(minutes=3)
    assert tell(house.app).sent == 1
    [row] = house.dispatches()
    assert house.mail.mails[0]["Message-ID"] == f"<{row.key}@example.cn>"


def test_nothing_of_a_secret_draft_leaves_the_house(house: House) -> None:
    robot = add_webhook(house)
    house.choose("chensiyuan", mail="chen@example.cn", robot_id=robot)
    draft_id = house.story.submit()
    with house.app.database.write() as session:
        facts = session.get(DraftFacts, draft_id) or DraftFacts(draft_id=draft_id)
        facts.secrecy = "internal"
        session.add(facts)
    house.story.work()
    assert tell(house.app).sent == 2
    [mail], [call] = house.mail.mails, house.robot.calls
    for said in (str(mail), mail.get_content(), mail["Subject"], str(call)):
        assert "读书" not in said
    assert "2026-0001" in mail.get_content()


def test_a_title_steers_neither_a_mail_nor_a_chat(house: House) -> None:
    robot = add_webhook(house)
    house.choose("chensiyuan", mail="chen@example.cn", robot_id=robot)
    house.notice(
        "chensiyuan",
        '标题\r\nBcc: all@example.cn\u202e<at user_id="all">@所有人 [点我](http://x.cn) **急** `x`',
    )
    assert tell(house.app).sent == 2
    [mail], [call] = house.mail.mails, house.robot.calls
    assert mail["Bcc"] is None
    assert "\n" not in mail["Subject"]
    assert "\u202e" not in mail["Subject"]
    assert not set("<>@[]*`") & set(call["message"] + call["title"])
    assert "所有人" in call["message"]


def test_a_robot_that_refuses_and_one_that_is_removed(house: House) -> None:
    robot = add_webhook(house)
    house.choose("chensiyuan", robot_id=robot)
    house.notice("chensiyuan", "一件事")
    house.robot.refuse = "500"
    assert tell(house.app) == Round(1, 0, 1, 0)
    [row] = house.dispatches()
    assert "机器人没有接收" in row.error
    assert "s3cret" not in row.error
    house.act("majianguo", remove_robot, robot)
    house.now += timedelta(hours=1)
    house.robot.refuse = ""
    assert tell(house.app) == Round(0, 0, 0, 0)
    [row] = house.dispatches()
    assert (row.state, row.error) == (DispatchState.GIVEN_UP.value, "机器人已移除。")
    with pytest.raises(NotFoundError):
        house.act("majianguo", try_robot, robot)
    with pytest.raises(InvalidError, match="没有这个机器人"):
        house.choose("chensiyuan", robot_id=robot)


# plugin → the class that sends, an answer that takes the message, one that does not, and what it says
CHATS = {
    "wecombot": ("NotifyWeComBot", '{"errcode": 0, "errmsg": "ok"}',
                 '{"errcode": 93000, "errmsg": "invalid webhook url"}', "93000 invalid webhook url"),
    "dingtalk": ("NotifyDingTalk", '{"errcode": 0, "errmsg": "ok"}',
                 '{"errcode": 310000, "errmsg": "keywords not in content"}', "310000 keywords not in content"),
    "feishu": ("NotifyFeishu", '{"code": 0, "msg": "success", "data": {}}',
               '{"code": 19024, "msg": "Key Words Not Found", "data": {}}', "19024 Key Words Not Found"),
}  # fmt: skip


@pytest.mark.parametrize("plugin", list(CHATS))
def test_a_chat_service_that_says_no_with_http_200(monkeypatch: pytest.MonkeyPatch, plugin: str) -> None:
    name, taken, refused, said = CHATS[plugin]
    with webhook() as robot:
        service = getattr(import_module(f"apprise.plugins.{plugin}"), name)
        monkeypatch.setattr(service, "notify_url", f"http://127.0.0.1:{robot.port}/")
        monkeypatch.setattr(service, "request_rate_per_sec", 0)
        address = f"{plugin}://abcdefgh12345678"
        message = Message("sanshen-1", "《读书活动》等您初审", "请登录查看。")
        robot.answer = taken
        assert Robots().send(address, message).endswith(":sanshen-1")
        elsewhere = dict.fromkeys(
            ("<html>sign in to the network</html>", "[]", "{}", ""), "应答不是聊天服务的"
        )
        for body, words in {refused: said, **elsewhere}.items():
            robot.answer = body
            with pytest.raises(NotifyError, match=f"没有接收：{words}") as told:
                Robots().send(address, message)
            assert "abcdefgh12345678" not in str(told.value)
        robot.answer, robot.refuse = taken, "500"
        with pytest.raises(NotifyError, match="没有接收"):
            Robots().send(address, message)


def test_a_webhook_of_the_house_is_judged_by_its_status_alone(house: House) -> None:
    robot = add_webhook(house)
    house.robot.answer = '{"code": 200, "msg": "done"}'
    assert "webhook:" in house.act("majianguo", try_robot, robot)


def test_a_robots_address_is_kept_sealed_and_told_to_nobody(house: House) -> None:
    robot = add_webhook(house)
    assert "webhook:" in house.act("majianguo", try_robot, robot)
    assert house.robot.calls[0]["message"].startswith("马建国：这是一条测试消息")
    with house.app.database.read() as session:
        row = session.get_one(Robot, robot)
        events = session.exec(select(Event).where(Event.tag == "robot:added")).all()
    assert opened(house.app, row.sealed).endswith("/hook/s3cret-token")
    assert "s3cret" not in row.sealed + events[0].payload
    with pytest.raises(InvalidError, match="已经有名为"):
        add_webhook(house)
    with pytest.raises(NotAllowedError):
        house.act("sunlihua", add_robot, "群", "json://127.0.0.1/x")
    for address in ("exec://rm", "mailto://a:b@example.cn", "http://127.0.0.1", "dingtalk://", ""):
        with pytest.raises(InvalidError):
            house.act("majianguo", add_robot, "群二", address)


def test_choices_that_cannot_be(house: House) -> None:
    for wanted, said in (
        ({"mail": "not an address"}, "邮箱地址不合格"),
        ({"mail": "a@b.cn\nBcc: c@d.cn"}, "邮箱地址不合格"),
        ({"rhythm": "never"}, "频率"),
        ({"daily_at": "25:00"}, "每日汇总"),
        ({"quiet_from": "22:00"}, "免打扰"),
        ({"quiet_from": "22:00", "quiet_until": "22:00"}, "相同"),
        ({"robot_id": 99}, "没有这个机器人"),
    ):
        with pytest.raises(InvalidError, match=said):
            house.choose("chensiyuan", **wanted)


def test_every_notice_leaves_by_each_way_once(house: House) -> None:
    robot = add_webhook(house)
    house.choose("chensiyuan", mail="chen@example.cn", robot_id=robot)
    for number in range(5):
        house.notice("chensiyuan", f"第 {number} 件")
        tell(house.app)
    with house.app.database.read() as session:
        carried = session.exec(select(DispatchedNotice)).all()
    assert len(carried) == 10
    assert len(house.mail.mails) == len(house.robot.calls) == 5


def test_addresses_and_schemes() -> None:
    assert is_address("li.ming@example.cn")
    assert not any(
        map(is_address, ("", "a", "a@", "@b", "a@b@c", "李 <a@b.cn>", "a b@c.cn", "a@b.cn, c@d.cn"))
    )
    assert kind_of("wecombot://abcdefgh-1234-5678-9012-abcdefabcdef") == "wecom"
    assert kind_of("dingtalk://abcdefgh12345678") == "dingtalk"
    assert kind_of("feishu://abcdef-123456") == "feishu"
    assert harmless("甲\n<b>@全体") == "甲\n＜b＞＠全体"
    with pytest.raises(NotifyError):
        Robots().send("slack://x", Message("k", "s", "b"))
