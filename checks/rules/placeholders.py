"""L001: placeholders left in the text."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Document

_PLAIN = r"[^【】\[\]（）()<>〔〕]"
_SURE = regex(
    rf"[【\[（(<〔](?:{_PLAIN}{{0,8}}(?:待补充?|待完善|待核实|待确认|待填|待插入|待更新){_PLAIN}{{0,4}}"
    rf"|此处{_PLAIN}{{1,12}}|请(?:填写|输入|插入|补充){_PLAIN}{{0,8}})[】\]）)>〕]"
    r"|(?<![A-Za-z])(?:TODO|FIXME|TBD)(?![A-Za-z])|[Ll]orem ipsum"
    r"|(?:单击|点击)(?:此处|这里)(?:输入|添加|编辑)(?:文字|文本|标题|内容|正文)?"
)
_BLANK = regex(
    r"(?<![A-Za-z0-9ＸX×])(?:[XＸ×]{2,4}|[x]{2,4})"
    r"(?=[年月日省市县区乡镇村街路局厅委办元万亿人名家次届]|单位|公司|部门|学校|同志|领导|会议|活动|项目|地区|企业"
    r"|集团|小区|街道|问题|工作)"
    r"|(?<![A-Za-z0-9ＸX×])(?:[XＸ]{3,8}|×{3,8})(?![A-Za-z0-9ＸX×])"
)

_MORE = regex(
    r"(?<=[一-鿿])(?<![字名章号])[_＿]{2,40}(?=[，。；、元万亿人个名年月日项份家]|[一-鿿])"
    r"|[xX×Ｘ]月[xX×Ｘ]日|【(?:职务|姓名|单位|日期|时间|地点|金额|标题|电话|部门|名称|数字|年份|数量|联系人)】"
    r"|[（(](?:单位名称|姓名|日期|项目名称|地点|金额|部门名称|联系人姓名|填写内容)[）)](?=[承为在于的，。])|(?<=为)\s{1,6}月\s{1,6}日|(?<=〔\d{4}〕)[XxＸ×]{1,3}(?=号)|某某(?:部门|单位|公司|局|同志|学校|地区|镇|乡|村|街道|领导|处长|主任)"
)

# What every match of the two above holds.
_NEEDLES = (
    regex("待(?=补|完善|核实|确认|填|插入|更新)"),
    regex("请(?=填写|输入|插入|补充)"),
    "此处",
    "击这里",
    "TODO",
    "FIXME",
    "TBD",
    "orem ipsum",
    regex("[XＸ×x]{2}"),
    "__",
    "＿＿",
    regex("月(?=[xX×Ｘ]日)"),
    "【",
    "某某",
    regex("月(?=\\s{1,6}日)"),
    regex("〕(?=[XxＸ×])"),
    regex("名(?=称?[）)])"),
    regex("[（(](?=日期|项目|地点|金额|填写)"),
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
        Example(
            "请于X月X日前报【职务】，培训对象为＿＿＿＿，报某某部门备案。",
            hits=("X月X日", "【职务】", "＿＿＿＿", "某某部门"),
        ),
        Example("姓名：____　单位：____　签字____"),
        Example("衣服有XXL号，第XX章，被告人李××，3×5的地块，XML和XSLX文件，待补充的材料。"),
    ),
)
def placeholders(document: Document) -> Iterator[Hit]:
    """Hits for XX before what it stands for, XXX, and words that ask for text to be filled in."""
    for block in blocks_with(document, *_NEEDLES):
        hits = [
            Hit(block.id, m.start(), m.end(), "占位文字还没有换成内容。", severity=Severity.RED)
            for m in _SURE.finditer(block.text)
        ]
        hits += [
            Hit(block.id, m.start(), m.end(), "像是占位文字，请填上实际内容。")
            for pattern in (_BLANK, _MORE)
            for m in pattern.finditer(block.text)
        ]
        yield from sorted(hits, key=lambda hit: hit.start)
