"""P032: round brackets inside round brackets."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.text import inside, quoted_spans
from checks.types.matches import matches
from documents.model import Document

_NESTED = regex(r"（[^（）\0]{0,80}(（[^（）\0]{1,80}）)[^（）\0]{0,80}）")
_SEEK = regex(r"（[^（）\0]{0,80}（")


@check(
    id="P032",
    title="括号里套用同样的括号",
    gate=Gate.QUALITY,
    severity=Severity.BLUE,
    source=Source.GBT_15834,
    why="括号里再用括号时，里外用不同的形式，如外层用六角括号“〔〕”或方括号“［］”，免得看不清层次。",
    examples=(
        Example("（见附件（第一部分））", hits=("（第一部分）",)),
        Example("〔见附件（第一部分）〕，各县（市、区）。"),
        Example("《中华人民共和国公司法（修订）》（以下简称公司法）"),
    ),
)
def bracketed_brackets(document: Document) -> Iterator[Hit]:
    """Hits for the inner pair."""
    for block, match in matches(document, _NESTED, _SEEK):
        if inside(quoted_spans(block.text), match.start(1)):
            continue  # （以下简称《清单（2025年版）》）: brackets of a name
        yield Hit(block.id, *match.span(1), "括号里套用了同样的括号，里外宜用不同的形式。", None)
