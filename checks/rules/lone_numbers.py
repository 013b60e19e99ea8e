"""F009: one attachment only, and yet numbered."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from documents.model import Document

_FIRST = regex(r"附件[：:][ \u3000]*(1[.．、])[ \u3000]*\S")
_SECOND = regex(r"[ \u3000]*2[.．、]")


@check(
    id="F009",
    title="只有一个附件却编了序号",
    gate=Gate.QUALITY,
    severity=Severity.BLUE,
    source=Source.GBT_9704,
    why="只有一个附件时不编序号；编了“1.”而没有“2.”，可能漏了附件。",
    examples=(
        Example("请各单位认真落实。\n附件：1.报名表\n某某市人民政府", hits=("1.",)),
        Example("请各单位认真落实。\n附件：1.报名表\n2.联系人名单\n某某市人民政府"),
        Example("请各单位认真落实。\n附件：报名表\n附件：1.报名表2.联系人名单"),
    ),
)
def lone_numbers(document: Document) -> Iterator[Hit]:
    """Hits for the number where no second one follows in the line or the next block."""
    blocks = document.blocks
    for number, block in enumerate(blocks):
        match = _FIRST.match(block.text) if block.text.startswith("附件") else None
        following = blocks[number + 1].text if number + 1 < len(blocks) else ""
        if match and not _SECOND.match(following) and not re.search(r"2[.．、]", block.text[match.end() :]):
            yield Hit(block.id, *match.span(1), "只有一个附件不编序号；有第二个的请补上。", None)
