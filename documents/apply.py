"""Edits into a text or into bytes, all at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import AnyStr


class OverlapError(ValueError):
    """Two edits want the same place; `first` and `second` are their ranges."""

    def __init__(self, first: tuple[int, int], second: tuple[int, int]) -> None:
        super().__init__(f"edits overlap: {first} and {second}")
        self.first = first
        self.second = second


def apply_to_text(source: AnyStr, edits: Iterable[tuple[int, int, AnyStr]]) -> AnyStr:
    """`source` with every (start, end, replacement) applied; offsets are code points (bytes) of the unedited source.

    Insertions (start = end) at one place are applied in the order given and may touch a neighbour's edge.

    Raises:
        OverlapError: two edits cover the same code point, or one inserts inside another.
        ValueError: an edit lies outside the source or ends before it starts.
    """
    parts: list[AnyStr] = []
    done = 0
    last = (0, 0)
    # At one start an insertion goes first, then what replaces the text from there.
    for start, end, replacement in sorted(edits, key=lambda e: (e[0], e[1] > e[0])):
        if not 0 <= start <= end <= len(source):
            raise ValueError(f"edit outside the text: {start}–{end} of {len(source)}")
        if start < done:
            raise OverlapError(last, (start, end))
        parts += (source[done:start], replacement)
        done, last = end, (start, end)
    parts.append(source[done:])
    return source[:0].join(parts)
