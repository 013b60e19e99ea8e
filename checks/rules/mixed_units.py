"""U005: symbol and name in one compound unit: km/小时, 米/s, 每kg."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import matches
from documents.model import Document

_SYMBOLS = {
    "km": "千米",
    "m": "米",
    "cm": "厘米",
    "mm": "毫米",
    "kg": "千克",
    "g": "克",
    "mg": "毫克",
    "μg": "微克",
    "t": "吨",
    "L": "升",
    "mL": "毫升",
    "kW": "千瓦",
    "h": "小时",
    "min": "分钟",
    "s": "秒",
    "m²": "平方米",
    "m³": "立方米",
    "hm²": "公顷",
    "㎡": "平方米",
    "kWh": "千瓦时",
    "kW·h": "千瓦时",
    "r": "转",
    "d": "天",
    "V": "伏",
    "kV": "千伏",
}
_NAMES = "千米|公里|平方米|立方米|平方公里|公顷|厘米|毫米|米|千克|公斤|毫克|微克|克|吨|毫升|升|小时|分钟|分|秒|千瓦时|天|日|年|时"
_S = "|".join(sorted(map(re.escape, _SYMBOLS), key=len, reverse=True))
_PLAIN = regex(
    rf"(?<=\d) ?(?:({_S})/({_NAMES})|({_NAMES})/({_S})(?![A-Za-z\d²³]))|(?<=每)({_S})(?![A-Za-z\d])"
    r"|(?<=[一二三四五六七八九十百千万])(km|kg|cm|mm|mL|kW|kV|V|m²|m³|mg)(?![A-Za-z\d])"
)
_SEEK = (
    regex(r"/(?<=[a-zL²³㎡]/)(?=[千公平立厘毫米微克吨升小分秒天日年时])"),
    regex(r"/(?<=[米里顷克斤吨升时钟秒天]/)(?=[a-zLμ㎡])"),
    regex(r"每(?=[kmcgtLhs㎡])"),
    regex(r"[kcmV](?<=[一二三四五六七八九十百千万][kcmV])(?=[gmLWV²³]|[^A-Za-z\d])"),
)


@check(
    id="U005",
    title="单位符号和单位名称混用",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GB_3100,
    why="一个组合单位里全用符号或全用名称：km/h，千米/小时。",
    examples=(
        Example(
            "限速80km/小时，流量3立方米/s。",
            hits=("km/小时", "立方米/s"),
            fixed="限速80千米/小时，流量3立方米/秒。",
        ),
        Example("每kg收费5元，管道长三km。", hits=("kg", "km"), fixed="每千克收费5元，管道长三千米。"),
        Example("限速80km/h，流量3立方米/秒，电价0.5元/kWh，密度300人/km²，每千克5元，每MB流量。"),
    ),
)
def mixed_units(document: Document) -> Iterator[Hit]:
    """Hits with names throughout; units without a symbol (元, 人) may stand beside one."""
    for block, match in matches(document, _PLAIN, *_SEEK):
        above, below_name, above_name, below, each, counted = match.groups()
        if each or counted:
            right = _SYMBOLS[each or counted]
        elif above:
            right = f"{_SYMBOLS[above]}/{below_name}"
        else:
            right = f"{above_name}/{_SYMBOLS[below]}"
        start = match.end() - len(match.group().lstrip())
        yield Hit(block.id, start, match.end(), f"单位符号和名称不混用：“{right}”。", right)
