"""G023: 的, 地 or 得 where another of them is far likelier."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import joined
from checks.sources import Source
from checks.typos import model as models
from checks.typos.decide import proofreader
from checks.typos.particles import misused
from documents.model import Document

_USES = {"的": "名词前用“的”", "地": "动词、形容词前用“地”", "得": "动词、形容词后带补语用“得”"}


@check(
    id="G023",
    title="“的”“地”“得”（按上下文）",
    gate=Gate.QUALITY,
    severity=Severity.BLUE,
    source=Source.XIANHAN,
    why="名词前用“的”，动词、形容词前用“地”，补语前用“得”。按大量规范文字里前后文的用法比较，另一个明显更常见时才提示。",
    state=models.in_use,
    examples=(
        Example("要充分地发挥基层组织得作用。", hits=("得",), fixed="要充分地发挥基层组织的作用。"),
        Example("有计划的开展调查研究。", hits=("的",), fixed="有计划地开展调查研究。"),
        Example("事故发生地的人民政府应当及时处理，得分高的单位得到表彰。"),
        Example("要深入地开展调查研究，把人民的事情办得更好。"),
    ),
)
def particles_by_model(document: Document) -> Iterator[Hit]:
    """Hits for single particles; the more certain cases are red or yellow in G020–G022."""
    whole = joined(document)
    for item in misused(proofreader(), whole):
        block, offset = whole.place(item.place)
        message = f"这里疑为“{item.better}”：{_USES[item.better]}。"
        yield Hit(block.id, offset, offset + 1, message, item.better)
