"""N022: approximate words that contradict or repeat: 近30多人, 数百余, 30多人左右."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Document

_NUMBER = r"(?:\d[\d,]{0,11}(?:\.\d{1,3})?|[一二三四五六七八九]?[十百千万亿]{1,3}|[一二两三四五六七八九十百千万亿]{2,8})"
_UNITS = "[个名人万亿元年天次家户亩吨项件位岁所座台辆倍%]|公里"
_NEAR = regex(
    rf"((?<![最附临靠新晚亲邻逼贴远])近(?![一二三四五六七八九十百千]{{1,6}}多?年)|将近|接近|不足|不到|至多|最多|不超过)({_NUMBER}[万亿]?)([多余])(?={_UNITS})"
)
_SOME = regex(r"([数几好]{1,2}[十百千万亿]{1,2})([余多])(?=[个名人万亿元年天次家户亩吨公里项件位岁所座台辆])")
_MORE = regex(
    r"([多余])(?<=[\d十百千万亿几][多余])([万亿]?(?:[个名人元年天次家户亩吨项件位岁所座台辆%]|公里)?)(左右|上下)(?![两侧边手])"
)
_NEAR_SEEK = (regex(r"[多余](?<=[\d十百千万亿][多余])"),)


@check(
    id="N022",
    title="概数词语矛盾、重复",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15835,
    why="“近”是不到，“多”“余”是超过，不能同时用；“数百”“几十”本身是概数，后面不再加“余”“多”；“多”和“左右”也只用一个。",
    examples=(
        Example("近30多人参加。", hits=("近30多",), note="留“近”还是留“多”，由编辑核对。"),
        Example("来了数百余人。", hits=("余",), fixed="来了数百人。"),
        Example("来了30多人左右。", hits=("左右",), fixed="来了30多人。"),
        Example("近30人参加，30多人参加，数百人，最近30多年，附近十多家，新近100余件，四十多岁。"),
    ),
)
def conflicting_approximation(document: Document) -> Iterator[Hit]:
    """Hits for the contradiction without a suggestion, for a repetition with the second word taken out."""
    for block in blocks_with(document, *_NEAR_SEEK):
        text = block.text
        for match in _NEAR.finditer(text):
            told = f"“{match.group(1)}”和“{match.group(3)}”矛盾，只留一个。"
            yield Hit(block.id, match.start(), match.end(), told, None)
        for match in _SOME.finditer(text):
            yield Hit(
                block.id, *match.span(2), f"“{match.group(1)}”已是概数，后面不加“{match.group(2)}”。", ""
            )
        for match in _MORE.finditer(text):
            yield Hit(block.id, *match.span(3), f"“{match.group(1)}”和“{match.group(3)}”重复，只留一个。", "")
