"""Table rows that a PDF breaks over a page or a column: the letters agree, only their order on paper does not.

The first lines of all cells stand at the foot of one page, the rest of all cells at the head of the next, so that a
reader of lines meets the rest of the first cell after the beginning of the last. Nothing was changed by the typesetter.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import groupby

from documents.letters import Gap
from documents.stream import Stream

_SLACK = 8  # characters
_MOST = 2000  # tries at one row; a row that needs more is reported as it reads


def without_broken_rows(apart: Sequence[Gap], old: Stream, new: Stream) -> list[Gap]:
    """`apart` less the gaps that only a broken row explains: the head of every cell, then the rest of every cell."""
    kept = sorted(apart)
    for start, end, cells in _rows(old):
        # Letters beside the row that agree by chance may have drawn a gap over its edge.
        for slack in (0, _SLACK):
            inside = _between(kept, start - slack, end + slack)
            if len(inside) > 1 and _explained(inside, start, end, cells, old, new):
                kept = [gap for gap in kept if gap not in inside]
                break
        else:
            inside = _between(kept, start, end)
            pairs = [gap for pair in _shifted(inside, cells, old, new) for gap in pair]
            kept = [gap for gap in kept if gap not in pairs] if pairs else kept
    return kept


def _between(apart: Sequence[Gap], start: int, end: int) -> list[Gap]:
    """The gaps of a sorted list that lie in [start, end] of the manuscript."""
    low, high = bisect_left(apart, (start,)), bisect_left(apart, (end + 1,))
    return [gap for gap in apart[low:high] if gap[1] <= end]


def _explained(
    inside: Sequence[Gap], start: int, end: int, cells: Sequence[tuple[int, int]], old: Stream, new: Stream
) -> bool:
    """Whether the gaps around [start, end) only tell that the row was broken there."""
    first, last = inside[0], inside[-1]
    low, high = min(start, first[0]), max(end, last[1])
    before, after = old.text[low:start], old.text[end:high]
    text = new.text[first[2] - (first[0] - low) : last[3] + (high - last[1])]
    if not (text.startswith(before) and text.endswith(after) and len(text) == high - low):
        return False
    text = text[len(before) : len(text) - len(after)]
    return _broken([old.text[a:b] for a, b in cells], text)


def _shifted(
    inside: Sequence[Gap], cells: Sequence[tuple[int, int]], old: Stream, new: Stream
) -> Iterator[tuple[Gap, Gap]]:
    """Pairs of a loss and a gain of the same letters that a broken row explains where other letters of it changed.

    Either the rest of a cell stands at the end of a later one, or whole cells stand within an earlier one.
    """
    starts, ends = {a for a, _ in cells}, {b for _, b in cells}
    for loss in (g for g in inside if g[2] == g[3]):
        text = old.text[loss[0] : loss[1]]
        for gain in (g for g in inside if g[0] == g[1] and new.text[g[2] : g[3]] == text):
            at = gain[0]
            rest = loss[0] not in starts and loss[1] in ends and at in ends and at > loss[1]
            whole = loss[0] in starts and loss[1] in ends and at < loss[0] and at not in starts | ends
            if rest or whole:
                yield loss, gain
                break


def _rows(stream: Stream) -> Iterator[tuple[int, int, list[tuple[int, int]]]]:
    """(start, end, [start and end of each paragraph]) of every table row, in characters of the stream."""
    numbered = enumerate(stream.blocks)
    for row, members in groupby(numbered, key=lambda item: (c := item[1].cell) and (c.table, c.row)):
        if row is None:
            continue
        cells = [stream.range_of(block.id, 0, len(block.text)) for _, block in members]
        yield cells[0][0], cells[-1][1], cells


def _broken(cells: Sequence[str], text: str) -> bool:
    """Whether `text` is the heads of all cells and then their rests, each head at least one character."""
    tries = 0
    todo: list[tuple[int, int, str]] = [(0, 0, "")]
    while todo and tries < _MOST:
        number, at, rests = todo.pop()
        tries += 1
        if number == len(cells):
            if text[at:] == rests:
                return True
            continue
        cell = cells[number]
        most = 0
        while most < len(cell) and text[at + most : at + most + 1] == cell[most]:
            most += 1
        # The longest head is tried first: what stands together belongs together.
        todo += [(number + 1, at + cut, rests + cell[cut:]) for cut in range(min(1, len(cell)), most + 1)]
    return False
