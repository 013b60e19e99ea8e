"""工作日历: working days by year, working hours and escalation of units, and a stage's deadline by hand."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from review import calendar, deadlines, escalation
from review.access import Act
from review.errors import InvalidError, RefusedError
from review.escalation import Step
from review.read import people as people_model
from review.read import telling as model
from web.routing import page, router
from web.session import actor_of, app_of
from web.templating import go, render

routes = router()
Text = Annotated[str, Form()]


@page(routes, "GET", "/calendar", act=Act.CALENDAR_READ)
def show(request: Request, year: int | None = None) -> Response:
    """A year's moved working days; hours and escalation of units."""
    return _calendar(request, year)


def _calendar(
    request: Request,
    year: int | None,
    *,
    error: str = "",
    status: int = 200,
    typed: dict[str, str] | None = None,
) -> Response:
    app = app_of(request)
    view = model.calendar_view(app, year if year is None or 2000 <= year <= 2100 else None)
    people = [p for p in people_model.people(app) if p.active]
    return render(
        request,
        "calendar.html",
        status=status,
        calendar=view,
        people=people,
        error=error,
        typed={"notice": view.notice, "text": view.text} | (typed or {}),
    )


@page(routes, "POST", "/calendar/{year}", act=Act.CALENDAR_EDIT)
def enter(request: Request, year: int, notice: Text = "", text: Text = "", act: Text = "save") -> Response:
    """Enter or replace a year, or take the house's own table of it back."""
    app, actor = app_of(request), actor_of(request)
    try:
        if act == "drop":
            calendar.drop_year(app, actor, year)
        else:
            calendar.set_year(app, actor, year, notice, text)
    except RefusedError as error:
        typed = {"notice": notice, "text": text}
        return _calendar(request, year, error=error.message, status=error.status, typed=typed)
    return go(f"/calendar?year={year}", "flash.saved")


@page(routes, "POST", "/calendar/units/hours", act=Act.CALENDAR_EDIT)
def hours(request: Request, unit: Text = "", periods: Text = "") -> Response:
    """Set or take back the working hours of a unit, '' = the house."""
    try:
        calendar.set_hours(app_of(request), actor_of(request), _unit(unit), periods)
    except RefusedError as error:
        return _calendar(request, None, error=error.message, status=error.status)
    return go("/calendar#units", "flash.saved")


@page(routes, "POST", "/calendar/units/steps", act=Act.CALENDAR_EDIT)
def steps(
    request: Request, unit: Text = "", after: Text = "", person: Text = "", act: Text = "add"
) -> Response:
    """Add a step of a unit's escalation (`after`: working hours overdue), or take one away."""
    app, actor = app_of(request), actor_of(request)
    try:
        step = Step(_minutes(after), int(person) if person.isdigit() else 0)
        with app.database.read() as session:
            present = escalation.steps(session, _unit(unit))
        wanted = tuple(s for s in present if s != step) if act == "drop" else (*present, step)
        escalation.set_steps(app, actor, _unit(unit), wanted)
    except RefusedError as error:
        return _calendar(request, None, error=error.message, status=error.status)
    return go("/calendar#units", "flash.saved")


@page(routes, "POST", "/stages/{stage_run_id}/deadline", act=Act.DEADLINE_SET)
def deadline(
    request: Request, stage_run_id: int, at: Text = "", reason: Text = "", back: Text = "/"
) -> Response:
    """Enter a stage's deadline by hand: local time as a browser sends it, `2027-01-04T12:00`."""
    app = app_of(request)
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as error:
        raise InvalidError("请填写时限的日期和时间。") from error
    deadlines.set_deadline(
        app, actor_of(request), stage_run_id, moment.replace(tzinfo=moment.tzinfo or app.zone), reason
    )
    return go(back if back.startswith("/drafts/") else "/", "flash.saved")


def _unit(text: str) -> int | None:
    if not text:
        return None
    if not text.isdigit():
        raise InvalidError("没有这个单位。")
    return int(text)


def _minutes(hours_text: str) -> int:
    try:
        return round(float(hours_text) * 60)
    except (ValueError, OverflowError) as error:
        raise InvalidError("逾期多久上报：请填 0 到 1440 个工作小时。") from error
