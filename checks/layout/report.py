"""The layout of one file told to a person: what each line is, what deviates, and a corrected copy as an offer."""

from __future__ import annotations

from dataclasses import dataclass

from checks import house as houses
from checks import runner
from checks.house import House
from checks.layout.elements import Piece
from checks.layout.faults import name_of
from checks.layout.judge import Group, Judgement, judge
from checks.layout.profile import LayoutProfile, official
from checks.layout.topics import CHECKS
from checks.model import Finding, Severity, Unchecked
from checks.registry import by_id
from documents.errors import WrongTypeError
from documents.layout_read import read_layout
from documents.layout_write import write_layout
from documents.limits import Limits
from documents.model import Document
from documents.read import read

PROFILE = "layout"
_TOLD = "见说明"  # a check of the text that has no one answer
_ROUNDS = 5  # a size set right may show an indent that is wrong in the new size
_DEFAULT = Limits()


@dataclass(frozen=True, slots=True)
class Row:
    """One deviation. `count` places say the same, the first of them is (block, start, end).

    `fixable`: the corrected copy mends it. `mark`: provenance of the rule, D or K, '' for a check of the text.
    """

    check: str
    severity: Severity
    element: str
    item: str
    measured: str
    expected: str
    block: str
    start: int
    end: int
    text: str
    count: int
    fixable: bool
    advice: str
    mark: str
    suggestion: str | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """What a line was recognised as."""

    block: str
    element: str
    name: str
    text: str
    attached: bool


@dataclass(frozen=True, slots=True)
class LayoutReport:
    """Everything about the layout of one file, in the order of the document."""

    document: Document
    rows: tuple[Row, ...]
    lines: tuple[Told, ...]
    unchecked: tuple[Unchecked, ...]
    profile: LayoutProfile

    @property
    def fixable(self) -> int:
        """How many of the rows a corrected copy mends."""
        return sum(row.fixable for row in self.rows)

    def count(self, severity: Severity) -> int:
        """Rows of a severity."""
        return sum(row.severity is severity for row in self.rows)


def examine(
    data: bytes, filename: str, house: House = houses.NONE, limits: Limits = _DEFAULT
) -> LayoutReport:
    """The report on a .docx file. `house` switches off checks and accepts texts as it does in every run.

    Raises:
        WrongTypeError: not a Word file, so it has no layout to look at.
        UnreadableError: see `documents.read.read`.
    """
    document = read(data, filename, limits)
    _require_word(document)
    layout = read_layout(data, limits)
    profile = official()
    judged = judge(document, layout, profile)
    report = runner.run(document, PROFILE, house=house, layout=layout)
    rows = [_row(group, document) for group in judged.groups if not house.switched_off(_check(group))]
    # A text that two checks ask to change in the same way is told by its element.
    told = {(row.block, row.text) for row in rows if row.suggestion is not None}
    names = _names(judged, profile)
    for finding in report.findings:
        if not by_id(finding.check).layout and not _is_told(finding, told):
            rows.append(_text_row(finding, names.get(finding.block, "")))
    order = {block.id: index for index, block in enumerate(document)}
    rows.sort(key=lambda row: (order[row.block], row.start, row.check))
    return LayoutReport(document, tuple(rows), _lines(judged.pieces, profile), report.unchecked, profile)


def corrected(data: bytes, filename: str, limits: Limits = _DEFAULT) -> bytes:
    """A copy of a .docx file set as the profile asks, wherever that needs no change of the text; the same bytes where
    nothing is to be done.

    Its content hash is the file's own, but for one case: a title that had not stood in the middle is read as a
    heading once it does (`documents.read_docx`), which is a change of structure.

    Raises:
        WrongTypeError: not a Word file, or one that cannot be written back.
        UnreadableError: see `documents.read.read`.
    """
    document = read(data, filename, limits)
    _require_word(document)
    words = _words(document)
    for _ in range(_ROUNDS):
        changes = judge(document, read_layout(data, limits)).changes
        if not changes:
            break
        data = write_layout(data, changes, limits)
        document = read(data, filename, limits)
        if _words(document) != words:
            # Must not happen; a copy with another text must never reach anybody.
            raise WrongTypeError("校正后文字与原文不一致，没有生成校正稿。请把文件交给管理员查看。")
    return data


def _words(document: Document) -> list[object]:
    """Every character and picture of a document, and where it stands."""
    return [(b.text, b.label, b.cell, b.asset, b.anchor) for b in document]


def _require_word(document: Document) -> None:
    if document.format != "docx":
        raise WrongTypeError("只有 Word 文档（.docx）能检查版式。")


def _check(group: Group) -> str:
    return CHECKS[group.first.topic]


def _row(group: Group, document: Document) -> Row:
    fault = group.first
    text = document.block(fault.block).text[fault.start : fault.end]
    return Row(
        check=_check(group),
        severity=Severity.BLUE if fault.hint else by_id(_check(group)).severity,
        element=group.element,
        item=fault.item,
        measured=fault.measured,
        expected=fault.expected,
        block=fault.block,
        start=fault.start,
        end=fault.end,
        text=text,
        count=len(group.faults),
        fixable=all(f.changes for f in group.faults),
        advice=fault.advice,
        mark=fault.mark,
        suggestion=fault.suggestion,
    )


def _text_row(finding: Finding, element: str) -> Row:
    """A finding of a check that reads the text: level numbers, marks of the note of attachments."""
    return Row(
        check=finding.check,
        severity=finding.severity,
        element=element or "正文",
        item=by_id(finding.check).title,
        measured=f"“{finding.text}”",
        expected=_TOLD
        if finding.suggestion is None
        else f"“{finding.suggestion}”"
        if finding.suggestion
        else "删去",
        block=finding.block,
        start=finding.start,
        end=finding.end,
        text=finding.text,
        count=1,
        fixable=False,
        advice=f"{finding.message}校正稿不改文字。",
        mark=by_id(finding.check).source.mark,
        suggestion=finding.suggestion,
    )


def _is_told(finding: Finding, told: set[tuple[str, str]]) -> bool:
    return any(
        block == finding.block and (finding.text in text or text in finding.text) for block, text in told
    )


def _names(judged: Judgement, profile: LayoutProfile) -> dict[str, str]:
    return {p.line.block.id: name_of(profile, p.element, attached=p.attached) for p in judged.pieces}


def _lines(pieces: tuple[Piece, ...], profile: LayoutProfile) -> tuple[Told, ...]:
    return tuple(
        Told(
            p.line.block.id,
            p.element.value,
            name_of(profile, p.element, attached=p.attached),
            p.line.text,
            p.attached,
        )
        for p in pieces
    )
