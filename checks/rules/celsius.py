"""U003: forms of degrees Celsius: 摄氏25度, 30℃度, 25ºC."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Block, Document

_SPLIT = regex(r"摄氏(零[上下]|负)?(\d{1,4}(?:\.\d{1,2})?|[一二三四五六七八九十百]{1,5})度(?![以之]?[角电])")
_DOUBLE = regex(r"(?<=\d)(?:℃度|°C度|度C(?![A-Za-z])|摄氏度℃)")
_SYMBOL = regex(r"(?<=\d) ?(?:[º゜˚。oO０] ?[CＣcс]|° ?[cＣс]|° C|ºc|℃C|摄氏(?![度温]))(?![A-Za-z度])")
_TURNED = regex(r"(?<=\d) ?(?:[cC]°|度摄氏(?![度\d零负])|°摄氏度?)")
# A bare ° or C, where the sentence speaks of warmth.
_BARE = regex(
    r"(?:温|热|冷|冻|保存|冷藏|苗)[^。；经纬\0]{0,12}?\d{1,4}(?:\.\d)?([°C])"
    r"(?:[～~—\-至到] ?[－-]?\d{1,4}([°C]))?(?![A-Za-z\d′'CＣ角])"
)
_BELOW = regex(r"零下(?:负|[-－−—])(?=\d)")
_NEEDLES = (
    "摄氏",
    "℃度",
    "°C度",
    "℃C",
    regex(r"度(?=C)"),
    regex(r"°(?= ?[cCＣс])"),
    "º",
    "゜",
    "˚",
    regex(r"o(?<=\do)(?=C)"),
    regex(r"。(?<=\d。)(?=[CＣ])"),
    regex(r"零下(?=负|[-－−—])"),
    regex(r"°(?<=[\dcC]°)"),
    "度摄氏",
    regex(r"C(?<=\dC)(?![A-Za-z\d])"),
)


@check(
    id="U003",
    title="摄氏度写法",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GB_3100,
    why="“摄氏度”是一个单位名称，不拆开；符号是“℃”，后面不再加“度”；“零下”不和负号同用。",
    examples=(
        Example("气温升到摄氏25度。", hits=("摄氏25度",), fixed="气温升到25摄氏度。"),
        Example("摄氏零下5度、30℃度", hits=("摄氏零下5度", "℃度"), fixed="零下5摄氏度、30℃"),
        Example(
            "气温25ºC，明天28oC，零下-5℃。", hits=("ºC", "oC", "零下-"), fixed="气温25℃，明天28℃，零下5℃。"
        ),
        Example("水温约20度摄氏，最低气温-5°。", hits=("度摄氏", "°"), fixed="水温约20摄氏度，最低气温-5℃。"),
        Example("疫苗在2C～8C下保存。", hits=("C", "C"), fixed="疫苗在2℃～8℃下保存。"),
        Example("北纬30°，维生素C，5C级，高温下转动30°角，天气寒冷，位于东经120°。"),
        Example("气温升到25摄氏度、30℃、25°C，角度为90度，摄氏温标，零下5℃。"),
    ),
)
def celsius(document: Document) -> Iterator[Hit]:
    """Hits for the split name, for a symbol told twice, and for letters that stand for the sign of degrees."""
    for block in blocks_with(document, *_NEEDLES):
        last = 0
        for hit in sorted(_in_block(block), key=lambda h: (h.start, -h.end)):
            if hit.start >= last:  # 摄氏25度摄氏: one fault, told once
                last = hit.end
                yield hit


def _in_block(block: Block) -> Iterator[Hit]:
    for match in _SPLIT.finditer(block.text):
        right = f"{match.group(1) or ''}{match.group(2)}摄氏度"
        yield Hit(block.id, match.start(), match.end(), f"应为“{right}”。", right)
    for match in _DOUBLE.finditer(block.text):
        yield Hit(block.id, match.start(), match.end(), "应为“℃”。", "℃")
    for match in _SYMBOL.finditer(block.text):
        right = "摄氏度" if match.group().endswith("摄氏") else "℃"
        yield Hit(block.id, match.start(), match.end(), f"应为“{right}”。", right)
    for match in _TURNED.finditer(block.text):
        right = "摄氏度" if "摄氏" in match.group() else "℃"
        yield Hit(block.id, match.start(), match.end(), f"应为“{right}”。", right)
    for match in _BARE.finditer(block.text):
        for group in (1, 2):
            if match.group(group):
                yield Hit(block.id, *match.span(group), "温度单位应为“℃”。", "℃")
    for match in _BELOW.finditer(block.text):
        yield Hit(block.id, match.start(), match.end(), "“零下”后面不用负号。", "零下")
