"""Which frequent characters were ever seen beside which, remembered row by row."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from checks.typos.codes import FIRST_HAN
from checks.typos.ngrams import term
from checks.typos.scoring import Scorer

COMMON = 3000  # the most frequent characters; a row is as many bytes, all rows together some 40 MB at most


class Neighbours:
    """Rows are made when first asked for, from the pairs of one model."""

    def __init__(self, scorer: Scorer) -> None:
        often = np.argsort(-scorer.log_single, kind="stable").astype(np.uint16)
        self._common = np.sort(often[often > FIRST_HAN][:COMMON])
        self._scorer = scorer
        self._after: dict[int, NDArray[np.bool_]] = {}
        self._before: dict[int, NDArray[np.bool_]] = {}

    def between(self, left: int, right: int) -> NDArray[np.uint16]:
        """The common characters seen both behind `left` and before `right`; beside a mark any may stand."""
        if left not in self._after:
            codes = np.full(len(self._common), left, np.uint16)
            self._after[left] = self._seen(codes, self._common) | (left < FIRST_HAN)
        if right not in self._before:
            codes = np.full(len(self._common), right, np.uint16)
            self._before[right] = self._seen(self._common, codes) | (right < FIRST_HAN)
        found: NDArray[np.uint16] = self._common[self._after[left] & self._before[right]]
        return found

    def _seen(self, first: NDArray[np.uint16], second: NDArray[np.uint16]) -> NDArray[np.bool_]:
        return self._scorer.levels(term(first, 0) + term(second, 1), 2) > 0
