"""W011: verb and object, or subject and verb, that do not go together, by list."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.phrase_search import phrase_hits
from documents.model import Document


@check(
    id="W011",
    title="搭配不当",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.XIANHAN,
    why="动词与宾语、主语与谓语要能搭配：力度用“加大”，水平用“提高”，规模用“扩大”。",
    wordlists=("collocations",),
    examples=(
        Example("要加强执法力度。", hits=("加强",), fixed="要加大执法力度。"),
        Example(
            "进一步扩大服务水平，提高生产规模。",
            hits=("扩大", "提高"),
            fixed="进一步提高服务水平，扩大生产规模。",
        ),
        Example("群众的生活水平不断增强。", hits=("增强",), fixed="群众的生活水平不断提高。"),
        Example("产能增加，发扬带头作用。", hits=("发扬",), fixed="产能增加，发挥带头作用。"),
        Example("提高水平、扩大规模、加大力度、加强管理，加强执法队伍建设和扩大开放水平评估。"),
        Example("提高规模以上企业效益，加快高水平开放，发扬优良传统，发挥示范作用。"),
    ),
)
def collocations(document: Document) -> Iterator[Hit]:
    """Hits for the phrases of the list; the wrong part is marked."""
    yield from phrase_hits(document, "collocations", "搭配不当：这里“{term}”宜改为{replacements}。")
