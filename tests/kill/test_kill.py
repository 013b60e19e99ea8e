"""kill -9 of the web server, the Prefect server or the worker, in the middle of a stage, a sign-off, a release.

Invariant 5: nothing acknowledged is lost, nothing happens twice, and it goes on by itself within a minute.
"""

from __future__ import annotations

import os
import random
import signal
import socket
import threading
import time
from collections import Counter
from collections.abc import Callable

import pytest
from sqlmodel import Session, col, func, select

from cli.stack import Stack
from models import Decision, Draft, DraftState, Finding, Job, JobState, Receipt, Release, StageRun
from review.app import App, open_app
from review.audit import export
from review.settings import Settings
from tests.kill.traffic import MOMENTS, Acknowledged, Desk, Moments

pytestmark = [pytest.mark.slow, pytest.mark.timeout(900)]

VICTIMS = ("worker", "web", "prefect")
RECOVERY_S = 60.0
DESKS = 3


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_twenty_random_kills(kind: str, stack_for: Callable[[str], Stack]) -> None:
    run_campaign(stack_for(kind), kind, kills=20, seed=20260601)


@pytest.mark.full
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_many_random_kills(kind: str, seed: int, stack_for: Callable[[str], Stack]) -> None:
    run_campaign(stack_for(kind), kind, kills=60, seed=seed)


def run_campaign(stack: Stack, kind: str, *, kills: int, seed: int) -> None:
    said, moments, stop = Acknowledged(), Moments(), threading.Event()
    names = [f"{kind}-{seed}-{index}" for index in range(DESKS)]
    desks = [Desk(stack, name, said, moments, stop) for name in names]
    for desk in desks:
        desk.thread.start()
    try:
        killed = kill_at_random(stack, moments, desks, kills, random.Random(seed))  # noqa: S311 - repeatable on purpose
    finally:
        stop.set()
        last = time.monotonic()
        for desk in desks:
            desk.thread.join(timeout=RECOVERY_S + 30)
    took = time.monotonic() - last
    print(
        f"\n{kind}: {len(killed)} kills {dict(Counter(killed))}, {len(said.released)} released, tail {took:.0f} s"
    )
    assert not [desk.errors for desk in desks if desk.errors]
    assert not any(desk.thread.is_alive() for desk in desks)
    assert took < RECOVERY_S + 5, "the drafts in hand at the last kill went out within a minute"
    url = stack.environment.get("SANSHEN_DATABASE_URL")
    opened = open_app(Settings(data_dir=stack.data, database_url=url))
    try:
        verify_all(opened, said)
    finally:
        opened.close()


def kill_at_random(
    stack: Stack, moments: Moments, desks: list[Desk], kills: int, rng: random.Random
) -> list[tuple[str, str]]:
    """Kill `kills` times; every pair of victim and moment comes up before any comes again."""
    pairs = [(victim, moment) for victim in VICTIMS for moment in MOMENTS]
    plan: list[tuple[str, str]] = []
    while len(plan) < kills:
        plan += rng.sample(pairs, len(pairs))
    done: list[tuple[str, str]] = []
    dead: dict[str, int] = {}
    for victim, moment in plan[:kills]:
        wait_until_back(stack, victim, dead.get(victim))
        assert not any(desk.errors for desk in desks), [desk.errors for desk in desks]
        assert moments.wait(moment, RECOVERY_S), f"no {moment} within {RECOVERY_S} s after {done[-3:]}"
        time.sleep(rng.random() ** 2 * 0.8)  # mostly early, where the work is
        dead[victim] = stack.pids()[victim]
        os.kill(dead[victim], signal.SIGKILL)
        done.append((victim, moment))
    for victim in VICTIMS:
        wait_until_back(stack, victim, dead.get(victim))
    return done


def wait_until_back(stack: Stack, victim: str, dead: int | None) -> None:
    """Until a process other than the `dead` one runs and, if it is a server, accepts connections."""
    deadline = time.monotonic() + RECOVERY_S
    port = {"web": stack.port, "prefect": stack.prefect_port, "worker": None}[victim]
    while (
        (pid := stack.pids().get(victim)) in {None, dead}
        or not runs(pid)
        or not (port is None or accepts(port))
    ):
        assert time.monotonic() < deadline, f"{victim} did not come back within {RECOVERY_S} s"
        time.sleep(0.1)


def runs(pid: int | None) -> bool:
    if pid is None:
        return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def accepts(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


def verify_all(app: App, said: Acknowledged) -> None:
    assert said.released, "some drafts went all the way"
    with app.database.read() as session:
        nothing_lost(session, said)
        nothing_twice(session, said)
    result = export.verify(app)
    assert result.ok, result.problems


def nothing_lost(session: Session, said: Acknowledged) -> None:
    by_title = dict(session.exec(select(Draft.title, Draft.number)).all())
    for title, number in said.drafts.items():
        assert by_title[title] == number
    kept = set(session.exec(select(Decision.id)))
    assert set(said.decisions) <= kept
    states = dict(session.exec(select(Draft.number, Draft.state)).all())
    assert {states[number] for number in said.released} == {DraftState.RELEASED.value}
    assert not session.exec(select(Job).where(Job.state == JobState.DEAD.value)).all()


def nothing_twice(session: Session, said: Acknowledged) -> None:
    ours = select(Draft.id).where(col(Draft.title).in_(said.drafts))

    def most(column: object, where: object) -> int:
        query = select(func.count()).where(where).group_by(column)  # type: ignore[arg-type, call-overload]
        return max(session.exec(query), default=0)

    assert most(Draft.title, col(Draft.id).in_(ours)) == 1, "a draft was submitted twice"
    assert most(StageRun.draft_id, col(StageRun.draft_id).in_(ours)) == 2, (
        "one run for each of the two stages"
    )
    in_force = col(Decision.draft_id).in_(ours) & col(Decision.late).is_(False)
    assert most(Decision.stage_run_id, in_force) == 1, "a stage was decided twice"
    assert most(Release.draft_id, col(Release.draft_id).in_(ours)) == 1
    assert most(Receipt.release_id, col(Receipt.id).is_not(None)) == 1, "one channel, one receipt"
    places = session.exec(
        select(Finding.version_id, Finding.check_id, Finding.block, Finding.start).where(
            col(Finding.draft_id).in_(ours)
        )
    ).all()
    assert len(places) == len(set(places)), "a finding stands there twice"
    assert places, "the text has planted faults"
