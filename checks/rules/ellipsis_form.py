"""P006: an ellipsis that is not ……."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from checks.text import CJK_MARKS, inside, is_han, verbatim_spans
from documents.model import Document

_DOTS = regex(r"\.{3,}|。{3,}|…+|·{3,}|．{3,}|、{3,}|,{3,}|，{3,}|•{2,}|\.(?: \.){2,}")
_LEADER = regex(r"\s*\d{1,4}\s*\Z")  # dots between an entry and its page in a table of contents


@check(
    id="P006",
    title="省略号形式",
    gate=Gate.QUALITY,
    severity=Severity.RED,
    source=Source.GBT_15834,
    why="省略号是六个居中的圆点，占两个字的位置：……。",
    examples=(
        Example("这些年...变化真大。", hits=("...",), fixed="这些年……变化真大。"),
        Example("他想了很久。。。", hits=("。。。",), fixed="他想了很久……"),
        Example("山川、湖泊…都在变。", hits=("…",), fixed="山川、湖泊……都在变。"),
        Example("秧歌、高跷、、、表演接连登场。", hits=("、、、",), fixed="秧歌、高跷……表演接连登场。"),
        Example("话没有说完……大家都懂。"),
        Example("第一章总则...............12"),
        Example("Wait... the code uses range(1, ..., n)."),
    ),
)
def ellipsis_form(document: Document) -> Iterator[Hit]:
    """Hits for dots that stand for an ellipsis beside Chinese text; …… and a whole line of dots are right."""
    for block in blocks_with(
        document, "...", "。。。", "…", "···", "．．．", "、、、", ",,,", "，，，", "••", ". . ."
    ):
        text = block.text
        verbatim: list[tuple[int, int]] | None = None
        for match in _DOTS.finditer(text):
            start, end = match.span()
            if match.group() in ("……", "…………") or len(match.group()) == len(text):
                continue
            if not (_cjk(text, start - 1) or _cjk(text, end)) or _LEADER.match(text[end : end + 12]):
                continue
            verbatim = verbatim_spans(text) if verbatim is None else verbatim
            if not inside(verbatim, start):
                yield Hit(block.id, start, end, "省略号应为六个居中圆点“……”。", "……")


def _cjk(text: str, index: int) -> bool:
    return 0 <= index < len(text) and (is_han(text[index]) or text[index] in CJK_MARKS)
