"""W100: characters that are probably mistaken for others, by statistics."""

from __future__ import annotations

import math
from collections.abc import Iterator
from functools import cache

from checks import wordlists
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import joined
from checks.sources import Source
from checks.typos import model as models
from checks.typos.decide import Care, Judged, proofreader, unprotected
from checks.typos.explain import explain
from documents.model import Document

BESIDE, BESIDE_WORD = 2.5, 1.3
SURER = 0.7
"""Log-odds: how much less does beside a certain change, and where what is written is a word as well; how much more it takes
in names of places and offices and between function words."""


@check(
    id="W100",
    title="疑似错别字",
    gate=Gate.QUALITY,
    severity=Severity.BLUE,
    source=Source.XIANHAN,
    wordlists=("spelling_pairs", "variant_forms"),
    why="同音、近音、形近的字最容易打错。按大量规范文字的用字统计，这样写很少见，换一个字就常见。几乎确定的报错误，其余只作提示。",
    state=models.in_use,
    examples=(
        Example(
            "各级政府要切实加强对这项工作的组织领岛。",
            hits=("领岛",),
            fixed="各级政府要切实加强对这项工作的组织领导。",
        ),
        Example(
            "会议审议通过了工作报高，要求依法追究刑事责认。",
            hits=("报高", "刑事责认"),
            fixed="会议审议通过了工作报告，要求依法追究刑事责任。",
        ),
        Example("各级政府要切实加强对这项工作的组织领导。"),
        Example("会议由张零岛同志主持，天舟十号货运飞船已经发射。", note="姓名、数字不动。"),
    ),
)
def typos(document: Document) -> Iterator[Hit]:
    """Hits for changes whose log-odds pass the model's thresholds; red above the second one."""
    whole = joined(document)
    reader = proofreader()
    for item, care in unprotected(whole, reader.read(whole)):
        severity = _severity(item, care, reader.red, reader.blue)
        if severity is not None:
            block, offset = whole.place(item.start)
            hit = explain(block, offset, item, severity)
            if not _both_right(block.text[hit.start : hit.end], hit.suggestion or ""):
                yield hit


def _both_right(old: str, new: str) -> bool:
    """Whether the change only puts one spelling for another that a list holds for as right: counts settle no spelling."""
    return any(
        first in old and old.replace(first, second) == new
        for pair in _spellings()
        for first, second in (pair, pair[::-1])
    )


@cache
def _spellings() -> tuple[tuple[str, str], ...]:
    return tuple(
        (entry.term, other)
        for name in ("spelling_pairs", "variant_forms")
        for entry in wordlists.load(name).entries
        for other in entry.replacements
    )


def _severity(item: Judged, care: Care, red: float, blue: float) -> Severity | None:
    # Who slipped once in a sentence slips again: beside a certain one, less is enough.
    sure = item.best >= red
    least = {
        Care.USUAL: red - BESIDE * sure,
        Care.SOME: red - BESIDE_WORD * sure,
        Care.MORE: red + SURER,
        Care.MOST: math.inf,
    }
    if item.score >= least[care]:
        return Severity.RED
    middle = (red + blue) / 2
    told = {Care.USUAL: blue, Care.SOME: middle, Care.MORE: middle, Care.MOST: red}
    return Severity.BLUE if item.score >= told[care] else None
