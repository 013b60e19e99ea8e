"""F106: Colours of the elements."""

from __future__ import annotations

from collections.abc import Iterator

from checks.layout.topics import Topic, hits, profile_hash
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from documents.model import Document


@check(
    id="F106",
    title="文字颜色",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_9704,
    why="发文机关标志用红色，其余文字用黑色。",
    layout=True,
    state=profile_hash,
    examples=(
        Example(
            "青川市教育局关于开展安全检查的通知\n各学校：\n{颜色=0070C0}请认真抓好落实。",
            hits=("请认真抓好落实。",),
            format="docx",
        ),
        Example(
            "{颜色=黑}青川市教育局文件\n青教发〔2026〕5号\n青川市教育局关于开展安全检查的通知",
            hits=("青川市教育局文件",),
            format="docx",
        ),
        Example(
            "青川市教育局文件\n"
            "青教发〔2026〕5号\n"
            "青川市教育局关于开展安全检查的通知\n"
            "各学校：\n"
            "请认真抓好落实。\n"
            "青川市教育局\n"
            "2026年11月5日",
            format="docx",
        ),
    ),
)
def layout_colors(document: Document) -> Iterator[Hit]:
    """Hits for colours of the elements, by the layout profile."""
    yield from hits(document, Topic.COLOR)
