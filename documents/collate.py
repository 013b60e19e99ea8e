"""校异同: does the proof equal the approved manuscript, whatever its format and its layout?

Both texts are read as one stream of characters without blanks, line ends, running heads and page numbers, and compared
letter by letter. What is gone here and new there is a move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.fuzz import ratio

from documents.letters import Gap, gaps
from documents.model import Document
from documents.stream import Spot, Stream

_MOVE = 8  # characters; shorter stretches repeat too easily to be called moved
_ALIKE = 85  # per cent; a moved stretch may have been touched on its way


class Kind(StrEnum):
    """What differs."""

    CHANGED = "changed"
    MISSING = "missing"
    EXTRA = "extra"
    MOVED = "moved"
    GLYPH = "glyph"


@dataclass(frozen=True, slots=True)
class Difference:
    """One difference; for a missing or extra stretch the other side is the empty place where it would stand.

    A glyph difference reads the same but is another code point (⼀ for 一, ﬁ for fi): a trap of PDF fonts.
    `within` are the differences inside a moved stretch.
    """

    kind: Kind
    manuscript: Spot
    proof: Spot
    within: tuple[Difference, ...] = ()


def collate(manuscript: Document, proof: Document) -> tuple[Difference, ...]:
    """Every difference of the running text, in the order of the manuscript; cost near-linear for near-equal texts."""
    old, new = Stream(manuscript), Stream(proof)
    apart = [_slid(gap, old, new) for gap in gaps(old.text, new.text)]
    found = [*_paired(apart, old, new), *_glyphs(apart, old, new)]
    return tuple(difference for _, difference in sorted(found, key=lambda item: item[0]))


def _slid(gap: Gap, old: Stream, new: Stream) -> Gap:
    """A stretch that is only missing or only extra, slid to begin with a paragraph where the letters allow it.

    甲。乙。 without 乙。 may as well lack 。乙 by its letters; a reader sees the paragraph.
    """
    i, j, k, m = gap
    if (i == j) == (k == m):
        return gap
    stream, start, end = (old, i, j) if k == m else (new, k, m)
    for begins in (stream.begins_paragraph, stream.begins_sentence):
        for step in (1, -1):
            by = _slide(stream.text, start, end, step, begins)
            if begins(start + by):
                return i + by, j + by, k + by, m + by
    return gap


def _slide(text: str, start: int, end: int, step: int, begins: Callable[[int], bool]) -> int:
    """How far [start, end) slides over the same letters, forward (1) or back (-1), until it begins well."""
    by = 0
    edge = 0 if step > 0 else -1
    while not begins(start + by) and start + by + edge >= 0 and end + by + edge < len(text):
        if text[start + by + edge] != text[end + by + edge]:
            break
        by += step
    return by


def _paired(apart: list[Gap], old: Stream, new: Stream) -> Iterator[tuple[int, Difference]]:
    """Differences of the gaps, what left one place and came to another told as moved."""
    moved = _moves(apart, old.text, new.text)
    taken = {arrival for arrival, _ in moved.values()}
    for index, (i, j, k, m) in enumerate(apart):
        if index in moved:
            arrival, within = moved[index]
            _, _, p, q = apart[arrival]
            inner = tuple(
                Difference(_kind(gap), old.spot(gap[0] + i, gap[1] + i), new.spot(gap[2] + p, gap[3] + p))
                for gap in within
            )
            yield i, Difference(Kind.MOVED, old.spot(i, j), new.spot(p, q), inner)
        rest = (i, i if index in moved else j, k, k if index in taken else m)
        if rest[0] < rest[1] or rest[2] < rest[3]:
            yield i, Difference(_kind(rest), old.spot(*rest[:2]), new.spot(*rest[2:]))


def _kind(gap: Gap) -> Kind:
    if gap[0] == gap[1]:
        return Kind.EXTRA
    return Kind.MISSING if gap[2] == gap[3] else Kind.CHANGED


def _moves(apart: list[Gap], a: str, b: str) -> dict[int, tuple[int, tuple[Gap, ...]]]:
    """Index of the gap left → (index of the gap filled, what changed on the way)."""
    arrivals = [(n, b[k:m]) for n, (_, _, k, m) in enumerate(apart) if m - k >= _MOVE]
    exact: dict[str, list[int]] = {}
    for n, text in arrivals:
        exact.setdefault(text, []).append(n)
    found: dict[int, tuple[int, tuple[Gap, ...]]] = {}
    used: set[int] = set()
    for n, (i, j, _, _) in enumerate(apart):
        left = a[i:j]
        if len(left) < _MOVE:
            continue
        target = next((t for t in exact.get(left, ()) if t not in used and t != n), None)
        if target is None:
            target = _likest(left, [(t, text) for t, text in arrivals if t not in used and t != n])
        if target is not None:
            used.add(target)
            came = b[apart[target][2] : apart[target][3]]
            found[n] = (target, () if came == left else tuple(gaps(left, came)))
    return found


def _likest(left: str, arrivals: list[tuple[int, str]]) -> int | None:
    near = [(n, text) for n, text in arrivals if 0.7 <= len(text) / len(left) <= 1.4]
    best = max(((ratio(left, text, score_cutoff=_ALIKE), n) for n, text in near[:200]), default=(0.0, -1))
    return best[1] if best[0] >= _ALIKE else None


def _glyphs(apart: list[Gap], old: Stream, new: Stream) -> Iterator[tuple[int, Difference]]:
    """Places that read the same but are written with other code points, one for each run."""
    if old.written == list(old.text) and new.written == list(new.text):
        return
    at = to = 0
    for i, j, _, m in [*apart, (len(old.text), 0, len(new.text), 0)]:
        run = -1
        for step in range(i - at + 1):
            differs = step < i - at and old.written[at + step] != new.written[to + step]
            if differs and run < 0:
                run = step
            elif not differs and run >= 0:
                spots = old.spot(at + run, at + step), new.spot(to + run, to + step)
                yield at + run, Difference(Kind.GLYPH, *spots)
                run = -1
        at, to = j, m
