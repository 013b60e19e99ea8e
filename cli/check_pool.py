"""Many files over all cores: results in order as they come, whatever happens to one of them.

Only a window of files is under way at a time, so memory does not grow with their number. The first file is checked
here while the workers start, so that its findings are on the screen early.
"""

from __future__ import annotations

import gc
import os
import signal
from collections import deque
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from cli.check_files import FileResult, check_file
from cli.check_rules import Options
from cli.check_sources import Nothing, Source, size

if TYPE_CHECKING:  # a single file needs no pool, and its findings would wait for these
    from concurrent.futures import Future, ProcessPoolExecutor

# Below this a pool costs more than it saves: every worker imports the rules and builds its automata.
POOL_FILES, POOL_BYTES = 4, 400_000
WINDOW = 3  # files a worker that are under way or wait for their turn
DIED = "检查进程意外中止，可能是内存不足"

Pending = tuple[Source | Nothing, "Future[FileResult] | None"]


def check_all(
    entries: Sequence[Source | Nothing], options: Options, workers: int = 0
) -> Generator[FileResult, None, None]:
    """A result for each entry, in order, as soon as it and those before it are there.

    `workers`: processes, 0 = as many as pay. Closing the iterator, or Ctrl-C, ends the workers at once.
    """
    count = workers or fitting_workers([entry for entry in entries if isinstance(entry, Source)])
    if count <= 1:
        yield from (_here(entry, options) for entry in entries)
        return
    from concurrent.futures.process import BrokenProcessPool

    rest = deque(entries)
    first: Source | Nothing | None = rest.popleft() if rest else None
    while rest or first is not None:
        with _pool(count) as pool:
            window: deque[Pending] = deque()
            try:
                _fill(window, rest, pool, options, count * WINDOW)
                if first is not None:
                    head, first = first, None
                    yield _here(head, options)
                while window:
                    entry, future = window[0]
                    result = _here(entry, options) if future is None else future.result()
                    window.popleft()
                    yield result
                    _fill(window, rest, pool, options, count * WINDOW)
                return
            except BrokenProcessPool:
                pass
        # A worker died and took the pool with it. Each file that was under way goes alone, so that only the one
        # that kills its process is lost; then a new pool takes the rest.
        yield from (_salvaged(entry, future, options) for entry, future in window)


def fitting_workers(sources: Sequence[Source]) -> int:
    """How many processes pay for these sources: all cores, or 1 where starting them takes longer."""
    if len(sources) < POOL_FILES or sum(map(size, sources)) < POOL_BYTES:
        return 1
    return min(_cores(), len(sources))


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))  # a container may have fewer than the machine
    return os.cpu_count() or 1


def _fill(
    window: deque[Pending],
    rest: deque[Source | Nothing],
    pool: ProcessPoolExecutor,
    options: Options,
    room: int,
) -> None:
    while rest and len(window) < room:
        entry = rest[0]
        future = pool.submit(check_file, entry, options) if isinstance(entry, Source) else None
        window.append((rest.popleft(), future))


def _here(entry: Source | Nothing, options: Options) -> FileResult:
    if isinstance(entry, Nothing):
        return FileResult(entry.name, unread=entry.reason)
    return check_file(entry, options)


def _salvaged(entry: Source | Nothing, future: Future[FileResult] | None, options: Options) -> FileResult:
    if isinstance(entry, Nothing):
        return _here(entry, options)
    if future is not None and future.done() and not future.cancelled() and future.exception() is None:
        return future.result()
    from concurrent.futures.process import BrokenProcessPool

    with _pool(1) as pool:
        try:
            return pool.submit(check_file, entry, options).result()
        except BrokenProcessPool:
            return FileResult(entry.name, unread=DIED)


@contextmanager
def _pool(count: int) -> Iterator[ProcessPoolExecutor]:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing import get_context

    pool = ProcessPoolExecutor(count, mp_context=get_context("spawn"), initializer=_begin)
    try:
        yield pool
    except (
        BaseException
    ):  # Ctrl-C, or the reader of the results went away: nobody waits for what is under way
        processes = list((pool._processes or {}).values())
        pool.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.terminate()
        raise
    pool.shutdown(cancel_futures=True)


def collect_seldom() -> None:
    """Let Python look for unreachable cycles less often: checking makes many findings and no cycles, and each look goes
    over the words of all lists. A tenth to a fifth of the time; for processes that check and end."""
    gc.set_threshold(100_000, 20, 20)


def _begin() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's
    collect_seldom()
