"""L002: the form of document numbers (发文字号): 〔2026〕5号."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Document

_NUMBER = regex(
    r"(?<=[发函办字令通规复委政厅局组文财教科人环卫农商建审税市监安住])([\[［(（【](?:19|20)\d{2}[\]］)）】])(第?)(0*)([1-9]\d{0,3})号"
)
_MARKED = regex(
    r"(?<=[发函办字令通规复委政厅局组文财教科人环卫农商建审税市监安住])"
    r"(?:((?:19|20)\d{2})[〔\[（]0*([1-9]\d{0,3})[〕\]）]号|〔((?:19|20)\d{2})年〕0*([1-9]\d{0,3})号|\{((?:19|20)\d{2})\}0*([1-9]\d{0,3})号)"
)
_SHORT_YEAR = regex(r"(?<=[一-鿿])〔(\d{2})〕([1-9]\d{0,3})号")
_PADDED = regex(r"(?<=[一-鿿])〔(?:19|20)\d{2}〕((?:第0*|0+))([1-9]\d{0,3})号")

_NO_WORD = regex(
    r"(?<=[发函办字令通规复委政厅局组文财教科人环卫农商建审税市监安住])(〔(?:19|20)\d{2}〕[1-9]\d{0,3})(?=[）》，。；、]|文件?|要求|同时|已|规定|印发)"
)
_YEAR = "〕"
_NEEDLE = regex(r"号(?<=[\d〕\]）}]号)")


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
        Example("市政发2026〔68〕号", hits=("2026〔68〕号",), fixed="市政发〔2026〕68号"),
        Example("市农字〔2026年〕6号", hits=("〔2026年〕6号",), fixed="市农字〔2026〕6号"),
        Example("市教发〔26〕73号", hits=("〔26〕73号",), fixed="市教发〔2026〕73号"),
        Example(
            "《通知》（市政发〔2026〕68）已经印发。",
            hits=("〔2026〕68",),
            fixed="《通知》（市政发〔2026〕68号）已经印发。",
        ),
        Example("国办发〔2026〕5号、（2021）京01民终123号、2026年第5号公告、共5号楼。"),
    ),
)
def document_numbers(document: Document) -> Iterator[Hit]:
    """Hits for the year and number; case numbers of courts, whose brackets are round, are no hits."""
    for block in blocks_with(document, _NEEDLE, _YEAR):
        for match in _NO_WORD.finditer(block.text):
            right = f"{match.group(1)}号"
            yield Hit(block.id, match.start(), match.end(), f"发文字号的序号后面缺“号”字：“{right}”。", right)
        for match in _NUMBER.finditer(block.text):
            right = f"〔{match.group(1)[1:-1]}〕{match.group(4)}号"
            yield Hit(block.id, match.start(), match.end(), f"发文字号应为“{right}”。", right)
        for match in _MARKED.finditer(block.text):
            year, number = (part for part in match.groups() if part)
            right = f"〔{year}〕{number}号"
            yield Hit(block.id, match.start(), match.end(), f"发文字号应为“{right}”。", right)
        for match in _SHORT_YEAR.finditer(block.text):
            right = f"〔20{match.group(1)}〕{match.group(2)}号"
            yield Hit(block.id, match.start(), match.end(), f"发文字号的年份用四位数：“{right}”。", right)
        for match in _PADDED.finditer(block.text):
            right = f"{block.text[match.start() : match.start() + 6]}{match.group(2)}号"
            yield Hit(block.id, match.start(), match.end(), f"发文字号应为“{right}”。", right)
