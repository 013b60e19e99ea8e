"""T006: names of regions, countries and peoples in official style, by wordlist."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.words import hits
from documents.model import Document


@check(
    id="T006",
    title="涉港澳台、民族和国家称谓",
    gate=Gate.POLICY,
    severity=Severity.YELLOW,
    source=Source.PARTY_DOCS,
    why="香港、澳门、台湾是中国的一部分，相关机构、地区、民族和国家的称谓有规范说法。",
    wordlists=("regions",),
    examples=(
        Example("大陆与香港合作紧密。", hits=("大陆与香港",), fixed="内地与香港合作紧密。"),
        Example("内地和台湾交流频繁。", hits=("内地和台湾",), fixed="大陆和台湾交流频繁。"),
        Example("组团访问义大利和寮国。", hits=("义大利", "寮国"), fixed="组团访问意大利和老挝。"),
        Example("内地与香港合作紧密，大陆与台湾交流频繁；回教室取书；台湾国民党主席来访；揭露伪满洲国罪行。"),
    ),
)
def regions(document: Document) -> Iterator[Hit]:
    """Hits for the entries of the list."""
    yield from hits(document, "regions", "“{term}”不合规范称谓，应为{replacements}。")
