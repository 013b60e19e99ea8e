"""Readable text: every finding with its sentence and a caret line under the span."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from checks.model import Severity
from cli.check_files import FileResult, Item
from cli.output_common import SEVERITIES, Totals, place, totals

# Terminal codes (ECMA-48). A whole rich Console for them would take a tenth of a second to load at every start.
_CODES = {
    "bold": "1",
    "dim": "2",
    "heading": "1;4",
    "bold red": "1;31",
    "bold green": "1;32",
    "yellow": "33",
    "blue": "34",
    "magenta": "35",
}
_STYLES = {Severity.RED: "bold red", Severity.YELLOW: "yellow", Severity.BLUE: "blue"}
_INDENT = "    "
MAX_WIDTH = 100  # cells; a sentence beyond it is cut around the finding
MIN_WIDTH = 40


@dataclass(frozen=True, slots=True)
class Screen:
    """Where the text goes: terminal colours or not, width in cells."""

    colour: bool
    width: int = MAX_WIDTH

    @property
    def room(self) -> int:
        """Cells for a quoted sentence."""
        return min(MAX_WIDTH, max(MIN_WIDTH, self.width)) - len(_INDENT)

    def paint(self, text: str, style: str) -> str:
        """`text` in a style of `_CODES`, or as it is without colour."""
        return f"\x1b[{_CODES[style]}m{text}\x1b[0m" if self.colour and text else text


def render(results: Sequence[FileResult], *, colour: bool, width: int = MAX_WIDTH) -> str:
    """The report as text, with terminal colours when `colour`. `width` in cells."""
    screen = Screen(colour, width)
    return "".join(render_file(result, screen) for result in results) + render_totals(totals(results), screen)


def render_file(result: FileResult, screen: Screen) -> str:
    """One file's part of the report; empty where there is nothing to say."""
    if not (result.items or result.unchecked or result.unread is not None):
        return ""
    return "\n".join([*_file(result, screen), "", ""])


def render_totals(added: Totals, screen: Screen) -> str:
    """The last line of the report."""
    style = "bold red" if added.unread or added.found[Severity.RED] else "bold green"
    return screen.paint(added.line(), style) + screen.paint(f"（检查 {added.seconds:.2f} 秒）", "dim") + "\n"


def _file(result: FileResult, screen: Screen) -> Iterator[str]:
    yield screen.paint(visible(result.file), "heading")
    if result.unread is not None:
        yield screen.paint(f"{_INDENT}读不出来：{visible(result.unread)}", "bold red")
    for index in range(len(result.items)):
        yield from _finding(result, index, screen)
    for part in result.unchecked:
        yield screen.paint(f"{_INDENT}未能检查  {visible(part.what)}：{visible(part.reason)}", "magenta")


def _finding(result: FileResult, index: int, screen: Screen) -> Iterator[str]:
    item = result.items[index]
    finding = item.finding
    style = _STYLES[finding.severity]
    yield "".join(
        (
            screen.paint(f"  {place(result, index)}  ", "bold"),
            screen.paint(SEVERITIES[finding.severity], style),
            f" {finding.check}  {visible(finding.message)}",
            screen.paint(f"  〔{finding.source}〕", "dim"),
        )
    )
    line, caret, start, end = quoted(item, screen.room)
    yield _INDENT + line[:start] + screen.paint(line[start:end], style) + line[end:]
    change = "" if item.suggestion is None else f"  {_change(item.suggestion)}"
    yield _INDENT + screen.paint(caret + change, style)


def _change(suggestion: str) -> str:
    return f"→ {visible(suggestion)}" if suggestion else "→ 删去"


def quoted(item: Item, room: int) -> tuple[str, str, int, int]:
    """(line, caret line, start, end): the sentence, cut to `room` cells around the finding, and the carets
    under it.

    `start` and `end` are the finding's place in the line, in code points. East Asian characters take two
    cells, so each has two carets. An empty span (something is missing there) has one caret.
    """
    text = visible(item.sentence)
    start, end = item.sentence_start, item.sentence_end
    left, right = _window(text, start, end, room)
    prefix = "…" if left else ""
    line = prefix + text[left:right] + ("…" if right < len(text) else "")
    shift = len(prefix) - left
    start, end = start + shift, min(end, right) + shift
    caret = " " * cell_len(line[:start]) + "^" * max(1, cell_len(line[start:end]))
    return line, caret, start, end


def _window(text: str, start: int, end: int, room: int) -> tuple[int, int]:
    if cell_len(text) <= room:
        return 0, len(text)
    budget = room - 2  # one cell for each ellipsis
    right = start
    while right < end and budget > 0:
        budget -= cell_len(text[right])
        right += 1
    left = start
    while budget > 0 and (left > 0 or right < len(text)):
        if left > 0:
            left -= 1
            budget -= cell_len(text[left])
        if right < len(text) and budget > 0:
            budget -= cell_len(text[right])
            right += 1
    return left, right


def visible(text: str) -> str:
    """`text` on one line, code point for code point, with a stand-in for what would steer the terminal."""
    return "".join(" " if c in "\t\n\r\u2028\u2029" else "\ufffd" if _steers(c) else c for c in text)


def _steers(char: str) -> bool:
    # Cc: control; Cf: format, among them the marks that turn the direction of writing; Cs: lone surrogate.
    return unicodedata.category(char) in ("Cc", "Cf", "Cs")
