"""What is asked to be written into a file, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on [start, end) (code points) of a block. `lines` are its paragraphs, `at` the wall-clock time shown."""

    block: str
    start: int
    end: int
    author: str
    at: datetime
    lines: tuple[str, ...]
    resolved: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """[start, end) (code points) of a block is to read `text`. `author` and `at` (wall-clock) sign a tracked change."""

    block: str
    start: int
    end: int
    text: str
    author: str = ""
    at: datetime = datetime(1980, 1, 1)  # noqa: DTZ001 - wall-clock time, as w:date is


@dataclass(frozen=True, slots=True)
class Refusal:
    """Number `index` of what was asked for could not be written; `reason` is Chinese."""

    index: int
    reason: str


@dataclass(frozen=True, slots=True)
class Written:
    """A new file. `refused` tells what is not in it, `elsewhere` which remarks (by index) stand beside their place."""

    data: bytes
    refused: tuple[Refusal, ...] = ()
    elsewhere: tuple[int, ...] = ()


MACHINE = "机器检查"
"""Who signs what the checks found."""
_SEVERITIES = {"red": "错误", "yellow": "警告", "blue": "提示"}


def finding_lines(
    severity: str, message: str, text: str, suggestion: str | None, source: str
) -> tuple[str, ...]:
    """A finding as the paragraphs of a comment: what is wrong, what to write instead, what says so."""
    lines = [f"【{_SEVERITIES.get(severity, severity)}】{message}"]
    if suggestion is not None:
        lines.append(f"建议：改为“{suggestion}”" if suggestion else f"建议：删去“{text}”")
    return (*lines, f"依据：{source}")
