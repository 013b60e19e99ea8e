"""A small classifier: boosted oblivious trees (every level asks one question of all), as plain numbers.

Fitted with histograms and logistic loss in a few lines of NumPy, so that whoever trains a model needs nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
_BINS = 48


@dataclass(frozen=True, slots=True)
class Trees:
    """Tree t asks, level by level, whether value `features[t, l]` is above `limits[t, l]`; the answers number its leaf."""

    features: NDArray[np.int64]
    limits: NDArray[np.float32]
    leaves: NDArray[np.float32]
    bias: float

    def scores(self, values: NDArray[np.float32]) -> NDArray[np.float64]:
        """Log-odds of each row of `values`."""
        total = np.full(len(values), self.bias)
        for features, limits, leaves in zip(self.features, self.limits, self.leaves, strict=True):
            leaf = np.zeros(len(values), np.int64)
            for feature, limit in zip(features.tolist(), limits.tolist(), strict=True):
                leaf = leaf * 2 + (values[:, feature] > limit)
            total += leaves[leaf]
        return total

    def plain(self) -> dict[str, Any]:
        """As lists, for the model's header."""
        return {
            "features": self.features.tolist(),
            "limits": [[round(float(x), 4) for x in row] for row in self.limits],
            "leaves": [[round(float(x), 4) for x in row] for row in self.leaves],
            "bias": round(self.bias, 4),
        }


def from_plain(data: dict[str, Any]) -> Trees:
    """The inverse of `Trees.plain`.

    Raises:
        KeyError, ValueError: the lists are not those of a classifier.
    """
    trees = Trees(
        np.array(data["features"], np.int64),
        np.array(data["limits"], np.float32),
        np.array(data["leaves"], np.float32),
        float(data["bias"]),
    )
    if trees.features.shape != trees.limits.shape or trees.leaves.shape != (
        len(trees.features),
        1 << trees.features.shape[1],
    ):
        raise ValueError("trees")
    return trees


def fit(
    values: NDArray[np.float32],
    answers: NDArray[np.int64],
    weights: Floats,
    trees: int = 160,
    depth: int = 4,
    rate: float = 0.1,
    smooth: float = 8.0,
) -> Trees:
    """The classifier that tells the rows with answer 1. Deterministic."""
    edges = [np.unique(np.quantile(column, np.linspace(0, 1, _BINS + 1)[1:-1])) for column in values.T]
    binned = [
        np.searchsorted(e, column, side="left").astype(np.int64)
        for e, column in zip(edges, values.T, strict=True)
    ]
    bias = float(np.log((weights[answers == 1].sum() + 1) / (weights[answers == 0].sum() + 1)))
    score = np.full(len(values), bias)
    features, limits, leaves = [], [], []
    for _ in range(trees):
        chance = 1 / (1 + np.exp(-score))
        slope, bend = weights * (answers - chance), weights * chance * (1 - chance)
        leaf = np.zeros(len(values), np.int64)
        tree_features, tree_limits = [], []
        for level in range(depth):
            feature, cut = _split(binned, edges, leaf, 1 << level, slope, bend, smooth)
            tree_features.append(feature)
            tree_limits.append(float(edges[feature][cut]))
            leaf = leaf * 2 + (binned[feature] > cut)
        size = 1 << depth
        gain = np.bincount(leaf, slope, size) / (np.bincount(leaf, bend, size) + smooth)
        score += rate * gain[leaf]
        features.append(tree_features)
        limits.append(tree_limits)
        leaves.append(rate * gain)
    return Trees(np.array(features), np.array(limits, np.float32), np.array(leaves, np.float32), bias)


def _split(
    binned: list[NDArray[np.int64]],
    edges: list[Floats],
    leaf: NDArray[np.int64],
    size: int,
    slope: Floats,
    bend: Floats,
    smooth: float,
) -> tuple[int, int]:
    """(feature, bin) of the question that lowers the loss most over all leaves."""
    best, chosen = -1.0, (0, 0)
    for feature, column in enumerate(binned):
        if not len(edges[feature]):
            continue
        bins = len(edges[feature]) + 1
        at = leaf * bins + column
        g = np.cumsum(np.bincount(at, slope, size * bins).reshape(size, bins), axis=1)
        h = np.cumsum(np.bincount(at, bend, size * bins).reshape(size, bins), axis=1)
        right_g, right_h = g[:, -1:] - g, h[:, -1:] - h
        gain = (g**2 / (h + smooth) + right_g**2 / (right_h + smooth)).sum(axis=0)[:-1]
        cut = int(np.argmax(gain))
        if gain[cut] > best + 1e-9:
            best, chosen = float(gain[cut]), (feature, cut)
    return chosen
