"""L001: placeholders left in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from documents.model import Document

_PLAIN = r"[^【】\[\]（）()<>〔〕]"
_SURE = re.compile(
    rf"[【\[（(<〔](?:{_PLAIN}{{0,8}}(?:待补充?|待完善|待核实|待确认|待填|待插入|待更新){_PLAIN}{{0,4}}"
    rf"|此处{_PLAIN}{{1,12}}|请(?:填写|输入|插入|补充){_PLAIN}{{0,8}})[】\]）)>〕]"
    r"|(?<![A-Za-z])(?:TODO|FIXME|TBD)(?![A-Za-z])|[Ll]orem ipsum"
    r"|(?:单击|点击)(?:此处|这里)(?:输入|添加|编辑)(?:文字|文本|标题|内容|正文)?"
)
_BLANK = re.compile(
    r"(?<![A-Za-z0-9ＸX×])(?:[XＸ×]{2,4}|[x]{2,4})"
    r"(?=[年月日省市县区乡镇村街路局厅委办元万亿人名家次届]|单位|公司|部门|学校|同志|领导|会议|活动|项目|地区|企业"
    r"|集团|小区|街道|问题|工作)"
    r"|(?<![A-Za-z0-9ＸX×])(?:[XＸ]{3,8}|×{3,8})(?![A-Za-z0-9ＸX×])"
)


@check(
    id="L001",
    title="遗留的占位文字",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.SITE_INSPECTION,
    why="“XX年”“【待补充】”一类占位文字留在成稿里，说明内容没有写完。",
    examples=(
        Example("XX年XX月，××单位召开会议。", hits=("XX", "XX", "××")),
        Example("【待补充】参会人员TODO", hits=("【待补充】", "TODO"), note="明白的占位文字报为错误。"),
        Example("联系人XXX，地址（此处填写地址）", hits=("XXX", "（此处填写地址）")),
        Example("衣服有XXL号，第XX章，被告人李××，3×5的地块，XML和XSLX文件，待补充的材料。"),
    ),
)
def placeholders(document: Document) -> Iterator[Hit]:
    """Hits for XX before what it stands for, XXX, and words that ask for text to be filled in."""
    for block in document:
        hits = [
            Hit(block.id, m.start(), m.end(), "占位文字还没有换成内容。", severity=Severity.RED)
            for m in _SURE.finditer(block.text)
        ]
        hits += [
            Hit(block.id, m.start(), m.end(), "像是占位文字，请填上实际内容。")
            for m in _BLANK.finditer(block.text)
        ]
        yield from sorted(hits, key=lambda hit: hit.start)
