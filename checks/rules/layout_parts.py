"""F108: Elements that are missing or in another order."""

from __future__ import annotations

from collections.abc import Iterator

from checks.layout.topics import Topic, hits, profile_hash
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from documents.model import Document


@check(
    id="F108",
    title="要素的有无和次序",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_9704,
    why=(
        "公文有标题、主送机关、正文、发文机关署名、成文日期和页码，各有次序：附件说明在署名之前，成文日期在署名之下，附注在成文日期之下。"
        "决议、公告、纪要等按文种可以没有主送机关或署名。"
    ),
    layout=True,
    state=profile_hash,
    examples=(
        Example(
            "青川市教育局关于开展安全检查的通知\n各学校：\n请认真抓好落实。\n青川市教育局",
            hits=("青川市教育局",),
            format="docx",
            note="没有成文日期。",
        ),
        Example(
            "青川市教育局关于开展安全检查的通知\n"
            "各学校：\n"
            "请认真抓好落实。\n"
            "青川市教育局\n"
            "2026年11月5日\n"
            "附件：名单",
            hits=("附件：名单",),
            format="docx",
        ),
        Example(
            "{页面 页码=无}\n"
            "青川市教育局关于开展安全检查的通知\n"
            "各学校：\n"
            "请认真抓好落实。\n"
            "青川市教育局\n"
            "2026年11月5日",
            hits=("青川市教育局关于开展安全检查的通知",),
            format="docx",
        ),
        Example(
            "青川市教育局关于开展安全检查的通知\n各学校：\n请认真抓好落实。\n青川市教育局\n2026年11月5日",
            format="docx",
        ),
        Example(
            "青川市教育局关于停水的公告\n因检修停水一天。\n青川市教育局\n2026年11月5日",
            format="docx",
            note="公告没有主送机关。",
        ),
    ),
)
def layout_parts(document: Document) -> Iterator[Hit]:
    """Hits for elements that are missing or in another order, by the layout profile."""
    yield from hits(document, Topic.PARTS)
