"""F105: Alignment and indents of the elements."""

from __future__ import annotations

from collections.abc import Iterator

from checks.layout.topics import Topic, hits, profile_hash
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from documents.model import Document


@check(
    id="F105",
    title="对齐和缩进",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_9704,
    why=(
        "标题居中；"
        "主送机关顶格；"
        "正文每自然段左空二字，回行顶格；"
        "成文日期右空四字（加盖印章时）。"
        "行首用空格代替缩进的，按空格的宽度算。"
    ),
    layout=True,
    state=profile_hash,
    examples=(
        Example(
            "{对齐=左}青川市教育局关于开展安全检查的通知\n"
            "{首行缩进=2}各学校：\n"
            "{首行缩进=0}请认真抓好落实。\n"
            "青川市教育局\n"
            "{对齐=左 右缩进=0 首行缩进=2}2026年11月5日",
            hits=(
                "青川市教育局关于开展安全检查的通知",
                "各学校：",
                "请认真抓好落实。",
                "2026年11月5日",
            ),
            format="docx",
        ),
        Example(
            "青川市教育局关于开展安全检查的通知\n各学校：\n{首行缩进=0}　　请认真抓好落实。",
            format="docx",
            note="段首两个全角空格也是空二字。",
        ),
        Example(
            "青川市教育局关于开展安全检查的通知\n各学校：\n请认真抓好落实。\n青川市教育局\n2026年11月5日",
            format="docx",
        ),
    ),
)
def layout_places(document: Document) -> Iterator[Hit]:
    """Hits for alignment and indents of the elements, by the layout profile."""
    yield from hits(document, Topic.PLACE)
