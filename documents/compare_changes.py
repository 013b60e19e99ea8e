"""What changed between two versions, counted as a reader counts: every stretch that was touched is one change.

Two slips mended in one paragraph are two changes; three paragraphs put in at one place are one, and so is a paragraph
carried to another place, or a cut that runs from one paragraph into the next.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum, auto
from itertools import pairwise
from typing import Literal

from documents.compare import Hunk, HunkKind, Segment, align
from documents.compare_text import Op
from documents.model import Document

Seam = Literal["", "split-tail", "split-head", "joined-tail", "joined-head", "carried", "taken"]
_WHOLE = {HunkKind.ADDED, HunkKind.REMOVED}
# (what the changed row says, what its neighbour says) → (how its piece changed, what the neighbour is).
_SEAMS: dict[tuple[Seam, Seam], tuple[Op, HunkKind]] = {
    ("split-tail", "carried"): ("delete", HunkKind.ADDED),
    ("split-head", "carried"): ("delete", HunkKind.ADDED),
    ("joined-tail", "taken"): ("insert", HunkKind.REMOVED),
    ("joined-head", "taken"): ("insert", HunkKind.REMOVED),
}


_LEADING = re.compile(r"[0-9A-Za-z]*")
_TRAILING = re.compile(r"[0-9A-Za-z]*\Z")


class _End(Enum):
    """How the row before ends: as it was, in a change, or it is one as a whole."""

    EQUAL = auto()
    TOUCHED = auto()
    WHOLE = auto()


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a row; `change` numbers the change it belongs to (from 1), None where both versions agree."""

    segment: Segment
    change: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """One block of either version with its pieces.

    `change` is that of the whole block: added, removed, moved, or of another kind or level (`restyled`).

    `seam`: a paragraph was split or joined here. The last (`…-tail`) or first (`…-head`) piece of the row is the text of
    its neighbour, which says `carried` (it is still there, as a paragraph) or `taken` (it is in this one now).
    """

    kind: HunkKind
    old: str | None
    new: str | None
    parts: tuple[Part, ...]
    change: int | None = None
    restyled: bool = False
    seam: Seam = ""

    @property
    def first(self) -> int | None:
        """The first change that this row has a part in."""
        if self.change is not None:
            return self.change
        return next((p.change for p in self.parts if p.change is not None), None)


@dataclass(frozen=True, slots=True)
class Changes:
    """The rows of both versions in order, and how many changes they hold."""

    rows: tuple[Row, ...]
    count: int


def changes(old: Document, new: Document) -> Changes:
    """Every change from `old` to `new`, numbered in the order of the new text."""
    hunks = align(old, new).hunks(away=True)
    moves = _moves(hunks, {block.id: index for index, block in enumerate(old)})
    rows: list[Row] = []
    count = 0
    last = _End.EQUAL
    numbers: dict[int, int] = {}
    for hunk in hunks:
        if hunk.kind in {HunkKind.MOVED, HunkKind.AWAY}:
            count += moves[str(hunk.old)] not in numbers
            rows.append(_whole(hunk, numbers.setdefault(moves[str(hunk.old)], count)))
        elif hunk.kind in _WHOLE:
            count += last is _End.EQUAL
            rows.append(_whole(hunk, count))
            last = _End.WHOLE
        else:
            row, count = _within(hunk, count, joins=last is _End.WHOLE)
            rows.append(row)
            last = _End.TOUCHED if row.parts and row.parts[-1].change is not None else _End.EQUAL
    return Changes(tuple(_with_seams(rows)), count)


def _moves(hunks: Sequence[Hunk], order: dict[str, int]) -> dict[str, int]:
    """Old id of every moved block → its group: blocks that stood together and stand together were moved as one."""
    groups: dict[str, int] = {}
    before: Hunk | None = None
    for hunk in hunks:
        if hunk.kind is HunkKind.MOVED:
            old = str(hunk.old)
            follows = (
                before is not None
                and before.kind is HunkKind.MOVED
                and order[str(before.old)] + 1 == order[old]
            )
            groups[old] = groups[str(before.old)] if follows and before else len(groups)
        if hunk.kind is not HunkKind.AWAY:
            before = hunk
    return groups


def _whole(hunk: Hunk, number: int) -> Row:
    parts = tuple(Part(s, None if s.op == "equal" else number) for s in worded(hunk.segments))
    return Row(hunk.kind, hunk.old, hunk.new, parts, number)


def _within(hunk: Hunk, count: int, joins: bool) -> tuple[Row, int]:
    """A block that is in both versions: each stretch that differs is a change; the first may go on from the row above."""
    parts: list[Part] = []
    for segment in worded(hunk.segments):
        if segment.op == "equal":
            parts.append(Part(segment, None))
            continue
        count += not (joins and not parts)
        parts.append(Part(segment, count))
    restyled = hunk.kind is HunkKind.CHANGED and all(p.change is None for p in parts)
    count += restyled
    return Row(hunk.kind, hunk.old, hunk.new, tuple(parts), count if restyled else None, restyled), count


def worded(segments: Sequence[Segment]) -> list[Segment]:
    """The pieces with their edges at words, as far as letters tell: 供暖 became 暖气, 31 became 30, not 1 became 0.

    One character that stayed between two changes belongs to one rewriting, and a changed letter or digit to its run.
    """
    found: list[Segment] = []
    for index, segment in enumerate(segments):
        inner = segment.op == "equal" and 0 < index < len(segments) - 1
        found.append(replace(segment, op="replace") if inner and _is_letter(segment.old) else segment)
    merged: list[Segment] = []
    for segment in found:
        if segment.op != "equal" and merged and merged[-1].op != "equal":
            segment = _together(merged.pop(), segment)  # noqa: PLW2901
        merged.append(segment)
    return _widened(merged)


def _is_letter(text: str) -> bool:
    return len(text) == 1 and text.isalnum()


def _together(one: Segment, other: Segment) -> Segment:
    old, new = one.old + other.old, one.new + other.new
    op: Op = "insert" if not old else "delete" if not new else "replace"
    return Segment(op, old, new)


def _widened(segments: list[Segment]) -> list[Segment]:
    """Changes that touch a run of Latin letters or digits take all of it."""
    wide: list[Segment] = []
    for index, segment in enumerate(segments):
        if segment.op != "equal":
            wide.append(segment)
            continue
        text, before, after = segment.old, "", ""
        if index > 0 and _ends_in_run(segments[index - 1], -1):
            before = _LEADING.match(text)[0]  # type: ignore[index]  # matches the empty run too
        if index < len(segments) - 1 and _ends_in_run(segments[index + 1], 0):
            after = _TRAILING.search(text[len(before) :])[0]  # type: ignore[index]
        if before:
            wide.append(_together(wide.pop(), Segment("equal", before, before)))
        kept = text[len(before) : len(text) - len(after)]
        if kept:
            wide.append(Segment("equal", kept, kept))
        if after:
            rest = Segment("replace", after, after)
            wide.append(_together(wide.pop(), rest) if wide and not kept else rest)
    joined: list[Segment] = []
    for segment in wide:
        apart = segment.op == "equal" or not joined or joined[-1].op == "equal"
        joined.append(segment if apart else _together(joined.pop(), segment))
    return joined


def _ends_in_run(segment: Segment, at: int) -> bool:
    """Whether either text of a change has a Latin letter or digit at that edge."""
    return any(text and text[at].isascii() and text[at].isalnum() for text in (segment.old, segment.new))


def _with_seams(rows: Sequence[Row]) -> list[Row]:
    """Paragraphs that were only split or joined are told as such, not as text lost here and gained there."""
    seamed = list(rows)
    for index, (one, other) in enumerate(pairwise(seamed)):
        for seams, (first, second) in _SEAMS.items():
            part, whole = (one, other) if seams[0].endswith("tail") else (other, one)
            at = -1 if seams[0].endswith("tail") else 0
            if whole.kind is not second or part.kind is not HunkKind.CHANGED or not part.parts:
                continue
            piece, text = part.parts[at].segment, whole.parts[0].segment
            lost, came = (piece.old, text.new) if first == "delete" else (piece.new, text.old)
            if piece.op == first and lost.strip() and lost.strip() == came.strip() and not part.seam:
                named = replace(part, seam=seams[0]), replace(whole, seam=seams[1])
                seamed[index], seamed[index + 1] = named if part is one else named[::-1]
                break
    return seamed
