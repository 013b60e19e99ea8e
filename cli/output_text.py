"""Readable text: every finding with its sentence and a caret line under the span."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Sequence

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from checks.model import Severity
from cli.check_files import FileResult, Item
from cli.output_common import SEVERITIES, counts, place, summary

_STYLES = {Severity.RED: "bold red", Severity.YELLOW: "yellow", Severity.BLUE: "blue"}
_INDENT = "    "
MAX_WIDTH = 100  # cells; a sentence beyond it is cut around the finding
MIN_WIDTH = 40


def render(results: Sequence[FileResult], *, colour: bool, width: int = MAX_WIDTH) -> str:
    """The report as text, with terminal colours when `colour`. `width` in cells."""
    out = io.StringIO()
    console = Console(
        file=out,
        force_terminal=colour,
        color_system="standard" if colour else None,
        no_color=not colour,
        width=10_000,  # we wrap ourselves: a caret line must not be broken
        highlight=False,
        legacy_windows=False,
    )
    room = min(MAX_WIDTH, max(MIN_WIDTH, width)) - len(_INDENT)
    for result in results:
        if result.items or result.unchecked or result.unread is not None:
            _file(console, result, room)
    style = "red" if any(r.unread for r in results) or counts(results)[Severity.RED] else "green"
    seconds = sum(result.seconds for result in results)
    console.print(
        Text(summary(results), style=f"bold {style}"), Text(f"（检查 {seconds:.2f} 秒）", style="dim")
    )
    return out.getvalue()


def _file(console: Console, result: FileResult, room: int) -> None:
    console.print(Text(visible(result.file), style="bold underline"))
    if result.unread is not None:
        console.print(Text(f"{_INDENT}读不出来：{visible(result.unread)}", style="bold red"))
    for index in range(len(result.items)):
        _finding(console, result, index, room)
    for part in result.unchecked:
        console.print(
            Text(f"{_INDENT}未能检查  {visible(part.what)}：{visible(part.reason)}", style="magenta")
        )
    console.print()


def _finding(console: Console, result: FileResult, index: int, room: int) -> None:
    item = result.items[index]
    finding = item.finding
    style = _STYLES[finding.severity]
    head = Text.assemble(
        (f"  {place(result, index)}  ", "bold"),
        (SEVERITIES[finding.severity], style),
        f" {finding.check}  {visible(finding.message)}",
        (f"  〔{finding.source}〕", "dim"),
    )
    console.print(head, soft_wrap=True)
    line, caret, start, end = quoted(item, room)
    sentence = Text(_INDENT + line)
    sentence.stylize(style, len(_INDENT) + start, len(_INDENT) + end)
    console.print(sentence, soft_wrap=True)
    pointer = Text(_INDENT + caret, style=style)
    if item.suggestion is not None:
        pointer.append(f"  {_change(item.suggestion)}")
    console.print(pointer, soft_wrap=True)


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
