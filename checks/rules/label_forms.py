"""P033: other marks after 一, 首先, 第一章, 1 as labels."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import BODY, matches
from documents.model import Block, Document

_HEAD = regex(
    r"([一二三四五六七八九十]{1,3})([，：．。])(?=[一-鿿])"
    r"|(\d{1,2})([，。])(?=[一-鿿])|(\d{1,2}[.．]|[一二三四五六七八九十]{1,3}、)([、.．，])(?=[一-鿿“《])"
    r"|(第[一二三四五六七八九十百\d]{1,5}[章节条])([、，：.．])(?=[一-鿿])"
)
_FIRST = frozenset("一二三四五六七八九十第0123456789")
_ORDER = regex(r"(?:\A|(?<=[。；：！？]))(首先|其次|再次|最后|[一二三四五六七八九]是)(、)(?=[一-鿿])")


@check(
    id="P033",
    title="序号、序词的标点",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15834,
    why="“一”后用顿号，“1”后用下脚点，“第一章”“第一条”后空一字，“首先”后用逗号。",
    examples=(
        Example(
            "标题\n一，总体要求是坚持质量第一。", hits=("，",), fixed="标题\n一、总体要求是坚持质量第一。"
        ),
        Example("1.、制定方案，明确责任。", hits=("、",), fixed="1.制定方案，明确责任。"),
        Example(
            "第一条、为了加强管理，制定本办法。", hits=("、",), fixed="第一条　为了加强管理，制定本办法。"
        ),
        Example(
            "要做到：首先、抓学习。其次、抓落实。",
            hits=("、", "、"),
            fixed="要做到：首先，抓学习。其次，抓落实。",
        ),
        Example("一、总体要求\n1.制定方案。\n首先，抓学习。\n第一条　为了加强管理，制定本办法。"),
        Example("第一条、第二条的规定。\n一是、二是、三是这些说法。"),
    ),
)
def label_forms(document: Document) -> Iterator[Hit]:
    """Hits for the mark after a label at the head of a block, and after 首先 and its like at the head of a sentence."""
    for block in document.blocks:
        if block.text[:1] in _FIRST and block.kind in BODY:
            yield from _at_head(block)
    for block, match in matches(document, _ORDER, "先、", "次、", "后、", "是、"):
        if "是、" not in block.text[match.end() : match.end() + 4]:
            right = "" if match.group(1).endswith("是") else "，"
            yield Hit(block.id, *match.span(2), f"“{match.group(1)}”后面不用顿号。", right)


def _at_head(block: Block) -> Iterator[Hit]:
    match = _HEAD.match(block.text)
    if not match:
        return
    if match.group(1):
        yield Hit(block.id, *match.span(2), "汉字序号后面用顿号。", "、")
    elif match.group(3):
        yield Hit(block.id, *match.span(4), "阿拉伯数字序号后面用“.”。", ".")
    elif match.group(5):
        yield Hit(block.id, *match.span(6), "序号后面只用一个标点。", "")
    elif not re.match(
        r"第[一二三四五六七八九十百\d]{1,5}[章节条]|[^，。]{0,12}的?规定", block.text[match.end() :]
    ):
        yield Hit(block.id, *match.span(8), "章、节、条的序号后面空一字，不用标点。", "　")
