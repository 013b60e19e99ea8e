"""N023: 下降-5%: a fall told twice."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import matches
from documents.model import Document

_FALL = regex(
    r"(下降|减少|降低|回落|下跌|缩小|下滑|减亏)(了|约|近|幅度为)?([-－−–]|负)(\d{1,6}(?:\.\d{1,3})?)(?=[%％个万亿元])"
)


@check(
    id="N023",
    title="“下降”后用负数",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.GBT_15835,
    why="“下降”已经表示减少，后面再用负数就成了增加。",
    examples=(
        Example("投资下降-5%。", hits=("-",), fixed="投资下降5%。"),
        Example("投资下降5%，增速为-5%，由5%下降到-2%。"),
    ),
)
def negative_decrease(document: Document) -> Iterator[Hit]:
    """Hits for the minus sign; the suggestion takes it out."""
    seek = (
        regex(r"[-－−–](?<=[降少低落跌小滑亏了约近][-－−–])(?=\d)"),
        regex(r"负(?<=[降少低落跌小滑亏了]负)(?=\d)"),
    )
    for block, match in matches(document, _FALL, *seek):
        yield Hit(block.id, *match.span(3), f"“{match.group(1)}”后面不用负数。", "")
