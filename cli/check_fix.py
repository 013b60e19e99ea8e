"""`sanshen check --fix` and `--diff`: suggestions put into text files, where that is safe.

Safe is: the check offers exactly one suggestion, the place is plain text in the file, no other change touches it, the
file's character set can say it, and the file is still byte for byte the one that was checked. Word files are not
changed: their formatting and revisions belong to the desk.
"""

from __future__ import annotations

import difflib
import os
import stat
import tempfile
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from checks.model import Severity
from cli.check_files import FileResult, Item, check_file, digest
from cli.check_rules import Options
from cli.check_sources import Source
from documents.charset import decode
from documents.errors import NotWritableError
from documents.formats import named
from documents.write_text import FORMATS, encoded_like

PASSES = (
    4  # a change may let another check see its fault; more rounds than this would be a quarrel of two checks
)


class NotFixedError(Exception):
    """The file was left as it is; the message is Chinese and says why."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """A file's text before and after, how many changes, and what the checks say of the text after."""

    before: str
    after: str
    changes: int
    result: FileResult


def severities(lowest: Severity) -> frozenset[Severity]:
    """`lowest` and everything more severe."""
    order = list(Severity)
    return frozenset(order[: order.index(lowest) + 1])


def fix(
    source: Source, result: FileResult, options: Options, wanted: frozenset[Severity], write: bool
) -> Fixed:
    """Change the file of `source`, whose check gave `result`; `write` False only works out the changes.

    Raises:
        NotFixedError: the format, the character set or a change made meanwhile does not allow it.
    """
    path = source.path
    if path is None or result.unread is not None:
        raise NotFixedError("不是可以修改的文件")
    if result.format not in FORMATS:
        raise NotFixedError(f"{named(result.format).title}不能自动修改，请在审校台处理")
    try:
        data = path.read_bytes()
        if digest(data) != result.digest:
            raise NotFixedError("文件在检查期间被改动，没有修改，请重新检查")
        fixed, last = _rounds(source, data, result, options, wanted)
        if write and fixed.changes:
            _replace(path, data, last)
    except OSError as error:
        raise NotFixedError(f"写不进去（{error.strerror}）") from error
    return fixed


def _rounds(
    source: Source, data: bytes, result: FileResult, options: Options, wanted: frozenset[Severity]
) -> tuple[Fixed, bytes]:
    before = text = decode(data)[0]
    changes = 0
    for _ in range(PASSES):
        edits = list(chosen(result.items, wanted))
        if not edits:
            break
        text = applied(text, edits)
        data = _encoded(data, text)
        changes += len(edits)
        # The rules are those of the file's own place, the text is the new one.
        result = check_file(Source(source.name, source.path, data), options)
    return Fixed(before, text, changes, result), data


def chosen(items: Iterable[Item], wanted: frozenset[Severity]) -> Iterator[Item]:
    """The items to apply, in order, none touching another: of two the more severe, then the earlier."""
    order = {severity: rank for rank, severity in enumerate(Severity)}
    usable = [
        item
        for item in items
        if item.region is not None
        and item.suggestion is not None
        and item.suggestion != item.finding.text
        and item.finding.severity in wanted
    ]
    taken: list[tuple[int, int, int]] = []  # (start, end, index in usable), in order and apart
    usable.sort(key=lambda item: (order[item.finding.severity], _span(item)))
    for index, item in enumerate(usable):
        start, end = _span(item)
        at = bisect_left(taken, (start, end, 0))
        free_before = at == 0 or taken[at - 1][1] < start
        free_after = at == len(taken) or end < taken[at][0]
        if free_before and free_after:
            taken.insert(at, (start, end, index))
    yield from (usable[index] for _, _, index in taken)


def _span(item: Item) -> tuple[int, int]:
    return (item.region.start, item.region.end) if item.region else (0, 0)


def applied(text: str, items: Iterable[Item]) -> str:
    """`text` with the suggestions of `items`, which are in order and apart."""
    parts: list[str] = []
    done = 0
    for item in items:
        start, end = _span(item)
        parts += [text[done:start], item.suggestion or ""]
        done = end
    return "".join([*parts, text[done:]])


def diff(name: str, before: str, after: str) -> str:
    """A unified diff of two texts."""
    shown = name.lstrip("/")
    lines = difflib.unified_diff(
        before.splitlines(keepends=True), after.splitlines(keepends=True), f"a/{shown}", f"b/{shown}"
    )
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines
    )


def _encoded(data: bytes, text: str) -> bytes:
    try:
        return encoded_like(data, text)
    except NotWritableError as error:
        raise NotFixedError(error.reason) from error


def _replace(path: Path, checked: bytes, new: bytes) -> None:
    """Put `new` in the place of `path` in one step, keeping its mode; refuse when it is no longer `checked`."""
    target = path.resolve()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(new)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(stat.S_IMODE(target.stat().st_mode))
        if target.read_bytes() != checked:
            raise NotFixedError("文件在检查期间被改动，没有修改，请重新检查")
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)
