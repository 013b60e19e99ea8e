"""W100: characters that are probably mistaken for others, by statistics."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import joined
from checks.sources import Source
from checks.typos import model as models
from checks.typos.decide import Care, Judged, proofreader, unprotected
from checks.typos.explain import explain
from documents.model import Document

BESIDE = 2.0


@check(
    id="W100",
    title="疑似错别字",
    gate=Gate.QUALITY,
    severity=Severity.BLUE,
    source=Source.XIANHAN,
    why="同音、近音、形近的字最容易打错。按大量规范文字的用字统计，这样写很少见，换一个字就常见。几乎确定的报错误，其余只作提示。",
    state=models.in_use,
    examples=(
        Example(
            "各级政府要切实加强对这项工作的组织领岛。",
            hits=("领岛",),
            fixed="各级政府要切实加强对这项工作的组织领导。",
        ),
        Example(
            "会议审议通过了工作报高，要求依法追究刑事责认。",
            hits=("报高", "刑事责认"),
            fixed="会议审议通过了工作报告，要求依法追究刑事责任。",
        ),
        Example("各级政府要切实加强对这项工作的组织领导。"),
        Example("会议由张零岛同志主持，天舟十号货运飞船已经发射。", note="姓名、数字不动。"),
    ),
)
def typos(document: Document) -> Iterator[Hit]:
    """Hits for changes whose log-odds pass the model's thresholds; red above the second one."""
    whole = joined(document)
    reader = proofreader()
    for item, care in unprotected(whole, reader.read(whole)):
        severity = _severity(item, care, reader.red, reader.blue)
        if severity is not None:
            block, offset = whole.place(item.start)
            yield explain(block, offset, item, severity)


def _severity(item: Judged, care: Care, red: float, blue: float) -> Severity | None:
    # Who slipped once in a sentence slips again: beside a certain one, less is enough.
    certain = item.score >= red or (item.best >= red and item.score >= red - BESIDE)
    if certain and care is not Care.MOST:
        return Severity.RED
    least = {Care.USUAL: blue, Care.SOME: (red + blue) / 2, Care.MOST: red}[care]
    return Severity.BLUE if item.score >= least else None
