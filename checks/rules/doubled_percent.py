"""N014: percentages in a form that is none: 百分之5%, 5%%, 八十%, %87."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from checks.types.numerals import han_value
from documents.model import Block, Document

_HAN = "一二三四五六七八九十百零两"
_DOUBLE = regex(rf"百分之((?:\d{{1,4}}(?:\.\d{{1,4}})?)|[{_HAN}点]{{1,8}})[%％]|(?<=\d)([%％]{{2,}}|‰%|%‰)")
_CHINESE = regex(rf"(?<![{_HAN}点之分])([{_HAN}]{{1,5}}(?:点[零一二三四五六七八九]{{1,3}})?)[%％]")
_BEFORE = regex(r"(?<![\d%％.A-Za-z(（])[%％](\d{1,4}(?:\.\d{1,3})?)(?![\d%％A-Za-z])")
_DIGITS = str.maketrans("零一二三四五六七八九", "0123456789")
_SEEK = (
    regex(r"[%％](?<=[%％‰一二三四五六七八九十百零两][%％])"),
    regex(r"百分之(?=[\d.]{1,9}[%％])"),
    regex(r"[%％](?<=[^\d][%％])(?=\d)"),
    "%‰",
)


@check(
    id="N014",
    title="百分数写法",
    gate=Gate.QUALITY,
    severity=Severity.RED,
    source=Source.GBT_15835,
    why="百分数写作“5%”或“百分之五”：百分号在数字后面，只用一个，不和汉字数字连用。",
    examples=(
        Example("增长百分之5%。", hits=("百分之5%",), fixed="增长5%。"),
        Example("增长百分之五%，占10%%。", hits=("百分之五%", "%%"), fixed="增长百分之五，占10%。"),
        Example("满意度九十八%，降幅三点五%。", hits=("九十八%", "三点五%"), fixed="满意度98%，降幅3.5%。"),
        Example("占比达到%87。", hits=("%87",), fixed="占比达到87%。"),
        Example("增长百分之五，占10%。下降5%、6%。"),
    ),
)
def doubled_percent(document: Document) -> Iterator[Hit]:
    """Hits with the form that keeps the numeral's own style where it has one."""
    for block in blocks_with(document, *_SEEK):
        for match in _DOUBLE.finditer(block.text):
            number, right = match.group(1), "‰" if "‰" in match.group() else "%"
            if number is not None:
                right = f"{number}%" if number[0].isdigit() else f"百分之{number}"
            yield Hit(block.id, match.start(), match.end(), f"应为“{right}”。", right)
        for match in _CHINESE.finditer(block.text):
            number = _arabic(match.group(1))
            if number is not None:
                yield _hit(block, match, f"{number}%")
        for match in _BEFORE.finditer(block.text):
            yield _hit(block, match, f"{match.group(1)}%")


def _hit(block: Block, match: re.Match[str], right: str) -> Hit:
    return Hit(block.id, match.start(), match.end(), f"应为“{right}”。", right, Severity.YELLOW)


def _arabic(text: str) -> str | None:
    whole, point, rest = text.partition("点")
    value = han_value(whole)
    if value is None:
        return None
    return f"{value}.{rest.translate(_DIGITS)}" if point else str(value)
