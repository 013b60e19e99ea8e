"""C011: an anniversary that does not follow from the years."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from checks import wordlists
from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from checks.types.dates import document_year
from checks.types.numerals import ordinal
from checks.types.places import sentences_with
from documents.model import Block, Document

_COUNT = regex(r"(?<![\d.几])(\d{1,4}|[一二三四五六七八九十百]{1,6})周年")
_YEAR = regex(r"(?<!\d)((?:1[89]|20)\d\d)年")
_FOUNDED = regex(
    r"(?:成立|创建|创办|始建|建立|组建|设立|诞生|创刊|建校|建院|建厂|开馆|建成|通车|建站|建馆)(?:于|在)?\s?((?:1[89]|20)\d\d)年"
    r"|((?:1[89]|20)\d\d)年(?:\d{1,2}月)?(?:\d{1,2}日)?(?:正式|两地|双方)?(?:结为|缔结|开放|成立|创建|创办|始建|建立|组建|设立|诞生|创刊|建校|建院|建厂|开馆|建成|通车|建站|建馆)"
)
_OF_ITS_OWN = regex(
    r"(?:成立|建校|创建|创办|建院|建厂|建馆|建站|建所|创刊|建立|诞生|开馆|通车|建成|组建|设立|迎来|纪念|庆祝|结好|结缘|结对|结谊|建交|缔约|办学|办刊|开业"
    r"|开园|开放|投产|运营|开通|揭牌|挂牌|建社|建台|建队|建市|建县|建区|友好关系)(?:了|其)?$"
)
_REACH = 400  # code points of one sentence looked at on either side
_SPAN_NEEDLE = regex(r"[到至](?=(?:19|20)\d\d年)")
_SPAN = regex(
    r"(?:(?:从|自)?(?P<since>(?:1[89]|20)\d\d)年[^，。；、\d]{0,8}，?)?[到至](?P<now>(?:19|20)\d\d)年[，已经]{0,3}"
    r"(?:走过了?|有|历经|跨越|历时|坚持了)?(?P<count>\d{1,3}|[一二三四五六七八九十百]{1,4})(?:个年头|多?年)(?=间|历史|历程|[，。；]|风雨|岁月|的)"
)
_SERVICE = regex(
    r"((?:19|20)\d\d)年[^。；\d]{0,14}(?:走上讲台|登上讲台|参加工作|走上工作岗位|入党|入伍|参军|从教|任教|从医|从艺|行医|执教|上岗|入职)"
    r"[^。\d]{0,20}((?:19|20)\d\d)年[^。；\d]{0,16}?(?:教龄|工龄|党龄|军龄|从教|工作|任教|从医|行医|服役|执教|从艺)(?:已|共|满|长达|达|了|整整|有)*"
    r"(?P<count>\d{1,2})年(?!\d|[0-2]?\d月)"
)
_SERVED = ("教龄", "工龄", "党龄", "军龄", "从教", "任教", "从医", "行医", "服役", "执教", "从艺", "工作")
_THIS = regex(r"今年|本年|将迎来|迎来")


@check(
    id="C011",
    title="周年与年份不符",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.CALENDAR,
    why="“××周年”应等于所说年份减去起始年份；算错会在公开场合造成严重影响。",
    wordlists=("anniversaries",),
    examples=(
        Example(
            "2026年是中国共产党成立106周年。", hits=("106周年",), fixed="2026年是中国共产党成立105周年。"
        ),
        Example(
            "学校创办于1956年，2026年举行建校60周年庆祝活动。",
            hits=("60周年",),
            fixed="学校创办于1956年，2026年举行建校70周年庆祝活动。",
        ),
        Example(
            "今年是新中国成立76周年。\n某市教育局\n2026年3月5日",
            hits=("76周年",),
            fixed="今年是新中国成立77周年。\n某市教育局\n2026年3月5日",
        ),
        Example("2026年是中国共产党成立105周年，2019年庆祝新中国成立70周年。"),
        Example("学校创办于1956年，2026年举行建校70周年庆祝活动；两校合作20周年。"),
        Example("《石桥文艺》创刊于1960年，到2020年已走过50年。", hits=("50年",)),
        Example("从2016年到2026年，15年间他没有离开过讲台。", hits=("15年",)),
        Example(
            "2022年是该馆建馆5周年，该馆2007年正式开放。",
            hits=("5周年",),
            fixed="2022年是该馆建馆15周年，该馆2007年正式开放。",
        ),
        Example("合作社2006年成立，至2021年已有15年历史；从2016年到2026年，10年间变化很大。"),
        Example("他1986年走上讲台；2026年退休，教龄30年。", hits=("30年",)),
        Example("她1996年参加工作，2026年退休，工龄30年；2006年入党，2020年7月调任。"),
        Example("今年是新中国成立76周年。", note="没有落款日期，无从核对。"),
    ),
)
def anniversaries(document: Document) -> Iterator[Hit]:
    """Hits for the number; the event's year comes from the list or from the sentence, this year from the text."""
    signed: int | None = None
    known = False
    for block, start, end in sentences_with(document, "周年"):
        if not known:
            signed, known = document_year(document), True
        for match in _COUNT.finditer(block.text, start, end):
            hit = _judge(block, match, start, end, signed)
            if hit is not None:
                yield hit
    for block, start, end in sentences_with(document, _SPAN_NEEDLE):
        yield from _spans(block, start, end)
    for block in blocks_with(document, *_SERVED):
        yield from _service(block)


def _judge(block: Block, match: re.Match[str], start: int, end: int, signed: int | None) -> Hit | None:
    lead = block.text[max(start, match.start() - _REACH) : match.start()]
    tail = block.text[match.end() : min(end, match.end() + _REACH)]
    told = ordinal(match.group(1))
    event = next((e for e in _events() if lead.endswith((e[0], e[0] + "和", e[0] + "暨"))), None)
    founded = None if event else _FOUNDED.search(lead) or _FOUNDED.search(tail)
    if told is None or (event is None and founded is None):
        return None
    since = event[1] if event else int(founded.group(1) or founded.group(2)) if founded else 0
    rest = lead[founded.end() :] if founded and founded.string == lead else lead
    if founded and not _OF_ITS_OWN.search(rest):
        return None
    years = [int(y) for y in _YEAR.findall(rest)]
    now = years[-1] if years else signed if _THIS.search(lead) or event is None else None
    if now is None or not since < now or now - since == told or "截至" in rest:
        return None
    right = str(now - since) if match.group(1).isdecimal() else None
    message = f"{since}年到{now}年是{now - since}周年，不是{told}周年，请核对。"
    suggestion = f"{right}周年" if right else None
    entry = f"anniversaries:{event[0]}" if event else None
    return Hit(block.id, match.start(), match.end(), message, suggestion, entry=entry)


def _spans(block: Block, start: int, end: int) -> Iterator[Hit]:
    """创刊于1960年，到2020年已走过50年; 从2016年到2026年，15年间."""
    for match in _SPAN.finditer(block.text, start, end):
        told, now = ordinal(match.group("count")), int(match.group("now"))
        since = match.group("since")
        if since is None:
            founded = list(_FOUNDED.finditer(block.text, max(start, match.start() - _REACH), match.start()))
            since = (founded[-1].group(1) or founded[-1].group(2)) if founded else None
        if told is None or since is None or not int(since) < now or now - int(since) in (told, told - 1):
            continue
        message = f"{since}年到{now}年是{now - int(since)}年，不是{told}年，请核对。"
        yield Hit(block.id, match.start("count"), match.end(), message, None)


def _service(block: Block) -> Iterator[Hit]:
    """1986年走上讲台；2026年退休，教龄30年; a year counted at both ends, or not yet full, is right too."""
    for match in _SERVICE.finditer(block.text):
        since, now, told = int(match.group(1)), int(match.group(2)), int(match.group("count"))
        if since < now and abs(now - since - told) > 1:
            message = f"{since}年到{now}年是{now - since}年，不是{told}年，请核对。"
            yield Hit(block.id, match.start("count"), match.end(), message, None)


@cache
def _events() -> tuple[tuple[str, int], ...]:
    entries = [(entry.term, int(entry.fact("year"))) for entry in wordlists.load("anniversaries")]
    return tuple(sorted(entries, key=lambda e: -len(e[0])))
