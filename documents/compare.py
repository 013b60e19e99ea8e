"""Two versions of a text side by side: which block became which, where a place went, and what to show as
changed.

Blocks that are equal are matched first (those that occur once in each version anchor the rest), then what
lies between is paired by likeness, and only those pairs are compared character by character: the cost follows
the changes, not the length.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from rapidfuzz.distance import Indel

from documents.compare_text import Change, Op, differences, sequence_steps
from documents.model import Block, Document

_ALIKE = 0.45  # least likeness of two blocks that count as one block rewritten
_CARRIED = 0.65  # the same for blocks that also changed place
_FEW = 2500  # comparisons spent on those
_BAND = 24  # how far from the diagonal a gap is searched for pairs
_LONG = 800  # code points; longer blocks are judged by their five-character pieces
_MOVABLE = 8  # code points; shorter blocks repeat too easily to be called moved
_CONTEXT = 8  # code points on either side that must agree when a place is found in another block


class HunkKind(StrEnum):
    """What happened to a block. AWAY marks the place that a moved block left."""

    EQUAL = "equal"
    CHANGED = "changed"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a changed block: `op` and the text before and after."""

    op: Op
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Hunk:
    """One block of either version; both ids where it is in both.

    `segments` join to the old and to the new text.
    """

    kind: HunkKind
    old: str | None
    new: str | None
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a range of the old version is in the new one; `exact` where its text is the same."""

    block: str
    start: int
    end: int
    exact: bool


class Alignment:
    """The result of `align`. `pairs` are (old index, new index) of blocks that belong together."""

    def __init__(self, old: Document, new: Document) -> None:
        self.old = old.blocks
        self.new = new.blocks
        self._old_index = {b.id: i for i, b in enumerate(self.old)}
        pairs, self.moved = _match(self.old, self.new)
        self.pairs: dict[int, int] = pairs
        self._back = {j: i for i, j in pairs.items()}
        self._steps: dict[int, list[Change]] = {}

    def partner(self, block_id: str) -> str | None:
        """Id of the new block that an old one became, None where it is gone."""
        j = self.pairs.get(self._old_index.get(block_id, -1))
        return None if j is None else self.new[j].id

    def place(self, block_id: str, start: int, end: int) -> Placed | None:
        """Where old [start, end) of a block is now; None where it is gone or changed beyond recognition."""
        i = self._old_index.get(block_id)
        if i is None or not 0 <= start <= end <= len(self.old[i].text):
            return None
        j = self.pairs.get(i)
        if j is not None:
            old, new = self.old[i].text, self.new[j].text
            if old == new:
                return Placed(self.new[j].id, start, end, exact=True)
            found = _within(self.steps(i), start, end)
            if found is not None:
                return Placed(self.new[j].id, *found, exact=old[start:end] == new[found[0] : found[1]])
        return self._elsewhere(i, start, end)

    def steps(self, i: int) -> list[Change]:
        """Character steps of the paired old block `i` (an index)."""
        if i not in self._steps:
            self._steps[i] = differences(self.old[i].text, self.new[self.pairs[i]].text)
        return self._steps[i]

    def _elsewhere(self, i: int, start: int, end: int) -> Placed | None:
        """A paragraph may have been split, joined or carried over: look for the words with their
        surroundings.
        """
        text = self.old[i].text
        left, right = max(0, start - _CONTEXT), min(len(text), end + _CONTEXT)
        if end == start:
            return None
        found: list[Placed] = []
        for a, b in {(left, right), (start, right), (left, end)}:
            if b - a < _CONTEXT:
                continue
            found = self._occurrences(text[a:b], start - a, end - start)
            if len(found) == 1:
                return found[0]
        return None

    def _occurrences(self, quote: str, shift: int, length: int) -> list[Placed]:
        found: list[Placed] = []
        for j, block in enumerate(self.new):
            partner = self._back.get(j)
            if partner is not None and self.old[partner].text == block.text:
                continue  # all its text is accounted for
            place = block.text.find(quote)
            while place >= 0 and len(found) < 2:
                found.append(Placed(block.id, place + shift, place + shift + length, exact=True))
                place = block.text.find(quote, place + 1)
        return found

    def hunks(self, *, away: bool = False) -> list[Hunk]:
        """All blocks of both versions: the new ones in their order, removed ones where they stood.

        `away` adds a hunk of its own where a moved block stood.
        """
        shown: list[Hunk] = []
        removed = [i for i in range(len(self.old)) if i not in self.pairs or (away and i in self.moved)]
        done = 0
        for j, block in enumerate(self.new):
            i = self._back.get(j)
            if i is not None and i not in self.moved:
                upto = bisect_left(removed, i)
                shown += [self._gone(k) for k in removed[done:upto]]
                done = max(done, upto)
            shown.append(self._hunk(i, block))
        return shown + [self._gone(k) for k in removed[done:]]

    def _gone(self, i: int) -> Hunk:
        """What stood here in the old version and does not in the new one."""
        block = self.old[i]
        j = self.pairs.get(i)
        kind = HunkKind.REMOVED if j is None else HunkKind.AWAY
        new = None if j is None else self.new[j].id
        return Hunk(kind, block.id, new, (Segment("delete", block.text, ""),))

    def _hunk(self, i: int | None, block: Block) -> Hunk:
        if i is None:
            return Hunk(HunkKind.ADDED, None, block.id, (Segment("insert", "", block.text),))
        before = self.old[i]
        segments = tuple(Segment(s.op, before.text[s.a : s.b], block.text[s.c : s.d]) for s in self.steps(i))
        if i in self.moved:
            kind = HunkKind.MOVED
        else:
            same = (before.text, before.asset, before.kind, before.level) == (
                block.text,
                block.asset,
                block.kind,
                block.level,
            )
            kind = HunkKind.EQUAL if same else HunkKind.CHANGED
        return Hunk(kind, before.id, block.id, segments)


def align(old: Document, new: Document) -> Alignment:
    """Match the blocks of two versions."""
    return Alignment(old, new)


def hunks(old: Document, new: Document) -> list[Hunk]:
    """What to show between two versions; see `Alignment.hunks`."""
    return align(old, new).hunks()


def _within(steps: list[Change], start: int, end: int) -> tuple[int, int] | None:
    """New range of old [start, end) by the steps, None where less than half of it is left."""
    kept = sum(max(0, min(s.b, end) - max(s.a, start)) for s in steps if s.op == "equal")
    if end == start:
        here = next((s for s in steps if s.op == "equal" and s.a <= start <= s.b), None)
        return None if here is None else (here.c + start - here.a,) * 2
    if kept * 2 < end - start:
        return None
    touched = [s for s in steps if s.op == "equal" and s.a < end and s.b > start]
    first, last = touched[0], touched[-1]
    to = first.c + max(start - first.a, 0)
    until = last.d - max(last.b - end, 0)
    # A changed edge belongs to the range: its replacement comes along.
    before = next((s for s in steps if s.a < s.b == first.a and s.a <= start < s.b), None)
    after = next((s for s in steps if s.b > s.a == last.b and s.a < end <= s.b), None)
    return (before.c if before and before.a == start else to), (
        after.d if after and after.b == end else until
    )


def _key(block: Block) -> tuple[str, str | None]:
    return block.text, block.asset


def _match(old: tuple[Block, ...], new: tuple[Block, ...]) -> tuple[dict[int, int], frozenset[int]]:
    numbers: dict[tuple[str, str | None], int] = {}
    a = [numbers.setdefault(_key(b), len(numbers)) for b in old]
    b = [numbers.setdefault(_key(x), len(numbers)) for x in new]
    pairs = dict(_anchored(a, b))
    moved = _moves(a, b, old, pairs)
    taken = set(pairs.values())
    for gap in _gaps(len(a), len(b), {i: j for i, j in pairs.items() if i not in moved}):
        i_free = [i for i in range(gap[0], gap[1]) if i not in pairs]
        j_free = [j for j in range(gap[2], gap[3]) if j not in taken]
        pairs.update(_likely(i_free, j_free, old, new))
    carried = _carried(old, new, pairs)
    return pairs | carried, moved | carried.keys()


def _anchored(a: list[int], b: list[int]) -> list[tuple[int, int]]:
    """Equal blocks in order: those unique on both sides first (longest rising run), then the rest between
    them.
    """
    once_a, once_b = Counter(a), Counter(b)
    where = {key: j for j, key in enumerate(b)}
    unique = [(i, where[key]) for i, key in enumerate(a) if once_a[key] == 1 and once_b[key] == 1]
    pairs: list[tuple[int, int]] = []
    i = j = 0
    for x, y in [*_rising(unique), (len(a), len(b))]:
        for step in sequence_steps(a[i:x], b[j:y]):
            if step.op == "equal":
                pairs += [(i + step.a + k, j + step.c + k) for k in range(step.b - step.a)]
        if x < len(a):
            pairs.append((x, y))
        i, j = x + 1, y + 1
    return pairs


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Longest subsequence rising in both numbers (patience sorting)."""
    tops: list[int] = []
    at: list[int] = []
    before: list[int] = []
    for n, (_, j) in enumerate(pairs):
        pile = bisect_left(tops, j)
        before.append(at[pile - 1] if pile else -1)
        tops[pile : pile + 1] = [j]
        at[pile : pile + 1] = [n]
    run: list[tuple[int, int]] = []
    n = at[-1] if at else -1
    while n >= 0:
        run.append(pairs[n])
        n = before[n]
    return run[::-1]


def _moves(a: list[int], b: list[int], old: tuple[Block, ...], pairs: dict[int, int]) -> frozenset[int]:
    """Pair equal blocks that are left over once on each side: they were moved. Adds to `pairs`."""
    taken = set(pairs.values())
    left = {j: key for j, key in enumerate(b) if j not in taken}
    counts_b = Counter(left.values())
    counts_a = Counter(key for i, key in enumerate(a) if i not in pairs)
    where = {key: j for j, key in left.items()}
    moved = set()
    for i, key in enumerate(a):
        if i in pairs or counts_a[key] != 1 or counts_b[key] != 1:
            continue
        if len(old[i].text) >= _MOVABLE or old[i].asset:
            pairs[i] = where[key]
            moved.add(i)
    return frozenset(moved)


def _gaps(m: int, n: int, pairs: dict[int, int]) -> list[tuple[int, int, int, int]]:
    """Stretches between matched blocks that hold something on both sides."""
    gaps = []
    i = j = 0
    for x, y in [*sorted(pairs.items()), (m, n)]:
        if x > i and y > j:
            gaps.append((i, x, j, y))
        i, j = x + 1, y + 1
    return gaps


def _likely(
    rows: list[int], columns: list[int], old: tuple[Block, ...], new: tuple[Block, ...]
) -> dict[int, int]:
    """Pairs of rewritten blocks in order, of greatest summed likeness; searched near the diagonal only."""
    m, n = len(rows), len(columns)
    if not m or not n:
        return {}
    band = max(_BAND, abs(m - n) if m * n <= 4096 else 0)
    best: dict[tuple[int, int], float] = {}
    choice: dict[tuple[int, int], str] = {}
    for x in range(1, m + 1):
        middle = x * n // m
        for y in range(max(1, middle - band), min(n, middle + band) + 1):
            up, left = best.get((x - 1, y), 0.0), best.get((x, y - 1), 0.0)
            like = likeness(old[rows[x - 1]], new[columns[y - 1]])
            pair = best.get((x - 1, y - 1), 0.0) + like if like >= _ALIKE else -1.0
            best[x, y] = max(up, left, pair)
            choice[x, y] = "pair" if pair >= best[x, y] else "up" if up >= left else "left"
    pairs: dict[int, int] = {}
    x, y = m, n
    while x and y:
        step = choice.get((x, y), "up" if x * n >= y * m else "left")
        if step == "pair":
            pairs[rows[x - 1]] = columns[y - 1]
        x -= step != "left"
        y -= step != "up"
    return pairs


def _carried(old: tuple[Block, ...], new: tuple[Block, ...], pairs: dict[int, int]) -> dict[int, int]:
    """Blocks left over on both sides that are much alike: moved and rewritten. Closest pairs first."""
    rows = [i for i in range(len(old)) if i not in pairs and len(old[i].text) >= _MOVABLE]
    taken = set(pairs.values())
    columns = [j for j in range(len(new)) if j not in taken and len(new[j].text) >= _MOVABLE]
    if len(rows) * len(columns) > _FEW:
        return {}
    ranked = sorted(
        ((likeness(old[i], new[j]), i, j) for i in rows for j in columns), key=lambda r: (-r[0], r[1:])
    )
    carried: dict[int, int] = {}
    for like, i, j in ranked:
        if like >= _CARRIED and i not in carried and j not in carried.values():
            carried[i] = j
    return carried


def likeness(old: Block, new: Block) -> float:
    """0–1: how much of the two texts is common. Images are alike by their text only when both have some."""
    if (old.asset is None) != (new.asset is None):
        return 0.0
    a, b = old.text, new.text
    if not a or not b:
        return 1.0 if not a and not b and old.kind == new.kind else 0.0
    if max(len(a), len(b)) > _LONG:
        pieces, others = _pieces(a), _pieces(b)
        return len(pieces & others) / max(1, min(len(pieces), len(others)))
    short, long = sorted((len(a), len(b)))
    if 2 * short / (short + long) < _ALIKE:
        return _ALIKE if a.startswith(b[:_CONTEXT]) and a[:short] == b[:short] else 0.0
    return Indel.normalized_similarity(a, b, score_cutoff=_ALIKE)


@lru_cache(maxsize=256)
def _pieces(text: str) -> frozenset[str]:
    return frozenset(text[i : i + 5] for i in range(len(text) - 4))
