"""C008: 甲、乙、丙四个城市: members side by side, and a count that is not theirs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import Joined, blocks_with, joined
from checks.sources import Source
from checks.types.numerals import ordinal
from documents.model import Block, Document

_COUNT = r"[两二三四五六七八九十]|十[一二三四五]|[2-9]|1\d"
_NOUN = (
    "省区市|省份|省市|城市|地市|市县|区县|县区|国家|地区|部门|单位|街道|乡镇|社区|系统|行业|领域|方面|环节|季度|阶段|层面|维度|模块|等级|类型|类别|大类|专业|科目"
    "|课程|项目|工程|企业|公司|学校|高校|医院|银行|机构|委员会|小组|窗口|平台|中心|园区|基地|产业|专题|主题|步骤|要素|原则|任务|制度|办法|文件|岗位|品种|民族"
)
_AFTER = regex(
    rf"、(?P<last>[^，。；：、！？（）“”《》\s\d]{{1,12}}?)(?P<etc>等)?(?P<count>{_COUNT})(?P<unit>个|家|所|大|类|项|门|种|位|名)(?P<noun>{_NOUN}|同志|代表|专家|老师|委员|学生|职工)"
)
_TAIL = regex(rf"[个家所大类项门种位名](?:{_NOUN})")
# Each begins with a plain character, of which a text is searched fastest.
_OPENS = (
    regex(r"：(?![\d一])"),
    regex("，(?:分别是|分别为|包括|他们是|她们是|它们是)：?"),
    regex(r"为(?<=[镇村区县市家校位人）]为)(?=[^，。；：、\0]{2,8}、)"),
)
_ANNOUNCED = regex(
    rf"(?<![第\d.零一二三四五六七八九十百千])(?P<count>{_COUNT})(?:个|项|类|种|大|家|门|方面|名|位|人)(?:[^，。；：、！？（）\s\d]{{0,8}}|[^，。；：、！？（）\s\d]{{1,4}}（[^（）]{{1,4}}）)$"
)
_ITEMS = regex(r"[^。！？：\n\0]{3,160}")
_ITEM_END = "，。；：！？（）()“”《》\n"
_SPLIT = regex("、")
_AND = regex("和|与|及|以及|或")
_VERB_LIST = regex(r"[了着过等的]|一是|第一|首先|①|1[.、]")


@check(
    id="C008",
    title="并列成分与所说数目不符",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.HOUSE,
    why="列举的成分与“四个城市”一类数目应一致；不一致的，不是漏列就是数错。",
    examples=(
        Example("调研组走访了南京、苏州、无锡四个城市。", hits=("四个城市",)),
        Example("分为三类项目：甲类、乙类、丙类、丁类。", hits=("三类项目",)),
        Example("南京、苏州、无锡、常州等三个城市参加。", hits=("等三个城市",)),
        Example("调研组一行5人：周丽华、邓秋菊、赵文博。", hits=("5人",)),
        Example("首批试点的七个乡镇（街道）为石桥镇、青石镇、清水乡、柳河乡。", hits=("七个乡镇（街道）",)),
        Example("派出8名同志参加，他们是孙国栋、彭思齐、沈卫东、许文、周丽、赵平。", hits=("8名同志参加",)),
        Example("设有两个小组，分别是综合组、材料组、会务组。", hits=("两个小组",)),
        Example("调研组走访了南京、苏州和无锡三个城市，涉及甲、乙、丙、丁等12个国家。"),
        Example("分为三类项目：甲类、乙类和丙类。"),
        Example("开展走访、座谈、调查，覆盖两个街道；推动生产、流通、消费三个环节衔接。"),
    ),
)
def listed_counts(document: Document) -> Iterator[Hit]:
    """Hits for the count. With 等 the listing may name fewer than the count, never more; 和 may join two or be one."""
    for block in blocks_with(document, _TAIL):
        for match in _AFTER.finditer(block.text):
            hit = _judge_after(block, match)
            if hit is not None:
                yield hit
    whole = joined(document)
    for opening in chain.from_iterable(pattern.finditer(whole.text) for pattern in _OPENS):
        lead = _ANNOUNCED.search(whole.text, max(0, opening.start() - 14), opening.start())
        items = _ITEMS.match(whole.text, opening.end()) if lead else None
        if lead and items:
            hit = _judge_before(whole, lead, items.group())
            if hit is not None:
                yield hit


def _judge_after(block: Block, match: re.Match[str]) -> Hit | None:
    text, count = block.text, ordinal(match.group("count"))
    start = match.start()
    low = max(0, start - 120)
    while start > low and text[start - 1] not in _ITEM_END:
        start -= 1
    listing = text[start : match.end("last")]
    listing = listing[listing.rfind("的", 0, listing.find("、")) + 1 :]
    fewest, most = _bounds(listing)
    if count is None or (fewest < 3 and not match.group("etc")) or _uneven(listing):
        return None
    first = match.start("etc") if match.group("etc") else match.start("count")
    if match.group("etc"):
        if count >= fewest or match.group("count") in ("一", "1"):
            return None
        return Hit(block.id, first, match.end(), f"前面已列出{fewest}项，多于所说的{count}项，请核对。", None)
    if fewest <= count <= most or abs(count - fewest) > 3:
        return None
    return Hit(block.id, first, match.end(), f"前面列出{fewest}项，与所说的{count}项不符，请核对。", None)


def _bounds(listing: str) -> tuple[int, int]:
    """How many members a listing has: with each 和 inside a member's name, and with each 和 between two members."""
    fewest = len(_SPLIT.findall(listing)) + 1
    return fewest, fewest + len(_AND.findall(listing))


def _uneven(listing: str) -> bool:
    """Members of very unlike length are clauses, whose objects the count may belong to."""
    lengths = [len(part) for part in listing.split("、")][1:]
    return max(lengths) > 3 * min(lengths) + 2 or _VERB_LIST.search(listing[listing.find("、") :]) is not None


def _judge_before(whole: Joined, lead: re.Match[str], items: str) -> Hit | None:
    count = ordinal(lead.group("count"))
    if count is None or _VERB_LIST.search(items) or items.rstrip().endswith("等"):
        return None
    mark = "；" if "；" in items else "、"
    if mark == "、" and ("，" in items or "、" not in items or _AND.search(items.rpartition("、")[0])):
        return None
    parts = [part for part in items.split(mark) if part]
    fewest = len(parts)
    most = fewest + (len(_AND.findall(parts[-1])) if mark == "、" else 0)
    if fewest < 2 or fewest <= count <= most or abs(count - fewest) > 3 or "等" in parts[-1]:
        return None
    block, start = whole.place(lead.start("count"))
    return Hit(
        block.id,
        start,
        start + lead.end() - lead.start("count"),
        f"说的是{count}项，后面列了{fewest}项，请核对。",
        None,
    )
