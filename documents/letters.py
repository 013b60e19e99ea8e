"""Where two long texts differ, character by character; the cost follows the differences.

Stretches that occur once in each text anchor the comparison (patience diff, after Bram Cohen), tried in falling lengths;
only what lies between two anchors is compared letter by letter (longest common subsequence, rapidfuzz).
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator

from rapidfuzz.distance import Indel

_GRAMS = (24, 12, 6)  # characters; lengths of the anchoring stretches
_SMALL = 64  # characters; a gap with one side this short needs no anchors
_MOST = 4000  # characters; the longest gap compared letter by letter
Gap = tuple[int, int, int, int]
"""[i, j) of the one text became [k, m) of the other."""


def gaps(a: str, b: str) -> list[Gap]:
    """The stretches that differ, in order; those around letters that agree by chance within much that differs are one."""
    return _tidied(sorted(_gaps(a, b)), a, b)


def _gaps(a: str, b: str) -> Iterator[Gap]:
    stack: list[tuple[Gap, int]] = [((0, len(a), 0, len(b)), 0)]
    done: list[Gap] = []
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
    yield from done


def _trimmed(a: str, b: str, gap: Gap) -> Gap:
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


def _between(anchors: list[tuple[int, int]], gap: Gap) -> Iterator[Gap]:
    """The stretches between anchors. Neighbouring anchors overlap: only where both sides step alike is text equal."""
    i, j, k, m = gap
    at, to = i, k
    for number, (one, other) in enumerate(anchors):
        # From anchor to anchor one step on both sides is equal text; before the first one it is not known.
        if number == 0 or i + one - at != k + other - to or i + one - at > 1:
            yield at, max(at, i + one), to, max(to, k + other)
        at, to = i + one, k + other
    yield at, j, to, m


def _letters(a: str, b: str, gap: Gap) -> Iterator[Gap]:
    i, j, k, m = gap
    if max(j - i, m - k) > _MOST:
        yield gap
        return
    for op in Indel.opcodes(a[i:j], b[k:m]):
        if op.tag != "equal":
            yield i + op.src_start, i + op.src_end, k + op.dest_start, k + op.dest_end


def _tidied(found: list[Gap], a: str, b: str) -> list[Gap]:
    """Gaps that touch are one; so are those around a few letters that agree by chance within much that differs."""
    tidy: list[Gap] = []
    for gap in found:
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
