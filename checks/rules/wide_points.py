"""P030: the full-width ．in place of 。, 、 or ·."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import matches
from documents.model import Document

_POINT = regex(r"．(?<=[一-鿿”）》]．)(?=\Z|[一-鿿“（《])")
_LABEL = regex(r"[一二三四五六七八九十]{1,3}\Z")


@check(
    id="P030",
    title="用“．”代替句号、顿号、间隔号",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15834,
    why="“．”只用在阿拉伯数字序号后面；句末用“。”，汉字序号后用“、”，外国人名之间用“·”。",
    examples=(
        Example("标题\n各单位要抓好落实．", hits=("．",), fixed="标题\n各单位要抓好落实。"),
        Example(
            "一．总体要求是坚持质量第一，落实责任。",
            hits=("．",),
            fixed="一、总体要求是坚持质量第一，落实责任。",
        ),
        Example("列夫．托尔斯泰", hits=("．",), fixed="列夫·托尔斯泰"),
        Example("1．总体要求；3．5%；列夫·托尔斯泰；一、总体要求。"),
    ),
)
def wide_points(document: Document) -> Iterator[Hit]:
    """Hits for the point behind Chinese text."""
    for block, match in matches(document, _POINT, "．"):
        text, at = block.text, match.start()
        end = "。" if at + 1 == len(text) else "·"
        right = "、" if at <= 3 and _LABEL.fullmatch(text[:at]) else end
        yield Hit(block.id, at, at + 1, f"这里的“．”应为“{right}”。", right)
