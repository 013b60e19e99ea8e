"""U001: names of units that are no longer legal: 公尺, 公分, 英哩."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from documents.model import Document

_RIGHT = {
    "平方公尺": "平方米",
    "立方公尺": "立方米",
    "公尺": "米",
    "公分": "厘米",
    "公厘": "毫米",
    "公升": "升",
    "立升": "升",
    "公吨": "吨",
    "英哩": "英里",
    "英呎": "英尺",
    "英吋": "英寸",
    "浬": "海里",
    "瓩": "千瓦",
    "兛": "千克",
}
_UNIT = re.compile(
    rf"(?<=[\d一二两三四五六七八九十百千万亿几半多余每]) ?({'|'.join(_RIGHT)})(?!母|子|之一|率)"
)


@check(
    id="U001",
    title="已停用的计量单位名称",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GB_3100,
    why="出版物使用法定计量单位名称：米、厘米、升、吨、英里。",
    examples=(
        Example("管道长30公尺，直径15公分。", hits=("公尺", "公分"), fixed="管道长30米，直径15厘米。"),
        Example("油箱容量50公升，航程三百浬。", hits=("公升", "浬"), fixed="油箱容量50升，航程三百海里。"),
        Example("管道长30米，求最小公分母，面积3公顷，重5公斤，距离8公里，占地六亩。"),
    ),
)
def unit_names(document: Document) -> Iterator[Hit]:
    """Hits for such names behind a number."""
    for block in document:
        for match in _UNIT.finditer(block.text):
            right = _RIGHT[match.group(1)]
            message = f"“{match.group(1)}”已停用，应为“{right}”。"
            yield Hit(block.id, match.start(1), match.end(1), message, right)
