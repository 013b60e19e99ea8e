"""The changes of one sentence judged together: who slipped once slips again, and one odd name looks like many slips."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from checks.typos.features import NAMES, Described
from checks.typos.trees import Trees, from_plain

_NONE = -9.0  # log-odds that stand for no other change
_ALSO = [NAMES.index(name) for name in ("others", "length", "around_mean", "channel")]

Floats = NDArray[np.float64]


class Judge:
    """Two classifiers: the first sees one change, the second what the first says of all changes of the sentence."""

    def __init__(self, plain: dict[str, Any]) -> None:
        self._alone: Trees = from_plain(plain)
        self._together: Trees = from_plain(plain["together"])

    def scores(self, described: Described) -> Floats:
        """Log-odds that each change is right."""
        alone = self._alone.scores(described.values)
        return self._together.scores(beside(described.values, described.sentence, alone))


def beside(values: NDArray[np.float32], sentence: NDArray[np.int64], scores: Floats) -> NDArray[np.float32]:
    """What the second classifier sees of each change: its score, the two best of the others in its sentence, how many
    of them are probably right, and a few facts of the sentence."""
    size = len(scores)
    order = np.lexsort((-scores, sentence))
    grouped, ranked = sentence[order], scores[order]
    firsts = np.flatnonzero(np.diff(grouped, prepend=-1))
    counts = np.diff(np.append(firsts, size))
    start, count = np.repeat(firsts, counts), np.repeat(counts, counts)
    rank = np.arange(size) - start
    # Of the change ranked first the others begin at rank 1; of the rest at rank 0, and past itself.
    padded = np.concatenate([ranked, np.full(2, _NONE)])
    best = np.where(count > 1, padded[start + (rank == 0)], _NONE)
    second = np.where(count > 2, padded[start + 1 + (rank <= 1)], _NONE)
    chance = 1 / (1 + np.exp(-ranked))
    total = np.add.reduceat(chance, firsts) if size else chance
    out = np.zeros((size, 4 + len(_ALSO)), np.float32)
    out[order, :4] = np.stack([ranked, best, second, np.repeat(total, counts) - chance], 1)
    out[:, 4:] = values[:, _ALSO]
    return out
