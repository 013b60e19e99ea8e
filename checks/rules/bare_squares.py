"""U009: 平方 and 立方 as units; 米2 for 平方米."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Document

_BARE = regex(r"(?<=[\d万亿余多])(平方|立方)(?![米公厘分毫千英市尺寸码根差数律项体和式关程比]|的?[和差根])")
_RAISED = regex(
    r"(?<=[\d万亿余多])(千米|公里|厘米|毫米|米)([23²³])(?![\d.])|(?<=[\d万亿余多])(平方|立方)(km|m|cm|mm|M)(?![A-Za-z])"
)
_SEEK = (regex(r"方(?<=[\d万亿余多][平立]方)"), regex(r"[米里](?<=[\d万亿余多千厘毫公][米里])(?=[23²³])"))
_KINDS = {"2": "平方", "²": "平方", "3": "立方", "³": "立方"}
_NAMES = {"km": "千米", "m": "米", "cm": "厘米", "mm": "毫米", "M": "米"}


@check(
    id="U009",
    title="面积、体积单位不全",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GB_3100,
    why="“平方”“立方”要和长度单位连用：平方米、立方米；中文单位名称不带指数。",
    examples=(
        Example(
            "建筑面积120平方，土方3万立方。",
            hits=("平方", "立方"),
            fixed="建筑面积120平方米，土方3万立方米。",
        ),
        Example("面积500米2，体积20立方m。", hits=("米2", "立方m"), fixed="面积500平方米，体积20立方米。"),
        Example("建筑面积120平方米，2的平方，3平方公里，500米21秒，120m²。"),
    ),
)
def bare_squares(document: Document) -> Iterator[Hit]:
    """Hits behind a number."""
    for block in blocks_with(document, *_SEEK):
        for match in _BARE.finditer(block.text):
            if (
                block.text[match.end() : match.end() + 1].isascii()
                and block.text[match.end() : match.end() + 1].isalpha()
            ):
                continue
            right = f"{match.group(1)}米"
            yield Hit(block.id, match.start(), match.end(), f"单位应写全：“{right}”。", right)
        for match in _RAISED.finditer(block.text):
            name, power, kind, symbol = match.groups()
            right = f"{_KINDS[power]}{name}" if name else f"{kind}{_NAMES[symbol]}"
            yield Hit(block.id, match.start(), match.end(), f"应写作“{right}”。", right)
