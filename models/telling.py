"""Time and telling: the calendar's own table, working hours and escalation of units, and notices that leave the house."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from models.base import UtcDateTime, json_column


class CalendarYear(SQLModel, table=True):
    """A year whose moved working days (调休) are known, by which notice. It stands above the shipped table's year."""

    __tablename__ = "calendar_year"

    year: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    notice: str = Field(max_length=200)
    entered_by: int = Field(foreign_key="person.id")
    entered_at: datetime = Field(sa_type=UtcDateTime)


class CalendarDay(SQLModel, table=True):
    """A day of such a year that differs from the week: worked or free, and why."""

    __tablename__ = "calendar_day"
    __table_args__ = (CheckConstraint("kind IN ('work', 'rest')", name="kind"),)

    day: date = Field(primary_key=True)
    year: int = Field(foreign_key="calendar_year.year", index=True)
    kind: str = Field(max_length=4)
    name: str = Field(max_length=40)


class WorkingHours(SQLModel, table=True):
    """The periods of a working day, [["08:30", "12:00"], …]; `unit_id` None is the whole house."""

    __tablename__ = "working_hours"
    __table_args__ = (UniqueConstraint("unit_id"),)

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    periods: list[list[str]] = Field(sa_column=json_column())


class EscalationStep(SQLModel, table=True):
    """Who of a unit is told when a stage is overdue by so many working minutes (逐级上报); `unit_id` None: the house."""

    __tablename__ = "escalation_step"
    __table_args__ = (
        UniqueConstraint("unit_id", "after_minutes", "person_id"),
        CheckConstraint("after_minutes >= 0", name="after"),
    )

    id: int | None = Field(default=None, primary_key=True)
    unit_id: int | None = Field(default=None, foreign_key="unit.id")
    after_minutes: int
    person_id: int = Field(foreign_key="person.id")


class Rhythm(StrEnum):
    """How often a person wants to be told outside the inbox."""

    AT_ONCE = "at_once"  # 随时
    HOURLY = "hourly"  # 每小时汇总
    DAILY = "daily"  # 每个工作日汇总


class Way(StrEnum):
    """How a message leaves the house."""

    MAIL = "mail"
    ROBOT = "robot"


class Robot(SQLModel, table=True):
    """A chat robot (群机器人). `sealed`: its address, which holds its secret, encrypted for this installation."""

    id: int | None = Field(default=None, primary_key=True)
    title: str = Field(max_length=60, unique=True)
    kind: str = Field(max_length=20)
    sealed: str
    active: bool = True
    added_by: int = Field(foreign_key="person.id")
    added_at: datetime = Field(sa_type=UtcDateTime)


class TellingChoice(SQLModel, table=True):
    """How one person wants to be told. Times of day are "HH:MM" in the house's zone; without a row: the inbox only."""

    __tablename__ = "telling_choice"
    __table_args__ = (CheckConstraint("rhythm IN ('at_once', 'hourly', 'daily')", name="rhythm"),)

    person_id: int = Field(foreign_key="person.id", primary_key=True)
    mail: str = Field(default="", max_length=254)
    robot_id: int | None = Field(default=None, foreign_key="robot.id")
    rhythm: str = Field(default=Rhythm.AT_ONCE.value, max_length=10)
    daily_at: str = Field(default="08:30", max_length=5)
    quiet_from: str = Field(default="", max_length=5)
    quiet_until: str = Field(default="", max_length=5)
    since: datetime = Field(sa_type=UtcDateTime)  # notices from before are not sent on


class DispatchState(StrEnum):
    """State of a message. `sending` falls back to due when its lease ends."""

    DUE = "due"
    SENDING = "sending"
    SENT = "sent"
    GIVEN_UP = "given_up"


class Dispatch(SQLModel, table=True):
    """One message to one person by one way. `key` is its identity outside too (Message-ID), the same at every try."""

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(max_length=60, unique=True)
    person_id: int = Field(foreign_key="person.id", index=True)
    way: str = Field(max_length=10)
    target: str = Field(max_length=254)
    subject: str
    body: str
    lines: int
    state: str = Field(max_length=10, index=True)
    due_at: datetime = Field(sa_type=UtcDateTime)
    attempts: int = 0
    lease_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    receipt: str = ""
    error: str = ""
    created_at: datetime = Field(sa_type=UtcDateTime)
    sent_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class DispatchedNotice(SQLModel, table=True):
    """Which message carried a notice: by each way a notice leaves once."""

    __tablename__ = "dispatched_notice"

    notice_id: int = Field(foreign_key="notice.id", primary_key=True)
    way: str = Field(max_length=10, primary_key=True)
    dispatch_id: int = Field(foreign_key="dispatch.id", index=True)
