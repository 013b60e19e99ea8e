"""系统: machine work waiting and dead, and when a worker was last seen."""

from __future__ import annotations

from fastapi import Request
from fastapi.responses import Response

from review import jobs
from review.access import Act
from review.read import system as model
from web.routing import page, router
from web.session import actor_of, app_of
from web.templating import go, render

routes = router()


@page(routes, "GET", "/system", act=Act.SYSTEM_READ)
def system(request: Request) -> Response:
    """How the machine side stands."""
    return render(request, "system.html", system=model.system(app_of(request)))


@page(routes, "POST", "/jobs/{job_id}/revive", act=Act.SYSTEM_MANAGE)
def revive(request: Request, job_id: int) -> Response:
    """Queue a dead job again."""
    jobs.revive(app_of(request), actor_of(request), job_id)
    return go("/system", "flash.revived")
