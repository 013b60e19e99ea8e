"""A manuscript of our own for the browser tests: long enough to scroll, with planted faults and a table."""

from __future__ import annotations

import io
from collections.abc import Sequence

TITLE = "关于做好2026年冬季图书馆延时开放工作的通知"

PARAGRAPHS = (
    "各分馆、各服务点：",
    "为满足市民冬季夜间阅读需求,经研究，决定自2026年12月1日起，在全市六家分馆实行延时开放。现将有关事项通知如下。",
    "一、开放安排",
    "（一）延时开放的分馆，开放时间为每周二至周日上午九时至晚上九时，周一闭馆整理。",
    "（二）各分馆应当在2026年11月31日前完成照明、供暖和消防设施的检查，并填写检查记录。",
    "（三）少儿阅览区晚上八时停止入馆，由家长陪同的的儿童可以停留至闭馆。",
    "三、人员与值守",
    "（一）延时时段每馆安排不少于两名工作人员和一名安保人员在岗，值班表提前一周公布。",
    "（二）各馆要认真布署值守工作，遇有突发情况立即报告，不得擅自离岗。",
    '（三）志愿者服务时间计入个人服务档案。一位志愿者说:"晚上来的人，大多是刚下班的年轻人。"',
    "四、读者服务",
    "（一）自助借还机全天开放，人工服务台保留一个窗口。电子阅览区按先到先得的原则使用，每人每次不超过2个小时。",
    "（二）各馆在入口处公布当日余座，读者可以在“城市书房“小程序上预约。",
    "（三）设置饮水点和临时寄存柜，寄存物品当日取走。",
    "五、经费与考核",
    "延时开放所需经费由中心统一安排，各馆据实列支。考核结果与下一年度经费挂钩，连续两个月入馆人数低于500人次的，应当说明原因。",
    "联系人：王老师，联系电话13912345678。",
)

TABLE = (
    ("分馆", "延时时段", "座位（个）", "负责人"),
    ("城东分馆", "18：00—21：00", "120", "刘敏"),
    ("城南分馆", "18：00—21：00", "96", "陈立"),
    ("大学城分馆", "17：30—21：00", "210", "何佳"),
)

MENDS = {
    "需求,经研究": "需求，经研究",
    "11月31日": "11月30日",
    "陪同的的儿童": "陪同的儿童",
    "三、人员": "二、人员",
    "布署": "部署",
    '说:"晚上来的人，大多是刚下班的年轻人。"': "说：“晚上来的人，大多是刚下班的年轻人。”",
    "四、读者": "三、读者",
    "“城市书房“": "“城市书房”",
    "五、经费": "四、经费",
    "联系人：王老师，联系电话13912345678。": "联系方式见中心网站公告栏。",
}


def mended() -> list[str]:
    """The paragraphs as a careful author sends them back."""
    found = []
    for paragraph in PARAGRAPHS:
        for fault, mend in MENDS.items():
            paragraph = paragraph.replace(fault, mend)  # noqa: PLW2901  one mend after another
        found.append(paragraph)
    return found


def word_file(paragraphs: Sequence[str] = PARAGRAPHS) -> bytes:
    """A Word document with the title as its heading, the paragraphs, and the table at the end."""
    from docx import Document
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    file = Document()
    file.add_heading(TITLE, level=1).alignment = WD_ALIGN_PARAGRAPH.CENTER
    for text in paragraphs:
        file.add_paragraph(text)
    table = file.add_table(rows=0, cols=4)
    for row in TABLE:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    output = io.BytesIO()
    file.save(output)
    return output.getvalue()
