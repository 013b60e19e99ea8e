"""Invariant 3 over generated organisations × histories: no path releases with a breach of it."""

from __future__ import annotations

import os
import random
import shutil
import tempfile
from collections import Counter
from pathlib import Path

import pytest

from review import pipelines
from review.audit.export import verify
from tests.review.organisations import World, custom

STEPS = 20  # acts in a history
EACH = 10  # histories in an organisation


def _campaign(template: Path, first: int, organisations: int) -> Counter[str]:
    """Play histories in organisations with the seeds from `first` on; the same seed plays the same ones."""
    total: Counter[str] = Counter()
    shared_memory = Path("/dev/shm")  # noqa: S108 - the databases of a campaign are many, small and thrown away
    for seed in range(first, first + organisations):
        with tempfile.TemporaryDirectory(dir=shared_memory if shared_memory.is_dir() else None) as folder:
            world = World.begin(template, Path(folder) / "data", random.Random(seed))  # noqa: S311
            try:
                world.play(EACH, STEPS)
                total += world.done
                if seed % 25 == 0:
                    assert verify(world.app).problems == ()
            except AssertionError as error:
                raise AssertionError(f"seed {seed}: {error}") from error
            finally:
                world.app.close()
                shutil.rmtree(folder, ignore_errors=True)
    return total


@pytest.fixture
def with_custom(monkeypatch: pytest.MonkeyPatch) -> None:
    known = pipelines.shipped() | {"custom": custom()}
    monkeypatch.setattr(pipelines, "shipped", lambda: known)


@pytest.mark.usefixtures("with_custom")
def test_no_history_breaches_separation(sqlite_template: Path) -> None:
    total = _campaign(sqlite_template, 0, 3)
    assert total["ended released"] > 0
    assert total["refused without a word"] == 0
    assert total["refused"] > total["approve"]


@pytest.mark.full
@pytest.mark.usefixtures("with_custom")
def test_ten_thousand_histories(sqlite_template: Path) -> None:
    """SANSHEN_HISTORIES and SANSHEN_FIRST_SEED split the campaign over processes."""
    histories = int(os.environ.get("SANSHEN_HISTORIES", "10000"))
    first = int(os.environ.get("SANSHEN_FIRST_SEED", "1000"))
    total = _campaign(sqlite_template, first, histories // EACH)
    print(dict(total.most_common()))
    assert total["ended released"] > 0
