"""F005: the date below a document in Chinese numerals or with dots."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from documents.model import Document

_HAN = regex(
    r"([一二][〇○零一二三四五六七八九]{3})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日"
)
_DOTS = regex(r"((?:19|20)\d\d)[.．/](1[0-2]|0?[1-9])[.．/](3[01]|[12]\d|0?[1-9])")
_DIGITS = {c: str(i) for i, c in enumerate("〇一二三四五六七八九")} | {"零": "0", "○": "0"}
_LAST_BLOCKS = 8


@check(
    id="F005",
    title="成文日期的写法",
    gate=Gate.QUALITY,
    severity=Severity.BLUE,
    source=Source.GBT_9704,
    why="成文日期用阿拉伯数字，年、月、日写全，月、日不编虚位：2026年3月5日。",
    examples=(
        Example(
            "请各单位认真落实。\n某某市人民政府\n二〇二六年三月十五日",
            hits=("二〇二六年三月十五日",),
            fixed="请各单位认真落实。\n某某市人民政府\n2026年3月15日",
        ),
        Example(
            "请各单位认真落实。\n某某市人民政府\n2026.3.5",
            hits=("2026.3.5",),
            fixed="请各单位认真落实。\n某某市人民政府\n2026年3月5日",
        ),
        Example("请各单位认真落实。\n某某市人民政府\n2026年3月5日"),
        Example("二〇二六年三月十五日，全市召开会议。"),
    ),
)
def signing_dates(document: Document) -> Iterator[Hit]:
    """Hits for a line near the end that is nothing but a date."""
    if len(document.blocks) < 3:
        return
    for block in document.blocks[-_LAST_BLOCKS:]:
        han, dots = _HAN.fullmatch(block.text), _DOTS.fullmatch(block.text)
        right = ""
        if han:
            year = "".join(_DIGITS[c] for c in han.group(1))
            right = f"{year}年{_value(han.group(2))}月{_value(han.group(3))}日"
        elif dots:
            right = f"{dots.group(1)}年{int(dots.group(2))}月{int(dots.group(3))}日"
        if right:
            yield Hit(block.id, 0, len(block.text), f"成文日期写作“{right}”。", right)


def _value(text: str) -> int:
    tens, found, ones = text.rpartition("十")
    if not found:
        return int("".join(_DIGITS.get(c, "0") for c in text))
    return int(_DIGITS.get(tens or "一", "1")) * 10 + int(_DIGITS.get(ones, "0") if ones else 0)
