"""N008: 大约……左右, 超过……以上: the same thing said twice."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Document

_AMOUNT = (
    r"(?:[\d.,，]{1,12}|[一二两三四五六七八九十百千万亿几半]{1,8})[十百千万亿多余]{0,3}"
    r"[^，。；：、！？\s\d（）()“”《》或的]{0,4}?"
)
# 约 as the tail of another word: 节约, 公约, 条约.
_NOT_ABOUT = "节公条契预合大签违邀制简盟和协特誓租履婉失立守赴应隐有"
_ABOUT = regex(
    rf"(?:大约|将近|接近|(?<![{_NOT_ABOUT}])约)({_AMOUNT})(左右)(?![两侧边手岸翼开为逢摇后都结眼脚]|对称)"
)
_LIMIT = regex(rf"(?:超过|至少|不少于|不低于|起码|最少)({_AMOUNT})(?<!规模)(以上)(?![的所述各]?[规条款])")
_LIMIT_BELOW = regex(rf"(?:不超过|至多|最多|不高于|不多于)({_AMOUNT})(以下)")
_LIMITS = tuple(
    regex(rf"{word}(?=[\d一二两三四五六七八九十百千万亿几半])")
    for word in (
        "超过",
        "至少",
        "不少于",
        "不低于",
        "起码",
        "最少",
        "至多",
        "最多",
        "不超过",
        "不高于",
        "不多于",
    )
)


@check(
    id="N008",
    title="概数重复表示",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.ERROR_RATE,
    why="“大约”与“左右”、“超过”与“以上”意思重复，只留一个。",
    examples=(
        Example("大约30人左右参加。", hits=("左右",), fixed="大约30人参加。"),
        Example("投入约5000万元左右。", hits=("左右",), fixed="投入约5000万元。"),
        Example("超过30%以上，不少于五人以上。", hits=("以上", "以上"), fixed="超过30%，不少于五人。"),
        Example("大约30人，30人左右，30%以上，公约第3条左右两侧，约3米的左右两侧，超过60%的规模以上企业。"),
    ),
)
def redundant_approximation(document: Document) -> Iterator[Hit]:
    """Hits for the second of two words that say one thing; the suggestion deletes it."""
    for block in blocks_with(document, "左右", *_LIMITS):
        for pattern in (_ABOUT, _LIMIT, _LIMIT_BELOW):
            for match in pattern.finditer(block.text):
                start, end = match.span(2)
                head = block.text[match.start() : match.start(1)]
                yield Hit(block.id, start, end, f"“{head}”和“{match.group(2)}”意思重复，只留一个。", "")
