"""C005: a change that does not follow from the two figures told with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.places import sentences_with
from checks.types.quantities import Quantity, quantities, shown
from documents.model import Block, Document

_UP = "增加|增长|提高|上升|提升|扩大|上涨|增|升|涨|多|高"
_DOWN = "减少|下降|降低|缩小|下跌|下滑|回落|压减|减|降|跌|少|低"
_TO = regex(
    rf"^[^，。；、\d]{{0,8}}(?P<way>{_UP}|{_DOWN}|发展|变|调整|扩)[^，。；、\d]{{0,6}}?(?:到|至|为|成)了?[^，。；、\d]{{0,8}}$"
)
_FROM = regex(r"(?:由|从|上年|去年|上年同期|去年同期)[^，。；、]{0,14}$")
# (the new figure)，比上年的 (the old figure)
_THAN = regex(
    r"^[^，。；、\d]{0,4}，?(?:[而]?(?:上年|去年|上年同期|去年同期|上一年度?|前一年|20\d\d年)(?:同期)?[^，。；、\d]{0,8}?[为是]|(?:比|较|同比)(?:上年|去年|上年同期|去年同期|20\d\d年)(?:同期)?的?)[^，。；、\d]{0,4}$"
)
_NEEDLES = tuple(
    regex(rf"{lead}[^。\0]{{0,24}}?\d") for lead in ("由", "从", "比上年", "同比", "上年", "去年", "较")
)
_LAST_YEAR = regex(r"(?:上年|去年|上年同期|去年同期|20\d\d年)[^，。；、\d]{0,12}$")
_NOW = regex(r"^[^，。；、\d]{0,4}，(?:今年|本年|当年|20\d\d年)[^，。；、\d]{0,10}$")
_CHANGES = regex(f"{_UP}|{_DOWN}")
# What is better when the figure falls: 精度由30米提高到15米.
_BETTER = regex("提高|提升|升|高|扩")
_RATE = regex(
    rf"^[^。；]{{0,3}}[，,（(、]?[^，。；、\d]{{0,8}}?(?P<way>{_UP}|{_DOWN})(?:了|幅度?为?|率为?|近|约|达到?)?$"
)
_MORE_BY = regex(
    rf"^[^，。；、\d]{{0,4}}[，（(]?(?:比|较|同比|环比)?[^，。；、\d]{{0,10}}?(?P<way>{_UP}|{_DOWN})了?$"
)
_THEN_RATE = regex(
    r"^[^，。；、\d]{0,6}[，（(、]?(?P<way>增长|下降|增幅|降幅|增速|提高|减少|增加|上升)(?:率|为|达|达到|了|约)?$"
)
# Growth at comparable prices is not the quotient of the figures.
_REAL = regex(
    r"可比|不变价|实际增|年均|年平均|平均每年|复合|增加值|生产总值|GDP|扣除|同口径|翻|人均可支配|连续|位|名次|指数|季调"
)


@dataclass(frozen=True, slots=True)
class _Change:
    """Two figures of one thing, and where the second of them ends."""

    old: Quantity
    new: Quantity
    end: int


@check(
    id="C005",
    title="增减与前后数字不符",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.HOUSE,
    why="由前后两个数可以算出增减多少；与文中所写不符的，至少有一个数写错。",
    examples=(
        Example("产值由100亿元增加到120亿元，增长25%。", hits=("100亿元增加到120亿元，增长25%",)),
        Example("用户从80万户增加到95万户，增加25万户。", hits=("80万户增加到95万户，增加25万户",)),
        Example(
            "今年完成120件，上年同期为100件，同比增长30%。", hits=("120件，上年同期为100件，同比增长30%",)
        ),
        Example("全年受理120件，比上年增加20件，增长25%。", hits=("120件，比上年增加20件，增长25%",)),
        Example("覆盖率由85%提高到92%，提高8个百分点。", hits=("85%提高到92%，提高8个百分点",)),
        Example("企业由120家增加到100家。", hits=("120家增加到100家",), note="说“增加”而数变小。"),
        Example("产值由100亿元增加到120亿元，增长20%；用户从80万户增加到95万户，增加15万户。"),
        Example(
            "城镇化率由53.1%提高到58.5%，提高5.4个百分点，生产总值由54万亿元增加到82.7万亿元，年均增长7.1%。"
        ),
        Example("全年受理121件，比上年增加20件，增长19.8%；排名由第10位上升到第8位。"),
    ),
)
def growth(document: Document) -> Iterator[Hit]:
    """Hits from the first figure to the change. What rounding of the figures can explain is silent."""
    for block, start, end in sentences_with(document, *_NEEDLES):
        found = list(quantities(block.text, start, end))
        for index, quantity in enumerate(found[:-1]):
            hit = _judge(block, found, index, quantity, start)
            if hit is not None:
                yield hit


def _judge(block: Block, found: list[Quantity], index: int, first: Quantity, start: int) -> Hit | None:
    text, second = block.text, found[index + 1]
    third = found[index + 2] if index + 2 < len(found) else None
    between = text[first.end : second.start]
    if not (first.exact and second.exact) or len(between) > 30:
        return None
    scope = text[max(start, first.start - 40) : (third or second).end + 2]
    lead = text[max(start, first.start - 18) : first.start]
    move = _TO.match(between)
    if first.unit == second.unit and move and _FROM.search(lead):
        return _moved(block, first, second, third, move.group("way"), scope)
    if (
        first.unit == second.unit
        and third is not None
        and _THAN.match(between)
        and not _CHANGES.search(between)
    ):
        return _stated(block, _Change(second, first, second.end), third, first.start, scope)
    if first.unit == second.unit and third is not None and _NOW.match(between) and _LAST_YEAR.search(lead):
        return _stated(block, _Change(first, second, second.end), third, first.start, scope)
    more = _MORE_BY.match(between)
    if (
        more
        and third is not None
        and third.percent
        and third.exact
        and first.unit == second.unit
        and not first.percent
    ):
        return _increment(block, first, second, third, more.group("way"), scope)
    return None


def _moved(
    block: Block, old: Quantity, new: Quantity, third: Quantity | None, way: str, scope: str
) -> Hit | None:
    if old.counted and new.counted and old.counted != new.counted:
        return None
    rises, falls = way in _UP.split("|"), way in _DOWN.split("|")
    if (rises and new.value < old.value) or (falls and new.value > old.value):
        if (
            old.unit in ("年", "位", "名", "级")
            or _REAL.search(scope)
            or (_BETTER.match(way) and not old.percent)
        ):
            return None
        message = f"说的是“{way}”，后一个数却{'小' if rises else '大'}于前一个数，请核对。"
        return Hit(block.id, old.start, new.end, message, None)
    if third is None:
        return None
    return _stated(block, _Change(old, new, new.end), third, old.start, scope)


def _stated(block: Block, change: _Change, third: Quantity, start: int, scope: str) -> Hit | None:
    between = block.text[change.end : third.start]
    way = _RATE.match(between)
    if not way or not third.exact or _REAL.search(scope) or _REAL.search(between):
        return None
    old, new = change.old, change.new
    sign = -1 if way.group("way") in _DOWN.split("|") else 1
    low, high = sorted((_difference(new, old, -1) * sign, _difference(new, old, 1) * sign))
    if third.percent and not old.percent:
        if old.value <= _half(old):
            return None
        bounds = [(_edge(new, a) / _edge(old, b) - 1) * 100 * sign for a in (-1, 1) for b in (-1, 1)]
        low, high, told = min(bounds), max(bounds), "%"
    elif (third.unit in ("个百分点", "%") and old.percent) or third.unit == old.unit:
        told = third.unit
    else:
        return None
    slack = third.step if third.percent else _half(third)
    if low - slack <= third.value <= high + slack:
        return None
    middle = (low + high) / 2
    right = (
        f"{middle.quantize(third.step if third.decimals else Decimal('0.1')).normalize():f}%"
        if told == "%"
        else _told(middle, third)
    )
    return Hit(block.id, start, third.end, f"按前后两个数，应为{right}，请核对。", None)


def _increment(block: Block, new: Quantity, by: Quantity, rate: Quantity, way: str, scope: str) -> Hit | None:
    """120件，比上年增加20件，增长25%: figure, change and rate of one thing."""
    then = _THEN_RATE.match(block.text[by.end : rate.start])
    if not then or _REAL.search(scope) or not by.value or "增速" in then.group("way"):
        return None
    down = way in _DOWN.split("|")
    if down != (then.group("way") in ("下降", "降幅", "减少")):
        return None
    sign = -1 if down else 1
    bounds = []
    for a in (-1, 1):
        for b in (-1, 1):
            base = _edge(new, a) - sign * _edge(by, b)
            if base <= 0:
                return None
            bounds.append(_edge(by, b) / base * 100)
    if min(bounds) - rate.step <= rate.value <= max(bounds) + rate.step:
        return None
    right = (sum(bounds, Decimal(0)) / 4).quantize(Decimal("0.1")).normalize()
    return Hit(block.id, new.start, rate.end, f"按前面的数，应为{right:f}%，请核对。", None)


def _half(quantity: Quantity) -> Decimal:
    return quantity.step / 2 if quantity.decimals or quantity.step > 1 else Decimal(0)


def _edge(quantity: Quantity, side: int) -> Decimal:
    return quantity.value + side * _half(quantity)


def _difference(new: Quantity, old: Quantity, side: int) -> Decimal:
    return _edge(new, side) - _edge(old, -side)


def _told(number: Decimal, like: Quantity) -> str:
    return shown(number.quantize(like.step) if like.step < 1 else number, like)
