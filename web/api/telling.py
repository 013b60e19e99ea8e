"""Time and telling over the API: one's own notices, the calendar, hours and escalation, deadlines, robots."""

from __future__ import annotations

from datetime import datetime

from fastapi import Request
from pydantic import AwareDatetime

from review import calendar, deadlines, escalation, telling_choice
from review.access import Act
from review.escalation import Step
from review.read import telling as model
from review.telling_choice import Choice
from web.api.schemas import Created, Done, In
from web.routing import page, router
from web.session import actor_of, app_of

routes = router()


class ChoiceIn(In):
    """How the person wants to be told; see `review.telling_choice.Choice`."""

    mail: str = ""
    robot_id: int | None = None
    rhythm: str = "at_once"
    daily_at: str = "08:30"
    quiet_from: str = ""
    quiet_until: str = ""


class YearIn(In):
    """A calendar year: `text` has a day a line, `2027-01-01 rest 元旦`."""

    notice: str
    text: str


class HoursIn(In):
    """`periods`: `08:30-12:00 13:30-18:00`, '' takes a unit's own hours back; `unit` null is the house."""

    unit: int | None = None
    periods: str


class StepIn(In):
    """Working minutes overdue, and whom to tell then."""

    after_minutes: int
    person_id: int


class StepsIn(In):
    """The whole chain of a unit, null = the house."""

    unit: int | None = None
    steps: list[StepIn]


class DeadlineIn(In):
    """A deadline by hand, with its zone."""

    at: AwareDatetime
    reason: str


class RobotIn(In):
    """A chat robot. The address is kept encrypted and never answered."""

    title: str
    address: str


class Receipt(In):
    """What a robot answered to the test line."""

    receipt: str


@page(routes, "GET", "/api/v1/me/telling", act=Act.TELLING_CHOOSE)
def my_telling(request: Request) -> model.MyTelling:
    """One's own choice, the robots there are, and what was sent lately."""
    return model.my_telling(app_of(request), actor_of(request))


@page(routes, "PUT", "/api/v1/me/telling", act=Act.TELLING_CHOOSE)
def choose(request: Request, body: ChoiceIn) -> Done:
    """Keep one's own choice."""
    telling_choice.choose(app_of(request), actor_of(request), Choice(**body.model_dump()))
    return Done()


@page(routes, "GET", "/api/v1/calendar/{year}", act=Act.CALENDAR_READ)
def show_year(request: Request, year: int) -> model.CalendarView:
    """A year's moved working days, and hours and escalation of units."""
    return model.calendar_view(app_of(request), year)


@page(routes, "PUT", "/api/v1/calendar/{year}", act=Act.CALENDAR_EDIT)
def enter_year(request: Request, year: int, body: YearIn) -> Done:
    """Enter or replace a year."""
    calendar.set_year(app_of(request), actor_of(request), year, body.notice, body.text)
    return Done()


@page(routes, "DELETE", "/api/v1/calendar/{year}", act=Act.CALENDAR_EDIT)
def drop_year(request: Request, year: int) -> Done:
    """Take the house's own table of a year back."""
    calendar.drop_year(app_of(request), actor_of(request), year)
    return Done()


@page(routes, "PUT", "/api/v1/working-hours", act=Act.CALENDAR_EDIT)
def hours(request: Request, body: HoursIn) -> Done:
    """Set or take back the working hours of a unit."""
    calendar.set_hours(app_of(request), actor_of(request), body.unit, body.periods)
    return Done()


@page(routes, "PUT", "/api/v1/escalation", act=Act.CALENDAR_EDIT)
def steps(request: Request, body: StepsIn) -> Done:
    """Replace the escalation of a unit."""
    wanted = tuple(Step(s.after_minutes, s.person_id) for s in body.steps)
    escalation.set_steps(app_of(request), actor_of(request), body.unit, wanted)
    return Done()


@page(routes, "PUT", "/api/v1/stages/{stage_run_id}/deadline", act=Act.DEADLINE_SET)
def deadline(request: Request, stage_run_id: int, body: DeadlineIn) -> Done:
    """Enter a stage's deadline by hand."""
    at: datetime = body.at
    deadlines.set_deadline(app_of(request), actor_of(request), stage_run_id, at, body.reason)
    return Done()


@page(routes, "GET", "/api/v1/robots", act=Act.ROBOT_MANAGE)
def robots(request: Request) -> list[model.RobotView]:
    """The robots that are offered; never their addresses."""
    return list(model.robots(app_of(request)))


@page(routes, "POST", "/api/v1/robots", act=Act.ROBOT_MANAGE, status_code=201)
def add_robot(request: Request, body: RobotIn) -> Created:
    """Offer a robot."""
    return Created(id=telling_choice.add_robot(app_of(request), actor_of(request), body.title, body.address))


@page(routes, "POST", "/api/v1/robots/{robot_id}/test", act=Act.ROBOT_MANAGE)
def try_robot(request: Request, robot_id: int) -> Receipt:
    """Send a robot a test line."""
    return Receipt(receipt=telling_choice.try_robot(app_of(request), actor_of(request), robot_id))


@page(routes, "DELETE", "/api/v1/robots/{robot_id}", act=Act.ROBOT_MANAGE)
def remove_robot(request: Request, robot_id: int) -> Done:
    """Stop offering a robot."""
    telling_choice.remove_robot(app_of(request), actor_of(request), robot_id)
    return Done()
