"""C004: shares of one whole that do not make a hundred, and shares that belie their own figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.places import sentences_with
from checks.types.quantities import Quantity, quantities
from documents.model import Block, Document

_HUNDRED = Decimal(100)
_NEAR = Decimal(12)  # a listing that misses 100 by more is one of examples
_SHARE = regex(
    r"占(?:了|到|比|总[^，。；、\d]{1,6}|全[^，。；、\d]{1,8}|[^，。；、\d]{0,10}的|[^，。；、\d]{0,4})?(?:为|是|达到?|约)?$|占比[^，。；、\d]{0,6}$|比重[^，。；、\d]{0,6}$|比例[^，。；、\d]{0,6}$"
)
_IN_ROW = regex(
    r"^(?:[，、；]|和|与|及|以及|[，；、][^，。；、\d]{1,12}|，?[^，。；、\d]{0,12}(?:占比?|比重|比例)[^，。；、\d]{0,10})$"
)
_SHARES = regex(r"占[^。\0]{0,24}?[%％]"), regex(r"比重[^。\0]{0,24}?[%％]")
_RATIOS = regex(r"结构[^。\0\d]{0,12}\d"), regex(r"比例[^。\0\d]{0,12}\d")
_BREAK = regex(r"[增减升降涨跌提]|同比|同期|其中|超过|以上|不足|目标|到20\d\d|达到")
_PART_OF_PART = regex(r"其中|同期")
_RATIO = regex(
    r"(?:结构比例?|结构|比例|构成)[^，。；\d]{0,8}(\d{1,2}(?:\.\d{1,2})?)((?:[:：∶比]\d{1,2}(?:\.\d{1,2})?){2,5})(?![\d:：.])"
)
_DIVISIONS = "男|女 城镇|农村 第一产业|第三产业 一产|三产 其余| 其他| 其它| 国有|民营 中央|地方 同意|反对"
_WHOLE = tuple(tuple(words.split("|")) for words in _DIVISIONS.split())


@check(
    id="C004",
    title="百分比合计与占比",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.HOUSE,
    why="各部分占比相加应为100%；占比应与前面的数相符。对不上的，至少有一个数写错。",
    examples=(
        Example("财政资金占45%、社会资本占35%、银行贷款占25%。", hits=("45%、社会资本占35%、银行贷款占25%",)),
        Example("三次产业结构比为7.1:38.3:55.6。", hits=("7.1:38.3:55.6",)),
        Example("男职工占58%，女职工占43%。", hits=("58%，女职工占43%",)),
        Example("参训学员共120人，其中女学员36人，占32%。", hits=("占32%",)),
        Example("财政资金占45%、社会资本占35%、银行贷款占20%。"),
        Example("三次产业结构比为7.1:38.3:54.6，占比分别为33.3%、33.3%和33.3%。", note="四舍五入的差。"),
        Example("参训学员共120人，其中女学员36人，占30%；党员占45%，团员占30%。"),
        Example("第三产业占55%，高于上年，就业人员中大专以上学历占60%。"),
    ),
)
def shares(document: Document) -> Iterator[Hit]:
    """Hits for rows of shares near 100, ratios of a structure, and a share right behind the part it belongs to."""
    for block, start, end in sentences_with(document, *_SHARES):
        found = list(quantities(block.text, start, end))
        yield from _rows(block, found)
        yield from _belied(block, found)
    for block, start, end in sentences_with(document, *_RATIOS):
        for match in _RATIO.finditer(block.text, start, end):
            numbers = [Decimal(n) for n in re.findall(r"\d+(?:\.\d+)?", match.group(1) + match.group(2))]
            total = sum(numbers, Decimal(0))
            step = max((Decimal(1).scaleb(int(n.as_tuple().exponent)) for n in numbers), default=Decimal(1))
            if _off(total, step, len(numbers)) and abs(total - _HUNDRED) <= _NEAR:
                message = f"各部分相加为{total.normalize():f}，不是100，请核对。"
                yield Hit(block.id, match.start(1), match.end(2), message, None)


def _off(total: Decimal, step: Decimal, count: int) -> bool:
    return abs(total - _HUNDRED) > step * Decimal(count - 1) / 2


def _rows(block: Block, found: list[Quantity]) -> Iterator[Hit]:
    text = block.text
    row: list[Quantity] = []
    for quantity in [*found, None]:
        if quantity is not None and quantity.percent and quantity.exact:
            between = text[row[-1].end : quantity.start] if row else ""
            if row and (_IN_ROW.match(between) and not _BREAK.search(between)):
                row.append(quantity)
                continue
            yield from _row(block, row)
            row = [quantity] if _SHARE.search(text, max(0, quantity.start - 24), quantity.start) else []
        elif quantity is None:
            yield from _row(block, row)
        elif row and not quantity.percent:
            continue


def _row(block: Block, row: list[Quantity]) -> Iterator[Hit]:
    if len(row) < 2:
        return
    total = sum((q.value for q in row), Decimal(0))
    if not _off(total, max(q.step for q in row), len(row)):
        return
    start, end = row[0].start, row[-1].end
    if _PART_OF_PART.search(block.text, max(0, start - 20), start):
        return
    around = block.text[max(0, start - 20) : end]
    whole = any(all(word in around for word in words) for words in _WHOLE)
    if abs(total - _HUNDRED) > (_NEAR * 2 if whole else _NEAR) or (len(row) == 2 and not whole):
        return
    yield Hit(block.id, start, end, f"各部分占比相加为{total.normalize():f}%，不是100%，请核对。", None)


def _belied(block: Block, found: list[Quantity]) -> Iterator[Hit]:
    """……共120人，其中女学员36人，占32%: the share behind a part, against part and total of one unit."""
    text = block.text
    for total, part, share in zip(found, found[1:], found[2:], strict=False):
        if not share.percent or part.percent or total.unit != part.unit or not total.value:
            continue
        if not (total.exact and part.exact and share.exact) or total.counted != part.counted:
            continue
        between = text[part.end : share.start]
        if not re.fullmatch(
            r"[^，。；、\d]{0,6}[，（(]约?占(?:比|总数|总人数|总量|总额|全部|总投资)?(?:的|为|达)?", between
        ):
            continue
        if "其中" not in text[total.end : part.start] or part.value > total.value:
            continue
        low = (part.value - _half(part)) / (total.value + _half(total)) * 100
        high = (
            (part.value + _half(part)) / (total.value - _half(total)) * 100
            if total.value > _half(total)
            else low
        )
        slack = share.step  # half a step for rounding, half for cutting off
        if low - slack <= share.value <= high + slack:
            continue
        right = (part.value / total.value * 100).quantize(Decimal("0.1"))
        start = text.rindex("占", part.end, share.start)
        yield Hit(block.id, start, share.end, f"按前面的数，占比应为{right}%，请核对。", None)


def _half(quantity: Quantity) -> Decimal:
    return quantity.step / 2 if quantity.decimals or quantity.step > 1 else Decimal(0)
