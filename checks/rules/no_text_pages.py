"""F007: （此页无正文）."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Document

_NO_TEXT = regex(r"[（(]?\s*[此本]页无正文\s*[）)]?")


@check(
    id="F007",
    title="“此页无正文”",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_9704,
    why="2012年起的公文格式不再用“此页无正文”；排版后剩下的空白，用调整行距、字距的办法解决。",
    examples=(
        Example("请各单位认真落实。\n（此页无正文）\n某某市人民政府", hits=("（此页无正文）",)),
        Example("公文不再标注“此页无正文”，改用调整行距的办法。"),
    ),
)
def no_text_pages(document: Document) -> Iterator[Hit]:
    """Hits for a block that is nothing but the note."""
    for block in blocks_with(document, "页无正文"):
        if _NO_TEXT.fullmatch(block.text):
            yield Hit(block.id, 0, len(block.text), "不用“此页无正文”，请调整行距、字距。", None)
