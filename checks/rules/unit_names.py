"""U001: names of units that are no longer legal: 公尺, 公分, 平米. The names are data (old_units)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from checks import wordlists
from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import matches
from checks.wordlists import Entry
from documents.model import Document

_LIST = "old_units"
_NUMBER = regex(r"(?:[\d一二两三四五六七八九十百千万亿几半多余每]|\d )\Z")


@check(
    id="U001",
    title="已停用的计量单位名称",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GB_3100,
    why="出版物使用法定计量单位名称：米、厘米、升、吨、平方米。",
    wordlists=(_LIST,),
    examples=(
        Example("管道长30公尺，直径15公分。", hits=("公尺", "公分"), fixed="管道长30米，直径15厘米。"),
        Example("油箱容量50公升，航程三百浬。", hits=("公升", "浬"), fixed="油箱容量50升，航程三百海里。"),
        Example(
            "面积120平米，每平米2万元，约一百多立米。",
            hits=("平米", "平米", "立米"),
            fixed="面积120平方米，每平方米2万元，约一百多立方米。",
        ),
        Example("发动机功率为90马力。", hits=("马力",), note="数值要换算，由编辑定。"),
        Example("管道长30米，求最小公分母，面积3公顷，重5公斤，距离8公里，占地六亩，开足马力，两立方米。"),
    ),
)
def unit_names(document: Document) -> Iterator[Hit]:
    """Hits for such names behind a number, 每 or a word of quantity."""
    pattern, entries = _units()
    for block, match in matches(document, pattern, pattern):
        if not _NUMBER.search(block.text[max(0, match.start() - 2) : match.start()]):
            continue
        entry = entries[match.group(1)]
        told = f"应为“{entry.suggestion}”" if entry.suggestion else "不是法定计量单位"
        message = f"“{entry.term}”{told}。{entry.why}"
        yield Hit(
            block.id, *match.span(1), message, entry.suggestion, entry.severity, f"{_LIST}:{entry.term}"
        )


@cache
def _units() -> tuple[re.Pattern[str], dict[str, Entry]]:
    """The pattern over all names, and the entries by name."""
    entries = {entry.term: entry for entry in wordlists.load(_LIST)}
    names = "|".join(sorted(map(re.escape, entries), key=len, reverse=True))
    # The names first: a pattern that began by looking back would try every character of the text.
    return regex(rf"({names})(?!母|子|之一|率|数|全)"), entries
