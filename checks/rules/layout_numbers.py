"""F109: Page numbers."""

from __future__ import annotations

from collections.abc import Iterator

from checks.layout.topics import Topic, hits, profile_hash
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from documents.model import Document


@check(
    id="F109",
    title="页码",
    gate=Gate.QUALITY,
    severity=Severity.BLUE,
    source=Source.GBT_9704,
    why="页码用四号半角宋体阿拉伯数字，左右各放一条一字线，在版心下边缘之下 7 mm；单页码居右空一字，双页码居左空一字。",
    layout=True,
    state=profile_hash,
    examples=(
        Example(
            "{页面 页码字体=黑体}\n"
            "青川市教育局关于开展安全检查的通知\n"
            "各学校：\n"
            "请认真抓好落实。\n"
            "青川市教育局\n"
            "2026年11月5日",
            hits=("— 1 —",),
            format="docx",
        ),
        Example(
            "{页面 页码=居中}\n"
            "青川市教育局关于开展安全检查的通知\n"
            "各学校：\n"
            "请认真抓好落实。\n"
            "青川市教育局\n"
            "2026年11月5日",
            hits=("— 1 —",),
            format="docx",
            note="单页、双页位置相同。",
        ),
        Example(
            "青川市教育局关于开展安全检查的通知\n各学校：\n请认真抓好落实。\n青川市教育局\n2026年11月5日",
            format="docx",
        ),
    ),
)
def layout_numbers(document: Document) -> Iterator[Hit]:
    """Hits for page numbers, by the layout profile."""
    yield from hits(document, Topic.NUMBERING)
