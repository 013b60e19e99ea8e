"""F003: titles of documents without 的, or with two kinds at once (请示报告)."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from documents.model import Document

_NO_DE = regex(r"(?:[^\s，。：；！？]{2,40})?关于[^的，。；！？]{4,40}(通知|通报|请示|批复|公告|通告)\Z")
_TWO_KINDS = regex(r"关于.{4,40}的(请示报告|通知通告|请示函|报告请示)\Z")
_FIRST_BLOCKS = 4


@check(
    id="F003",
    title="公文标题的文种",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_9704,
    why="公文标题写作“关于……的通知”，事由和文种之间用“的”；一个标题只用一个文种，“请示”和“报告”不并用。",
    examples=(
        Example(
            "关于召开年度工作会议通知\n各单位：", hits=("通知",), fixed="关于召开年度工作会议的通知\n各单位："
        ),
        Example(
            "关于增加项目经费的请示报告\n市财政局：",
            hits=("请示报告",),
            note="用请示还是报告，看是否要求批复。",
        ),
        Example("关于召开年度工作会议的通知\n各单位："),
        Example("放假通知\n各单位："),
    ),
)
def title_forms(document: Document) -> Iterator[Hit]:
    """Hits among the first blocks of a document, where its title stands."""
    for block in document.blocks[:_FIRST_BLOCKS]:
        match = _NO_DE.fullmatch(block.text)
        if match:
            kind = match.group(1)
            yield Hit(block.id, *match.span(1), f"文种前面缺“的”：“的{kind}”。", f"的{kind}")
        two = _TWO_KINDS.search(block.text)
        if two:
            yield Hit(block.id, *two.span(1), "一个标题只用一个文种，请核对。", None)
