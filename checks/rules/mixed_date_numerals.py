"""N006: Arabic and Chinese numerals mixed in one date."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Document

_HAN = "〇零一二三四五六七八九十"
_MIXED = regex(
    rf"(?<!\d)\d{{4}}年(?:[{_HAN}]{{1,3}}月(?:[{_HAN}]{{1,3}}|\d{{1,2}})日|\d{{1,2}}月[{_HAN}]{{1,3}}日)"
    rf"|[一二][{_HAN}]{{3}}年(?:\d{{1,2}}月|[{_HAN}]{{1,3}}月\d{{1,2}}日)"
)
_NEEDLES = (
    regex(rf"年(?<=\d年)(?=[{_HAN}]{{1,3}}月)"),
    regex(rf"月(?<=\d月)(?=[{_HAN}]{{1,3}}日)"),
    regex(rf"年(?<=[{_HAN}]年)(?=\d{{1,2}}月)"),
    regex(rf"月(?<=[{_HAN}]月)(?=\d{{1,2}}日)"),
)


@check(
    id="N006",
    title="一个日期里汉字和阿拉伯数字混用",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15835,
    why="同一个日期用同一种数字。",
    examples=(
        Example("2026年三月五日", hits=("2026年三月五日",)),
        Example("二〇二六年3月5日", hits=("二〇二六年3月",)),
        Example("2026年3月5日、二〇二六年三月五日、2026年五一假期、2026年三月三歌节"),
    ),
)
def mixed_date_numerals(document: Document) -> Iterator[Hit]:
    """Hits for dates in two styles; which one the text keeps to is the editor's choice."""
    for block in blocks_with(document, *_NEEDLES):
        for match in _MIXED.finditer(block.text):
            yield Hit(block.id, match.start(), match.end(), "同一个日期里混用了汉字数字和阿拉伯数字。", None)
