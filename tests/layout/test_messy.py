"""Five files as people make them: no styles, blanks for indents, numbers typed or automatic, heads in tables.

Every paragraph is judged: the tables below say what each one is.
"""

from __future__ import annotations

from collections.abc import Callable

import pytest

from checks.layout.elements import recognise
from documents.layout_read import read_layout
from documents.read import read
from tests.fixtures.documents import package, paragraph, run

PLAIN = '<w:rFonts w:eastAsia="宋体"/><w:sz w:val="21"/>'
CENTRED = '<w:jc w:val="center"/>'
RIGHT = '<w:jc w:val="right"/>'
BREAK = "<w:r><w:br/></w:r>"
EMPTY = paragraph("")
PAGE_BREAK = paragraph('<w:r><w:br w:type="page"/></w:r>')


def font(name: str, half_points: int, color: str = "") -> str:
    tint = f'<w:color w:val="{color}"/>' if color else ""
    return f'<w:rFonts w:eastAsia="{name}" w:ascii="{name}"/>{tint}<w:sz w:val="{half_points}"/>'


def plain(text: str, properties: str = "") -> str:
    return paragraph(run(text, PLAIN), properties)


def cells(*texts: str, borders: str = "") -> str:
    """A table of one column."""
    rows = "".join(f"<w:tr><w:tc>{plain(text)}</w:tc></w:tr>" for text in texts)
    return f"<w:tbl><w:tblPr>{borders}</w:tblPr>{rows}</w:tbl>"


def numbered(level: int, text: str) -> str:
    properties = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
    return paragraph(run(text, font("FangSong", 32)), properties)


NUMBERING = (
    '<w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/>'
    '<w:lvlText w:val="%1、"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:suff w:val="nothing"/>'
    '<w:lvlText w:val="（%2）"/></w:lvl>'
    '<w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%3."/></w:lvl>'
    '</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
)

Row = tuple[str, str]
File = tuple[bytes, list[Row]]


def typed_in_blanks() -> File:
    """Nothing is set: one font, one size; blanks put the title in the middle and the signature at the right."""
    rows: list[tuple[str, str]] = [
        ("　　　　　　关于召开防汛工作会议的通知", "title"),
        ("各乡镇人民政府, 县直有关单位:", "addressee"),
        ("　　根据气象部门预报，近期将有强降雨，经研究，决定召开防汛工作会议，现将有关事项通知如下:", "body"),
        ("　　一. 会议时间", "level_1"),
        ("　　3月8日上午9时。", "body"),
        ("    二、会议地点", "level_1"),
        ("    县政府三楼会议室", "body"),
        ("　　三、参会人员", "level_1"),
        ("　　(一)各乡镇主要负责同志", "level_2"),
        ("　　(二)县水利局、应急局负责同志", "level_2"),
        ("　　四、有关要求", "level_1"),
        ("　　1、请参会人员准时到会。", "level_3"),
        ("　　2、会议期间请将手机静音。", "level_3"),
        ("　　(1)不得无故缺席;", "level_4"),
        ("　　特此通知。", "body"),
        ("　　附：会议回执", "attachment_note"),
        ("　　　　　　　　　　　　　　　　　　　　临河县防汛办公室", "signature"),
        ("　　　　　　　　　　　　　　　　　　　　　2026.3.5", "date"),
    ]
    body = EMPTY.join(plain(text) for text, _ in rows[:2]) + "".join(plain(text) for text, _ in rows[2:])
    return package(body), rows


def word_numbers() -> File:
    """A title broken by a line break, levels numbered by Word, the signature at the end of a tab."""
    title = paragraph(
        run("临河县教育局关于印发", font("宋体", 44))
        + BREAK
        + run("校园安全专项整治方案的通知", font("宋体", 44)),
        CENTRED,
    )
    tabbed = '<w:tabs><w:tab w:val="right" w:pos="8000"/></w:tabs>'
    body = (
        paragraph(run("秘 密", font("黑体", 32)))
        + title
        + paragraph(run("各中小学、幼儿园：", font("FangSong", 32)))
        + paragraph(
            run("现将方案印发给你们，请遵照执行。", font("FangSong", 32)), '<w:ind w:firstLine="640"/>'
        )
        + numbered(0, "工作目标")
        + paragraph(run("排查隐患，限期整改。", font("FangSong", 32)), '<w:ind w:firstLine="640"/>')
        + numbered(0, "主要任务")
        + numbered(1, "排查校舍。逐栋登记，建立台账。")
        + numbered(2, "查消防设施。")
        + numbered(2, "查用电线路。")
        + numbered(1, "整改隐患")
        + paragraph(run("附件:1.任务清单", font("FangSong", 32)), '<w:ind w:left="640"/>')
        + paragraph(run("2.联系名单", font("FangSong", 32)), '<w:ind w:left="1600"/>')
        + paragraph(run("\t临河县教育局", font("FangSong", 32)).replace("\t", ""), tabbed + RIGHT)
        + paragraph(run("2026年03月09日", font("FangSong", 32)), RIGHT)
        + paragraph(
            run("（联系人：周明，电话：5550123）", font("FangSong", 32)), '<w:ind w:firstLine="640"/>'
        )
        + PAGE_BREAK
        + paragraph(run("附件1：", font("黑体", 32)))
        + paragraph(run("任务清单", font("宋体", 44)), CENTRED)
        + cells("序号和任务", "检查消防设施")
        + paragraph(run("附件2", font("黑体", 32)), "<w:pageBreakBefore/>")
        + paragraph(run("联系名单", font("宋体", 44)), CENTRED)
        + paragraph(run("一、各校联系人", font("黑体", 32)))
    )
    rows = [
        ("秘 密", "secrecy"),
        ("临河县教育局关于印发\n校园安全专项整治方案的通知", "title"),
        ("各中小学、幼儿园：", "addressee"),
        ("现将方案印发给你们，请遵照执行。", "body"),
        ("一、工作目标", "level_1"),
        ("排查隐患，限期整改。", "body"),
        ("二、主要任务", "level_1"),
        ("（一）排查校舍。逐栋登记，建立台账。", "level_2"),
        ("1. 查消防设施。", "level_3"),
        ("2. 查用电线路。", "level_3"),
        ("（二）整改隐患", "level_2"),
        ("附件:1.任务清单", "attachment_note"),
        ("2.联系名单", "attachment_note"),
        ("临河县教育局", "signature"),
        ("2026年03月09日", "date"),
        ("（联系人：周明，电话：5550123）", "note"),
        ("附件1：", "attachment_mark"),
        ("任务清单", "attachment_title"),
        ("序号和任务", "table"),
        ("检查消防设施", "table"),
        ("附件2", "attachment_mark"),
        ("联系名单", "attachment_title"),
        ("一、各校联系人", "level_1"),
    ]
    return package(body, {"numbering": NUMBERING}), rows


def head_in_red() -> File:
    """A request upwards: the mark over two lines, number and signers side by side, the date in Chinese numerals."""
    body = (
        plain("000018")
        + plain("特急")
        + paragraph(run("临河县水利局", font("方正小标宋_GBK", 84, "FF0000")), CENTRED)
        + paragraph(run("临河县财政局文件", font("方正小标宋_GBK", 84, "FF0000")), CENTRED)
        + plain("临水发[2026]第08号　　　　　　　　　签发人：王大川　李小溪")
        + EMPTY
        + paragraph(run("关于解决青山水库除险加固资金的请示", font("华文中宋", 36)), CENTRED)
        + plain("县政府：")
        + plain("　　青山水库建于1972年，坝体渗漏，急需除险加固，现将有关情况请示如下。")
        + plain("　　一、基本情况。水库总库容120万立方米。")
        + plain("　　二、资金需求。共需资金86万元。")
        + plain("　　妥否，请批示。")
        + EMPTY
        + plain("临河县水利局", RIGHT)
        + plain("临河县财政局", RIGHT)
        + plain("二〇二六年三月九日", RIGHT)
        + plain("（联系人：陈立；联系电话：5550456）")
        + plain("抄送：县发展和改革局、县审计局。")
        + plain("临河县水利局办公室　　　　　　　　2026年3月10日印发")
    )
    rows = [
        ("000018", "copy_number"),
        ("特急", "urgency"),
        ("临河县水利局", "issuer"),
        ("临河县财政局文件", "issuer"),
        ("临水发[2026]第08号 签发人：王大川 李小溪", "number"),
        ("关于解决青山水库除险加固资金的请示", "title"),
        ("县政府：", "addressee"),
        ("青山水库建于1972年，坝体渗漏，急需除险加固，现将有关情况请示如下。", "body"),
        ("一、基本情况。水库总库容120万立方米。", "level_1"),
        ("二、资金需求。共需资金86万元。", "level_1"),
        ("妥否，请批示。", "body"),
        ("临河县水利局", "signature"),
        ("临河县财政局", "signature"),
        ("二〇二六年三月九日", "date"),
        ("（联系人：陈立；联系电话：5550456）", "note"),
        ("抄送：县发展和改革局、县审计局。", "copies"),
        ("临河县水利局办公室 2026年3月10日印发", "printed"),
    ]
    return package(body), rows


def minutes() -> File:
    """Minutes: the date in brackets below the title, no addressee, no signature, 版记 in a table."""
    body = (
        paragraph(run("关于旧城改造有关问题的会议纪要", font("黑体", 36)), CENTRED)
        + paragraph(run("（2026年3月6日）", font("楷体", 28)), CENTRED)
        + plain("　　3月6日，副县长林远主持召开会议，研究旧城改造有关问题。")
        + plain("　　会议认为，旧城改造是民生工程，各单位要协同推进。会议议定：")
        + plain("　　一、关于拆迁补偿")
        + plain("　　由住建局牵头，3月底前完成评估。")
        + plain("　　二、关于资金筹措")
        + plain("　　一是争取专项债券。二是盘活存量资产。")
        + plain("　　出席：林远、周明、陈立。")
        + cells("分送：各参会单位。", "临河县人民政府办公室　2026年3月7日印发")
    )
    rows = [
        ("关于旧城改造有关问题的会议纪要", "title"),
        ("（2026年3月6日）", "title_date"),
        ("3月6日，副县长林远主持召开会议，研究旧城改造有关问题。", "body"),
        ("会议认为，旧城改造是民生工程，各单位要协同推进。会议议定：", "body"),
        ("一、关于拆迁补偿", "level_1"),
        ("由住建局牵头，3月底前完成评估。", "body"),
        ("二、关于资金筹措", "level_1"),
        ("一是争取专项债券。二是盘活存量资产。", "body"),
        ("出席：林远、周明、陈立。", "body"),
        ("分送：各参会单位。", "copies"),
        ("临河县人民政府办公室 2026年3月7日印发", "printed"),
    ]
    return package(body), rows


def pasted() -> File:
    """Pasted from a page: a subtitle, half-width marks, articles, the signature and the date in one line."""
    body = (
        paragraph(run("临河县公共图书馆", font("微软雅黑", 36)), CENTRED)
        + paragraph(run("管理办法", font("微软雅黑", 36)), CENTRED)
        + paragraph(run("（试行）", font("微软雅黑", 36)), CENTRED)
        + paragraph(run("第一章 总则", font("微软雅黑", 28)), CENTRED)
        + plain("第一条 为规范图书馆管理，制定本办法。")
        + plain("第二条 本办法所称图书馆，包括下列各类：")
        + plain("(一)县级图书馆;")
        + plain("(二)乡镇分馆。")
        + paragraph(run("第二章 开放与服务", font("微软雅黑", 28)), CENTRED)
        + plain("第三条 每周开放不少于五十六小时。")
        + plain("①周一至周五；②周末。")
        + cells("时段", "上午", "下午")
        + plain("第四条 本办法自印发之日起施行。")
        + plain("临河县文化和旅游局　　2026年3月10日", RIGHT)
        + plain("附件一")
        + plain("开放时间表", CENTRED)
        + cells("周一", "闭馆")
        + plain("说明：法定节假日另行公告。")
    )
    rows = [
        ("临河县公共图书馆", "title"),
        ("管理办法", "title"),
        ("（试行）", "title"),
        ("第一章 总则", "chapter"),
        ("第一条 为规范图书馆管理，制定本办法。", "body"),
        ("第二条 本办法所称图书馆，包括下列各类：", "body"),
        ("(一)县级图书馆;", "level_2"),
        ("(二)乡镇分馆。", "level_2"),
        ("第二章 开放与服务", "chapter"),
        ("第三条 每周开放不少于五十六小时。", "body"),
        ("①周一至周五；②周末。", "level_4"),
        ("时段", "table"),
        ("上午", "table"),
        ("下午", "table"),
        ("第四条 本办法自印发之日起施行。", "body"),
        ("临河县文化和旅游局 2026年3月10日", "date"),
        ("附件一", "attachment_mark"),
        ("开放时间表", "attachment_title"),
        ("周一", "table"),
        ("闭馆", "table"),
        ("说明：法定节假日另行公告。", "body"),
    ]
    return package(body), rows


FILES = [typed_in_blanks, word_numbers, head_in_red, minutes, pasted]


@pytest.mark.parametrize("make", FILES, ids=lambda make: make.__name__)
def test_every_paragraph_of_a_messy_file_is_what_it_is(make: Callable[[], File]) -> None:
    data, rows = make()
    document = read(data, "稿.docx")
    pieces = recognise(document, read_layout(data))
    shown = [(" ".join(p.line.text.split(" ")), p.element.value) for p in pieces]
    wanted = [
        ("　".join(text.split()).replace("　", " ").strip() if "\n" not in text else text, e)
        for text, e in rows
    ]
    assert [element for _, element in shown] == [element for _, element in wanted], list(
        zip(shown, [e for _, e in wanted], strict=False)
    )
    assert ["".join(text.split()) for text, _ in shown] == ["".join(text.split()) for text, _ in wanted]
