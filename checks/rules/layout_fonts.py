"""F103: Fonts of the elements."""

from __future__ import annotations

from collections.abc import Iterator

from checks.layout.topics import Topic, hits, profile_hash
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from documents.model import Document


@check(
    id="F103",
    title="各要素的字体",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_9704,
    why=(
        "标题用小标宋体；"
        "一级标题用黑体，二级标题用楷体，其余层次和正文用仿宋体。"
        "同一字体的不同名称（仿宋_GB2312、FangSong、方正仿宋）都算。"
    ),
    layout=True,
    state=profile_hash,
    examples=(
        Example(
            "{字体=宋体}青川市教育局关于开展安全检查的通知\n各学校：\n请认真抓好落实。",
            hits=("青川市教育局关于开展安全检查的通知",),
            format="docx",
        ),
        Example(
            "青川市教育局关于开展安全检查的通知\n"
            "各学校：\n"
            "{字体=仿宋}一、总体要求\n"
            "{字体=黑体}（一）工作目标\n"
            "请认真抓好落实。",
            hits=(
                "一、总体要求",
                "（一）工作目标",
            ),
            format="docx",
        ),
        Example(
            "青川市教育局关于开展安全检查的通知\n"
            "各学校：\n"
            "一、总体要求\n"
            "（一）工作目标。按期完成任务。\n"
            "{字体=FangSong_GB2312}请认真抓好落实。",
            format="docx",
            note="二级标题后接排正文的，标题用楷体，正文用仿宋体。",
        ),
    ),
)
def layout_fonts(document: Document) -> Iterator[Hit]:
    """Hits for fonts of the elements, by the layout profile."""
    yield from hits(document, Topic.FONT)
