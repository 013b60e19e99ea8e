"""N007: 、 between two neighbouring numerals that mean an approximate number."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from documents.model import Document

_NEXT = "|".join(f"{a}、{b}" for a, b in zip("一二三四五六七八", "二三四五六七八九", strict=True))
_APPROXIMATE = re.compile(
    rf"(?<![一二三四五六七八九第、初周期])(十?(?:{_NEXT}|三、五|两、三))(?=天(?!线)|个月(?!期)|个小时|小时(?!级)|分钟|岁|里地|公里|斤|个人(?!所))"
)


@check(
    id="N007",
    title="概数里的顿号",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15835,
    why="相邻两个数字连用表示概数时，中间不用顿号：三五天、七八个月。",
    examples=(
        Example("请等三、五天。", hits=("三、五",), fixed="请等三五天。"),
        Example("孩子十七、八岁。", hits=("十七、八",), fixed="孩子十七八岁。"),
        Example("三五天、七八岁；一、二年级；第三、四季度；三、四线城市；一、二、三天的安排。"),
    ),
)
def approximate_numbers(document: Document) -> Iterator[Hit]:
    """Hits before measure words that count, never after 第, so that listings of grades and terms stay silent."""
    for block in document:
        for match in _APPROXIMATE.finditer(block.text):
            right = match.group().replace("、", "")
            yield Hit(block.id, match.start(), match.end(), f"概数中间不用顿号：“{right}”。", right)
