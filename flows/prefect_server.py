"""The Prefect server as one process: `python -m flows.prefect_server`. Settings come from the environment.

`prefect server start` does the same behind a command line; a supervisor wants the process it can watch.
"""

from __future__ import annotations

import uvicorn
from prefect.server.api.server import create_app
from prefect.settings import get_current_settings

if __name__ == "__main__":
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
