"""W006: traditional characters in simplified text."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import opencc

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import SEPARATOR, blocks_with, joined
from checks.sources import Source
from checks.text import HAN_RUN, inside, quoted_spans
from documents.model import Document

# Standard characters of their own (surnames, names of notes, 瞭望, 么麽 and the like) that OpenCC would convert.
_STANDARD = frozenset("乾徵藉瞭於夥著覆麽宁鍾噁濛戆阪甦剋祕讎雠堃喆昇陞淼犇餘馀髙薴菸蒐檯馀谿絜鍊晒噹")
_MOSTLY = 0.25  # from this share of changed characters on, the text is traditional and meant to be
_OWN_BLOCK = 20  # code points


@check(
    id="W006",
    title="繁简混用",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.TONGYONG,
    why="出版物用规范汉字；简体文字里夹着的繁体字多是输入法或转换留下的。",
    examples=(
        Example("推进國家治理体系建设。", hits=("國",), fixed="推进国家治理体系建设。"),
        Example(
            "各单位要加强與部门的聯繫工作。", hits=("與", "聯繫"), fixed="各单位要加强与部门的联系工作。"
        ),
        Example("乾隆年间、瞭望塔、宫商角徵羽、慰藉、著作、於先生、覆盖。"),
        Example("全文都是繁體字時，這一項不作聲，因為作者有意如此書寫。"),
        Example("碑额上刻着「國泰民安」四个字。", note="直角引号里的原文不动。"),
    ),
)
def mixed_scripts(document: Document) -> Iterator[Hit]:
    """Hits for runs of traditional characters where the document as a whole is simplified."""
    found: list[Hit] = []
    changed = 0
    for block in blocks_with(document, *_traditional(document)):
        text = block.text
        converted = _converter().convert(text)
        if converted == text or len(converted) != len(text):
            continue
        quoted = quoted_spans(text, "「『")
        places = [
            i for i, (a, b) in enumerate(zip(text, converted, strict=True)) if a != b and a not in _STANDARD
        ]
        changed += len(places)
        if len(places) > len(text) * 0.2 and len(text) >= _OWN_BLOCK:
            continue  # a quotation in traditional characters
        for start, end in _runs(places):
            if not inside(quoted, start):
                message = f"“{text[start:end]}”是繁体字，规范字形为“{converted[start:end]}”。"
                found.append(Hit(block.id, start, end, message, converted[start:end]))
    if found and changed < sum(len(run) for run in HAN_RUN.findall(joined(document).text)) * _MOSTLY:
        yield from found


def _runs(places: list[int]) -> Iterator[tuple[int, int]]:
    start = end = -1
    for place in places:
        if place != end:
            if start >= 0:
                yield start, end
            start = place
        end = place + 1
    if start >= 0:
        yield start, end


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def _traditional(document: Document) -> list[str]:
    """The characters of the text that OpenCC changes. Those it changes only within phrases are standard of their own."""
    characters = sorted(joined(document).alphabet.keys() - {SEPARATOR, "\n"})
    if not characters:
        return []
    converted = _converter().convert("\n".join(characters)).split("\n")
    return [a for a, b in zip(characters, converted, strict=True) if a != b]
