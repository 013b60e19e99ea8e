"""W014: 其他 and 其它, 订购 and 定购 in one document."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.consistency import consistency_hits
from documents.model import Document


@check(
    id="W014",
    title="一词两写",
    gate=Gate.QUALITY,
    severity=Severity.BLUE,
    source=Source.HOUSE,
    why="单用都可以，一篇之内应当统一。",
    wordlists=("spelling_pairs",),
    examples=(
        Example(
            "其他单位也参加了。\n其它材料另行报送。",
            hits=("其它",),
            fixed="其他单位也参加了。\n其他材料另行报送。",
        ),
        Example("其它单位也参加了。\n其它材料另行报送，年青人踊跃报名。"),
        Example("其他单位也参加了，当作经验推广，应当做好服务。"),
    ),
)
def two_spellings(document: Document) -> Iterator[Hit]:
    """Hits for the less usual spelling, where the document has the other one as well."""
    yield from consistency_hits(
        document, "spelling_pairs", "“{term}”与“{other}”（文中 {count} 处）写法不一，宜统一。"
    )
