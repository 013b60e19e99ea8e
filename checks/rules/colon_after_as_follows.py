"""P023: 如下 with another mark than a colon before a list."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.headings import label_level
from documents.model import Document

_LEADS = regex(
    r"(?:如下|如下(?:几[个点条项]|[一二三四五六七八九十两\d]{1,2}[个点条项])(?:方面|问题|措施|意见|要求|建议)?)([。，；、])\Z"
)


@check(
    id="P023",
    title="“如下”后的标点",
    gate=Gate.QUALITY,
    severity=Severity.BLUE,
    source=Source.GBT_15834,
    why="“如下”提起下文，下面列出各项时用冒号。",
    examples=(
        Example(
            "现将有关事项通知如下。\n一、提高认识，加强领导。\n二、明确责任，抓好落实。",
            hits=("。",),
            fixed="现将有关事项通知如下：\n一、提高认识，加强领导。\n二、明确责任，抓好落实。",
        ),
        Example("现将有关事项通知如下：\n一、提高认识，加强领导。\n二、明确责任，抓好落实。"),
        Example(
            "详细情况报告如下。\n今年以来，全市经济平稳运行，各项任务进展顺利。",
            note="下面不是分项，句号可以。",
        ),
    ),
)
def colon_after_as_follows(document: Document) -> Iterator[Hit]:
    """Hits for the last mark of a block before a block with a label."""
    blocks = document.blocks
    for block in blocks_with(document, *_NEEDLES):
        match = _LEADS.search(block.text, max(0, len(block.text) - 16))
        if not match:
            continue
        number = blocks.index(block)
        following = blocks[number + 1].text if number + 1 < len(blocks) else ""
        if label_level(following) is not None or following.startswith(("一是", "首先", "第一")):
            yield Hit(block.id, *match.span(1), "下面分项列出，这里用冒号。", "：")


_NEEDLES = (regex(r"如下[^\0]{0,6}[。，；、]\0"),)
