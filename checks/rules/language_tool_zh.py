"""G001: what LanguageTool's Chinese rules (idioms, collocations, measure words) say about Chinese text."""

from __future__ import annotations

from collections.abc import Iterator

from checks import language_tool
from checks.language_tool import Complaint, Piece
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.text import is_chinese
from documents.model import Document

CATEGORIES = {"CAT1": "用词", "CAT2": "成语", "CAT3": "词语搭配"}


@check(
    id="G001",
    title="中文词语和语法（LanguageTool）",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.LANGUAGE_TOOL,
    why="成语写错字、近音词用错，读来通顺，最容易放过。LanguageTool 的中文规则能找出一部分；"
    "只采用在规范文字上实测很少误报的规则（checks/language_tool.toml 逐条写明）。",
    examples=(
        Example("他做事一向按步就班。", ("按步就班",), "他做事一向按部就班。"),
        Example("会议审议通过了年度工作报告，部署了下一阶段的任务。"),
        Example(
            "政权交接和平稳过渡要上下功夫衔接好，传染病暴发时启动预案。", note="容易被误报的规则不采用。"
        ),
    ),
    engine="language_tool",
)
def find(document: Document) -> Iterator[Hit]:
    pieces = (Piece(block.id, 0, block.text) for block in document if is_chinese(block.text))
    for piece, complaint in language_tool.complaints(pieces, "zh-CN"):
        suggestion = complaint.replacements[0] if len(complaint.replacements) == 1 else None
        message = _message(piece.text[complaint.start : complaint.end], complaint)
        severity = language_tool.kept("zh-CN").severity(complaint)
        yield Hit(
            piece.block, complaint.start, complaint.end, message, suggestion, severity, entry=complaint.rule
        )


def _message(text: str, complaint: Complaint) -> str:
    kind = CATEGORIES.get(complaint.category, "语法")
    if not complaint.replacements:
        return f"{kind}可能有误：“{text}”"
    return f"{kind}可能有误：“{text}”是否应为{'或'.join(f'“{r}”' for r in complaint.replacements)}"
