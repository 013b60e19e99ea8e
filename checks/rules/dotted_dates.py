"""N019: 2026.3.5 and 2026/3/5 in running text."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.text import inside, is_chinese, verbatim_spans
from checks.types.matches import matches
from documents.model import Document

_DATE = regex(
    r"(?<![\d./\-A-Za-z第])((?:19|20)\d\d)([./．])(1[0-2]|0?[1-9])(?:\2(3[01]|[12]\d|0?[1-9]))(?![\d./\-])"
)
_SEEK = (regex(r"[./．](?<=[12]\d\d\d[./．])(?=\d{1,2}[./．]\d)"),)


@check(
    id="N019",
    title="年月日用点或斜线分隔",
    gate=Gate.QUALITY,
    severity=Severity.BLUE,
    source=Source.GBT_15835,
    why="正文里的日期写作“2026年3月5日”；需要简写时用“2026-03-05”，不用点和斜线。",
    examples=(
        Example("会议定于2026.3.5召开。", hits=("2026.3.5",), fixed="会议定于2026年3月5日召开。"),
        Example("截至2026/03/05已完成。", hits=("2026/03/05",), fixed="截至2026年3月5日已完成。"),
        Example("2026年3月5日，2026-03-05，版本2026.3.5.1，GB/T 2012.3。"),
    ),
)
def dotted_dates(document: Document) -> Iterator[Hit]:
    """Hits in Chinese text outside addresses and file names."""
    for block, match in matches(document, _DATE, *_SEEK):
        if not is_chinese(block.text) or inside(verbatim_spans(block.text), match.start()):
            continue
        year, _, month, day = match.groups()
        right = f"{year}年{int(month)}月{int(day)}日"
        yield Hit(block.id, match.start(), match.end(), f"日期写作“{right}”。", right)
