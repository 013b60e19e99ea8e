"""N029: Chinese and Arabic numerals in one number, fraction or range: 二十5, 三分之1, 三至5天."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Document

_HAN = "一二三四五六七八九"
_UNIT = "(?=[个名人岁元件条项次天月日届家户亩吨米倍台套辆座]|年(?!级)|公里|小时|[万亿])"
_TENS = regex(
    rf"(?<![第初\d{_HAN}十])[{_HAN}]?十\d(?![\d.%]){_UNIT}|(?<![\d.第])\d{{1,2}}十[{_HAN}]?(?=[个名人岁元件条项次天家户亩吨多余])"
)
_FRACTION = regex(
    rf"(?<![\d.])\d{{1,3}}分之[{_HAN}十]{{1,3}}|[{_HAN}十]{{1,3}}分之\d{{1,3}}(?![\d.%％])|千分之(\d{{1,3}}(?:\.\d)?)|万分之(\d{{1,3}}(?:\.\d)?)"
)
_POINT = regex(
    rf"[{_HAN}十]点\d{{1,2}}(?=个百分点|[倍%％万亿])|(?<![\d.])\d{{1,3}}点[{_HAN}]{{1,2}}(?=个百分点|[倍%％万亿])"
)
_RANGE = regex(
    rf"(?<![第周期初{_HAN}十百\d])[{_HAN}十两]{{1,3}}[至到～—－\-]\d{{1,3}}{_UNIT}|(?<![第\d.])\d{{1,3}}[至到～—－\-][{_HAN}十]{{1,3}}{_UNIT}"
)
_SEEK = (
    regex(r"十(?=\d(?![\d.%])[个名人岁元件条项次天月日届家户亩吨米倍台套辆座年公小万亿])"),
    regex(r"十(?<=\d十)"),
    regex(r"点(?<=[一二三四五六七八九十]点)(?=\d)"),
    regex(r"点(?<=\d点)(?=[一二三四五六七八九]{1,2}(?:个百|倍|%|％|万|亿))"),
    regex(rf"分之(?=\d)|分之(?<=\d分之)(?=[{_HAN}十])"),
    regex(rf"[至到～—－\-](?<=[{_HAN}十两][至到～—－\-])(?=\d)"),
    regex(rf"[至到～—－\-](?<=\d[至到～—－\-])(?=[{_HAN}十])"),
)


@check(
    id="N029",
    title="一个数里汉字和阿拉伯数字混用",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15835,
    why="一个数、一个分数、一个范围里只用一种数字。",
    examples=(
        Example("来了二十5人，占三分之1。", hits=("二十5", "三分之1")),
        Example("每次三至5天，不超过千分之3，提高二点1个百分点。", hits=("三至5", "千分之3", "二点1")),
        Example("来了二十五人，占1/3，三分之一，每次3至5天，周一至5日，第十3条。"),
        Example("从一到十，三十岁到40岁，第一至3章，三五天，十多人。"),
    ),
)
def mixed_numerals(document: Document) -> Iterator[Hit]:
    """Hits for the number; which style the text keeps to is the editor's choice."""
    for block in blocks_with(document, *_SEEK):
        for pattern in (_TENS, _FRACTION, _POINT, _RANGE):
            for match in pattern.finditer(block.text):
                yield Hit(
                    block.id, match.start(), match.end(), "同一个数里混用了汉字数字和阿拉伯数字。", None
                )
