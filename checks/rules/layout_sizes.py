"""F104: Type sizes of the elements."""

from __future__ import annotations

from collections.abc import Iterator

from checks.layout.topics import Topic, hits, profile_hash
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from documents.model import Document


@check(
    id="F104",
    title="各要素的字号",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_9704,
    why="标题用二号字，正文和各级标题用三号字，版记用四号字。",
    layout=True,
    state=profile_hash,
    examples=(
        Example(
            "{字号=18}青川市教育局关于开展安全检查的通知\n各学校：\n{字号=14}请认真抓好落实。",
            hits=(
                "青川市教育局关于开展安全检查的通知",
                "请认真抓好落实。",
            ),
            format="docx",
        ),
        Example(
            "青川市教育局关于开展安全检查的通知\n各学校：\n请认真抓好落实。\n青川市教育局\n2026年11月5日",
            format="docx",
        ),
    ),
)
def layout_sizes(document: Document) -> Iterator[Hit]:
    """Hits for type sizes of the elements, by the layout profile."""
    yield from hits(document, Topic.SIZE)
