"""F006: 特此通知 and its like without the final mark."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Document

_CLOSING = regex(
    r"(?:特此(?:通知|通告|公告|报告|函告|函复|批复|通报|证明|说明|申请|函达)|(?:以上请示)?[，]?(?:妥否|当否|可否)，请(?:批示|批复|审批|指示)|请予(?:批准|审批|批复|函复))([，、；：,;.]?)"
)


@check(
    id="F006",
    title="公文结语的标点",
    gate=Gate.QUALITY,
    severity=Severity.BLUE,
    source=Source.GBT_9704,
    why="“特此通知”“妥否，请批示”等结语独立成段，是完整的句子，末尾用句号。",
    examples=(
        Example(
            "请各单位认真落实。\n特此通知\n某某市人民政府",
            hits=("特此通知",),
            fixed="请各单位认真落实。\n特此通知。\n某某市人民政府",
        ),
        Example("请各单位认真落实。\n特此通知。\n某某市人民政府"),
        Example("特此通知的事项有三。妥否，请批示。"),
    ),
)
def closing_words(document: Document) -> Iterator[Hit]:
    """Hits for a block that is nothing but the closing words."""
    for block in blocks_with(document, "特此", "请批示", "请批复", "请审批", "请予", "请指示"):
        match = _CLOSING.fullmatch(block.text)
        if match:
            words = block.text[: len(block.text) - len(match.group(1))]
            yield Hit(block.id, 0, len(block.text), "结语末尾用句号。", f"{words}。")
