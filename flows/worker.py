"""The resident worker: `python -m flows.worker`. Leases the outbox and serves the Prefect work pool.

Starts without the Prefect server and outlives it: jobs wait meanwhile. SIGTERM or Ctrl-C finishes what is in
hand for up to 15 seconds and gives the rest back.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from flows.environment import POOL, api_url, prefect_environment
from flows.gate import Gate
from flows.lockfile import AlreadyRunningError, hold
from flows.logs import log_to_file
from flows.process import follow_parent
from review.settings import Settings

if TYPE_CHECKING:
    from review.app import App

log = structlog.get_logger("flows.worker")  # not __name__: run as a module it is __main__

_GRACE_S = 15.0
_LONGEST_PAUSE_S = 15.0


def main() -> int:
    """Run the worker until it is told to stop; 0, or 3 when this worker runs already."""
    settings = Settings()
    follow_parent()
    # Before the first import of Prefect, which reads its settings once.
    environment = prefect_environment(settings)
    os.environ.clear()
    os.environ.update(environment)
    settings = Settings()
    log_to_file(settings.data_dir / "logs", "worker", settings.log_level)

    from flows.runtime import app, worker_name  # noqa: PLC0415 - see above

    name = worker_name(settings)
    try:
        with hold(settings.data_dir / "run" / f"worker-{name}.lock"):
            asyncio.run(_serve(app(), name))
    except AlreadyRunningError:
        print(f"执行进程 {name} 已在运行；同一数据目录要多开，请设 SANSHEN_WORKER_NAME。", file=sys.stderr)  # noqa: T201
        return 3
    return 0


async def _serve(app: App, name: str) -> None:
    from flows.claimer import Claimer  # noqa: PLC0415 - imports Prefect
    from flows.table import FLOWS, without_heartbeats  # noqa: PLC0415 - imports Prefect

    without_heartbeats()
    stop = threading.Event()
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()

    def on_signal() -> None:
        stop.set()
        stopping.set()

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, on_signal)

    gate = Gate(api_url(app.settings))
    claimer = Claimer(app, gate, FLOWS, name=name)
    thread = threading.Thread(target=claimer.run, args=(stop,), name="claimer", daemon=True)
    thread.start()
    threading.Thread(target=_warm_up, args=(app,), name="warm-up", daemon=True).start()
    log.info("worker started", name=name, pid=os.getpid())
    pool = asyncio.create_task(_serve_pool(gate, name))
    await stopping.wait()
    log.info("worker stopping")
    pool.cancel()
    clean = await asyncio.to_thread(claimer.finish, _GRACE_S)
    await asyncio.wait([pool], timeout=5)
    gate.close()
    app.close()
    log.info("worker stopped")
    if not clean:
        # A flow thread that is still in a check would hold the interpreter; its job is given back already.
        os._exit(0)


def _warm_up(app: App) -> None:
    """Load word lists and the grammar engine while Prefect still starts, so that the first draft need not wait."""
    from checks import runner  # noqa: PLC0415 - seconds of loading, off the way to the first lease
    from documents.read import read  # noqa: PLC0415
    from review.prepare import engine_for  # noqa: PLC0415

    try:
        runner.run(read("预热。".encode(), "预热.txt"), language_tool=engine_for(app))
    except Exception:
        # The first draft will meet the same trouble and show it where people look.
        log.exception("warm-up failed")


async def _serve_pool(gate: Gate, name: str) -> None:
    """Register the deployments and serve the work pool; begin again whenever Prefect's worker gives up."""
    from flows.deployments import register  # noqa: PLC0415 - imports Prefect
    from flows.resident import ResidentWorker  # noqa: PLC0415 - imports Prefect

    pause = 1.0
    while True:
        while not await asyncio.to_thread(gate.is_open):
            await asyncio.sleep(0.5)
        try:
            async with ResidentWorker(work_pool_name=POOL, name=name):
                pass  # entering creates the work pool, which the deployments need
            written = await asyncio.to_thread(register)
            log.info("deployments registered", written=written)
            pause = 1.0
            await ResidentWorker(work_pool_name=POOL, name=name).start(printer=log.debug)
        except asyncio.CancelledError:
            raise
        except BaseException as error:  # noqa: BLE001 - anyio wraps failures of its tasks in groups
            log.warning("work pool not served", error=repr(error)[:500], again_in_s=pause)
        await asyncio.sleep(pause)
        pause = min(pause * 2, _LONGEST_PAUSE_S)


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
    sys.exit(main())
