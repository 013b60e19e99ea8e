"""核红: was every correction ordered in the last proof made in the new one, and nothing else changed?

Three texts are compared: the last proof, the last proof with every correction made (what is expected), and the new proof.
A correction is done where the new proof equals what is expected, not done where it equals the last proof, and done wrongly
where it equals neither. What differs from the expected text away from every correction, nobody ordered.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from documents.collate import Difference, collate
from documents.letters import Gap, gaps
from documents.model import Document
from documents.stream import Spot, Stream, plain_text


class Outcome(StrEnum):
    """What became of an ordered correction."""

    DONE = "done"
    NOT_DONE = "not_done"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Correction:
    """An order: [start, end) of a block of the last proof becomes `text`; start = end orders an insertion.

    `last` names the block in which `end` lies, where that is not `block`.
    """

    block: str
    start: int
    end: int
    text: str
    last: str | None = None


@dataclass(frozen=True, slots=True)
class Verdict:
    """An order and what became of it; `found` is what the new proof has in its place, `place` where that is.

    Where an order was done wrongly together with letters beside it, `place` covers those too; `wanted` is what should
    stand there.
    """

    correction: Correction
    outcome: Outcome
    found: str
    place: Spot
    wanted: str


@dataclass(frozen=True, slots=True)
class Recheck:
    """`verdicts` in the order of the corrections given; `unordered` are changes that nobody ordered, against the last
    proof with every correction made."""

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
    apart = _Apart(orders, before.text, after)
    verdicts: list[Verdict | None] = [None] * len(ordered)
    for order in orders:
        verdicts[order.index] = _verdict(order, ordered[order.index], apart)
    unordered = tuple(_unordered(corrected(last, ordered), orders, new))
    return Recheck(tuple(v for v in verdicts if v is not None), unordered)


def corrected(last: Document, ordered: Sequence[Correction]) -> Document:
    """The last proof with every correction made. The corrections must not overlap (see `recheck`)."""
    number = {block.id: n for n, block in enumerate(last.blocks)}
    texts = [block.text for block in last.blocks]
    # From the back, so that what is still to be made keeps its offsets.
    for c in sorted(ordered, key=lambda c: (number[c.block], c.start, number[c.last or c.block], c.end))[
        ::-1
    ]:
        first, final = number[c.block], number[c.last or c.block]
        rest = texts[final][c.end :]
        for n in range(first + 1, final + 1):
            texts[n] = ""
        if first == final:
            texts[first] = texts[first][: c.start] + c.text + rest
        else:
            texts[first], texts[final] = texts[first][: c.start] + c.text, rest
    blocks = (replace(block, text=text) for block, text in zip(last.blocks, texts, strict=True))
    return replace(last, blocks=tuple(blocks))


def _orders(before: Stream, ordered: Sequence[Correction]) -> list[_Order]:
    placed = sorted(
        ((*before.range_of(c.block, c.start, c.end, c.last), n) for n, c in enumerate(ordered)),
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


def widest(gap: Gap, a: str, b: str) -> tuple[int, int, int, int]:
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


class _Apart:
    """Where the new proof departs from the expected text, and where from the last proof."""

    def __init__(self, orders: Sequence[_Order], before: str, after: Stream) -> None:
        self.orders, self.text, self.after = orders, before, after
        expected = _expected(before, orders)
        self.expected = gaps(expected, after.text)
        self.widest = [widest(gap, expected, after.text) for gap in self.expected]
        self.before = gaps(before, after.text)

    def around(self, start: int, end: int) -> tuple[int, int]:
        """[start, end) of the last proof, widened over the changes it lies in or begins or ends with."""
        touched = [gap for gap in self.before if gap[0] <= start <= gap[1] or gap[0] <= end <= gap[1]]
        return min([start, *(g[0] for g in touched)]), max([end, *(g[1] for g in touched)])

    def wanted(self, start: int, end: int) -> str:
        """What should stand in place of [start, end) of the last proof once every order in it is done."""
        inside = [o for o in self.orders if start <= o.start and o.end <= end]
        moved = [replace(o, start=o.start - start, end=o.end - start) for o in inside]
        return _expected(self.text[start:end], moved)


def _verdict(order: _Order, correction: Correction, apart: _Apart) -> Verdict:
    outcome = Outcome.DONE
    if any(_touches(gap, order.at, order.stop) for gap in apart.widest):
        changed = any(_touches(gap, order.start, order.end) for gap in apart.before)
        outcome = Outcome.WRONG if changed else Outcome.NOT_DONE
    wanted = correction.text
    if outcome is Outcome.DONE:
        low, high = _shown(order.at, order.stop, apart.expected)
    else:
        low, high = _shown(order.start, order.end, apart.before)
        start, end = apart.around(order.start, order.end)
        if (start, end) != (order.start, order.end):
            wanted = apart.wanted(start, end)
    return Verdict(correction, outcome, apart.after.text[low:high], apart.after.spot(low, high), wanted)


def _touches(gap: Sequence[int], start: int, end: int) -> bool:
    """Whether a gap (by its first two numbers) touches [start, end): beside it counts only for what is empty."""
    if not (gap[0] <= end and start <= gap[1]):
        return False
    return start == end or gap[0] == gap[1] or (gap[0] < end and start < gap[1])


def _shown(start: int, end: int, made: Sequence[Gap]) -> tuple[int, int]:
    """[start, end) of the new proof's characters that stand where [start, end) of the other text stood."""
    low, high = _carried(start, made, first=True), _carried(end, made, first=False)
    return low, max(low, high)


def _carried(at: int, made: Sequence[Gap], *, first: bool) -> int:
    """Where a place of the other text is in the new proof; inside a change, its beginning or its end."""
    index = bisect_right(made, (at, -1, -1, -1) if first else (at, at, 1 << 60, 1 << 60)) - 1
    for gap in (
        made[index + 1] if first and index + 1 < len(made) else None,
        made[index] if index >= 0 else None,
    ):
        if gap is not None and gap[0] <= at <= gap[1]:
            return gap[2] if first else gap[3]
    if index < 0:
        return at
    return at + made[index][3] - made[index][1]


def _unordered(expected: Document, orders: Sequence[_Order], new: Document) -> Iterator[Difference]:
    """Differences from the expected text that touch no order: each of the others has made an order not done."""
    stream, after = Stream(expected), Stream(new)
    starts = [order.at for order in orders]
    for difference in collate(expected, new):
        gap = widest(
            (*stream.place_of(difference.manuscript), *after.place_of(difference.proof)),
            stream.text,
            after.text,
        )
        near = orders[max(0, bisect_right(starts, gap[0]) - 2) : bisect_right(starts, gap[1])]
        if not any(_touches(gap, order.at, order.stop) for order in near):
            yield difference
