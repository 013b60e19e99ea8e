"""U018: PM2.5, pH and other symbols with one right form."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import matches
from documents.model import Document

_PM = regex(r"(?<![A-Za-z])(?:[pP][mM] ?(2[.．。·]?5|10)|PM2，5)(?![\d.])")
_PH = regex(r"(?<![A-Za-z])(?:PH|Ph|ph)(?=值|[为是=＝<>≤≥～] ?\d|\d{1,2}(?:\.\d)?[～—\-至])")


@check(
    id="U018",
    title="PM2.5、pH等符号",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GB_3100,
    why="这些符号大小写固定：PM2.5、PM10、pH。",
    examples=(
        Example(
            "pm2.5浓度下降，PH值为7，PM25达标。",
            hits=("pm2.5", "PH", "PM25"),
            fixed="PM2.5浓度下降，pH值为7，PM2.5达标。",
        ),
        Example("PM2.5浓度下降，PM10达标，pH值为7，PhD学位。"),
    ),
)
def fixed_symbols(document: Document) -> Iterator[Hit]:
    """Hits with the one right form."""
    for block, match in matches(document, _PM, "PM", "pm", "Pm"):
        right = "PM10" if match.group().endswith("10") else "PM2.5"
        if match.group() != right:
            yield Hit(block.id, match.start(), match.end(), f"应写作“{right}”。", right)
    for block, match in matches(document, _PH, "PH", "Ph", "ph"):
        yield Hit(block.id, match.start(), match.end(), "应写作“pH”。", "pH")
