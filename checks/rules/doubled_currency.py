"""N024: ￥500元, $500美元."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import matches
from documents.model import Document

_AMOUNT = r"\d[\d,]{0,14}(?:\.\d{1,2})?[万亿]?"
_MONEY = regex(
    rf"((?:人民币|RMB|CNY) ?[￥¥]?|[￥¥])( ?{_AMOUNT})(元人民币|人民币元|人民币|元整|元)|([$＄]|USD ?)({_AMOUNT})(美元)"
)
_SEEK = ("￥", "¥", "$", "＄", "RMB", "CNY", "USD", "元人民币", "人民币元")


@check(
    id="N024",
    title="货币符号和货币单位重复",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15835,
    why="货币符号和“元”只用一个：500元，或者￥500。",
    examples=(
        Example("收费￥500元。", hits=("￥500元",), fixed="收费500元。"),
        Example(
            "资助$3万美元，人民币500元人民币。",
            hits=("$3万美元", "人民币500元人民币"),
            fixed="资助3万美元，人民币500元。",
        ),
        Example("收费500元，￥500，人民币500元，合计人民币500元整，3万美元。"),
    ),
)
def doubled_currency(document: Document) -> Iterator[Hit]:
    """Hits for the amount told twice."""
    for block, match in matches(document, _MONEY, *_SEEK):
        symbol, amount, unit, foreign, sum_, _ = match.groups()
        if foreign:
            right = f"{sum_}美元"
        elif symbol.startswith("人民币") and "￥" not in symbol and "¥" not in symbol:
            if "人民币" not in unit:
                continue  # 人民币500元 is right
            right = f"人民币{amount.strip()}元"
        else:
            right = f"{amount.strip()}{'元整' if unit == '元整' else '元'}"
        yield Hit(block.id, match.start(), match.end(), f"应写作“{right}”。", right)
