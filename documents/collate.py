"""校异同: does the proof equal the approved manuscript, whatever its format and its layout?

Both texts are read as one stream of characters without blanks, line ends, running heads and page numbers, and compared
letter by letter. What is gone here and new there is a move.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from rapidfuzz import process
from rapidfuzz.fuzz import ratio

from documents.collate_moves import regrouped
from documents.collate_rows import without_broken_rows
from documents.letters import Gap, gaps
from documents.model import BlockKind, Document
from documents.stream import Spot, Stream

_PAGED = {"pdf", "ofd"}  # formats that hold lines on pages, no tables
_MOVE = 8  # characters; shorter stretches repeat too easily to be called moved
_HELD = 16  # characters; a stretch that came or left beside another one must be longer to be told apart
_PAIRS = 250_000  # comparisons of gaps spent on that
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
    `within` are the differences inside a moved stretch, `home` the empty place of the proof where it should stand.
    """

    kind: Kind
    manuscript: Spot
    proof: Spot
    within: tuple[Difference, ...] = ()
    home: Spot | None = None


def collate(manuscript: Document, proof: Document) -> tuple[Difference, ...]:
    """Every difference of the running text, in the order of the manuscript; cost near-linear for near-equal texts."""
    old = Stream(manuscript)
    new = Stream(proof, numbered=all(b.kind is not BlockKind.FOOTNOTE for b in old.blocks))
    whole = [_slid(gap, old, new) for gap in _closed(gaps(old.text, new.text), old.text, new.text)]
    apart = [_slid(gap, old, new) for gap in regrouped(whole, old.text, new.text)]
    told = without_broken_rows(apart, old, new) if proof.format in _PAGED else apart
    found = [*_paired(told, old, new), *_glyphs(apart, old, new)]
    return tuple(difference for _, difference in sorted(found, key=lambda item: item[0]))


def _closed(apart: list[Gap], a: str, b: str) -> list[Gap]:
    """Two losses (or two gains) that are one: the second begins where the first ends once it slides over its own letters.

    丙丁乙 put in between 甲 and 乙… reads as 丙丁 put in, or, where letters agree by chance, as two pieces around them.
    """
    closed: list[Gap] = []
    for gap in apart:
        if closed:
            i, j, k, m = closed[-1]
            apart_by = gap[0] - j
            gained = i == j and gap[0] == gap[1]
            if gained or (k == m and gap[2] == gap[3]):
                text, start, end = (b, gap[2], gap[3]) if gained else (a, gap[0], gap[1])
                first = (k, m) if gained else (i, j)
                if text[start - apart_by : start] == text[end - apart_by : end] and apart_by <= end - start:
                    closed[-1] = (i, gap[1] - apart_by, k, gap[3] - apart_by)
                    continue
                if (
                    text[first[1] : start] == text[first[0] : first[0] + apart_by]
                    and apart_by <= first[1] - first[0]
                ):
                    closed[-1] = (i + apart_by, gap[1], k + apart_by, gap[3])
                    continue
        closed.append(gap)
    return closed


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
    apart = _parted(apart, old, new)
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
            yield i, Difference(Kind.MOVED, old.spot(i, j), new.spot(p, q), inner, new.spot(k, k))
        rest = (i, i if index in moved else j, k, k if index in taken else m)
        if rest[0] < rest[1] or rest[2] < rest[3]:
            yield i, Difference(_kind(rest), old.spot(*rest[:2]), new.spot(*rest[2:]))


def _kind(gap: Gap) -> Kind:
    if gap[0] == gap[1]:
        return Kind.EXTRA
    return Kind.MISSING if gap[2] == gap[3] else Kind.CHANGED


def _parted(apart: list[Gap], old: Stream, new: Stream) -> list[Gap]:
    """The gaps, cut where one holds all that another lost or gained: two paragraphs may come to one place."""
    a, b = old.text, new.text
    left = {part for i, j, _, _ in apart for part in _parts(old, i, j)}
    came = {part for _, _, k, m in apart for part in _parts(new, k, m)}
    if len(left) * len(came) > _PAIRS:
        return apart
    held = left & came
    for part in left - held:
        like = process.extractOne(part, came, scorer=ratio, score_cutoff=_ALIKE)
        held |= {part, like[0]} if like else set()
    parted: list[Gap] = []
    for i, j, k, m in apart:
        arrived, departed = _cuts(b[k:m], held), _cuts(a[i:j], held)
        parted += [(x + i, y + i, k, k) for x, y in departed[:-1]]
        parted.append((i + departed[-1][0], j, k, k + arrived[0][1]))
        parted += [(j, j, x + k, y + k) for x, y in arrived[1:]]
    return [gap for gap in parted if gap[0] < gap[1] or gap[2] < gap[3]]


def _parts(stream: Stream, start: int, end: int) -> set[str]:
    """A stretch as a whole and paragraph by paragraph, as far as it is long enough to be told apart."""
    cuts = [start, *(at for at in range(start + 1, end) if stream.begins_paragraph(at)), end]
    stretches = [(start, end), *pairwise(cuts)]
    return {stream.text[x:y] for x, y in stretches if y - x >= _HELD}


def _cuts(text: str, held: set[str]) -> list[tuple[int, int]]:
    """`text` in pieces: those that are one of `held`, and what is around them."""
    found = sorted((at, at + len(part)) for part in held if (at := text.find(part)) >= 0 and part != text)
    pieces: list[tuple[int, int]] = []
    at = 0
    for start, end in found:
        if start >= at:
            pieces += [(at, start), (start, end)]
            at = end
    return [*pieces, (at, len(text))]


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
