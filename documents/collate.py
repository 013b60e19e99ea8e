"""校异同: does the proof equal the approved manuscript, whatever its format and its layout?

Both texts are read as one stream of characters without blanks, line ends, running heads and page numbers; stretches that
occur once in each anchor the comparison (patience diff, after Bram Cohen), and only what lies between two anchors is
compared character by character, so the cost follows the differences. What is gone here and new there is a move.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Indel
from rapidfuzz.fuzz import ratio

from documents.model import Block, BlockKind, Document

_GRAMS = (24, 12, 6)  # characters; lengths of the anchoring stretches, tried in turn
_SMALL = 64  # characters; a gap with one side this short needs no anchors
_MOST = 4000  # characters; the longest gap compared character by character
_MOVE = 8  # characters; shorter stretches repeat too easily to be called moved
_ALIKE = 85  # per cent; a moved stretch may have been touched on its way
_APART = {BlockKind.HEADER, BlockKind.FOOTER, BlockKind.IMAGE}
# Radicals that fonts put in place of characters and that NFKC leaves alone (Unicode, EquivalentUnifiedIdeograph).
_RADICALS = dict(
    zip(
        "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
        "母民虎西见角贝车长门青页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)
_IGNORED = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\ufffc")


class Kind(StrEnum):
    """What differs."""

    CHANGED = "changed"
    MISSING = "missing"
    EXTRA = "extra"
    MOVED = "moved"
    GLYPH = "glyph"


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of one text: from (block, start) to (last, end), code points; empty stretches mark a place."""

    block: str
    start: int
    last: str
    end: int
    text: str


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


class _Stream:
    """The characters of a document that count, and where each stands."""

    def __init__(self, document: Document) -> None:
        self.blocks = [b for b in document.blocks if b.kind not in _APART]
        chars: list[str] = []
        self.places: list[tuple[int, int]] = []
        self.written: list[str] = []
        for index, block in enumerate(self.blocks):
            for offset in range(_own_start(block), len(block.text)):
                char = block.text[offset]
                if char.isspace() or char in _IGNORED:
                    continue
                for plain in _plain(char):
                    chars.append(plain)
                    self.places.append((index, offset))
                    self.written.append(char)
        self.text = "".join(chars)

    def begins_paragraph(self, at: int) -> bool:
        """Whether a paragraph begins at character `at`."""
        return at == 0 or (at < len(self.places) and self.places[at][0] != self.places[at - 1][0])

    def begins_sentence(self, at: int) -> bool:
        """Whether a sentence ends before character `at`."""
        return at == 0 or self.text[at - 1] in "。！？；"

    def spot(self, start: int, end: int) -> Spot:
        if start == end:
            return self._place(start)
        (first, begin), (last, stop) = self.places[start], self.places[end - 1]
        pieces = [b.text for b in self.blocks[first : last + 1]]
        pieces[-1] = pieces[-1][: stop + 1]
        pieces[0] = pieces[0][begin:]
        return Spot(self.blocks[first].id, begin, self.blocks[last].id, stop + 1, "\n".join(pieces))

    def _place(self, at: int) -> Spot:
        """The empty place before character `at`: behind the one before it, so that it stays in its paragraph."""
        if not self.places:
            return Spot("", 0, "", 0, "")
        index, offset = self.places[at - 1] if at else self.places[0]
        offset += 1 if at else 0
        return Spot(self.blocks[index].id, offset, self.blocks[index].id, offset, "")


def _own_start(block: Block) -> int:
    # The number of a note is set by the program; its paragraph begins behind it.
    return len(block.label) if block.kind is BlockKind.FOOTNOTE else 0


def _plain(char: str) -> str:
    """What a character of the traps stands for: radicals, compatibility ideographs, Latin ligatures."""
    trap = "\u2e80" <= char <= "\u2fdf" or "\uf900" <= char <= "\ufb06"
    return _RADICALS.get(char) or unicodedata.normalize("NFKC", char) if trap else char


def collate(manuscript: Document, proof: Document) -> tuple[Difference, ...]:
    """Every difference of the running text, in the order of the manuscript; cost near-linear for near-equal texts."""
    old, new = _Stream(manuscript), _Stream(proof)
    gaps = [_slid(gap, old, new) for gap in _tidied(list(_gaps(old.text, new.text)), old.text, new.text)]
    found = [*_paired(gaps, old, new), *_glyphs(gaps, old, new)]
    return tuple(difference for _, difference in sorted(found, key=lambda item: item[0]))


_Gap = tuple[int, int, int, int]


def _gaps(a: str, b: str) -> Iterator[_Gap]:
    """(start, end) in `a` and in `b` of the stretches that differ."""
    stack: list[tuple[_Gap, int]] = [((0, len(a), 0, len(b)), 0)]
    done: list[_Gap] = []
    while stack:
        (i, j, k, m), depth = stack.pop()
        i, j, k, m = _trimmed(a, b, (i, j, k, m))
        if i == j and k == m:
            continue
        if i == j or k == m:
            done.append((i, j, k, m))
        elif min(j - i, m - k) <= _SMALL or depth == len(_GRAMS):
            done.extend(_letters(a, b, (i, j, k, m)))
        else:
            parts = _between(_anchors(a[i:j], b[k:m], _GRAMS[depth]), (i, j, k, m))
            stack.extend((part, depth + 1) for part in parts)
    yield from sorted(done)


def _trimmed(a: str, b: str, gap: _Gap) -> _Gap:
    i, j, k, m = gap
    while i < j and k < m and a[i] == b[k]:
        i, k = i + 1, k + 1
    while i < j and k < m and a[j - 1] == b[m - 1]:
        j, m = j - 1, m - 1
    return i, j, k, m


def _anchors(a: str, b: str, size: int) -> list[tuple[int, int]]:
    """Places of stretches of `size` that occur once in each text, as many as run in the same order in both."""
    ones, others = _once(a, size), _once(b, size)
    pairs = sorted((at, others[gram]) for gram, at in ones.items() if gram in others)
    return _rising(pairs)


def _once(text: str, size: int) -> dict[str, int]:
    seen: dict[str, int] = {}
    for at in range(len(text) - size + 1):
        gram = text[at : at + size]
        seen[gram] = -1 if gram in seen else at
    return {gram: at for gram, at in seen.items() if at >= 0}


def _rising(pairs: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The longest run of pairs that rises on both sides (patience sorting)."""
    tails: list[int] = []
    tops: list[int] = []
    back: list[int] = [-1] * len(pairs)
    for index, (_, value) in enumerate(pairs):
        pile = bisect_left(tails, value)
        back[index] = tops[pile - 1] if pile else -1
        if pile == len(tails):
            tails.append(value)
            tops.append(index)
        else:
            tails[pile], tops[pile] = value, index
    chain: list[tuple[int, int]] = []
    at = tops[-1] if tops else -1
    while at >= 0:
        chain.append(pairs[at])
        at = back[at]
    return chain[::-1]


def _between(anchors: list[tuple[int, int]], gap: _Gap) -> Iterator[_Gap]:
    """The stretches between anchors. Neighbouring anchors overlap: only where both sides step alike is text equal."""
    i, j, k, m = gap
    at, to = i, k
    for number, (one, other) in enumerate(anchors):
        # From anchor to anchor one step on both sides is equal text; before the first one it is not known.
        if number == 0 or i + one - at != k + other - to or i + one - at > 1:
            yield at, max(at, i + one), to, max(to, k + other)
        at, to = i + one, k + other
    yield at, j, to, m


def _letters(a: str, b: str, gap: _Gap) -> Iterator[_Gap]:
    i, j, k, m = gap
    if max(j - i, m - k) > _MOST:
        yield gap
        return
    for op in Indel.opcodes(a[i:j], b[k:m]):
        if op.tag != "equal":
            yield i + op.src_start, i + op.src_end, k + op.dest_start, k + op.dest_end


def _tidied(gaps: list[_Gap], a: str, b: str) -> list[_Gap]:
    """Gaps that touch are one; so are those around a few letters that agree by chance within much that differs."""
    tidy: list[_Gap] = []
    for gap in gaps:
        if tidy:
            i, j, k, m = tidy[-1]
            common = gap[0] - j
            size = min(max(j - i, m - k), max(gap[1] - gap[0], gap[3] - gap[2]))
            if common == 0 or (gap[2] - m == common and common * 3 <= size):
                tidy[-1] = (i, gap[1], k, gap[3])
                continue
        tidy.append(gap)
    return [
        trimmed for gap in tidy if (trimmed := _trimmed(a, b, gap))[0] < trimmed[1] or trimmed[2] < trimmed[3]
    ]


def _slid(gap: _Gap, old: _Stream, new: _Stream) -> _Gap:
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


def _paired(gaps: list[_Gap], old: _Stream, new: _Stream) -> Iterator[tuple[int, Difference]]:
    """Differences of the gaps, what left one place and came to another told as moved."""
    moved = _moves(gaps, old.text, new.text)
    taken = {arrival for arrival, _ in moved.values()}
    for index, (i, j, k, m) in enumerate(gaps):
        if index in moved:
            arrival, within = moved[index]
            _, _, p, q = gaps[arrival]
            inner = tuple(
                Difference(_kind(gap), old.spot(gap[0] + i, gap[1] + i), new.spot(gap[2] + p, gap[3] + p))
                for gap in within
            )
            yield i, Difference(Kind.MOVED, old.spot(i, j), new.spot(p, q), inner)
        rest = (i, i if index in moved else j, k, k if index in taken else m)
        if rest[0] < rest[1] or rest[2] < rest[3]:
            yield i, Difference(_kind(rest), old.spot(*rest[:2]), new.spot(*rest[2:]))


def _kind(gap: _Gap) -> Kind:
    if gap[0] == gap[1]:
        return Kind.EXTRA
    return Kind.MISSING if gap[2] == gap[3] else Kind.CHANGED


def _moves(gaps: list[_Gap], a: str, b: str) -> dict[int, tuple[int, tuple[_Gap, ...]]]:
    """Index of the gap left → (index of the gap filled, what changed on the way)."""
    arrivals = [(n, b[k:m]) for n, (_, _, k, m) in enumerate(gaps) if m - k >= _MOVE]
    exact: dict[str, list[int]] = {}
    for n, text in arrivals:
        exact.setdefault(text, []).append(n)
    found: dict[int, tuple[int, tuple[_Gap, ...]]] = {}
    used: set[int] = set()
    for n, (i, j, _, _) in enumerate(gaps):
        left = a[i:j]
        if len(left) < _MOVE:
            continue
        target = next((t for t in exact.get(left, ()) if t not in used and t != n), None)
        if target is None:
            target = _likest(left, [(t, text) for t, text in arrivals if t not in used and t != n])
        if target is not None:
            used.add(target)
            came = b[gaps[target][2] : gaps[target][3]]
            found[n] = (target, () if came == left else tuple(_tidied(list(_gaps(left, came)), left, came)))
    return found


def _likest(left: str, arrivals: list[tuple[int, str]]) -> int | None:
    near = [(n, text) for n, text in arrivals if 0.7 <= len(text) / len(left) <= 1.4]
    best = max(((ratio(left, text, score_cutoff=_ALIKE), n) for n, text in near[:200]), default=(0.0, -1))
    return best[1] if best[0] >= _ALIKE else None


def _glyphs(gaps: list[_Gap], old: _Stream, new: _Stream) -> Iterator[tuple[int, Difference]]:
    """Places that read the same but are written with other code points, one for each run."""
    if old.written == list(old.text) and new.written == list(new.text):
        return
    at = to = 0
    for i, j, _, m in [*gaps, (len(old.text), 0, len(new.text), 0)]:
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
