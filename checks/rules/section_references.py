"""L011: a reference to a part of the text (第四部分) that it does not have."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from checks.types.numerals import ordinal
from documents.model import BlockKind, Document

_TOP = regex(r"\s*(?:([一二三四五六七八九十]{1,3})、|第([一二三四五六七八九十]{1,3})部分(?![，。的]))")
_REFERENCE = regex(
    r"(?:见|详见|参见|按照?|依照|根据)(?:本(?:文|方案|意见|通知|报告|办法|规划|指南|计划|细则|要点)的?)?第([一二三四五六七八九十]{1,3}|\d{1,2})部分"
    r"|本(?:文|方案|意见|通知|报告|办法|规划|指南|计划|细则|要点)的?第([一二三四五六七八九十]{1,3}|\d{1,2})部分"
)
_FEWEST = 2


@check(
    id="L011",
    title="所引部分不存在",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.HOUSE,
    why="“见第四部分”而全文只有三个部分，读者找不到依据，多是删改后没有跟着改。",
    examples=(
        Example(
            "一、总体要求\n落实责任，具体办法见第四部分。\n二、重点任务\n三、保障措施", hits=("第四部分",)
        ),
        Example("一、总体要求\n二、重点任务\n按照本方案第六部分的要求执行。", hits=("第六部分",)),
        Example("一、总体要求\n落实责任，具体办法见第三部分。\n二、重点任务\n三、保障措施"),
        Example("见《手册》第四部分，详见第四部分。", note="没有一级标题，不核对。"),
    ),
)
def section_references(document: Document) -> Iterator[Hit]:
    """Hits for the number, against the labels 一、二、 that run in order from 1; a text without them is not judged."""
    references = [(b, m) for b in blocks_with(document, "部分") for m in _REFERENCE.finditer(b.text)]
    if not references:
        return
    numbers = []
    for block in document:
        match = _TOP.match(block.text) if block.kind is not BlockKind.TABLE_CELL else None
        if match:
            numbers.append(ordinal(match.group(1) or match.group(2)))
    if len(numbers) < _FEWEST or numbers != list(range(1, len(numbers) + 1)):
        return
    for block, match in references:
        group = 1 if match.group(1) else 2
        number = ordinal(match.group(group))
        if number and number > len(numbers):
            start, end = match.start(group) - 1, match.end(group) + 2
            yield Hit(
                block.id, start, end, f"全文只有{len(numbers)}个部分，没有第{number}部分，请核对。", None
            )
