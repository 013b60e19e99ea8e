"""L004: numbers of figures and tables: in order, none twice, none missing, and none referred to that does not exist."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from checks.types.numerals import ordinal
from documents.model import Block, BlockKind, Document

_NUMBER = r"(\d{1,3}|[一二三四五六七八九十]{1,3})(?:([-－–—.．])(\d{1,3}))?"
_CAPTION = regex(
    rf"\s*(?:附)?([图表])\s?{_NUMBER}(?![\d.．\-－–—]|[是中所为可列显示反说可给与和及、])(?:[\s　:：.．]|(?=[一-鿿（《“A-Za-z]))"
)
_REFERENCE = regex(rf"(?<![附代发列地地外])(?:附)?([图表])\s?{_NUMBER}(?![\d.．]|[月年日号])")
_LONGEST_CAPTION = 60
_KINDS = frozenset({BlockKind.PARAGRAPH, BlockKind.CAPTION, BlockKind.HEADING, BlockKind.LIST_ITEM})


@dataclass(frozen=True, slots=True)
class _Numbered:
    block: Block
    start: int
    end: int
    series: str  # 图, 表, and the chapter where the number has one
    number: int


@check(
    id="L004",
    title="图表编号",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.HOUSE,
    why="图、表按出现次序连续编号，不重号、不跳号；文中提到的图表都应有。",
    examples=(
        Example("表1 各区人数\n表3 各区经费", hits=("表3",)),
        Example("图1 组织结构\n图1 工作流程", hits=("图1",)),
        Example("人数见表1，经费见表3。\n表1 各区人数\n表2 各区经费", hits=("表3",)),
        Example("结构见图2-3。\n图2-1 组织结构\n图2-2 工作流程", hits=("图2-3",)),
        Example("人数见表1，经费见表2；见图5。\n表1 各区人数\n表2 各区经费", note="没有图题时不核对图。"),
        Example("图1-1 组织结构\n图1-2 工作流程\n图2-1 人员分布\n如图2-1所示，代表3人。"),
    ),
)
def figure_numbers(document: Document) -> Iterator[Hit]:
    """Hits for the number of a caption, or of a reference. Kinds without any caption in the text are not looked at."""
    captions: list[_Numbered] = []
    others: list[Block] = []
    for block in blocks_with(document, "图", "表"):
        match = _CAPTION.match(block.text) if block.kind in _KINDS else None
        if (
            match
            and len(block.text) <= _LONGEST_CAPTION
            and not block.text.rstrip().endswith(("。", "；", "，", "："))
        ):
            number = _numbered(block, match)
            if number is not None:
                captions.append(number)
                continue
        others.append(block)
    if not captions:
        return
    yield from _order(captions)
    numbers: dict[str, set[int]] = defaultdict(set)
    for caption in captions:
        numbers[caption.series].add(caption.number)
    for block in others:
        yield from _references(block, numbers)


def _numbered(block: Block, match: re.Match[str]) -> _Numbered | None:
    kind, first, _, second = match.groups()
    chapter, number = (first, second) if second else ("", first)
    value = ordinal(number)
    start = match.start(1)
    end = match.end(4) if second else match.end(2)
    return _Numbered(block, start, end, kind + chapter, value) if value else None


def _order(captions: list[_Numbered]) -> Iterator[Hit]:
    last: dict[str, int] = {}
    for caption in captions:
        before = last.get(caption.series, 0)
        shown = caption.block.text[caption.start : caption.end]
        fault = None
        if caption.number == before:
            fault = f"编号“{shown}”重复。"
        elif caption.number < before:
            fault = f"编号“{shown}”次序倒退。"
        elif caption.number > before + 1 and before:
            fault = f"编号“{shown}”之前缺第{before + 1}个，跳号了。"
        last[caption.series] = max(before, caption.number)
        if fault:
            yield Hit(caption.block.id, caption.start, caption.end, fault, None)


def _references(block: Block, numbers: dict[str, set[int]]) -> Iterator[Hit]:
    for match in _REFERENCE.finditer(block.text):
        found = _numbered(block, match)
        if found is None or found.series not in numbers or found.number in numbers[found.series]:
            continue
        # 代表3人, 列表5项: only a number that a reader is sent to.
        before = block.text[max(0, match.start() - 3) : match.start()]
        after = block.text[match.end() : match.end() + 2]
        if not re.search(r"[见如由从据参照（(和、及与至—在]$", before) and not re.match(
            r"所|[）)中是为列显反]|可见|给出", after
        ):
            continue
        shown = block.text[found.start : found.end]
        yield Hit(
            block.id, found.start, found.end, f"文中提到“{shown}”，但没有编号为“{shown}”的{shown[0]}。", None
        )
