"""The annotated paper: blocks with their marks, in order, table cells gathered into tables."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup

from checks.model import Report
from documents.model import Block, BlockKind, Document
from review.read.desk import CommentView, FindingView
from web.annotate import Mark, render
from web.locale import Translate

SEVERITIES = ("red", "yellow", "blue")


@dataclass(frozen=True, slots=True)
class Line:
    """A block ready to show. `tag` is the HTML element, `style` its class, `html` the annotated text.

    `note` is said over it; a line that is `gone` is in an earlier version only, so nobody can comment on it.
    """

    id: str
    tag: str
    style: str
    html: Markup
    asset: str | None = None
    note: str = ""
    gone: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table: rows of cells of lines."""

    rows: tuple[tuple[tuple[Line, ...], ...], ...]


Piece = Line | Table


def pieces(document: Document, marks: Mapping[str, Sequence[Mark]]) -> list[Piece]:
    """Everything to show of `document`, in order; `marks` are by block id."""
    return gathered((b, line(b, render(b.text, marks.get(b.id, ())))) for b in document)


def gathered(shown: Iterable[tuple[Block, Line]]) -> list[Piece]:
    """Lines in order, those of table cells gathered into their tables."""
    found: list[Piece] = []
    for table, run in groupby(shown, key=lambda pair: pair[0].cell.table if pair[0].cell else None):
        lines = list(run)
        found.extend([one for _, one in lines] if table is None else [_table(lines)])
    return found


def _table(lines: list[tuple[Block, Line]]) -> Table:
    cells: dict[int, dict[int, list[Line]]] = defaultdict(lambda: defaultdict(list))
    for block, one in lines:
        if block.cell is not None:
            cells[block.cell.row][block.cell.column].append(one)
    width = max((max(row) + 1 for row in cells.values()), default=0)
    return Table(
        tuple(tuple(tuple(cells[row].get(column, ())) for column in range(width)) for row in sorted(cells))
    )


def line(block: Block, html: Markup) -> Line:
    """The line of a block whose text is shown as `html`."""
    tag, style = "p", block.kind.value.replace("_", "-")
    if block.kind is BlockKind.HEADING:
        level = min(max(block.level or 1, 1), 4)
        tag, style = f"h{level + 1}", f"heading h-{level}"
    elif block.kind is BlockKind.LIST_ITEM:
        style = f"list-item l-{min(max(block.level or 1, 1), 4)}"
    if block.style.alignment in {"center", "right"}:
        style += f" to-{block.style.alignment}"
    return Line(block.id, tag, style, html, block.asset)


def desk(
    document: Document,
    findings: Iterable[FindingView],
    comments: Iterable[CommentView],
    href: Callable[[FindingView], str],
    t: Translate,
) -> list[Piece]:
    """The paper of the desk; `href` gives the address of a finding in the list."""
    return pieces(document, marks_of(findings, comments, href, t))


def marks_of(
    findings: Iterable[FindingView],
    comments: Iterable[CommentView],
    href: Callable[[FindingView], str],
    t: Translate,
) -> dict[str, list[Mark]]:
    """The marks of findings and comments by block."""
    marks: dict[str, list[Mark]] = defaultdict(list)
    for finding in findings:
        marks[finding.block].append(
            Mark(
                id=f"f{finding.id}",
                kind=finding.severity,
                start=finding.start,
                end=finding.end,
                label=f"{t('mark.' + finding.severity)}{finding.label}",
                href=href(finding),
                title=f"{t('severity.' + finding.severity)}：{finding.message}",
                settled=finding.disposition != "open",
            )
        )
    for comment in comments:
        if comment.placed:
            marks[comment.block].append(_comment_mark(comment, t))
    return marks


def _comment_mark(comment: CommentView, t: Translate) -> Mark:
    return Mark(
        id=f"c{comment.id}",
        kind="comment",
        start=comment.start,
        end=comment.end,
        label=t("mark.comment"),
        href=f"#c{comment.id}",
        title=f"{comment.person}：{comment.body}",
        settled=comment.resolved_at is not None,
    )


def preview(document: Document, report: Report, t: Translate) -> list[Piece]:
    """The paper of an upload that is not submitted yet."""
    marks: dict[str, list[Mark]] = defaultdict(list)
    for number, finding in enumerate(report.findings, start=1):
        severity = finding.severity.value
        marks[finding.block].append(
            Mark(
                id=f"f{number}",
                kind=severity,
                start=finding.start,
                end=finding.end,
                label=f"{t('mark.' + severity)}{number}",
                href=f"#f{number}",
                title=f"{t('severity.' + severity)}：{finding.message}",
            )
        )
    return pieces(document, marks)


def counts(findings: Iterable[object]) -> dict[str, int]:
    """How many findings of each severity there are."""
    counted = Counter(str(getattr(f, "severity", "")) for f in findings)
    return {severity: counted[severity] for severity in SEVERITIES}
