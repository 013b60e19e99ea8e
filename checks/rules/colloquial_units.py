"""U015: 5W, 3k for 万 and 千."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import matches
from documents.model import Document

_LETTER = regex(
    r"(?<![A-Za-z\d.])(\d{1,5}(?:\.\d{1,2})?)([wW]|[kK])(?=[元人次名户份件条多余]|粉丝|播放|阅读|\+)"
)


@check(
    id="U015",
    title="用字母代替“万”“千”",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15835,
    why="“w”“k”代替“万”“千”是网络用法，正式稿件写“万”或写出数字。",
    examples=(
        Example("阅读量超过10w次，月薪9k元。", hits=("10w", "9k"), fixed="阅读量超过10万次，月薪9000元。"),
        Example("阅读量超过10万次，功率10W，4K电视，5kW。"),
    ),
)
def colloquial_units(document: Document) -> Iterator[Hit]:
    """Hits before a word that is counted."""
    for block, match in matches(
        document, _LETTER, regex(r"[wWkK](?<=\d[wWkK])(?=[元人次名户份件条多余粉播阅+])")
    ):
        number = match.group(1)
        if number in ("4", "8") and match.group(2) in "kK":
            continue  # 4K video
        right = (
            f"{number}万" if match.group(2) in "wW" else str((Decimal(number) * 1000).quantize(Decimal(1)))
        )
        yield Hit(block.id, match.start(), match.end(), f"应写作“{right}”。", right)
