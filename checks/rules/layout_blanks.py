"""F107: Empty lines before elements, and attachments on a new page."""

from __future__ import annotations

from collections.abc import Iterator

from checks.layout.topics import Topic, hits, profile_hash
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from documents.model import Document


@check(
    id="F107",
    title="空行和分页",
    gate=Gate.QUALITY,
    severity=Severity.BLUE,
    source=Source.GBT_9704,
    why="标题在红色分隔线下空二行；附件说明在正文下空一行；附件另面编排。",
    layout=True,
    state=profile_hash,
    examples=(
        Example(
            "青川市教育局关于开展安全检查的通知\n各学校：\n请认真抓好落实。\n{空行=0}附件：名单",
            hits=("附件：名单",),
            format="docx",
        ),
        Example(
            "青川市教育局关于开展安全检查的通知\n"
            "各学校：\n"
            "请认真抓好落实。\n"
            "青川市教育局\n"
            "2026年11月5日\n"
            "{另页=无}附件\n"
            "报名表",
            hits=("附件",),
            format="docx",
        ),
        Example(
            "青川市教育局关于开展安全检查的通知\n"
            "各学校：\n"
            "请认真抓好落实。\n"
            "附件：名单\n"
            "青川市教育局\n"
            "2026年11月5日\n"
            "附件\n"
            "名单",
            format="docx",
        ),
    ),
)
def layout_blanks(document: Document) -> Iterator[Hit]:
    """Hits for empty lines before elements, and attachments on a new page, by the layout profile."""
    yield from hits(document, Topic.BLANK)
