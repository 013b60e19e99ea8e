"""P028: 9.11 for 9·11, 五.四 for 五四 in names of events."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Document

_KINDS = "事件|事故|运动|惨案|起义|事变|地震|政变|专案|案件|消费者|晚会|空难|火灾|爆炸|讲话|指示|批示|水灾|洪灾|暴雨|矿难"
_EVENT = f"(?:重大|特别|特大|大)?(?:{_KINDS})"
_ARABIC = regex(rf"(?<![\d.“])(1[0-2]|[1-9])([.．・•])([12]\d|3[01]|0?[1-9])(?![\d.])(?=”?{_EVENT})")
_QUOTED = regex(r"(?<=“)(1[0-2]|[1-9])([.．・•])([12]\d|3[01]|[1-9])(?=”)")
_HAN = regex(
    rf"(一二|十一|十二|[一二三四五六七八九十])([.．・•])([一二三四五六七八九十]{{1,3}})(?=”?{_EVENT})"
)
_WITH_DOT = ("一", "十一", "十二", "一二", "一一")
_NEEDLES = (
    regex(rf"\.(?=[\d一二三四五六七八九十]{{1,3}}”?{_EVENT})"),
    regex(r"\.(?<=“\d\.)(?=\d{1,2}”)"),
    regex(r"\.(?<=“1\d\.)(?=\d{1,2}”)"),
    "．",
    "・",
    "•",
)


@check(
    id="P028",
    title="事件名称里的日期",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15835,
    why="以月日命名的事件，阿拉伯数字之间用间隔号：“3·15”；汉字数字只在一月、十一月、十二月用间隔号：“一·二八”，“五四”不用。",
    examples=(
        Example("“3.15”消费者权益日晚会", hits=("3.15",), fixed="“3·15”消费者权益日晚会"),
        Example("开展“5.12”防灾减灾宣传", hits=("5.12",), fixed="开展“5·12”防灾减灾宣传"),
        Example("“五.四”运动、一.二八事变", hits=("五.四", "一.二八"), fixed="“五四”运动、一·二八事变"),
        Example("“3·15”晚会、五四运动、一二·九运动、震级5.12、3.5级地震、第3.15节。"),
    ),
)
def dotted_days(document: Document) -> Iterator[Hit]:
    """Hits for the day, before a word for an event."""
    for block in blocks_with(document, *_NEEDLES):
        for match in (*_QUOTED.finditer(block.text), *_ARABIC.finditer(block.text)):
            if block.text[match.start() - 1 : match.start()] not in tuple("级约为达"):
                right = f"{match.group(1)}·{match.group(3)}"
                yield Hit(block.id, match.start(), match.end(), f"应为“{right}”。", right)
        for match in _HAN.finditer(block.text):
            right = ("·" if match.group(1) in _WITH_DOT else "").join((match.group(1), match.group(3)))
            if right != match.group():
                yield Hit(block.id, match.start(), match.end(), f"应为“{right}”。", right)
