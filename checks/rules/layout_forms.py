"""F111: How elements are written whose place tells what they are."""

from __future__ import annotations

from collections.abc import Iterator

from checks.layout.topics import Topic, hits, profile_hash
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from documents.model import Document


@check(
    id="F111",
    title="要素的写法",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_9704,
    why=(
        "主送机关后用全角冒号；"
        "成文日期用阿拉伯数字写全年月日，不编虚位；"
        "发文字号写作“机关代字〔年份〕序号号”；"
        "份号用 6 位数字；"
        "附件标识写作“附件1”；"
        "版记的日期后加“印发”。"
        "先认出要素再看写法，所以正文里同样的文字不报。"
    ),
    layout=True,
    state=profile_hash,
    examples=(
        Example(
            "青川市教育局关于开展安全检查的通知\n市财政局，\n请予支持。\n青川市教育局\n二〇二六年十一月五日",
            hits=(
                "，",
                "二〇二六年十一月五日",
            ),
            format="docx",
        ),
        Example(
            "0012\n青川市教育局文件\n青教发[2026]第05号\n青川市教育局关于开展安全检查的通知",
            hits=(
                "0012",
                "青教发[2026]第05号",
            ),
            format="docx",
        ),
        Example(
            "青川市教育局关于开展安全检查的通知\n"
            "各学校：\n"
            "2026.11.5的检查照常进行。\n"
            "青川市教育局\n"
            "2026年11月5日",
            format="docx",
        ),
    ),
)
def layout_forms(document: Document) -> Iterator[Hit]:
    """Hits for how elements are written whose place tells what they are, by the layout profile."""
    yield from hits(document, Topic.FORM)
