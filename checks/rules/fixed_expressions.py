"""T001: set political wording and names of institutions and regions, by wordlist."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.words import matcher
from documents.model import Document


@check(
    id="T001",
    title="固定表述",
    gate=Gate.POLICY,
    severity=Severity.YELLOW,
    source=Source.PARTY_DOCS,
    why="重要提法、机构和地区名称用字固定，不能增减改动。",
    wordlists=("fixed_expressions",),
    examples=(
        Example(
            "深入学习习近平中国特色社会主义思想。",
            hits=("习近平中国特色社会主义思想",),
            fixed="深入学习习近平新时代中国特色社会主义思想。",
        ),
        Example("向最高人民检查院报告。", hits=("最高人民检查院",), fixed="向最高人民检察院报告。"),
        Example(
            "筑牢中华民族共同体意识。", hits=("筑牢中华民族共同体意识",), fixed="铸牢中华民族共同体意识。"
        ),
        Example(
            "学习党的二十大四中全会精神。", hits=("党的二十大四中全会",), fixed="学习党的二十届四中全会精神。"
        ),
        Example("新疆维吾尔族自治区", hits=("新疆维吾尔族自治区",), fixed="新疆维吾尔自治区"),
        Example(
            "中国特色社会主义法制体系", hits=("中国特色社会主义法制体系",), note="两种可能，由编辑核对。"
        ),
        Example("习近平新时代中国特色社会主义思想、最高人民检察院、党的二十届四中全会。"),
    ),
)
def fixed_expressions(document: Document) -> Iterator[Hit]:
    """Hits for the entries of the list; one without a sure replacement only asks to compare with the original."""
    search = matcher("fixed_expressions")
    for block, match in search.find_in(document):
        entry = match.entry
        message = (
            f"“{entry.term}”应为“{entry.suggestion}”。" if entry.suggestion else f"请核对“{entry.term}”。"
        )
        message += f"{entry.why}。" if entry.why else ""
        yield Hit(
            block.id,
            match.start,
            match.end,
            message,
            entry.suggestion,
            entry.severity,
            f"fixed_expressions:{entry.term}",
        )
