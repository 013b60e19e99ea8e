"""Proof marks (校对符号) as drawings: what an order looks like on a printed proof.

The marks are those that GB/T 14706-1993 (校对符号及其用法) names for these cases; the drawings are our own, made from general
knowledge of the practice and not traced from the standard. One ink a round: red, blue, green.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """A mark an order can be drawn with."""

    REPLACE = "replace"  # 改正
    DELETE = "delete"  # 删除
    INSERT = "insert"  # 增补
    TRANSPOSE = "transpose"  # 对调
    MOVE = "move"  # 转移
    NEW_PARAGRAPH = "paragraph"  # 另起段
    RUN_ON = "run_on"  # 接排
    ADD_SPACE = "space"  # 加大空距
    CLOSE_UP = "close_up"  # 减小空距
    GLYPH = "glyph"  # 换字形（改正）
    NOTE = "note"  # 说明


LAYOUT = frozenset({Mark.NEW_PARAGRAPH, Mark.RUN_ON, Mark.ADD_SPACE, Mark.CLOSE_UP, Mark.NOTE})
"""Marks that change no letter: texts are compared without layout, so only a person can tell that they were done."""


@dataclass(frozen=True, slots=True)
class Ink:
    """The colour of a round's marks: `name` for style classes and words, `rgb` (six hex digits) for files."""

    name: str
    rgb: str


INKS = (Ink("red", "b0201a"), Ink("blue", "17559c"), Ink("green", "1c6b3c"))

# Paths on a field of 24 × 24, drawn with round ends; an arrow's head is part of its path.
_PATHS: dict[Mark, tuple[str, ...]] = {
    # A ring around the letter, its line led out to the margin where the right one stands.
    Mark.REPLACE: ("M3 12a5 5 0 1 0 10 0a5 5 0 1 0-10 0", "M13 12c3 0 3-6 8-7"),
    Mark.GLYPH: ("M3 12a5 5 0 1 0 10 0a5 5 0 1 0-10 0", "M13 12c3 0 3-6 8-7", "M19 3l2 2-2 2"),
    # A ring, its line ending in the loop of deletion.
    Mark.DELETE: ("M2 14a4 4 0 1 0 8 0a4 4 0 1 0-8 0", "M10 13c4-1 5-4 6-8c1-3 5-3 5 0c0 4-6 5-7 1"),
    # A wedge at the place, what comes in stands above it.
    Mark.INSERT: ("M5 21l7-13l7 13", "M8 4h8"),
    # The curve that goes over the one letter and under the other.
    Mark.TRANSPOSE: ("M2 13c0-9 10-9 10 0c0 9 10 9 10 0",),
    # A frame around what goes, an arrow to where it goes.
    Mark.MOVE: ("M2 9h9v9h-9z", "M11 13c7 0 9-3 9-9", "M17 7l3-4l3 4"),
    # The break: down, and in to the new line.
    Mark.NEW_PARAGRAPH: ("M4 3v8h14", "M18 11v8", "M15 16l3 4l3-4"),
    # The line that ties the end of one line to the beginning of the next.
    Mark.RUN_ON: ("M20 4c0 7-16 5-16 13", "M1 14l3 4l3-4"),
    # Arrow heads that push the letters apart, or press them together.
    Mark.ADD_SPACE: ("M12 3v18", "M9 8l-5 4l5 4", "M15 8l5 4l-5 4"),
    Mark.CLOSE_UP: ("M12 3v18", "M3 8l6 4l-6 4", "M21 8l-6 4l6 4"),
    # A ring around the words to the typesetter, which are not to be set.
    Mark.NOTE: ("M2 12a10 7 0 1 0 20 0a10 7 0 1 0-20 0", "M7 12h10"),
}


def ink(number: int) -> Ink:
    """The ink of round `number` (from 1); after the third they begin again."""
    return INKS[(number - 1) % len(INKS)]


def mark_of(found: str, wanted: str) -> Mark:
    """The mark that makes `wanted` of `found`: letters in, out, two neighbours exchanged, or others instead."""
    if not found:
        return Mark.INSERT
    if not wanted:
        return Mark.DELETE
    return Mark.TRANSPOSE if exchanged(found, wanted) else Mark.REPLACE


def exchanged(found: str, wanted: str) -> int | None:
    """Where `found` is cut so that its two parts exchanged give `wanted`; None if they never do."""
    if len(found) != len(wanted) or found == wanted:
        return None
    at = (wanted + wanted).find(found)
    return None if at <= 0 else len(found) - at


def svg(mark: Mark, title: str) -> str:
    """The drawing, in the ink of the text around it. `title` is read aloud; it must be escaped already."""
    paths = "".join(f'<path d="{path}"/>' for path in _PATHS[mark])
    return (
        f'<svg class="pm" viewBox="0 0 24 24" width="18" height="18" role="img" aria-label="{title}" fill="none"'
        f' stroke="currentColor" stroke-width="1.6" stroke-linecap="round" stroke-linejoin="round">{paths}</svg>'
    )
