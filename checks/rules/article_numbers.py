"""L006: articles and chapters of the text itself: in order, and none referred to that it does not have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from checks.types.numerals import han, ordinal
from documents.model import Block, Document

_NUMBER = r"([一二三四五六七八九十百零〇两]{1,7}|\d{1,4})"
_HEADS = {
    "条": regex(rf"\s*第{_NUMBER}条(?![第之款规的所、和至及或]|\s*[至到])"),
    "章": regex(rf"\s*第{_NUMBER}章(?![第的所、和至及或])"),
}
_OWN = regex(
    rf"本(?:办法|条例|规定|细则|法|章程|制度|规则|规程|准则|规范|通则|方案|协议|合同|意见|公约|守则)(?:的)?第{_NUMBER}(条|章)"
)
_HOLDS = {unit: regex(rf"第[^条章。\0]{{1,7}}{unit}") for unit in _HEADS}
_HOLDS_OWN = regex("本[办条规细法章制规准通方协合意公守]")
_LAST = regex("施行|实施|生效|解释|执行|废止")
_FEWEST = 5
_IN_ORDER = 0.8  # of the steps: references in a text that was cut up are not judged


@check(
    id="L006",
    title="条文编号与引用",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.HOUSE,
    why="条、章依次编号；引用本文的条款必须存在。修订增删条款后最易错位。",
    examples=(
        Example(
            "第一条 为规范管理，制定本办法。\n第二条 本办法适用于本市。\n第三条 按月报送。\n第五条 按季检查。\n第"
            "六条 按年总结。\n"
            "第七条 由办公室解释。\n第八条 自发布之日起施行。",
            hits=("第五条",),
        ),
        Example(
            "第一条 为规范管理，制定本办法。\n第二条 本办法适用于本市。\n第三条 按月报送。\n第四条 违反本办法第十"
            "二条的，通报批评。\n"
            "第五条 由办公室解释。\n第六条 自发布之日起施行。",
            hits=("本办法第十二条",),
        ),
        Example(
            "第一条 为规范管理，制定本办法。\n第二条 本办法适用于本市。\n第三条 按月报送。\n第四条 违反本办法第三"
            "条的，通报批评。\n"
            "第五条 由办公室解释。\n第六条 自发布之日起施行。"
        ),
        Example("第三条 按月报送。\n第九条 违反本办法第三十条的，通报批评。", note="只是摘录，不核对。"),
    ),
)
def article_numbers(document: Document) -> Iterator[Hit]:
    """Hits for labels that skip or repeat, and for references 本办法第……条 beyond the last article."""
    for unit, pattern in _HEADS.items():
        runs = list(_runs(list(_heads(document, unit, pattern))))
        fewest = _FEWEST if unit == "条" else 3
        hits = [hit for heads in runs for hit in _order(heads, unit)]
        # One slip is a slip; several are a text that was cut up.
        if len(hits) == 1 and max(map(len, runs)) >= fewest:
            yield from hits
        if len(runs) == 1 and _whole(runs[0]):
            yield from _references(document, unit, max(head.number for head in runs[0]))


@dataclass(frozen=True, slots=True)
class _Head:
    block: Block
    number: int
    start: int
    end: int


def _runs(heads: list[_Head]) -> Iterator[list[_Head]]:
    """The labels of each text in the document: one begins with every 第一条. What precedes the first is no text."""
    run: list[_Head] = []
    for head in heads:
        if head.number == 1:
            if run:
                yield run
            run = []
        if run or head.number == 1:
            run.append(head)
    if run:
        yield run


def _whole(heads: list[_Head]) -> bool:
    steps = [b.number - a.number == 1 for a, b in pairwise(heads)]
    if len(heads) < _FEWEST - 1:
        return False
    # The last article tells when the text comes into force: with it, an article may be missing in between.
    ends = len(heads) >= _FEWEST and _LAST.search(heads[-1].block.text) is not None
    return all(steps) or (ends and sum(steps) >= _IN_ORDER * len(steps))


def _heads(document: Document, unit: str, pattern: re.Pattern[str]) -> Iterator[_Head]:
    for block in blocks_with(document, _HOLDS[unit]):
        match = pattern.match(block.text)
        number = ordinal(match.group(1)) if match else None
        if match and number:
            start = len(match.group()) - len(match.group().lstrip())
            yield _Head(block, number, start, match.end())


def _order(heads: list[_Head], unit: str) -> Iterator[Hit]:
    for before, head in pairwise(heads):
        if head.number == before.number + 1:
            continue
        label = head.block.text[head.start : head.end]
        missing = f"之前缺第{han(before.number + 1)}{unit}"
        fault = (
            "重复" if head.number == before.number else "次序倒退" if head.number < before.number else missing
        )
        yield Hit(head.block.id, head.start, head.end, f"“{label}”{fault}，请核对。", None)


def _references(document: Document, unit: str, last: int) -> Iterator[Hit]:
    for block in blocks_with(document, _HOLDS_OWN):
        for match in _OWN.finditer(block.text):
            number = ordinal(match.group(1))
            if match.group(2) == unit and number and number > last:
                message = f"本文只有{last}{unit}，没有第{han(number)}{unit}，请核对。"
                yield Hit(block.id, match.start(), match.end(), message, None)
