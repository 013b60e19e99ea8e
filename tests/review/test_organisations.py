"""Invariant 3 over generated organisations × histories: no path releases with a breach of it, no shell writes one.

`--full` plays the long campaigns. SANSHEN_HISTORIES and SANSHEN_FIRST_SEED set their length and their first seed, so
that several processes can share them: about 500 histories belong to one seed, and the same seed plays the same ones.
"""

from __future__ import annotations

import gc
import os
import shutil
import sqlite3
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, note, seed
from hypothesis import settings as example_settings

from review import people, pipelines
from review.audit.export import verify
from review.errors import NotAllowedError
from review.separation import Bars
from review.settings import Settings
from tests.review.organisations import Act, Histories, Organisation, histories, organisations
from tests.review.organisations_forgery import forge
from tests.review.organisations_ground import Ground, ground_on
from tests.review.organisations_oracle import Oracle
from tests.review.organisations_pipelines import pool
from tests.review.organisations_play import World
from tests.review.story import Story

CHUNK = 500
EACH = 3  # histories that begin alike, on the average
FORGERIES = 4  # of the alterations, a history; beside every second signature there could be


def play(
    ground: Ground, organisation: Organisation, several: Histories, total: Counter[str], guarded: bool = True
) -> None:
    """Histories from beginning to end, looked at after every act; `guarded`: the database has its guards."""
    world, oracle = World(ground, organisation), Oracle(ground.shell)
    try:
        _acts(world, oracle, several.beginning, begin=True)
        back, kept = ground.mark(), (world.copy(), oracle.copy())
        for number, ending in enumerate(several.endings):
            if number and back is not None:
                back()
                world, oracle = kept[0].copy(), kept[1].copy()
            elif number:
                world, oracle = World(ground, organisation), Oracle(ground.shell)
                _acts(world, oracle, several.beginning, begin=True)
            _acts(world, oracle, ending)
            _finish(world, oracle, total, guarded)
            kept[0].done.clear()  # acts of the beginning were played once
    except Exception:
        note("\n".join([f"in {organisation}:", *world.script, f"the acts: {several}"]))
        raise


def _acts(world: World, oracle: Oracle, acts: list[Act], begin: bool = False) -> None:
    if begin:
        world.begin()
        oracle.look()
    for act in acts:
        world.attempt(act)
        oracle.look()


def _finish(world: World, oracle: Oracle, total: Counter[str], guarded: bool) -> None:
    """The forgeries and, now and then, the whole log; then the history is counted."""
    if guarded:
        world.done["forgeries"] += forge(world.shell, FORGERIES, total["histories"])
    if total["histories"] % 20 == 0:
        assert verify(world.app).problems == ()
        world.done["logs verified"] += 1
    total.update(world.done)
    total["histories"] += 1
    total["length"] += len(world.script)
    total["decisions"] += len(oracle.known)
    total["releases"] += len(oracle.released)
    for state in world.shell.rows("SELECT state FROM draft"):
        total[f"ended {state[0]}"] += 1


def campaign(ground: Ground, wanted: int, number: int, guarded: bool = True) -> Counter[str]:
    """About `wanted` histories of the seed `number`; a failing one is shrunk (but for an unguarded ground) and printed."""
    total: Counter[str] = Counter()

    @seed(number)
    @example_settings(
        max_examples=max(1, wanted // EACH),
        deadline=None,
        database=None,
        derandomize=False,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.generate, Phase.shrink] if guarded else [Phase.generate],
    )
    @given(organisations(), histories)
    def every(organisation: Organisation, several: Histories) -> None:
        play(ground, organisation, several, total, guarded)

    every()
    return total


@pytest.fixture
def ground(
    database_kind: str, settings_for: Callable[[str], Settings], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Ground]:
    """An installation with people."""
    with _ground(settings_for(database_kind), monkeypatch) as ready:
        yield ready


@contextmanager
def _ground(made: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[Ground]:
    """The same, in memory where the machine has such a folder."""
    known = pipelines.shipped() | pool()
    monkeypatch.setattr(pipelines, "shipped", lambda: known)
    shared_memory = Path("/dev/shm")  # noqa: S108 - what a campaign writes is much, small and thrown away
    folder = Path(
        tempfile.mkdtemp(dir=shared_memory if shared_memory.is_dir() else None, prefix="sanshen-org-")
    )
    shutil.move(made.data_dir, folder / "data")
    try:
        with ground_on(made.model_copy(update={"data_dir": folder / "data"})) as ready:
            yield ready
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.timeout(600)
def test_no_history_breaches_separation(ground: Ground) -> None:
    wanted = 60 if ground.shell.sqlite else 24  # on PostgreSQL every history is played from its beginning
    total = campaign(ground, wanted, 1)
    print(dict(total.most_common()))
    assert total["releases"] > wanted / 20
    assert total["forgeries"] > wanted
    assert total["refused"] > wanted
    assert total["approve"] > wanted / 2
    assert total["by API"] > wanted / 4


def test_a_request_of_somebody_who_has_left_signs_nothing(story: Story) -> None:
    """Their page was loaded before they were let go; the histories found it."""
    draft_id = story.submit()
    story.work()
    reader = story.actors["chensiyuan"]
    story.dismiss_all(draft_id, reader.login)
    people.set_active(story.app, story.actors["majianguo"], reader.person_id, False)
    with pytest.raises(NotAllowedError, match="停用"):
        story.sign(draft_id, reader.login)


@pytest.mark.parametrize(
    ("rule", "said"), [("authors", "an author signed"), ("signed", "one person behind two")]
)
def test_the_oracle_sees_what_the_guards_keep_out(
    settings_for: Callable[[str], Settings], monkeypatch: pytest.MonkeyPatch, rule: str, said: str
) -> None:
    """The same histories, with one rule taken out of the code and the guards out of the database, end in a breach."""
    whole, nothing = Bars.of, {"authors": frozenset(), "signed": {}}[rule]
    made = settings_for("sqlite")
    with sqlite3.connect(made.data_dir / "sanshen.db") as shell:
        for (name,) in shell.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            shell.execute(f"DROP TRIGGER {name}")
        for (name,) in shell.execute(
            "SELECT name FROM sqlite_master WHERE name LIKE 'uq_decision_one_%'"
        ).fetchall():
            shell.execute(f"DROP INDEX {name}")
    shell.close()
    monkeypatch.setattr(Bars, "of", lambda session, run: replace(whole(session, run), **{rule: nothing}))
    with _ground(made, monkeypatch) as ready, pytest.raises(AssertionError, match=said):
        campaign(ready, 300, 1, guarded=False)


@pytest.mark.full
@pytest.mark.timeout(6 * 3600)
def test_ten_thousand_histories(ground: Ground) -> None:
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)  # a seventh of the time
    wanted = int(os.environ.get("SANSHEN_HISTORIES", "10000" if ground.shell.sqlite else "1000"))
    first = int(os.environ.get("SANSHEN_FIRST_SEED", "1000"))
    total: Counter[str] = Counter()
    since, seeds = time.process_time(), count(first)
    while total["histories"] < wanted:
        number = next(seeds)
        total += campaign(ground, min(CHUNK, wanted - total["histories"]), number)
        said = f"{total['histories']} histories to seed {number}, {time.process_time() - since:.0f} CPU s"
        print(f"{said}: {dict(total.most_common())}", flush=True)
    assert total["releases"] > wanted / 20
    assert total["refused"] > total["approve"]
