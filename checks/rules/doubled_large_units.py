"""N015: 万万, 亿亿 and two large units in one number: 1000万万, 1万5千."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import matches
from documents.model import Document

_TWICE = regex(r"(?<=[\d])(万万|亿亿|亿万万|千千|百百)(?=[元人吨户亩名个美斤件株册]|[，。；、）])")
_SPLIT = regex(
    r"(?<![\d.])(\d{1,4})万(\d)千(?=[元人吨户亩名个美斤件株册多余，。；、）])|(?<![\d.])(\d{1,4})亿(\d)千万(?=[元人吨户亩名个美斤件株册多余，。；、）])"
)
_SEEK = (
    regex(r"万万(?<=\d万万)"),
    "亿亿",
    "亿万万",
    "千千",
    "百百",
    regex(r"万(?<=\d万)(?=\d千)"),
    regex(r"亿(?<=\d亿)(?=\d千万)"),
)


@check(
    id="N015",
    title="数字单位重复、夹杂",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15835,
    why="一个数里“万”“亿”不重复；阿拉伯数字后只用一个单位，不和“千”混着写。",
    examples=(
        Example("投入1000万万元。", hits=("万万",), note="多一个字还是写错单位，由编辑核对。"),
        Example(
            "面积1万5千亩，投资3亿2千万元。", hits=("1万5千", "3亿2千万"), fixed="面积1.5万亩，投资3.2亿元。"
        ),
        Example("投入1000万元、1.5万亿元，千千万万的群众，面积1.5万亩，3亿2000万元。"),
    ),
)
def doubled_large_units(document: Document) -> Iterator[Hit]:
    """Hits for the repeated unit, red where it can be nothing else; and for the mixed number with its decimal form."""
    for block, match in matches(document, _TWICE, *_SEEK):
        yield Hit(
            block.id, match.start(), match.end(), f"“{match.group()}”重复，请核对数量级。", None, Severity.RED
        )
    for block, match in matches(document, _SPLIT, *_SEEK):
        wan, thousand, yi, ten_million = match.groups()
        right = f"{wan}.{thousand}万" if wan else f"{yi}.{ten_million}亿"
        yield Hit(block.id, match.start(), match.end(), f"应写作“{right}”。", right)
