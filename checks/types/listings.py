"""Announced counts (三项措施) and the items that follow them: 一是……二是……, （一）（二）, 第一、第二, 甲、乙和丙."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checks.late import regex
from checks.types.numerals import han, ordinal

_COUNT = r"[两二三四五六七八九十]{1,3}|[2-9]|[1-3]\d"
_THINGS = (
    "方面|措施|任务|问题|意见|建议|要求|原则|工作|阶段|步骤|条件|情形|因素|特点|特征|举措|目标|环节|内容|关系|重点|事项|要点|办法|方法|原因|经验|体会"
    "|变化|转变|制度|机制|体系|领域|类型|类别|部分|途径|渠道|方式|行动|工程|计划|项目|优势|难点|困难|风险|职责|义务|权利|标准|指标|层面|维度|成果|亮点|启示"
    "|判断|看法|感受|理由|结论|成绩|成效|短板|不足|对策|路径|方向|抓手|转化|突破|坚持|确保|强化|着力|统筹|结合|注重|具体"
)
ANNOUNCED = regex(
    rf"(?<![第\d.零一二三四五六七八九十百千—～“‘《])(?P<count>{_COUNT})(?P<unit>个方面|方面|件大事|件事|个字|大类|[个项条点大类种步件])(?P<thing>[^，。；：、！？\s\d（）]{{0,6}}?(?:{_THINGS})(?!日))?(?![”’月])"
)
_SERIES = {
    "一是": regex(r"(?<![第之统唯单合])([一二三四五六七八九十]{1,3})(?:是|要|则)(?![一二三四五六七八九十])"),
    "第一": regex(r"第([一二三四五六七八九十]{1,3})(?=[，,]|、(?![一二三四五六七八九十第（])|是)"),
    "（一）": regex(r"(?<![第条款项、至和及或])[（(]([一二三四五六七八九十]{1,3})[）)](?![项款至、，和或])"),
    "（1）": regex(r"(?<![第条款项、至和及或式图表])[（(](\d{1,2})[）)](?![项款至、，和或])"),
    "①": regex(r"([①-⑳])"),
}
_STARTS = {
    "一是": regex(r"(?<![第之统唯单合])一(?:是(?![否非])|要|则)"),
    "第一": regex(r"第一(?=[，,]|、(?![一二三四五六七八九十第（])|是)"),
    "（一）": regex(r"(?<![第条款项、至和及或])[（(]一[）)](?![项款至、，和或])"),
    "（1）": regex(r"(?<![第条款项、至和及或式图表])[（(]1[）)](?![项款至、，和或])"),
    "①": regex("①"),
}
# 共28条, 6方面24条政策措施: the length of a text, not what is listed here.
_WHOLE_TEXT = regex(r"[共计章]|方面|政策|条$")
_MOST = 15
STARTS = ("一是", "第一，", "第一、", "第一是", "（一）", "（1）", "(1)", "①")
"""One of these stands in every block with items in running text: literal needles."""


@dataclass(frozen=True, slots=True)
class Item:
    """The label of one item at [start, end), and its number."""

    start: int
    end: int
    number: int


@dataclass(frozen=True, slots=True)
class Series:
    """The items of one listing in running text, in order; `broken`: the item whose number does not follow."""

    items: tuple[Item, ...]
    broken: Item | None
    expected: int

    @property
    def count(self) -> int:
        """How many items there are."""
        return len(self.items)


def series_in(text: str) -> Iterator[Series]:
    """The listings in `text` that begin with a first item and have a second."""
    for kind, start in _STARTS.items():
        first = start.search(text)
        while first is not None:
            found = _series(text, first.start(), kind)
            if found.count > 1 or (found.count and found.broken is not None):
                yield found
            first = start.search(text, max([first.end(), *(item.end for item in found.items)]))


def _series(text: str, at: int, kind: str) -> Series:
    items: list[Item] = []
    for match in _SERIES[kind].finditer(text, at):
        number = ord(match.group(1)) - 0x245F if kind == "①" else ordinal(match.group(1))
        if number is None:
            continue
        if items and number == 1:
            break
        if kind == "一是" and items and not _opens_clause(text, match.start()):
            continue
        if number != len(items) + 1:
            # A reference backwards or far ahead is no item of this listing.
            near = bool(items) and number in (len(items), len(items) + 2)
            near = near and number != items[-1].number - 1
            return Series(
                tuple(items), Item(match.start(), match.end(), number) if near else None, len(items) + 1
            )
        items.append(Item(match.start(), match.end(), number))
    return Series(tuple(items), None, len(items) + 1)


def _opens_clause(text: str, at: int) -> bool:
    return at == 0 or text[at - 1] in "。；，：:;,、！？”）\u3000 "


def announced_before(text: str, at: int, *, reach: int = 34) -> tuple[re.Match[str], int] | None:
    """The announcement of a count that the listing at `at` fulfils, and that count.

    It is the last one within `reach` characters, at most one sentence end away, with a thing or a colon behind it.
    """
    low = max(0, at - reach)
    last = None
    for match in ANNOUNCED.finditer(text, low, at):
        last = match
    if last is None:
        return None
    between = text[last.end() : at]
    if last.group("unit") == "条" and _WHOLE_TEXT.search(text, max(0, last.start() - 8), last.end()):
        return None
    if sum(between.count(c) for c in "。；！？") > 1 or "一" in between[:1]:
        return None
    if (
        not last.group("thing")
        and not re.match(r"[^，。；、]{0,6}[：:，。]", between)
        and last.group("unit") not in ("个方面", "方面", "点")
    ):
        return None
    count = ordinal(last.group("count"))
    return (last, count) if count and 2 <= count <= _MOST else None


def told(number: int, like: str) -> str:
    """`number` written as `like` is: Arabic or Chinese."""
    if like.isdecimal():
        return str(number)
    return "两" if number == 2 and like != "二" else han(number)
