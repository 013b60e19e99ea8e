"""N005: the zero of years in Chinese numerals."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Document

_ZEROS = "零○◯OoＯｏ0０"
_HAN = "一二三四五六七八九"
_YEAR = regex(rf"(?<![{_HAN}十百千〇{_ZEROS}\dA-Za-z])[一二][{_HAN}〇{_ZEROS}]{{3}}(?=年(?![级代]?[制]))")
_NEEDLE = regex(rf"年(?<=[{_HAN}〇{_ZEROS}]{{3}}年)(?<!\d\d\d年)")
_TO_ZERO = str.maketrans(dict.fromkeys(_ZEROS, "〇"))


@check(
    id="N005",
    title="汉字年份里的“〇”",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15835,
    why="汉字书写的年份、编号里，零用“〇”，不用“零”、圆圈符号、字母O或数字0。",
    examples=(
        Example("二零二六年三月五日", hits=("二零二六",), fixed="二〇二六年三月五日"),
        Example("二○二六年三月五日", hits=("二○二六",), fixed="二〇二六年三月五日"),
        Example("二〇二六年、一九四九年、2026年、一百零五年、二百零六年。"),
    ),
)
def chinese_zero(document: Document) -> Iterator[Hit]:
    """Hits for years of four Chinese numerals that hold another zero than 〇."""
    for block in blocks_with(document, _NEEDLE):
        for match in _YEAR.finditer(block.text):
            year = match.group()
            right = year.translate(_TO_ZERO)
            if right != year:
                yield Hit(block.id, match.start(), match.end(), f"汉字年份的零用“〇”：“{right}”。", right)
