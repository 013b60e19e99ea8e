"""F101: Paper and margins."""

from __future__ import annotations

from collections.abc import Iterator

from checks.layout.topics import Topic, hits, profile_hash
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from documents.model import Document


@check(
    id="F101",
    title="纸张和页边距",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_9704,
    why=(
        "公文用 A4 纸，上边距（天头）37 mm，左边距（订口）28 mm，版心 156 mm × 225 mm，因此右边距 26 mm、下边距 35 mm。"
        "边距不对，版心和行数就都不对。"
    ),
    layout=True,
    state=profile_hash,
    examples=(
        Example(
            "{页面 上边距=25.4 下边距=25.4}\n"
            "青川市教育局关于开展安全检查的通知\n"
            "各学校：\n"
            "请认真抓好落实。\n"
            "青川市教育局\n"
            "2026年11月5日",
            hits=("青川市教育局关于开展安全检查的通知",),
            format="docx",
            note="同一页的几项合成一条。",
        ),
        Example(
            "{页面 宽=215.9 高=279.4}\n"
            "青川市教育局关于开展安全检查的通知\n"
            "各学校：\n"
            "请认真抓好落实。\n"
            "青川市教育局\n"
            "2026年11月5日",
            hits=("青川市教育局关于开展安全检查的通知",),
            format="docx",
            note="信纸（Letter）不是 A4。",
        ),
        Example(
            "青川市教育局关于开展安全检查的通知\n各学校：\n请认真抓好落实。\n青川市教育局\n2026年11月5日",
            format="docx",
        ),
    ),
)
def layout_page(document: Document) -> Iterator[Hit]:
    """Hits for paper and margins, by the layout profile."""
    yield from hits(document, Topic.PAGE)
