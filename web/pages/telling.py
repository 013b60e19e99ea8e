"""通知设置: how a person is told outside the inbox; the robots that administrators offer."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import Form, Request
from fastapi.responses import Response

from models import Rhythm
from review import telling_choice
from review.access import Act
from review.errors import RefusedError
from review.read import telling as model
from review.telling_choice import Choice
from web.routing import page, router
from web.session import actor_of, app_of
from web.templating import go, render

routes = router()
Text = Annotated[str, Form()]


@page(routes, "GET", "/telling", act=Act.TELLING_CHOOSE)
def show(request: Request) -> Response:
    """One's own choice, and what was sent lately."""
    return _mine(request)


def _mine(request: Request, *, error: str = "", status: int = 200, typed: Choice | None = None) -> Response:
    mine = model.my_telling(app_of(request), actor_of(request))
    return render(
        request,
        "telling.html",
        status=status,
        mine=mine,
        choice=asdict(typed or mine.choice),
        rhythms=[r.value for r in Rhythm],
        error=error,
    )


@page(routes, "POST", "/telling", act=Act.TELLING_CHOOSE)
def choose(
    request: Request,
    mail: Text = "",
    robot: Text = "",
    rhythm: Text = "",
    daily_at: Text = "",
    quiet_from: Text = "",
    quiet_until: Text = "",
) -> Response:
    """Keep one's own choice."""
    wanted = Choice(
        mail=mail.strip(),
        robot_id=int(robot) if robot.isdigit() else None,
        rhythm=rhythm,
        daily_at=daily_at.strip(),
        quiet_from=quiet_from.strip(),
        quiet_until=quiet_until.strip(),
    )
    try:
        telling_choice.choose(app_of(request), actor_of(request), wanted)
    except RefusedError as error:
        return _mine(request, error=error.message, status=error.status, typed=wanted)
    return go("/telling", "flash.saved")


@page(routes, "GET", "/system/telling", act=Act.ROBOT_MANAGE)
def robots(request: Request) -> Response:
    """The robots, the mail server, and what could not be sent."""
    return _robots(request)


def _robots(
    request: Request, *, error: str = "", status: int = 200, title: str = "", said: str = ""
) -> Response:
    app = app_of(request)
    return render(
        request,
        "telling_system.html",
        status=status,
        robots=model.robots(app),
        failed=model.failed(app),
        settings=app.settings,
        error=error,
        title=title,
        said=said,
    )


@page(routes, "POST", "/system/telling/robots", act=Act.ROBOT_MANAGE)
def add(request: Request, title: Text = "", address: Text = "") -> Response:
    """Offer a robot."""
    try:
        telling_choice.add_robot(app_of(request), actor_of(request), title, address)
    except RefusedError as error:
        return _robots(request, error=error.message, status=error.status, title=title)
    return go("/system/telling", "flash.saved")


@page(routes, "POST", "/system/telling/robots/{robot_id}", act=Act.ROBOT_MANAGE)
def act_on(request: Request, robot_id: int, act: Text = "") -> Response:
    """Send a robot a test line, or stop offering it."""
    app, actor = app_of(request), actor_of(request)
    try:
        if act == "remove":
            telling_choice.remove_robot(app, actor, robot_id)
            return go("/system/telling", "flash.saved")
        receipt = telling_choice.try_robot(app, actor, robot_id)
    except RefusedError as error:
        return _robots(request, error=error.message, status=error.status)
    return _robots(request, said=receipt)
