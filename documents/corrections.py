"""核红: was every correction ordered in the last proof made in the new one, and nothing else changed?

Three texts are compared: the last proof, the last proof with every correction made (what is expected), and the new proof.
A correction is done where the new proof equals what is expected, not done where it equals the last proof, and done wrongly
where it equals neither. What differs from the expected text away from every correction, nobody ordered.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from documents.collate import Difference, collate
from documents.letters import Gap, gaps
from documents.model import Document
from documents.stream import Stream, plain_text


class Outcome(StrEnum):
    """What became of an ordered correction."""

    DONE = "done"
    NOT_DONE = "not_done"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Correction:
    """An order: [start, end) of a block of the last proof becomes `text`; start = end orders an insertion."""

    block: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """An order and what became of it; `found` is what the new proof has in its place."""

    correction: Correction
    outcome: Outcome
    found: str


@dataclass(frozen=True, slots=True)
class Recheck:
    """`verdicts` in the order of the corrections given; `unordered` are changes that nobody ordered."""

    verdicts: tuple[Verdict, ...]
    unordered: tuple[Difference, ...]


class OverlapError(ValueError):
    """Two corrections order different things for the same characters."""


@dataclass(frozen=True, slots=True)
class _Order:
    """A correction in characters of the last proof's stream and of the expected text."""

    index: int
    start: int
    end: int
    text: str
    at: int  # in the expected text

    @property
    def stop(self) -> int:
        return self.at + len(self.text)


def recheck(last: Document, ordered: Sequence[Correction], new: Document) -> Recheck:
    """Judge every correction and list what else changed. Layout never counts.

    Raises:
        OverlapError: two corrections overlap. KeyError: a correction names a block that is not in `last`.
    """
    before, after = Stream(last), Stream(new)
    orders = _orders(before, ordered)
    expected = _expected(before.text, orders)
    open_gaps = [_widest(gap, expected, after.text) for gap in gaps(expected, after.text)]
    made_gaps = gaps(before.text, after.text)
    verdicts: list[Verdict | None] = [None] * len(ordered)
    for order in orders:
        verdicts[order.index] = _verdict(order, ordered[order.index], open_gaps, made_gaps, after)
    return Recheck(tuple(v for v in verdicts if v is not None), tuple(_unordered(last, orders, new, before)))


def _orders(before: Stream, ordered: Sequence[Correction]) -> list[_Order]:
    placed = sorted(
        ((*before.range_of(c.block, c.start, c.end), n) for n, c in enumerate(ordered)),
        key=lambda item: item[:2],
    )
    orders: list[_Order] = []
    shift = last_end = 0
    for start, end, index in placed:
        if start < last_end:
            raise OverlapError("两处改动重叠在一起，无法核红。")
        text = plain_text(ordered[index].text)
        orders.append(_Order(index, start, end, text, start + shift))
        shift += len(text) - (end - start)
        last_end = end
    return orders


def _expected(text: str, orders: Sequence[_Order]) -> str:
    pieces: list[str] = []
    at = 0
    for order in orders:
        pieces += [text[at : order.start], order.text]
        at = order.end
    return "".join(pieces) + text[at:]


def _widest(gap: Gap, a: str, b: str) -> tuple[int, int, int, int]:
    """(leftmost start, rightmost end) in `a` and in `b` of a gap that can slide over repeated letters.

    的的 less one 的 has lost the first or the second: an order about either is touched by it.
    """
    i, j, k, m = gap
    if (i == j) == (k == m):
        return gap
    text, start, end = (a, i, j) if k == m else (b, k, m)
    left = right = 0
    while start - left > 0 and min(i, k) - left > 0 and text[start - left - 1] == text[end - left - 1]:
        left += 1
    while end + right < len(text) and text[start + right] == text[end + right]:
        right += 1
    return i - left, j + right, k - left, m + right


def _verdict(
    order: _Order, correction: Correction, open_gaps: Sequence[Gap], made: Sequence[Gap], after: Stream
) -> Verdict:
    def touches(gap: Gap, start: int, end: int) -> bool:
        return (
            gap[0] <= end
            and start <= gap[1]
            and (start == end or gap[0] == gap[1] or (gap[0] < end and start < gap[1]))
        )

    found = _shown(order, made, after)
    if not any(touches(gap, order.at, order.stop) for gap in open_gaps):
        return Verdict(correction, Outcome.DONE, found)
    changed = any(touches(gap, order.start, order.end) for gap in made)
    return Verdict(correction, Outcome.WRONG if changed else Outcome.NOT_DONE, found)


def _shown(order: _Order, made: Sequence[Gap], after: Stream) -> str:
    """What stands in the new proof where the correction was ordered."""
    low, high = _carried(order.start, made, first=True), _carried(order.end, made, first=False)
    return after.text[low : max(low, high)]


def _carried(at: int, made: Sequence[Gap], *, first: bool) -> int:
    """Where a place of the last proof is in the new one; inside a change, its beginning or its end."""
    index = bisect_right(made, (at, -1, -1, -1) if first else (at, at, len(made), 1 << 60)) - 1
    for gap in (
        made[index + 1] if first and index + 1 < len(made) else None,
        made[index] if index >= 0 else None,
    ):
        if gap is not None and gap[0] <= at <= gap[1]:
            return gap[2] if first else gap[3]
    if index < 0:
        return at
    return at + made[index][3] - made[index][1]


def _unordered(
    last: Document, orders: Sequence[_Order], new: Document, before: Stream
) -> Iterator[Difference]:
    """Differences of the two proofs that touch no order, as pages show them."""
    spans = [(order.start, order.end) for order in orders]
    for difference in collate(last, new):
        spot = difference.manuscript
        start, end = before.range_of(spot.block, spot.start, spot.end, spot.last)
        near = spans[
            max(0, bisect_right(spans, (start, start)) - 2) : bisect_right(spans, (end, 1 << 60)) + 1
        ]
        if not any(a <= end and start <= b for a, b in near):
            yield difference
