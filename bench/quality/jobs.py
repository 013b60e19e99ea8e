"""Several families at a time: the checks hold one core each, and families know nothing of one another."""

from __future__ import annotations

import multiprocessing
import time
from collections import Counter
from collections.abc import Iterator, Sequence

from bench.quality.cases import Family
from bench.quality.injected import Outcome, Score, score
from bench.quality.judge import FAILED
from bench.quality.kept import kept

Told = tuple[list[Outcome], float, Counter[str]]
"""What happened to the cases of a family, the wall seconds it took, and which checks failed how often."""

_work: tuple[Sequence[Family], Sequence[str], int, str, str | None] = ((), (), 0, "", None)


def scores(
    families: Sequence[Family],
    lines: Sequence[str],
    count: int,
    half: str,
    jobs: int,
    folder: str | None = None,
) -> Iterator[tuple[Score, float]]:
    """The score of every family in order, with the wall time it took; `jobs` processes (forked), 1 = this one.

    `folder` keeps what was measured (see `kept`).
    """
    global _work  # noqa: PLW0603 - families hold functions that cannot be sent: the forked processes find them here
    _work = (families, lines, count, half, folder)
    if jobs == 1:
        for index, family in enumerate(families):
            outcomes, seconds, _ = _one(index)
            yield Score(family, outcomes), seconds
        return
    with multiprocessing.get_context("fork").Pool(jobs) as pool:
        for family, told in zip(families, pool.imap(_one, range(len(families))), strict=True):
            outcomes, seconds, failed = told
            FAILED.update(failed)
            yield Score(family, outcomes), seconds


def _one(index: int) -> Told:
    families, lines, count, half, folder = _work
    family = families[index]

    def made() -> Told:
        before, started = Counter(FAILED), time.perf_counter()
        outcomes = score(family, lines, count, half).outcomes
        return outcomes, time.perf_counter() - started, FAILED - before

    return kept(folder, f"{half}-{count}-{family.id}", made)
