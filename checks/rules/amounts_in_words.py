"""C017: an amount in capital numerals and the same amount in digits."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from checks.types.numerals import han_value
from documents.model import Block, Document

_CAPITALS = "零壹贰叁肆伍陆柒捌玖拾佰仟万亿"
_PLAIN = str.maketrans("壹贰貳叁肆伍陆陸柒捌玖拾佰仟元圆", "一二二三四五六六七八九十百千元元")
_WORDS = regex(
    r"(?P<whole>[零壹贰貳叁肆伍陆陸柒捌玖拾佰仟万亿]{1,20})[元圆](?:整|正)?(?:(?P<jiao>[零壹贰叁肆伍陆柒捌玖])角)?零?(?:(?P<fen>[壹贰叁肆伍陆柒捌玖])分)?(?:整|正)?"
)
_DIGITS = regex(
    r"(?:[￥¥]\s?)?(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,12}(?:\.\d{1,6})?)\s?(?P<scale>万亿|亿|万)?元?"
)
_BETWEEN = regex(r"[（(）)，,：:\s￥¥]|大写|小写|人民币|即|为|计|合|金额|整|正")
_NEEDLES = tuple(regex(f"{capital}[{_CAPITALS}元圆]") for capital in "壹贰叁肆伍陆柒捌玖拾佰仟")
_SCALES = {None: 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}
_REACH = 24


@check(
    id="C017",
    title="大小写金额不符",
    gate=Gate.CONTENT,
    severity=Severity.RED,
    source=Source.HOUSE,
    why="大写与小写金额不一致，合同、票据会因此无效或生争议。",
    examples=(
        Example("合同总价为人民币贰万叁仟元整（¥230,000）。", hits=("贰万叁仟元整（¥230,000",)),
        Example("捐赠690,000元（大写：陆万玖仟元整）。", hits=("690,000元（大写：陆万玖仟元整",)),
        Example("合同总价为人民币贰万叁仟元整（¥23,000.00），押金叁佰元整，30日内退还300元。"),
        Example("应付伍仟零陆元伍角整（小写：5006.50元），即玖拾陆万元（96万元）。"),
    ),
)
def amounts_in_words(document: Document) -> Iterator[Hit]:
    """Hits from the first amount to the second, where nothing but brackets, 大写, 小写 stands between."""
    for block in blocks_with(document, *_NEEDLES):
        for words in _WORDS.finditer(block.text):
            value = _value(words)
            digits = _beside(block, words)
            if value is None or digits is None:
                continue
            told = Decimal(digits.group("number").replace(",", "")) * _SCALES[digits.group("scale")]
            if told != value:
                start, end = min(words.start(), digits.start()), max(words.end(), digits.end())
                message = f"大写金额为{value.normalize():f}元，小写金额为{told.normalize():f}元，两者不符。"
                yield Hit(block.id, start, end, message, None)


def _value(words: re.Match[str]) -> Decimal | None:
    whole = han_value(words.group("whole").translate(_PLAIN))
    if whole is None:
        return None
    tenths = han_value((words.group("jiao") or "零").translate(_PLAIN)) or 0
    hundredths = han_value((words.group("fen") or "零").translate(_PLAIN)) or 0
    return Decimal(whole) + Decimal(tenths) / 10 + Decimal(hundredths) / 100


def _beside(block: Block, words: re.Match[str]) -> re.Match[str] | None:
    text = block.text
    after = _DIGITS.search(text, words.end(), words.end() + _REACH)
    if after and after.end() > after.start() and _near(text[words.end() : after.start()]) and _money(after):
        return after
    last = None
    for match in _DIGITS.finditer(text, max(0, words.start() - _REACH), words.start()):
        last = match
    return last if last and _near(text[last.end() : words.start()]) and _money(last) else None


def _near(between: str) -> bool:
    return bool(between) and not _BETWEEN.sub("", between) and any(c in between for c in "（(：:写即")


def _money(match: re.Match[str]) -> bool:
    return match.group().endswith("元") or match.group()[:1] in "￥¥"
