"""The Prefect server as one process: `python -m flows.prefect_server`. Settings come from the environment.

`prefect server start` does the same behind a command line; a supervisor wants the process it can watch.
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager

import uvicorn
from prefect.server.api.server import create_app
from prefect.server.database.configurations import AioSqliteConfiguration
from prefect.settings import get_current_settings
from sqlalchemy.ext.asyncio import AsyncSession, AsyncSessionTransaction


def take_turns_writing() -> None:
    """Let every transaction of Prefect's SQLite begin IMMEDIATE, so that writers queue up.

    Prefect 3.8.8 begins most of them DEFERRED. One that reads first and then writes, while another wrote in between,
    fails at once with "database is locked", whatever the busy timeout; the client then waits two seconds. Under
    eight drafts at once that was the whole tail of the latency.
    """
    begin = AioSqliteConfiguration.begin_transaction

    def immediate(
        self: AioSqliteConfiguration,
        session: AsyncSession,
        with_for_update: bool = False,  # asked for or not
    ) -> AbstractAsyncContextManager[AsyncSessionTransaction]:
        return begin(self, session, with_for_update=True)

    AioSqliteConfiguration.begin_transaction = immediate  # type: ignore[method-assign, assignment]


def main() -> None:
    """Serve until told to stop."""
    take_turns_writing()
    api = get_current_settings().server.api
    uvicorn.run(
        create_app(final=True),
        host=str(api.host),
        port=api.port,
        timeout_keep_alive=api.keepalive_timeout,
        # Workers hold websockets open; stopping does not wait for them.
        timeout_graceful_shutdown=3,
        log_level="warning",
        access_log=False,
    )


if __name__ == "__main__":
    main()
