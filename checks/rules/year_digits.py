"""N038: years with three or five digits, or far in the future."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import matches
from documents.model import Document

_ODD = regex(
    r"(?<![\d.,，第])(\d{3}|\d{5})年(?=(?:1[0-2]|0?[1-9])月[\d底初末份至—，。到])|(?<=[到至自从在于])(20\d{3}|2[1-9]\d\d|20[0-9])年(?![来间期])(?=[，。；底初末前度]|\d{1,2}月)"
)
_SEEK = (
    regex(r"年(?<=\d\d\d年)(?=\d{1,2}月)(?<!\D[12]\d\d\d年)"),
    regex(r"年(?<=[到至自从在于]20\d年)"),
    regex(r"年(?<=[到至自从在于]20\d\d\d年)"),
    regex(r"年(?<=[到至自从在于]2[1-9]\d\d年)"),
)


@check(
    id="N038",
    title="年份位数",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.GBT_15835,
    why="公元年份是四位数字；多一位、少一位多是录入错误。",
    examples=(
        Example("20226年3月5日、206年3月5日", hits=("20226年", "206年")),
        Example("到20235年，任务全部完成。", hits=("20235年",)),
        Example("2026年3月5日，到2035年，618年唐朝建立，公元220年3月，工期360年，建设100年。"),
    ),
)
def year_digits(document: Document) -> Iterator[Hit]:
    """Hits before a month or after 到, 自 and the like; years of the ancient world are named with 公元 or without a month."""
    for block, match in matches(document, _ODD, *_SEEK):
        head = block.text[max(0, match.start() - 6) : match.start()]
        if "公元" not in head and "西元" not in head:
            yield Hit(block.id, match.start(), match.end(), "公元年份是四位数字，请核对。", None)
