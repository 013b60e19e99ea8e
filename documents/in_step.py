"""Two texts of one content in step: which paragraphs of the one stand beside which of the other, however they are cut.

A proof from a PDF breaks paragraphs elsewhere than its manuscript, so paragraphs are paired by the letters they share.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from documents.letters import gaps
from documents.model import Document
from documents.stream import Stream


@dataclass(frozen=True, slots=True)
class Step:
    """Ids of the blocks that stand side by side; one side may be empty."""

    left: tuple[str, ...]
    right: tuple[str, ...]


def steps(left: Document, right: Document) -> tuple[Step, ...]:
    """Every block of the running text of both, in order, in the smallest groups that share letters only within."""
    one, other = Stream(left), Stream(right)
    found: list[Step] = []
    i = k = 0
    for first, final, begin, end in _groups(one, other):
        found += [Step((b.id,), ()) for b in one.blocks[i:first]]
        found += [Step((), (b.id,)) for b in other.blocks[k:begin]]
        found.append(
            Step(
                tuple(b.id for b in one.blocks[first : final + 1]),
                tuple(b.id for b in other.blocks[begin : end + 1]),
            )
        )
        i, k = final + 1, end + 1
    found += [Step((b.id,), ()) for b in one.blocks[i:]]
    found += [Step((), (b.id,)) for b in other.blocks[k:]]
    return tuple(found)


def _groups(one: Stream, other: Stream) -> Iterator[tuple[int, int, int, int]]:
    """(first, final, begin, end): blocks first…final of the one share letters with begin…end of the other."""
    group: list[int] = []
    for a, b in _pairs(one, other):
        if group and (a <= group[1] or b <= group[3]):
            group[1], group[3] = max(group[1], a), max(group[3], b)
        else:
            if group:
                yield group[0], group[1], group[2], group[3]
            group = [a, a, b, b]
    if group:
        yield group[0], group[1], group[2], group[3]


def _pairs(one: Stream, other: Stream) -> Iterator[tuple[int, int]]:
    """Numbers of the blocks that share a stretch of equal letters, rising on both sides."""
    at = to = 0
    for i, j, _, m in [*gaps(one.text, other.text), (len(one.text), 0, len(other.text), 0)]:
        last = (-1, -1)
        for step in range(i - at):
            pair = (one.places[at + step][0], other.places[to + step][0])
            if pair != last:
                yield pair
                last = pair
        at, to = j, m
