"""N016: thousands marks and decimal points that are not: 1，234万, 3,5%, 12,34元, 3。5%."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Block, Document

_UNIT = r"(?=[%％‰万亿元人名个吨亩户家项件台套辆米次倍株册斤本份只头条张棵座位]|公里|千[米克瓦]|平方|立方|美元|公顷)"
_WIDE = regex(rf"(?<![\d.,，])([1-9]\d{{0,2}}(?:，\d{{3}})+(?:\.\d{{1,4}})?)(?!\d|，\d){_UNIT}", re.ASCII)
_GROUPS = regex(rf"(?<![\d.,，A-Za-z(（\[])(\d{{1,9}}(?:,\d{{1,9}})+)(?![\d,.]){_UNIT}", re.ASCII)
_PAUSED = regex(rf"(?<![\d.,，、年第])([1-9]\d{{0,2}}、\d{{3}})(?![\d、]){_UNIT}", re.ASCII)
_TWICE = regex(
    rf"(?<![\d.,，])(\d{{1,6}})([.,，。、·]{{2,3}})(\d{{1,4}})(?!\d)(?:{_UNIT}|(?=天|小时|分钟|岁|年))",
    re.ASCII,
)
_DECIMAL = regex(
    r"(?<![\d.,，])(\d{1,4})([。，,、·．])(\d{1,2})(?=[%％‰]|个百分点|万亿|[万亿][元吨人千斤亩]|倍|℃)",
    re.ASCII,
)
_STOPPED = regex(rf"(?<![\d.,，])(\d{{1,4}})([。·．])(\d{{1,2}})(?!\d){_UNIT}", re.ASCII)
_SPACED = regex(r"(?<![\d.])(\d{1,4})( \. ?|\. )(\d{1,2})(?=[%％‰万亿元]|个百分点)", re.ASCII)
_COUNTED = "[%％‰万亿元人名个吨亩户家项件台套辆米次倍株册斤本份只头条张棵座位公千平立美℃天小分岁年]"
_SEEK = (
    regex(
        rf"，(?<=\d，)(?=\d{{3}}(?:，\d{{3}})*(?:\.\d+)?{_COUNTED}|\d{{1,2}}(?:[%％‰倍℃]|个百分点|[万亿]))"
    ),
    regex(r",(?<=\d,)(?=\d)(?!\d{3}\D)"),
    regex(r",(?<=\d\d\d\d,)(?=\d)"),
    regex(rf"[。·．](?<=\d[。·．])(?=\d{{1,2}}{_COUNTED})"),
    regex(rf"、(?<=\d、)(?=\d{{3}}{_COUNTED}|\d[%％‰倍℃]|\d个百)"),
    regex(r"[.,，。、·](?<=\d[.,，。、·])[.,，。、·](?=\d)"),
    regex(r"[.](?<=\d [.])(?= ?\d)"),
    regex(r"[.](?<=\d[.])(?= \d)"),
)


@check(
    id="N016",
    title="小数点、千分撇",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15835,
    why="小数点用半角“.”；千分撇用半角“,”，从小数点起向左每三位一节。",
    examples=(
        Example("投入1，234万元。", hits=("1，234",), fixed="投入1,234万元。"),
        Example(
            "投入12,34万元，共12345,678元。",
            hits=("12,34", "12345,678"),
            note="数字本身可能写错，由编辑核对。",
        ),
        Example(
            "增长3。5%，达到3，5万亿元，提高3·5个百分点。",
            hits=("3。5", "3，5", "3·5"),
            fixed="增长3.5%，达到3.5万亿元，提高3.5个百分点。",
        ),
        Example(
            "增长3 .5%，面积34..7万吨、3。5公顷，运出15、300吨。",
            hits=("3 .5", "34..7", "3。5", "15、300"),
            fixed="增长3.5%，面积34.7万吨、3.5公顷，运出15,300吨。",
        ),
        Example("投入1,234万元，增长3.5%，2025年，5人参加；第3、5次会议；函数f(1,2)；坐标12,34。"),
        Example("2024、2025年分别增长4%、5%。占3%、5%。前者为3，5年内完成。"),
    ),
)
def digit_groups(document: Document) -> Iterator[Hit]:
    """Hits for the number before a unit or %; a comma in it may be a pause, so only clear forms count."""
    for block in blocks_with(document, *_SEEK):
        text = block.text
        for match in _WIDE.finditer(text):
            right = match.group(1).replace("，", ",")
            yield Hit(block.id, *match.span(1), f"千分撇用半角“,”：“{right}”。", right)
        for match in _GROUPS.finditer(text):
            if _is_wrong(match.group(1).split(",")):
                yield Hit(block.id, *match.span(1), "千分撇应每三位一节，请核对数字。", None)
        for match in _PAUSED.finditer(text):
            right = match.group(1).replace("、", ",")
            yield Hit(block.id, *match.span(1), f"千分撇用半角“,”：“{right}”。", right)
        for match in _TWICE.finditer(text):
            yield Hit(
                block.id,
                match.start(),
                match.end(),
                "数字中间有两个点号，请核对。",
                f"{match.group(1)}.{match.group(3)}",
            )
        yield from _points(block)


def _is_wrong(groups: list[str]) -> bool:
    """12,34 and 12345,678; a row of small numbers (1,2,3项) is a listing."""
    if all(len(group) == 1 for group in groups):
        return False
    return len(groups[0]) > 3 or any(len(group) != 3 for group in groups[1:])


def _points(block: Block) -> Iterator[Hit]:
    told: set[int] = set()
    text = block.text
    for match in (*_DECIMAL.finditer(text), *_STOPPED.finditer(text), *_SPACED.finditer(text)):
        mark, whole, part = match.group(2), match.group(1), match.group(3)
        listing = mark in "，,、" and (len(whole) > 2 or (mark == "、" and len(part) > 1))
        if listing or match.start() in told or (mark == "," and len(whole) + len(part) > 3):
            continue
        told.add(match.start())
        right = f"{whole}.{part}"
        yield Hit(block.id, match.start(), match.end(), f"小数点用半角“.”：“{right}”。", right)
