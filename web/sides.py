"""Rows of the compare page: changed blocks in full, runs of unchanged ones folded away."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import groupby

from markupsafe import Markup

from documents.compare import Hunk, HunkKind

CONTEXT = 1
"""Unchanged blocks shown on either side of a change."""


@dataclass(frozen=True, slots=True)
class Row:
    """One block in both versions. `old` or `new` is None where the block is not in that version."""

    kind: str
    old: Markup | None
    new: Markup | None
    change: int | None = None


@dataclass(frozen=True, slots=True)
class Fold:
    """A run of unchanged blocks, shown on demand."""

    rows: tuple[Row, ...]


def rows(hunks: Sequence[Hunk]) -> list[Row | Fold]:
    """What to show of `hunks`, in order; changes are numbered from 1 so that keys and links can jump along them."""
    shown: list[Row | Fold] = []
    number = 0
    runs = [(same, list(run)) for same, run in groupby(hunks, key=lambda h: h.kind is HunkKind.EQUAL)]
    for index, (same, run) in enumerate(runs):
        if not same:
            for hunk in run:
                number += 1
                shown.append(_row(hunk, number))
            continue
        plain = [_row(h, None) for h in run]
        before = plain[: CONTEXT if index else 0]
        after = plain[len(plain) - CONTEXT :] if index < len(runs) - 1 else []
        if len(plain) <= len(before) + len(after) + 1:
            shown.extend(plain)
            continue
        hidden = plain[len(before) : len(plain) - len(after)]
        shown.extend([*before, Fold(tuple(hidden)), *after])
    return shown


def changes(shown: Iterable[Row | Fold]) -> int:
    """How many changed blocks there are."""
    return sum(isinstance(r, Row) and r.change is not None for r in shown)


def _row(hunk: Hunk, number: int | None) -> Row:
    return Row(
        kind=hunk.kind.value,
        old=None if hunk.old is None else _side(hunk, old=True),
        new=None if hunk.new is None else _side(hunk, old=False),
        change=number,
    )


def _side(hunk: Hunk, *, old: bool) -> Markup:
    tag = "del" if old else "ins"
    whole = hunk.kind in {HunkKind.ADDED, HunkKind.REMOVED}
    parts = []
    for segment in hunk.segments:
        text = escape(segment.old if old else segment.new, quote=False)
        if text:
            parts.append(text if segment.op == "equal" and not whole else f"<{tag}>{text}</{tag}>")
    return Markup("".join(parts))  # noqa: S704  every part is escaped
