"""P010: the mark after a label: （一）、 第一、 一. 1、."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import matches
from documents.model import Block, Document

_HAN = "一二三四五六七八九十"
_BRACKETED = regex(rf"(?:[（(](?:[{_HAN}]{{1,3}}|\d{{1,3}})[)）]|[①-⑳])([、.．，,])(?![\d（(①-⑳])")
_ORDINAL = regex(rf"(?:^|(?<=[。；：！？]))第[{_HAN}]{{1,3}}([、])(?![第{_HAN}\d]|和|及|与|或)")
_ORDINAL_SEEK = regex(rf"第[{_HAN}]{{1,3}}、")
_HEADS = frozenset("（(0123456789①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳")
_DIGIT = regex(r"\d{1,2}(、)(?![\d一二三四五六七八九十])")


@check(
    id="P010",
    title="序号后面的标点",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15834,
    why="带括号的序号后面不再加标点；“第一”“第二”后面用逗号；阿拉伯数字序号后面用下脚点。",
    examples=(
        Example("（一）、加强组织领导，落实责任。", hits=("、",), fixed="（一）加强组织领导，落实责任。"),
        Example("①．明确任务，落实责任。", hits=("．",), fixed="①明确任务，落实责任。"),
        Example(
            "要做到：第一、抓学习。第二、抓落实。",
            hits=("、", "、"),
            fixed="要做到：第一，抓学习。第二，抓落实。",
        ),
        Example("1、制定方案，明确责任。", hits=("、",), fixed="1.制定方案，明确责任。"),
        Example("一、总体要求\n（一）加强领导，落实责任。\n1.制定方案，明确责任。"),
        Example("优化第一、第二、第三产业结构。第一、二季度增长较快。"),
    ),
)
def label_marks(document: Document) -> Iterator[Hit]:
    """Hits for the mark after a label; only labels at the head of a block, 第一、 also at the head of a sentence."""
    for block in document.blocks:
        if block.text[:1] in _HEADS:
            yield from _at_head(block)
    for block, ordinal in matches(document, _ORDINAL, _ORDINAL_SEEK):
        start, end = ordinal.span(1)
        yield Hit(block.id, start, end, "“第一”“第二”这类序词后面用逗号。", "，")


def _at_head(block: Block) -> Iterator[Hit]:
    bracketed = _BRACKETED.match(block.text)
    if bracketed:
        start, end = bracketed.span(1)
        yield Hit(block.id, start, end, "带括号或圆圈的序号后面不再加标点。", "")
    digit = _DIGIT.match(block.text)
    if digit:
        start, end = digit.span(1)
        yield Hit(block.id, start, end, "阿拉伯数字序号后面通常用“.”。", ".", Severity.BLUE)
