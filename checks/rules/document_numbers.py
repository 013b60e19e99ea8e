"""L002: the form of document numbers (发文字号): 〔2026〕5号."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from documents.model import Document

_NUMBER = re.compile(
    r"(?<=[发函办字令通规复委政厅局组文财教科人环卫农商建审税市监安住])([\[［(（【](?:19|20)\d{2}[\]］)）】])(第?)(0*)([1-9]\d{0,3})号"
)
_PADDED = re.compile(r"(?<=[一-鿿])〔(?:19|20)\d{2}〕((?:第0*|0+))([1-9]\d{0,3})号")


@check(
    id="L002",
    title="发文字号写法",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_9704,
    why="发文字号的年份用六角括号“〔〕”括入，序号不加“第”字、不编虚位。",
    examples=(
        Example("根据国办发[2026]5号文件", hits=("[2026]5号",), fixed="根据国办发〔2026〕5号文件"),
        Example("市政发（2026）第05号", hits=("（2026）第05号",), fixed="市政发〔2026〕5号"),
        Example("国办发〔2026〕05号", hits=("〔2026〕05号",), fixed="国办发〔2026〕5号"),
        Example("国办发〔2026〕5号、（2021）京01民终123号、2026年第5号公告、共5号楼。"),
    ),
)
def document_numbers(document: Document) -> Iterator[Hit]:
    """Hits for the year and number; case numbers of courts, whose brackets are round, are no hits."""
    for block in document:
        for match in _NUMBER.finditer(block.text):
            right = f"〔{match.group(1)[1:-1]}〕{match.group(4)}号"
            yield Hit(block.id, match.start(), match.end(), f"发文字号应为“{right}”。", right)
        for match in _PADDED.finditer(block.text):
            right = f"{block.text[match.start() : match.start() + 6]}{match.group(2)}号"
            yield Hit(block.id, match.start(), match.end(), f"发文字号应为“{right}”。", right)
