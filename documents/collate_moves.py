"""Stretches that stand whole in both texts but in another order, found before letters are compared around them.

Where one paragraph left and another came to its place, a comparison by letters would show the one rewritten into the
other. Both are known from elsewhere: each is lost or gained whole at its other place.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from documents.letters import Gap, gaps

_LEAST = 16  # characters; shorter stretches repeat too easily
_MOST = 2000  # gaps looked at; texts that differ more are no proof of each other
_PRIVATE = 0xF0000  # code points that no text holds stand for the stretches


def regrouped(apart: Sequence[Gap], a: str, b: str) -> list[Gap]:
    """`apart` anew, with every stretch that stands whole in both texts lost here and gained there."""
    carried = list(_carried(apart, a, b))
    if not carried:
        return list(apart)
    one, other = _Masked(a, [c[:2] for c in carried], 0), _Masked(b, [c[2:] for c in carried], len(carried))
    return [
        (one.full(i), one.full(j), other.full(k), other.full(m)) for i, j, k, m in gaps(one.text, other.text)
    ]


def _carried(apart: Sequence[Gap], a: str, b: str) -> Iterator[Gap]:
    """[i, j) of the one and [k, m) of the other that hold the same letters, one of them amid other differences."""
    if len(apart) > _MOST:
        return
    left: list[tuple[int, int]] = []
    right: list[tuple[int, int]] = []
    for i, j, k, m in apart:
        if k == m and j - i >= _LEAST:
            at = _only(b, a[i:j])
            found = (i, j, at, at + j - i)
        elif i == j and m - k >= _LEAST:
            at = _only(a, b[k:m])
            found = (at, at + m - k, k, m)
        else:
            continue
        known = _meets(left, found[:2]) or _meets(right, found[2:])
        mixed = any(_touches(gap, found, lost=k == m) for gap in apart)
        if at >= 0 and mixed and not known:
            left.append(found[:2])
            right.append(found[2:])
            yield found


def _only(text: str, part: str) -> int:
    """Where `part` stands in `text` if it stands there once, else -1."""
    at = text.find(part)
    return -1 if at >= 0 and text.find(part, at + 1) >= 0 else at


def _meets(stretches: Sequence[tuple[int, int]], other: tuple[int, int]) -> bool:
    return any(start < other[1] and other[0] < end for start, end in stretches)


def _touches(gap: Gap, found: Gap, *, lost: bool) -> bool:
    """Whether a gap lies in the stretch at its other place, so that its letters are not matched there as a whole."""
    start, end = found[2:] if lost else found[:2]
    low, high = gap[2:] if lost else gap[:2]
    return low < end and start < high if low < high else start < low < end


class _Masked:
    """A text with stretches replaced by one private character each, and the way back to its places."""

    def __init__(self, text: str, stretches: Sequence[tuple[int, int]], first: int) -> None:
        pieces: list[str] = []
        self._starts: list[int] = []  # in the masked text, behind each stand-in
        shifts: list[int] = []
        at = length = 0
        for number, (start, end) in sorted(enumerate(stretches, first), key=lambda item: item[1]):
            pieces += [text[at:start], chr(_PRIVATE + number)]
            length += start - at + 1
            self._starts.append(length)
            shifts.append(end - start - 1)
            at = end
        self.text = "".join([*pieces, text[at:]])
        self._shifts = [0, *accumulate(shifts)]

    def full(self, at: int) -> int:
        """The place in the whole text of a place in the masked one."""
        return at + self._shifts[bisect_right(self._starts, at)]
