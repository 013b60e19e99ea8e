"""P007: a dash that is not ——."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from checks.text import CJK_MARKS, is_han
from documents.model import Document

# Hyphens, horizontal bars and box-drawing lines that stand for a dash; one — between names or numbers is right.
_DASH = regex(r"[-－]{2,}|[―─]{1,}|—[ \u3000]—|—{3}(?!—)")


@check(
    id="P007",
    title="破折号形式",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15834,
    why="破折号占两个字的位置：——；短横“-”是连接号，制表线“─”不是标点。",
    examples=(
        Example("这就是答案--实干。", hits=("--",), fixed="这就是答案——实干。"),
        Example("一个目标──共同富裕", hits=("──",), fixed="一个目标——共同富裕"),
        Example("──在全市大会上的讲话", hits=("──",), fixed="——在全市大会上的讲话"),
        Example("北京—上海的列车——复兴号，命令用--help查看。"),
        Example("-----------"),
    ),
)
def dash_form(document: Document) -> Iterator[Hit]:
    """Hits for substitutes of a dash that stand directly beside Chinese text on both sides."""
    for block in blocks_with(document, "--", "－－", "-－", "－-", "―", "─", "— —", "—\u3000—", "———"):
        text = block.text
        for match in _DASH.finditer(text):
            start, end = match.span()
            if len(match.group()) > 4 or match.group() == text:
                continue  # a drawn line
            if _cjk(text, end) and (start == 0 or _cjk(text, start - 1)):
                yield Hit(block.id, start, end, "破折号应为“——”。", "——")


def _cjk(text: str, index: int) -> bool:
    return 0 <= index < len(text) and (is_han(text[index]) or text[index] in CJK_MARKS)
