"""A stated total and its stated parts in one sentence: 共30人，其中男18人、女12人.

What makes quantities one sum is the writing, not the numbers: the same unit, parts one after another behind 其中, a
colon or 分别, or a row of parts before 合计. A listing may name only some parts, or parts that overlap (女性、党员),
so a sum below the total counts as wrong only where the parts are a known division, or miss the total narrowly.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice, pairwise

from checks.late import regex
from checks.types.quantities import UNITS, Quantity, quantities

_NUMBER = r"[^，。；：、\0\d]{0,14}[\d一二两三四五六七八九十]"
_CUE_WORDS = (
    "共 总(?=[投面人额数量计共产收支规长预]) 合计 累计 收到 受理 征集 办理 查处 应到 应出席 发放 安排 投入 下达 "
    "筹集 现有 辖 完成 实现"
)
CUES = (
    *(regex(cue + _NUMBER) for cue in _CUE_WORDS.split()),
    *(regex(cue + r"[^。\0]{0,20}?\d") for cue in ("其中", "分别", "包括")),
)
"""One of these stands in every sentence that can hold a sum: needles for `places.sentences_with`."""

_MOST = 40  # quantities in a sentence that a person can still read as sums
# Between two parts of one sum stand at most this many characters.
_GAP = 28
_TOTAL_BEFORE = regex(r"(?:共|总|合计|累计|全部)[^，。；：、\d]{0,14}$")
# Weaker: a row behind these may as well be other deeds, so only a narrow miss counts.
_WEAK_BEFORE = regex(
    r"(?:完成|实现|收到|受理|征集|办理|查处|应到|应出席|发放|安排|投入|下达|筹集|现有|辖)[^，。；：、\d]{0,14}$"
)
_NARROW = Decimal("0.1")
_NO_SUMS = frozenset({"年", "岁", "周岁", "周年", "度", "分", "倍", "%", "个百分点", "层", "届", "期"})
# What is surely before every quantity that can be added: a number, and how its unit or its multiplier begins.
_UNIT_BEGINS = "".join(sorted({unit[0] for unit in UNITS if unit not in _NO_SUMS} - {"％"}))
_ANY_NUMBER = regex(rf"(?:\d|[一二两三四五六七八九十百千零])(?=[{_UNIT_BEGINS}多余几十百千万亿])")
_SUM_BEFORE = regex(
    r"(?:共|合计|共计|总计|总共|一共|总数|总额|总和|累计|总投资|总收入|总支出)[^，。；：、\d]{0,8}$"
)
_OPENS_PARTS = regex(
    r"^[^，。；：\d]{0,10}(?:[，；（(：:]\s?(?:其中|包括|分别|按|含|由)|[，、]\s?(?:分别是|分别为|包括|其中|由)|：|"
    r"其中)[^。；\d]{0,14}$"
)
_DIRECT_PARTS = regex(r"^[^，。；：\d]{0,6}[，（(][^，。；：\d]{1,12}$")
# What stands before a number that is no part: a change, a share, a limit, another year.
_NO_PART = regex(
    r"(?:已|各|增|减|升|降|涨|跌|同比|环比|比[^例重]|较|多(?!媒|功)|少(?![儿年先数])|占|均|每|率|月|日|达到?|限|至|"
    r"(?<![实未])到|超过|—|～|-|余下)[^，。；：、]{0,6}$"
)
_NEW_MATTER = regex(
    r"[。！？!?]|同时|同比|比上年|较上年|增长|下降|累计|全年|特别是|带动|(?<!其)中包括|[共总]|合计|在内|或者|或[^，。；]{0,4}$"
)
_DIVIDES = regex(r"[含（(男女]|包括|其中|分别")
_UP_TO_SUM = regex(r"(?:一?共计?|合计|总计?|累计)[^，。；：]{0,12}$")
# Words for parts that overlap each other, or are only examples of the whole.
_OVERLAP = regex(
    r"女|党员|少数民族|以上|以下|学历|职称|骨干|退休|新增|重点|主要|先进|优秀|示范|当年|本年|直接|最高|省级|国家级|"
    r"市级|高级|博士|硕士|博士后|返乡|脱贫|留守|专项|分类|尤其|特别|例如"
)
_MAN = regex("男")
# Divisions that are whole by their nature: where both words name parts, nothing is left over.
_DIVISIONS = (
    "男|女 城镇|农村 城市|农村 中央|地方 国有|民营 公办|民办 线上|线下 出口|进口 赞成|反对 同意|反对 已完成|"
    "未完成 采纳|未采纳 合格|不合格 自筹|财政 "
    "正式|列席 正式|候补 党员|群众 国内|国外 境内|境外 省内|省外 市内|市外 室内|室外 汉族|少数民族 上半年|"
    "下半年 白天|夜间 到会|请假 出席|请假 实到|缺席 "
    "其余|其 其他|其 剩余|其"
)
_WHOLE = tuple(tuple(words.split("|")) for words in _DIVISIONS.split())


@dataclass(frozen=True, slots=True)
class Sum:
    """A total and its parts in a text; `total_first` says which came first."""

    total: Quantity
    parts: tuple[Quantity, ...]
    difference: Decimal  # sum of the parts less the total


def wrong_sums(text: str, start: int, end: int) -> Iterator[Sum]:
    """The sums in the sentence [start, end) whose parts do not make the total."""
    if len(_ANY_NUMBER.findall(text, start, end)) < 3:
        return
    counted = (q for q in quantities(text, start, end) if q.unit not in _NO_SUMS)
    found = list(islice(counted, _MOST + 1))
    if not 3 <= len(found) <= _MOST:
        return
    done = -1
    for index, quantity in enumerate(found):
        if quantity.start < done or not quantity.exact:
            continue
        parts = _after(text, found, index) or _before(text, found, index, start)
        if len(parts) < 2:
            continue
        parts = _outermost(text, parts)
        if len(parts) < 2 or _some_make(parts, quantity):
            continue
        difference = sum((p.value for p in parts), Decimal(0)) - quantity.value
        if _wrong(text, quantity, parts, difference, start, end):
            done = max(p.end for p in (*parts, quantity))
            yield Sum(quantity, tuple(parts), difference)


def _outermost(text: str, parts: list[Quantity]) -> list[Quantity]:
    """`parts` without those that only divide the part before them: 运动员284人，男126人、女158人，教练员232人."""
    kept: list[Quantity] = []
    index = 0
    while index < len(parts):
        part, total, end = parts[index], Decimal(0), index + 1
        while end < len(parts) and total < part.value:
            total += parts[end].value
            end += 1
        kept.append(part)
        divided = total == part.value and end - index > 2
        index = end if divided and _DIVIDES.search(text, part.end, parts[index + 1].start) else index + 1
    return kept


def _some_make(parts: list[Quantity], total: Quantity) -> bool:
    """Whether the first parts alone make the total: what follows then belongs to something else."""
    made = Decimal(0)
    for count, part in enumerate(parts[:-1], 1):
        made += part.value
        if made == total.value and count > 1:
            return True
    return False


def _after(text: str, found: list[Quantity], index: int) -> list[Quantity]:
    total = found[index]
    rest = [q for q in found[index + 1 :] if not _in_brackets(text, total.end, q.start)]
    if not rest:
        return []
    opening = text[total.end : rest[0].start]
    lead = text[max(0, total.start - 24) : total.start]
    named = _TOTAL_BEFORE.search(lead) or _WEAK_BEFORE.search(lead)
    if not (_OPENS_PARTS.match(opening) or (named and _DIRECT_PARTS.match(opening))):
        return []
    return _row(text, total, rest)


def _row(text: str, total: Quantity, rest: list[Quantity]) -> list[Quantity]:
    """The parts that follow one another, of the total's kind, until something else is told."""
    parts: list[Quantity] = []
    at = total.end
    for quantity in rest:
        between = text[at : quantity.start]
        if len(between) > _GAP or _NEW_MATTER.search(between):
            break
        if not _same_kind(total, quantity):
            # 小学60所、3万人: a fact about the part, and not a part.
            if "；" in between or parts:
                continue
            break
        if _NO_PART.search(between) or not quantity.exact:
            return []
        parts.append(quantity)
        at = quantity.end
    return parts


def _before(text: str, found: list[Quantity], index: int, start: int) -> list[Quantity]:
    total = found[index]
    lead = text[max(start, total.start - 14) : total.start]
    if not _SUM_BEFORE.search(lead):
        return []
    parts: list[Quantity] = []
    at = total.start
    for quantity in reversed(found[:index]):
        between = text[quantity.end : at]
        if (
            len(between) > _GAP
            or _NEW_MATTER.search(_UP_TO_SUM.sub("", between) if not parts else between)
            or not _same_kind(total, quantity)
        ):
            break
        if not quantity.exact:
            return []
        before = text[max(start, quantity.start - 8) : quantity.start]
        if _NO_PART.search(before):
            return []
        parts.append(quantity)
        at = quantity.start
    parts.reverse()
    # A row of equal standing: 、 ， or ； between the parts, and nothing summed up before.
    if any(not re.match(r"[^。]*?[、，；和及与]", text[a.end : b.start]) for a, b in pairwise(parts)):
        return []
    if parts and re.search(
        r"[共总][^，。；、\d]{0,10}$|其中[^，。；]{0,10}$",
        text[max(start, parts[0].start - 14) : parts[0].start],
    ):
        return []
    return parts


def _same_kind(total: Quantity, part: Quantity) -> bool:
    people = {"人", "名", "位"}
    if total.unit in people and part.unit in people:
        return True
    if total.unit != part.unit:
        return False
    return not (total.counted and part.counted) or total.counted == part.counted or total.unit == "种"


def _in_brackets(text: str, start: int, at: int) -> bool:
    between = text[start:at]
    opened = between.count("（") + between.count("(") - between.count("）") - between.count(")")
    # The row itself may stand in brackets right behind the total: 30人（男18人、女12人）.
    return opened > (1 if between[:1] in "（(" else 0)


def _wrong(
    text: str, total: Quantity, parts: list[Quantity], difference: Decimal, start: int, end: int
) -> bool:
    slack = _slack(total, parts)
    if abs(difference) <= slack or not total.value:
        return False
    last = max(p.end for p in parts)
    names = (
        text[total.end : last]
        if parts[0].start > total.start
        else text[max(start, parts[0].start - 10) : total.start]
    )
    if any(all(word in names for word in words) for words in _WHOLE):
        return abs(difference) < total.value
    examples = difference < 0 and re.match(r"[^。；]{0,6}等", text[last : last + 7])
    if examples or (_OVERLAP.search(names) and not _MAN.search(names)):
        return False
    return _narrow(text, total, parts, difference)


def _narrow(text: str, total: Quantity, parts: list[Quantity], difference: Decimal) -> bool:
    """Whether the parts miss the total by so little that they must be meant as all of it."""
    share = abs(difference) / total.value
    summed_up = parts[0].start < total.start
    if not summed_up and _weak(text, total, parts[0]):
        return share <= _NARROW
    if difference > 0:
        return share < Decimal("0.8") and max(p.value for p in parts) <= total.value * 2
    return share <= (Decimal("0.5") if summed_up else Decimal("0.2"))


def _weak(text: str, total: Quantity, first: Quantity) -> bool:
    lead = text[max(0, total.start - 24) : total.start]
    return not _TOTAL_BEFORE.search(lead) and not _OPENS_PARTS.match(text[total.end : first.start])


def _slack(total: Quantity, parts: list[Quantity]) -> Decimal:
    """What rounding may explain: nothing for whole numbers of one multiplier, else units of the last written place."""
    everything = (total, *parts)
    one_scale = len({q.step * Decimal(10) ** q.decimals for q in everything}) == 1
    steps = [q.step for q in everything if q.decimals or not one_scale]
    return max(steps, default=Decimal(0)) * (1 + len(parts) // 4)
