"""P021: - or a single — between Chinese words where a dash stands."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.text import is_han
from checks.types.matches import cjk_at, matches
from documents.model import Block, Document

_HYPHEN = regex(r"(?<![-—])[-－–](?![-—])")
_HYPHEN_NEEDLES = (regex(r"[-－–](?<=[一-鿿”》），。：；].)(?=[一-鿿“《（])"),)
_SINGLE = regex(r"(?<![—…])—(?!—)")
_SINGLE_NEEDLES = (regex(r"—(?<![—…]—)(?!—)"),)
_SIDE = regex(r"[，。；：！？、“”《》（）\s]")
# Words of routes and periods, which a single — joins.
_JOINS = regex(r"[度线路段铁速航区带廊桥轴链型式期代届届市县州省国洋海湖河江山峡港站年月日时分]")
_ROUTE = regex(r"专列|班列|管道|大桥|太平洋|关系|合作|联盟|[线路段铁度]|高速|州")
# Characters of foreign names, whose parts a hyphen joins: 让-雅克.
_SOUNDS = frozenset(
    "阿埃艾奥巴拜班贝本比彼宾波伯博布查达丹德登迪蒂丁杜多恩尔法费芬弗福戈格古哈汉赫亨霍基吉加杰卡凯坎柯科克肯库拉莱兰朗劳勒雷里利莉列林卢鲁"
    "伦罗洛马玛迈曼梅蒙米姆穆纳内尼努诺欧帕佩皮普奇乔切让萨塞沙舍圣施史斯苏索塔泰坦汤特廷图托瓦万威韦维温沃乌西希夏谢辛休雅延耶伊因尤约扎泽詹朱夫赛益荷茵石历廉普"
)
_CLAUSE = 6
# 一一 between clauses that no verb follows: 一一对应 and 一一介绍 are words.
_ONES = regex(
    r"(?<=[一-鿿])(?<![一二三四五六七八九十逐唯统同单专划归如万不第])一一(?=[一-鿿]{2})(?![对列核介说回落解记登查检告作做给与进展呈细反向为把将予加分指点答讲握过整梳比辨标注审甄实兑问询见叙述走交送访完具表批评配答致握呼道罗陈排制筛击展介明申])"
)


@check(
    id="P021",
    title="破折号只有一半",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15834,
    why="破折号是占两个字位置的“——”；占一个字的“—”连接起止，短横“-”连接编号。",
    examples=(
        Example("这是全市发展的关键-实干。", hits=("-",), fixed="这是全市发展的关键——实干。"),
        Example(
            "这就是全市干部群众的共同心愿—让老街重现生机。",
            hits=("—",),
            fixed="这就是全市干部群众的共同心愿——让老街重现生机。",
        ),
        Example("标题\n—在全市宣传工作会议上的讲话", hits=("—",), fixed="标题\n——在全市宣传工作会议上的讲话"),
        Example("北京—上海高铁，京—津—冀，1—5月，2021—2025年，GB/T 15834-2011，嫦娥-6。"),
        Example("实干——这就是关键。"),
    ),
)
def single_dash(document: Document) -> Iterator[Hit]:
    """Hits where clauses stand on both sides; between two short names the sign joins them."""
    for block, match in matches(document, _HYPHEN, *_HYPHEN_NEEDLES):
        text, at = block.text, match.start()
        if (
            not (cjk_at(text, at - 1) and cjk_at(text, at + 1))
            or text[at - 1] in "、（"
            or text[at + 1] in "，。、；）"
        ):
            continue
        if _is_clause(text, at) or text[at - 1] in "，。；：”》" or text[at + 1] in "“《":
            yield Hit(block.id, at, at + 1, "破折号应为“——”。", "——")
    for block, match in matches(document, _ONES, "一一"):
        if _is_clause_at(block.text, match.start(), match.end()):
            yield Hit(block.id, match.start(), match.end(), "破折号应为“——”，这里像是两个“一”字。", "——")
    for block, match in matches(document, _SINGLE, *_SINGLE_NEEDLES):
        text, at = block.text, match.start()
        if cjk_at(text, at + 1) and (_opens_line(block, at) or (cjk_at(text, at - 1) and _is_dash(text, at))):
            yield Hit(block.id, at, at + 1, "破折号占两个字的位置，应为“——”。", "——")


def _is_name(text: str, at: int) -> bool:
    left, right = set(text[max(0, at - 2) : at]), set(text[at + 1 : at + 3])
    return left <= _SOUNDS or right <= _SOUNDS or (text[at - 1] in _SOUNDS and text[at + 1] in _SOUNDS)


def _in_quotes(text: str, at: int) -> bool:
    """In the name of a party, a project, a work: “梦想—民主”."""
    head = text[max(0, at - 30) : at]
    return max(head.rfind("“"), head.rfind("《")) > max(head.rfind("”"), head.rfind("》"))


def _opens_line(block: Block, at: int) -> bool:
    return at == 0 and is_han(block.text[1]) and len(block.text) > 4


def _is_dash(text: str, at: int) -> bool:
    return text[at - 1] in "，。；：！？”" or _is_clause(text, at)


def _is_clause(text: str, at: int) -> bool:
    """Words enough on both sides for a sentence that breaks off; a third — in the sentence makes a route of it."""
    return _is_clause_at(text, at, at + 1)


def _is_clause_at(text: str, at: int, end: int) -> bool:
    before = _SIDE.split(text[max(0, at - 40) : at])[-1]
    after = _SIDE.split(text[end : end + 40])[0]
    if any(sign in before + after for sign in "—-－＝=×") or _in_quotes(text, at) or _is_name(text, at):
        return False
    if (
        _JOINS.search(before[-1:])
        or _ROUTE.search(after[:8])
        or (_JOINS.search(after[-1:]) and "的" not in before)
    ):
        return False
    long_enough = len(before) >= _CLAUSE or (len(before) > 3 and "的" in before)
    return long_enough and len(after) >= 2 and not (len(before) < 9 and len(after) < 4)
