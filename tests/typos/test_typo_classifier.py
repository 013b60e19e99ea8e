"""The two steps of judging: one change alone, then all changes of a sentence together."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checks.typos.features import NAMES, Described
from checks.typos.joint import Judge, beside
from checks.typos.trees import fit

NONE = -9.0


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 3), st.floats(-6, 6)), max_size=12))
def test_each_change_sees_the_best_two_others_of_its_own_sentence(rows: list[tuple[int, float]]) -> None:
    rows.sort(key=lambda row: row[0])
    sentence = np.array([s for s, _ in rows], np.int64)
    scores = np.array([score for _, score in rows])
    seen = beside(np.zeros((len(rows), len(NAMES)), np.float32), sentence, scores)
    for i, (mine, score) in enumerate(rows):
        others = sorted((x for j, (s, x) in enumerate(rows) if j != i and s == mine), reverse=True)
        assert seen[i, :3] == pytest.approx([score, *[*others, NONE, NONE][:2]], abs=1e-4)
        assert seen[i, 3] == pytest.approx(sum(1 / (1 + np.exp(-x)) for x in others), abs=1e-3)


def test_a_weak_change_beside_a_sure_one_counts_for_more_than_alone() -> None:
    dice = np.random.default_rng(5)
    values = dice.normal(size=(4_000, len(NAMES))).astype(np.float32)
    sentence = np.repeat(np.arange(2_000), 2)
    wrong = dice.random(2_000) < 0.4  # a sentence has slips or it has none
    right = np.repeat(wrong, 2) & (dice.random(4_000) < 0.9)
    values[:, 0] += 2.0 * right
    answers = right.astype(np.int64)
    alone = fit(values, answers, np.ones(4_000), trees=40, depth=3)
    seen = beside(values, sentence, alone.scores(values))
    together = fit(seen, answers, np.ones(4_000), trees=40, depth=3)
    judge = Judge({**alone.plain(), "together": together.plain()})

    def score(first: float, second: float) -> float:
        both = np.zeros((2, len(NAMES)), np.float32)
        both[:, 0] = first, second
        return float(judge.scores(Described(np.zeros(2, np.int64), [], both))[0])

    assert score(1.0, 4.0) > score(1.0, -3.0) + 1
