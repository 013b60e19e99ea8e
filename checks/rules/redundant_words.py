"""W012: the same thing said twice, by list."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.phrase_search import phrase_hits
from documents.model import Document


@check(
    id="W012",
    title="语义重复",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.XIANHAN,
    why="两个词说的是一个意思，删去一个更简洁。",
    wordlists=("redundancy",),
    examples=(
        Example("代表团凯旋归来。", hits=("凯旋归来",), fixed="代表团凯旋。"),
        Example(
            "分析目前现状，原因是因为准备不足。",
            hits=("目前现状", "原因是因为"),
            fixed="分析现状，原因是准备不足。",
        ),
        Example(
            "把方案付诸于行动，这是一致公认的。",
            hits=("付诸于", "一致公认"),
            fixed="把方案付诸行动，这是公认的。",
        ),
        Example("因此所以要抓紧落实。", hits=("因此所以",), fixed="所以要抓紧落实。"),
        Example("涉及到多个部门。", hits=("涉及到",), fixed="涉及多个部门。"),
        Example(
            "这是他的第一部处女作，两人面面相觑地互相看着。",
            hits=("第一部", "地互相看着"),
            fixed="这是他的处女作，两人面面相觑。",
        ),
        Example("现状不容乐观，原因是准备不足；部队凯旋，质疑声不断，以及和平发展、以及及时处置。"),
    ),
)
def redundant_words(document: Document) -> Iterator[Hit]:
    """Hits for the phrases of the list; the wrong part is marked, or what can be left out."""
    told, dropped = "“{term}”意思重复，宜改为{replacements}。", "“{term}”与前后的词意思重复，可以删去。"
    yield from phrase_hits(document, "redundancy", told, dropped)
