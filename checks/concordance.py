"""Where each character of a long text stands.

Hundreds of texts and patterns are looked for in every document, and most stand nowhere in it: at the places of its rarest
character a text is found many times faster than by reading the whole document once more.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Offsets = NDArray[np.intp]

_TOP = 0xFFFF  # stands for all characters beyond


class Concordance:
    """Offsets in the text with the code points `points`, always in order. 8 bytes a code point."""

    def __init__(self, points: NDArray[np.uint32]) -> None:
        keys = np.minimum(points, _TOP).astype(np.uint16)
        self._points = points
        self._order = np.argsort(keys, kind="stable")
        self._ends = np.cumsum(np.bincount(keys, minlength=_TOP + 1))

    def of(self, char: str) -> Offsets:
        """Where `char` stands."""
        code = ord(char)
        key = min(code, _TOP)
        found = self._order[self._ends[key - 1] if key else 0 : self._ends[key]]
        return found if key < _TOP else found[self._points[found] == code]

    def any_of(self, chars: Iterable[str]) -> Offsets:
        """Where one of `chars` stands."""
        return np.sort(np.concatenate([np.zeros(0, np.intp), *map(self.of, set(chars))]))

    def text(self, literal: str) -> Offsets:
        """Where `literal` (not empty) begins, overlapping places too."""
        places = [self.of(char) for char in literal]
        rarest = min(range(len(literal)), key=lambda place: len(places[place]))
        at = places[rarest] - rarest
        at = at[(at >= 0) & (at + len(literal) <= len(self._points))]
        for place, char in enumerate(literal):
            if place != rarest:
                at = at[self._points[at + place] == ord(char)]
        return at

    def any_text(self, literals: Iterable[str]) -> Offsets:
        """Where one of `literals` begins, once each."""
        found = [self.text(literal) for literal in literals]
        return found[0] if len(found) == 1 else np.unique(np.concatenate(found))
