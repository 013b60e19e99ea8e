"""W010: words that are right elsewhere and wrong in this context, by list."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.phrase_search import phrase_hits
from documents.model import Document


@check(
    id="W010",
    title="易混词",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.XIANHAN,
    why="两个都是词，读音或字形相近，意思不同；只在上下文能确定时才报。",
    wordlists=("confusables",),
    examples=(
        Example("截止目前，已完成三批检查。", hits=("截止",), fixed="截至目前，已完成三批检查。"),
        Example("公民依法享有权力和义务。", hits=("权力",), fixed="公民依法享有权利和义务。"),
        Example(
            "渡过了一个愉快的春节，受到深刻启事。",
            hits=("渡过", "启事"),
            fixed="度过了一个愉快的春节，受到深刻启示。",
        ),
        Example("活动即将结束，既将召开总结会。", hits=("既将",), fixed="活动即将结束，即将召开总结会。"),
        Example("即要看到成绩，又要看到问题。", hits=("即",), fixed="既要看到成绩，又要看到问题。"),
        Example("这一坐大桥打破了世界记录。", hits=("坐", "记录"), fixed="这一座大桥打破了世界纪录。"),
        Example("报名截止时间是三月一日，截至目前有二百人报名，申报工作已经截止。"),
        Example("国家权力机关依法行使权力，保障公民权利；会议记录已经归档，如实反映情况，过度期待没有必要。"),
        Example("即使要加班，又要照顾家庭，他也没有怨言；既要又要还要。"),
    ),
)
def confusable_words(document: Document) -> Iterator[Hit]:
    """Hits for the phrases of the list; the wrong part is marked."""
    yield from phrase_hits(document, "confusables", "这里“{term}”应为{replacements}。")
