"""The example manuscript of `sanshen demo`, our own text: first with planted faults, then as its author mends it."""

from __future__ import annotations

import io
from collections.abc import Sequence

TITLE = "城南书市开放夜间场"

FAULTY = (
    "城南书市自2026年6月1日起开放夜间场,营业到晚上十点。",
    '一位带孩子来的市民说:"晚上买书凉快多了。"',
    "据统计，开放首周接待读者读者1.2万人次，比上一周增长15%。",
    "书市共设摊位一百二十个，旧书展区最受欢迎。展区负责人介绍，下月还将增设“儿童绘本区。",
    "主办方表示将再接再励，计划于2026年6月31日举行闭幕活动。",
    "如有疑问，请致电负责人手机13912345678。",
)

MENDED = (
    "城南书市自2026年6月1日起开放夜间场，营业到晚上十点。",
    "一位带孩子来的市民说：“晚上买书凉快多了。”",
    "据统计，开放首周接待读者1.2万人次，比上一周增长15%。",
    "书市共设摊位一百二十个，旧书展区最受欢迎。展区负责人介绍，下月还将增设“儿童绘本区”。",
    "主办方表示将再接再厉，计划于2026年6月30日举行闭幕活动。",
    "如有疑问，请到书市服务台咨询。",
)


def word_file(paragraphs: Sequence[str]) -> bytes:
    """A Word document with the title as its heading and one paragraph a string."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.shared import Cm, Pt

    file = Document()
    heading = file.add_heading(TITLE, level=1)
    heading.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in paragraphs:
        paragraph = file.add_paragraph(text)
        paragraph.paragraph_format.first_line_indent = Cm(0.85)
        paragraph.paragraph_format.line_spacing = Pt(28)
    output = io.BytesIO()
    file.save(output)
    return output.getvalue()
