"""N009: a decrease told in 倍."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from documents.model import Document

_DECREASE = regex(
    r"(?:下降|减少|降低|缩减|压缩|下滑|减轻|缩小|缩短|减小|下跌|回落|缩水|节省|节约|便宜了|少了|低了|慢了|短了)了?(?:近|约|超过|超|将近|至少)?(?:\d{1,6}(?:\.\d{1,2})?|[一二两三四五六七八九十百几]{1,4})多?倍"
)


@check(
    id="N009",
    title="减少用“倍”",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.GBT_15835,
    why="减少一倍就没有了；减少、下降用分数或百分数表示，如“下降三分之二”。",
    examples=(
        Example("成本下降了3倍。", hits=("下降了3倍",)),
        Example("能耗减少一倍多。", hits=("减少一倍",)),
        Example("产量增加了3倍，成本下降了三分之二，能耗降低30%。"),
    ),
)
def decrease_by_times(document: Document) -> Iterator[Hit]:
    """Hits for 下降……倍 and the like; the true figure is known to the author only."""
    for block in document:
        for match in _DECREASE.finditer(block.text):
            yield Hit(
                block.id, match.start(), match.end(), "减少、下降不用“倍”，请改用分数或百分数并核对。", None
            )
