"""`python -m web.server`: the web process. One process; several may stand behind one address."""

from __future__ import annotations

import logging

import structlog
import uvicorn

from review.app import open_app
from review.settings import Settings
from web.main import create_app


def serve(settings: Settings) -> None:
    """Serve until told to stop (SIGTERM, Ctrl-C). The schema must be up; `sanshen up` sees to it."""
    level = logging.getLevelNamesMapping().get(settings.log_level.upper(), logging.INFO)
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(level))
    app = open_app(settings)
    try:
        uvicorn.run(
            create_app(app),
            host=settings.web_host,
            port=settings.web_port,
            log_level=settings.log_level.lower(),
            access_log=False,
            server_header=False,
            proxy_headers=settings.public_url is not None,
            timeout_graceful_shutdown=5,
        )
    finally:
        app.close()


if __name__ == "__main__":
    serve(Settings())
