"""G021: 提供地材料, 规定得方式: an attribute before a noun takes 的."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.particles import particle_hits
from documents.model import Document


@check(
    id="G021",
    title="定语误用“地”“得”",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.XIANHAN,
    why="修饰名词的定语用“的”；“地”在动词前，“得”在补语前。",
    wordlists=("particle_words",),
    examples=(
        Example(
            "按照规定得方式报名，核对提供地材料。",
            hits=("得", "地"),
            fixed="按照规定的方式报名，核对提供的材料。",
        ),
        Example("重要地情况要报告。", hits=("地",), fixed="重要的情况要报告。"),
        Example("各地情况不同，获得方式也不同；所在地标准、取得成绩，工作做得好，认真地工作。"),
    ),
)
def particle_before_noun(document: Document) -> Iterator[Hit]:
    """Hits on 地 or 得 between a modifier and a noun."""
    yield from particle_hits(document, "的", "后面是名词，定语的标记应为“的”，不用“{written}”。")
