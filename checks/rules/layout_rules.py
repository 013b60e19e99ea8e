"""F110: The lines of head and end."""

from __future__ import annotations

from collections.abc import Iterator

from checks.layout.topics import Topic, hits, profile_hash
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from documents.model import Document


@check(
    id="F110",
    title="版头和版记的分隔线",
    gate=Gate.QUALITY,
    severity=Severity.BLUE,
    source=Source.GBT_9704,
    why="发文字号之下画一条与版心等宽的红色分隔线；版记首个要素之上画一条 0.35 mm 的线。",
    layout=True,
    state=profile_hash,
    examples=(
        Example(
            "青川市教育局文件\n"
            "{分隔线=无}青教发〔2026〕5号\n"
            "青川市教育局关于开展安全检查的通知\n"
            "各学校：\n"
            "请认真抓好落实。\n"
            "青川市教育局\n"
            "2026年11月5日",
            hits=("青教发〔2026〕5号",),
            format="docx",
        ),
        Example(
            "青川市教育局关于开展安全检查的通知\n"
            "各学校：\n"
            "请认真抓好落实。\n"
            "青川市教育局\n"
            "2026年11月5日\n"
            "{分隔线=无}抄送：市政府办公室。\n"
            "青川市教育局办公室 2026年11月6日印发",
            hits=("抄送：市政府办公室。",),
            format="docx",
        ),
        Example(
            "青川市教育局文件\n"
            "青教发〔2026〕5号\n"
            "青川市教育局关于开展安全检查的通知\n"
            "各学校：\n"
            "请认真抓好落实。\n"
            "青川市教育局\n"
            "2026年11月5日\n"
            "抄送：市政府办公室。\n"
            "青川市教育局办公室 2026年11月6日印发",
            format="docx",
        ),
    ),
)
def layout_rules(document: Document) -> Iterator[Hit]:
    """Hits for the lines of head and end, by the layout profile."""
    yield from hits(document, Topic.RULES)
