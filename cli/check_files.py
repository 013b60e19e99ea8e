"""What `sanshen check` does with files: find, read, check, and place the findings in the file."""

from __future__ import annotations

import os
import re
import sys
from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from checks import runner
from checks.language_tool import LanguageTool
from checks.model import Finding, Unchecked
from checks.text import sentence_span
from documents.charset import decode
from documents.errors import UnreadableError
from documents.limits import Limits
from documents.model import Document, nfc
from documents.read import read

STDIN = "-"
SUFFIXES = frozenset({".docx", ".md", ".markdown", ".txt"})
# Below this a pool costs more than it saves: every worker imports the rules and builds its automata.
POOL_FILES, POOL_BYTES = 4, 400_000
POOL_WORKERS = 4

_LINE_END = re.compile("\r\n|\n|\r")


@dataclass(frozen=True, slots=True)
class Source:
    """One thing to check. `name`: what results call it; `path` None = standard input, already read."""

    name: str
    path: Path | None
    data: bytes | None = None


@dataclass(frozen=True, slots=True)
class Region:
    """A place in a text file, in code points: offsets in the decoded text, lines and columns from 1."""

    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Item:
    """A finding and where it is. `region` is None where the format has no text offsets.

    `suggestion` is None, unlike the finding's, where the file has markup inside the span: replacing would
    lose it. `sentence` is the sentence around it, the finding at [sentence_start, sentence_end) in it.
    """

    finding: Finding
    region: Region | None
    suggestion: str | None
    sentence: str
    sentence_start: int
    sentence_end: int


@dataclass(frozen=True, slots=True)
class FileResult:
    """All about one file. `unread` is the reason it could not be read at all; then the rest is empty."""

    file: str
    items: tuple[Item, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()
    unread: str | None = None
    characters: int = 0
    rule_pack: str = ""
    engines: tuple[tuple[str, str], ...] = ()
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class Options:
    """How to check: profile name and engine."""

    profile: str
    language_tool: LanguageTool


def expand(names: Sequence[str], stdin_name: str) -> Iterator[Source | FileResult]:
    """Sources for the names given, folders walked, in a stable order; an empty folder is a result at once."""
    seen: set[Path] = set()
    for name in names:
        if name == STDIN:
            yield Source(stdin_name, None, sys.stdin.buffer.read(Limits().packed + 1))
            continue
        path = Path(name)
        if not path.is_dir():
            found = [path]
        else:
            found = sorted(_walk(path))
            if not found:
                yield FileResult(name, unread="文件夹里没有可以检查的文件（docx、md、txt）")
        for file in found:
            if file.resolve() not in seen:
                seen.add(file.resolve())
                yield Source(str(file), file)


def _walk(folder: Path) -> Iterator[Path]:
    for base, folders, files in os.walk(folder):
        folders[:] = sorted(f for f in folders if not f.startswith("."))
        for file in files:
            # ~$name.docx is the lock file Word leaves beside an open document.
            if Path(file).suffix.lower() in SUFFIXES and not file.startswith((".", "~$")):
                yield Path(base) / file


def check_all(
    sources: Sequence[Source], options: Options, workers: int, done: Callable[[], None]
) -> list[FileResult]:
    """A result for each source, in order. `workers`: processes, 0 = what pays; `done`: called a file."""
    count = workers or _fitting_workers(sources)
    if count <= 1:
        results: list[FileResult] = []
        for source in sources:
            results.append(check_file(source, options))
            done()
        return results
    with ProcessPoolExecutor(count, mp_context=get_context("spawn")) as pool:
        futures = [pool.submit(check_file, source, options) for source in sources]
        for future in futures:
            future.add_done_callback(lambda _: done())
        return [_outcome(source, future.result) for source, future in zip(sources, futures, strict=True)]


def _outcome(source: Source, result: Callable[[], FileResult]) -> FileResult:
    try:
        return result()
    except BrokenProcessPool:
        return FileResult(source.name, unread="检查进程意外中止，可能是内存不足")


def _fitting_workers(sources: Sequence[Source]) -> int:
    size = sum(_size(source) for source in sources)
    if len(sources) < POOL_FILES or size < POOL_BYTES:
        return 1
    return min(POOL_WORKERS, os.cpu_count() or 1, len(sources))


def _size(source: Source) -> int:
    try:
        return source.path.stat().st_size if source.path else len(source.data or b"")
    except OSError:
        return 0


def check_file(source: Source, options: Options) -> FileResult:
    """Read and check one source. Never raises for what is in the file."""
    try:
        data = _load(source)
        document = read(data, source.name)
    except UnreadableError as error:
        return FileResult(source.name, unread=error.reason)
    except OSError as error:
        return FileResult(source.name, unread=_told(error))
    report = runner.run(document, options.profile, language_tool=options.language_tool)
    return FileResult(
        file=source.name,
        items=_items(data, document, report.findings),
        unchecked=report.unchecked,
        characters=document.characters,
        rule_pack=report.rule_pack,
        engines=report.engines,
        seconds=report.seconds,
    )


def _load(source: Source) -> bytes:
    if source.path is None:
        return source.data or b""
    # One byte more than the limit is enough for the reader to refuse it, and a huge file is never read whole.
    with source.path.open("rb") as file:
        return file.read(Limits().packed + 1)


def _told(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "文件不存在"
    if isinstance(error, PermissionError):
        return "没有读取权限"
    return f"文件读不出来（{error.strerror or type(error).__name__}）"


def _items(data: bytes, document: Document, findings: Sequence[Finding]) -> tuple[Item, ...]:
    text = decode(data)[0] if document.charset is not None else ""
    lines = [0, *(match.end() for match in _LINE_END.finditer(text))]
    blocks = {block.id: block for block in document}
    items: list[Item] = []
    for finding in findings:
        block = blocks[finding.block]
        place = block.source_range(finding.start, finding.end)
        start, end = sentence_span(block.text, finding.start, finding.end)
        suggestion = finding.suggestion
        if place is not None and nfc(text[slice(*place)]) != finding.text:
            suggestion = None
        items.append(
            Item(
                finding=finding,
                region=_region(lines, *place) if place is not None else None,
                suggestion=suggestion,
                sentence=block.text[start:end],
                sentence_start=finding.start - start,
                sentence_end=finding.end - start,
            )
        )
    return tuple(items)


def _region(lines: list[int], start: int, end: int) -> Region:
    first, last = bisect_right(lines, start), bisect_right(lines, end)
    return Region(start, end, first, start - lines[first - 1] + 1, last, end - lines[last - 1] + 1)
