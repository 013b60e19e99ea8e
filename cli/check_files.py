"""What `sanshen check` does with files: find, read, check, and place the findings in the file."""

from __future__ import annotations

import hashlib
import logging
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from checks import private, runner
from checks.house import House
from checks.house_toml import HouseError
from checks.model import Finding, Unchecked
from checks.profiles import Profile
from checks.registry import all_checks
from checks.text import sentence_span
from cli.check_rules import Options, rules_for
from cli.check_sources import Source
from documents.charset import decode
from documents.errors import UnreadableError
from documents.limits import Limits
from documents.model import Document, nfc
from documents.read import read

if TYPE_CHECKING:
    from documents.layout import Layout

# Said aloud until the typo check can be given another model than the shipped one.
_NO_MODEL = Unchecked("sanshen.toml 的 checks.model", "本版本只用随软件的错别字模型，没有用这一项")
_LINE_END = re.compile("\r\n|\n|\r")


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
    """All about one file. `unread` is the reason it could not be read at all; then the rest is empty.

    `format` is the document's; `digest` is of the bytes that were checked. `rule_pack` and `engines` are empty unless
    asked for (`Options.described`).
    """

    file: str
    items: tuple[Item, ...] = ()
    unchecked: tuple[Unchecked, ...] = ()
    unread: str | None = None
    characters: int = 0
    rule_pack: str = ""
    engines: tuple[tuple[str, str], ...] = ()
    seconds: float = 0.0
    format: str = ""
    digest: str = ""


logger = logging.getLogger(__name__)


def check_file(source: Source, options: Options) -> FileResult:
    """Read and check one source. Never raises: one bad file must not stop the rest."""
    try:
        profile, house, settings = rules_for(source, options)
        result = _checked(source, profile, house, options)
        if settings.model is not None:
            result = replace(result, unchecked=(*result.unchecked, _NO_MODEL))
        return result
    except UnreadableError as error:
        return FileResult(source.name, unread=error.reason)
    except HouseError as error:  # the command looked before it began; somebody changed it since
        return FileResult(source.name, unread=str(error))
    except OSError as error:
        return FileResult(source.name, unread=_told(error))
    except Exception as error:
        logger.exception("checking %s failed", source.name)
        return FileResult(source.name, unread=f"检查程序出错（{type(error).__name__}），请查看日志")


def _checked(source: Source, profile: Profile, house: House, options: Options) -> FileResult:
    data = load(source)
    document = read(data, source.name)
    layout = _layout(data, document, profile)
    report = runner.run(
        document,
        profile,
        language_tool=options.language_tool,
        house=house,
        layout=layout,
        described=options.described,
    )
    return FileResult(
        file=source.name,
        items=_items(data, document, report.findings),
        unchecked=report.unchecked,
        characters=document.characters,
        rule_pack=report.rule_pack,
        engines=report.engines,
        seconds=report.seconds,
        format=document.format,
        digest=digest(data),
    )


def _layout(data: bytes, document: Document, profile: Profile) -> Layout | Unchecked | None:
    """How a Word file is set, where the profile looks at that."""
    if document.format != "docx" or not any(check.layout for check in profile.choose(all_checks())):
        return None
    from documents.layout_read import read_layout

    try:
        return read_layout(data)
    except UnreadableError as error:
        return Unchecked("版式", error.reason)


def digest(data: bytes) -> str:
    """What tells whether a file is still the one that was checked."""
    return hashlib.sha256(data).hexdigest()


def load(source: Source) -> bytes:
    """The bytes of a source, at most one more than the reader's limit.

    Raises:
        OSError: it cannot be read.
    """
    if source.data is not None or source.path is None:
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
    hidden = private.spans(findings)
    # Once a block, not once a finding: a block may be the whole file.
    shown = {block: private.hide(blocks[block].text, places) for block, places in hidden.items()}
    items: list[Item] = []
    for found in findings:
        finding, block = found, blocks[found.block]
        place = block.source_range(finding.start, finding.end)
        start, end = sentence_span(block.text, finding.start, finding.end)
        suggestion = finding.suggestion
        if place is not None and nfc(text[slice(*place)]) != finding.text:
            suggestion = None
        if private.touches(hidden, finding):
            # A report travels further than the draft: no format shows a personal number in full.
            finding, suggestion = private.masked(finding, hidden), None
        items.append(
            Item(
                finding=finding,
                region=_region(lines, *place) if place is not None else None,
                suggestion=suggestion,
                sentence=shown.get(block.id, block.text)[start:end],
                sentence_start=finding.start - start,
                sentence_end=finding.end - start,
            )
        )
    return tuple(items)


def _region(lines: list[int], start: int, end: int) -> Region:
    first, last = bisect_right(lines, start), bisect_right(lines, end)
    return Region(start, end, first, start - lines[first - 1] + 1, last, end - lines[last - 1] + 1)
