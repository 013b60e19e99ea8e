"""Deadlines, reminders and escalation: once each, in the working time of the unit, whatever the schedule missed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from models import DraftFacts, EscalationStep, Event, Hold, Notice, StageRun, Unit
from models.base import pk
from review import calendar, deadlines, escalation
from review.app import App
from review.errors import InvalidError, NotAllowedError, NotFoundError
from review.escalation import Step
from review.remind import remind
from review.urgency import Urgency, urgency
from review.working_time import EIGHT_HOURS, SHANGHAI, shipped_calendar
from tests.review.story import Story

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)


class Clocked:
    """A story whose clock is moved by hand."""

    def __init__(self, app: App) -> None:
        self.now = MONDAY
        self.story = Story.begin(replace(app, clock=lambda: self.now))
        self.app = self.story.app

    def run(self, draft_id: int) -> StageRun:
        return self.story.stage_run(draft_id)

    def texts(self, words: str) -> list[str]:
        with self.app.database.read() as session:
            return [n.text for n in session.exec(select(Notice).order_by(col(Notice.id))) if words in n.text]

    def act(self, login: str, do: Any, *args: Any) -> Any:
        return do(self.app, self.story.actors[login], *args)


@pytest.fixture
def clocked(app: App) -> Clocked:
    return Clocked(app)


def unit_of(app: App, name: str, parent: int | None = None) -> int:
    with app.database.write() as session:
        unit = Unit(name=name, parent_id=parent, created_at=app.clock())
        session.add(unit)
        session.flush()
        return pk(unit)


@pytest.mark.parametrize(
    ("now", "colour"),
    [
        ("2026-11-23T09:00", Urgency.CALM),
        ("2026-11-25T18:00", Urgency.SOON),  # the evening before: seven working hours and a half are left
        ("2026-11-26T14:00", Urgency.SOON),
        ("2026-11-26T15:01", Urgency.DUE),
        ("2026-11-26T17:00", Urgency.OVERDUE),
    ],
)
def test_the_three_colours(now: str, colour: Urgency) -> None:
    deadline = datetime(2026, 11, 26, 17, 0, tzinfo=SHANGHAI)
    moment = datetime.fromisoformat(now).replace(tzinfo=SHANGHAI)
    assert urgency(moment, deadline, shipped_calendar(), EIGHT_HOURS) is colour


def test_a_free_weekend_is_no_rush() -> None:
    friday, monday = (datetime(2026, 11, day, 17, 0, tzinfo=SHANGHAI) for day in (27, 30))
    assert urgency(friday, monday, shipped_calendar()) is Urgency.SOON  # a working day, not three days
    assert (
        urgency(friday + timedelta(hours=1), monday + timedelta(hours=1), shipped_calendar()) is Urgency.SOON
    )
    assert urgency(friday, None, shipped_calendar()) is Urgency.CALM


def test_reminders_are_written_once_and_an_outage_makes_no_heap(clocked: Clocked) -> None:
    draft_id = clocked.story.submit()
    clocked.story.work()
    deadline = clocked.run(draft_id).deadline_at
    assert deadline is not None
    clocked.now = deadline - timedelta(minutes=30)
    people = remind(clocked.app).notices
    assert people == 2  # two people may do the first review
    assert remind(clocked.app).notices == 0
    clocked.now = datetime(2026, 12, 1, 9, 0, tzinfo=SHANGHAI)  # three working days on
    assert remind(clocked.app).notices == 2
    assert remind(clocked.app).notices == 0
    assert len(clocked.texts("已逾期")) == 2
    clocked.now = datetime(2026, 12, 5, 9, 0, tzinfo=SHANGHAI)  # a Saturday: nobody is at work
    assert remind(clocked.app).notices == 0
    clocked.now = datetime(2026, 12, 7, 9, 0, tzinfo=SHANGHAI)
    assert remind(clocked.app).notices == 2


def test_a_round_with_nothing_to_say_takes_no_lock(clocked: Clocked, monkeypatch: pytest.MonkeyPatch) -> None:
    draft_id = clocked.story.submit()
    clocked.story.work()
    deadline = clocked.run(draft_id).deadline_at
    assert deadline is not None
    clocked.act(
        "majianguo", escalation.set_steps, None, (Step(0, clocked.story.actors["gaozhiyuan"].person_id),)
    )
    clocked.now = deadline + timedelta(minutes=5)
    assert remind(clocked.app).notices == 3

    def locked(_: object) -> None:
        raise AssertionError("a write transaction was opened")

    monkeypatch.setattr(type(clocked.app.database), "write", locked)
    again = remind(clocked.app)
    assert (again.overdue, again.notices) == (1, 0)
    clocked.now += timedelta(days=1)
    with pytest.raises(AssertionError, match="write transaction"):
        remind(clocked.app)


def test_a_signed_stage_and_a_held_draft_are_not_reminded_of(clocked: Clocked) -> None:
    signed, held = clocked.story.submit(), clocked.story.submit()
    clocked.story.work()
    clocked.story.sign(signed)
    with clocked.app.database.write() as session:
        session.add(Hold(draft_id=held, reason="等核实", held_by=1, held_at=clocked.now))
    clocked.now = MONDAY + timedelta(days=60)
    assert remind(clocked.app).notices == 0


def test_escalation_goes_up_the_chain_of_the_nearest_unit_once_a_step(clocked: Clocked) -> None:
    house = unit_of(clocked.app, "中心")
    section = unit_of(clocked.app, "编辑部", house)
    story = clocked.story
    boss, head = (story.actors[name].person_id for name in ("gaozhiyuan", "zhaowenbo"))
    clocked.act(
        "majianguo", escalation.set_steps, None, (Step(0, boss),)
    )  # the house's own: not for this unit
    clocked.act("majianguo", escalation.set_steps, house, (Step(0, head), Step(8 * 60, boss)))
    draft_id = story.submit()
    with clocked.app.database.write() as session:
        facts = session.get(DraftFacts, draft_id) or DraftFacts(draft_id=draft_id)
        facts.unit_id = section
        session.add(facts)
    story.work()
    deadline = clocked.run(draft_id).deadline_at
    assert deadline is not None
    clocked.now = deadline
    remind(clocked.app)
    remind(clocked.app)
    assert [t for t in clocked.texts("等 ") if "已逾期 0 分钟" in t] == [
        "《读书活动》初审已逾期 0 分钟，等 陈思远、赵文博 办理"
    ]
    clocked.now = deadline + timedelta(days=1)  # Thursday to Friday: eight working hours
    remind(clocked.app)
    remind(clocked.app)
    with clocked.app.database.read() as session:
        events = session.exec(
            select(Event).where(Event.tag == "deadline:escalated").order_by(Event.seq)
        ).all()
        told = [n.person_id for n in session.exec(select(Notice)) if n.key.startswith("escalated")]
    assert len(events) == 2
    assert sorted(told) == sorted([head, boss])
    assert len(clocked.texts("8 个工作小时")) == 1


def test_changing_the_chain(clocked: Clocked) -> None:
    person = clocked.story.actors["gaozhiyuan"].person_id
    clocked.act("majianguo", escalation.set_steps, None, (Step(60, person), Step(120, person)))
    clocked.act("majianguo", escalation.set_steps, None, (Step(120, person),))
    with clocked.app.database.read() as session:
        assert escalation.steps(session, None) == (Step(120, person),)
        assert len(session.exec(select(EscalationStep)).all()) == 1
    with pytest.raises(InvalidError, match="停用或不存在"):
        clocked.act("majianguo", escalation.set_steps, None, (Step(0, 9999),))
    with pytest.raises(InvalidError, match="重复"):
        clocked.act("majianguo", escalation.set_steps, None, (Step(0, person), Step(0, person)))
    with pytest.raises(NotAllowedError):
        clocked.act("gaozhiyuan", escalation.set_steps, None, ())


def test_units_with_other_hours_and_half_days(clocked: Clocked) -> None:
    night = unit_of(clocked.app, "夜班编辑室")
    clocked.act("majianguo", calendar.set_hours, night, "18:00-22:00")
    draft_id = clocked.story.submit(pipeline="notice")  # four working hours
    clocked.story.work()
    assert clocked.run(draft_id).deadline_at == datetime(2026, 11, 23, 14, 30, tzinfo=SHANGHAI)
    other = clocked.story.submit(pipeline="notice")
    with clocked.app.database.write() as session:
        facts = session.get(DraftFacts, other) or DraftFacts(draft_id=other)
        facts.unit_id = night
        session.add(facts)
    clocked.story.work()
    assert clocked.run(other).deadline_at == datetime(2026, 11, 23, 22, 0, tzinfo=SHANGHAI)
    with pytest.raises(InvalidError, match="先后相接"):
        clocked.act("majianguo", calendar.set_hours, None, "13:00-18:00 08:00-14:00")
    clocked.act("majianguo", calendar.set_hours, None, "8:30～12:00".replace("8", "08", 1))
    with clocked.app.database.read() as session:
        assert {unit: len(periods) for unit, periods in calendar.hours(session).items()} == {
            None: 1,
            night: 1,
        }
    clocked.act("majianguo", calendar.set_hours, None, "")
    with clocked.app.database.read() as session:
        assert list(calendar.hours(session)) == [night]


def test_a_year_without_a_table_is_a_warning_until_somebody_enters_it(clocked: Clocked) -> None:
    clocked.now = datetime(2026, 12, 31, 16, 0, tzinfo=SHANGHAI)
    draft_id = clocked.story.submit(pipeline="notice")
    clocked.story.work()
    run = clocked.run(draft_id)
    assert run.deadline_at is None
    assert "没有 2027 年" in (run.deadline_warning or "")
    wanted = datetime(2027, 1, 4, 12, 0, tzinfo=SHANGHAI)
    with pytest.raises(InvalidError, match="说明为什么"):
        clocked.act("chensiyuan", deadlines.set_deadline, pk(run), wanted, " ")
    with pytest.raises(InvalidError, match="晚于现在"):
        clocked.act("chensiyuan", deadlines.set_deadline, pk(run), clocked.now, "假期安排未定")
    with pytest.raises(NotAllowedError):
        clocked.act("sunlihua", deadlines.set_deadline, pk(run), wanted, "假期安排未定")
    clocked.act("chensiyuan", deadlines.set_deadline, pk(run), wanted, "假期安排未定")
    run = clocked.run(draft_id)
    assert (run.deadline_at, run.deadline_warning) == (wanted, None)
    assert clocked.texts("的时限定为 2027-01-04 12:00")
    clocked.act("majianguo", calendar.set_year, 2027, "示例通知〔2026〕1号", "2027-01-01 rest 元旦\n")
    second = clocked.story.submit(pipeline="notice")
    clocked.story.work()
    # Thursday 16:00 + 4 hours: two that day, New Year's Friday is free, two on Monday.
    assert clocked.run(second).deadline_at == datetime(2027, 1, 4, 10, 30, tzinfo=SHANGHAI)
    clocked.story.sign(draft_id)
    with pytest.raises(NotFoundError):
        clocked.act("chensiyuan", deadlines.set_deadline, pk(run), wanted, "迟了")


def test_editing_the_calendar(clocked: Clocked) -> None:
    def edit(year: int, text: str, notice: str = "通知") -> Any:
        return clocked.act("majianguo", calendar.set_year, year, notice, text)

    assert edit(2026, "2026-11-24 rest 大雪停工\n# 一行注释\n\n2026-11-28\twork\t补班") == 2
    with clocked.app.database.read() as session:
        known = calendar.calendar(session)
    assert not known.is_working_day(date(2026, 11, 24))
    assert known.is_working_day(date(2026, 11, 28))
    assert known.is_working_day(date(2026, 10, 1)), "the house's year stands instead of the shipped one"
    assert not known.is_working_day(date(2025, 10, 1))
    assert calendar.year_text(known, 2026) == "2026-11-24\trest\t大雪停工\n2026-11-28\twork\t补班\n"
    for text, said in (
        ("2026-11-24 rest", "第 1 行"),
        ("2026-11-24 rest 甲\n2026-13-01 rest 乙", "第 2 行：日期“2026-13-01”"),
        ("2027-01-01 rest 元旦", "不在 2026 年"),
        ("2026-11-24 rest 甲\n2026-11-24 work 乙", "重复"),
    ):
        with pytest.raises(InvalidError, match=said):
            edit(2026, text)
    with pytest.raises(InvalidError, match="通知名称"):
        edit(2026, "", " ")
    with pytest.raises(NotAllowedError):
        clocked.act("sunlihua", calendar.set_year, 2026, "通知", "")
    clocked.act("majianguo", calendar.drop_year, 2026)
    with clocked.app.database.read() as session:
        assert calendar.calendar(session) == shipped_calendar()
        events = session.exec(select(Event).where(Event.tag == "calendar:changed")).all()
    assert len(events) == 2
