"""Masks personal and secret data in what leaves the desk: reports, logs, files for other programs.

The author sees their own text; a report is mailed, archived and fed to other programs, so it shows that a number
stands there and where, never the number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from checks.model import Finding

MASK = "*"
_SHOWN = 2  # characters left at either end, where enough stay hidden
_FEWEST_HIDDEN = 6

Spans = Mapping[str, Sequence[tuple[int, int]]]
"""Private places by block id: (start, end) in code points."""


def spans(findings: Iterable[Finding]) -> dict[str, list[tuple[int, int]]]:
    """Where the private findings lie, by block."""
    found: dict[str, list[tuple[int, int]]] = {}
    for finding in findings:
        if finding.private:
            found.setdefault(finding.block, []).append((finding.start, finding.end))
    return found


def touches(hidden: Spans, finding: Finding) -> bool:
    """Whether `finding`, of whatever check, covers a part of a private place."""
    return any(start < finding.end and finding.start < end for start, end in hidden.get(finding.block, ()))


def hide(text: str, places: Sequence[tuple[int, int]]) -> str:
    """`text`, of the same length, with the letters and digits of `places` masked but for two at either end."""
    for start, end in places:
        keep = _SHOWN if end - start - 2 * _SHOWN >= _FEWEST_HIDDEN else 0
        inner = "".join(MASK if c.isalnum() else c for c in text[start + keep : end - keep])
        text = text[: start + keep] + inner + text[end - keep :]
    return text


def masked(finding: Finding, hidden: Spans) -> Finding:
    """The finding with a masked `text` and no suggestion: applied, a masked suggestion would destroy the text."""
    places = [
        (max(0, start - finding.start), min(end, finding.end) - finding.start)
        for start, end in hidden.get(finding.block, ())
        if start < finding.end and finding.start < end
    ]
    whole = [(0, len(finding.text))] if finding.private else places
    return replace(finding, text=hide(finding.text, whole), suggestion=None)
