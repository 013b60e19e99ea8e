"""Rows of the compare page: both versions in step, changed blocks in full, runs of unchanged ones folded away."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from itertools import groupby

from markupsafe import Markup

from documents.compare import HunkKind
from documents.compare_changes import Changes, Part
from documents.compare_changes import Row as Change

CONTEXT = 1
"""Unchanged blocks shown on either side of a change."""


@dataclass(frozen=True, slots=True)
class Row:
    """One block in both versions. `old` or `new` is None where the block is not in that version.

    `numbers` says which changes it has a part in: `3`, `3–5`, '' for none.
    """

    kind: str
    old: Markup | None
    new: Markup | None
    numbers: str = ""


@dataclass(frozen=True, slots=True)
class Fold:
    """A run of unchanged blocks, shown on demand."""

    rows: tuple[Row, ...]


def rows(found: Changes) -> list[Row | Fold]:
    """What to show of the changes, in order; the first piece of each can be jumped to."""
    shown: list[Row | Fold] = []
    anchored: set[int] = set()
    runs = [(same, list(run)) for same, run in groupby(found.rows, key=_is_equal)]
    for index, (same, run) in enumerate(runs):
        plain = [_row(row, anchored) for row in run]
        before = plain[: CONTEXT if index else 0]
        after = plain[len(plain) - CONTEXT :] if index < len(runs) - 1 else []
        if not same or len(plain) <= len(before) + len(after) + 1:
            shown.extend(plain)
            continue
        shown.extend([*before, Fold(tuple(plain[len(before) : len(plain) - len(after)])), *after])
    return shown


def _is_equal(row: Change) -> bool:
    return row.first is None


def _row(row: Change, anchored: set[int]) -> Row:
    numbers = sorted({p.change for p in row.parts if p.change} | ({row.change} if row.change else set()))
    told = [str(n) for n in numbers]
    return Row(
        kind=row.seam if row.seam in {"carried", "taken"} else row.kind.value,
        new=None if row.new is None or row.kind is HunkKind.AWAY else _side(row, anchored, old=False),
        old=None if row.old is None else _side(row, anchored, old=True),
        numbers="–".join(dict.fromkeys([told[0], told[-1]])) if told else "",
    )


def _side(row: Change, anchored: set[int], *, old: bool) -> Markup:
    # Where both sides show a change, the new one is the place to jump to, so it is written first.
    seam = {"tail": len(row.parts) - 1, "head": 0}.get(row.seam.rpartition("-")[2])
    pieces = "".join(
        _seam(row, part, anchored, old=old)
        if number == seam or row.seam in {"carried", "taken"}
        else _piece(part, anchored, old=old)
        for number, part in enumerate(row.parts)
    )
    if row.change is not None and not old:
        pieces = _anchor(row.change, anchored, "<i{}></i>") + pieces
    return Markup(pieces)  # noqa: S704  every part is escaped


def _piece(part: Part, anchored: set[int], *, old: bool) -> str:
    text = escape(part.segment.old if old else part.segment.new, quote=False)
    if not text or part.change is None:
        return text
    tag = "del" if old else "ins"
    return _anchor(part.change, anchored, f"<{tag}{{}}>") + f"{text}</{tag}>"


def _seam(row: Change, part: Part, anchored: set[int], *, old: bool) -> str:
    """Text that is still there, in the paragraph above or below: plain, with the mark of the end put in or taken out."""
    text = escape(part.segment.old if old else part.segment.new, quote=False)
    if row.seam in {"carried", "taken"} or old == row.seam.startswith("split"):
        return text
    tag = "del" if old else "ins"
    return _anchor(part.change or 0, anchored, f"<{tag}{{}}>") + f"¶</{tag}>"


def _anchor(change: int, anchored: set[int], form: str) -> str:
    """`form` with the attributes that make it the place of the change, the first time the change is met."""
    if change in anchored:
        return form.format("") if form.startswith(("<ins", "<del")) else ""
    anchored.add(change)
    return form.format(f' id="x{change}" data-hunk="{change}" tabindex="-1"')
