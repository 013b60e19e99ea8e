"""F102: Lines of a page and characters of a line."""

from __future__ import annotations

from collections.abc import Iterator

from checks.layout.topics import Topic, hits, profile_hash
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from documents.model import Document


@check(
    id="F102",
    title="每页行数和每行字数",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_9704,
    why=(
        "一般每面排 22 行，每行排 28 个字，撑满版心；"
        "行距约 29 磅（28～30 磅都有人用）。"
        "行距过大或过小，页数和版面就与印发的不一致。"
    ),
    layout=True,
    state=profile_hash,
    examples=(
        Example(
            "青川市教育局关于开展安全检查的通知\n"
            "各学校：\n"
            "{行距=20}请认真抓好落实。\n"
            "青川市教育局\n"
            "2026年11月5日",
            hits=("请认真抓好落实。",),
            format="docx",
        ),
        Example(
            "{页面 网格=15.6}\n"
            "青川市教育局关于开展安全检查的通知\n"
            "各学校：\n"
            "请认真抓好落实。\n"
            "青川市教育局\n"
            "2026年11月5日",
            hits=("各学校：",),
            format="docx",
            note="Word 新建文档的网格是 15.6 磅；全文同样的问题合成一条。",
        ),
        Example(
            "青川市教育局关于开展安全检查的通知\n"
            "各学校：\n"
            "{行距=28}请认真抓好落实。\n"
            "青川市教育局\n"
            "2026年11月5日",
            format="docx",
        ),
    ),
)
def layout_grid(document: Document) -> Iterator[Hit]:
    """Hits for lines of a page and characters of a line, by the layout profile."""
    yield from hits(document, Topic.GRID)
