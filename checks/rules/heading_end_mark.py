"""P009: a heading that ends with a mark."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from documents.model import Block, BlockKind, Document

_END = "。；，、,;．"
_LABEL = re.compile(r"[一二三四五六七八九十]{1,3}、")
_INNER = re.compile(r"[。；：！？]")


@check(
    id="P009",
    title="标题末尾的标点",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15834,
    why="标题独立成行，末尾不用句号、逗号、分号。",
    examples=(
        Example(
            "一、总体要求。\n二、重点任务\n三、保障措施",
            hits=("。",),
            fixed="一、总体要求\n二、重点任务\n三、保障措施",
        ),
        Example(
            "一、总体要求\n二、重点任务；\n三、保障措施",
            hits=("；",),
            fixed="一、总体要求\n二、重点任务\n三、保障措施",
        ),
        Example("一、总体要求\n二、重点任务\n三、保障措施"),
        Example("一、制定方案。\n二、落实责任。", note="都有句号的是条款，不是标题。"),
    ),
)
def heading_end_mark(document: Document) -> Iterator[Hit]:
    """Hits for the last mark of headings, and of 一、 lines beside which others of their kind have none."""
    suspects = [b for b in document if _ends(b) and (b.kind is BlockKind.HEADING or _like_heading(b))]
    lines = sum(b.kind is not BlockKind.HEADING for b in suspects)
    headings = sum(b.kind is BlockKind.HEADING and _LABEL.match(b.text) is not None for b in document)
    for block in suspects:
        # Lines that end alike are the clauses of a list; one or two among headings are headings.
        if block.kind is BlockKind.HEADING or headings >= 2 * lines:
            end = len(block.text.rstrip())
            yield Hit(block.id, end - 1, end, f"标题末尾不用“{block.text[end - 1]}”。", "")


def _ends(block: Block) -> bool:
    text = block.text.rstrip()
    return len(text) > 1 and text[-1] in _END


def _like_heading(block: Block) -> bool:
    text = block.text.rstrip()
    label = _LABEL.match(text)
    short = block.kind is BlockKind.LIST_ITEM and label is not None and len(text) <= 30
    return short and label is not None and _INNER.search(text[label.end() : -1]) is None
