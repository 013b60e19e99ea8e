"""P005: two marks where one belongs."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Document

_RUN = regex(r"[，。；：、,;][，。；：、,;]+|[？！]+[，。；：、]+|。”。")
_NEEDLE = regex(r"[，。；：、,;？！][，。；：、,;]")
_FULL = str.maketrans(",;", "，；")


@check(
    id="P005",
    title="标点叠用",
    gate=Gate.QUALITY,
    severity=Severity.RED,
    source=Source.GBT_15834,
    why="一处停顿只用一个点号；叠在一起的标点多是删改后留下的。",
    examples=(
        Example("任务已经完成。。", hits=("。。",), fixed="任务已经完成。"),
        Example("认真学习，，深刻领会。", hits=("，，",), fixed="认真学习，深刻领会。"),
        Example("抓好教育、、医疗工作、。", hits=("、、", "、。"), fixed="抓好教育、医疗工作。"),
        Example("责任要落实；。", hits=("；。",), fixed="责任要落实。"),
        Example("怎么办？。", hits=("？。",), fixed="怎么办？"),
        Example("他说：“工作做完了。”。", hits=("。”。",), note="引文独立成句还是句子成分，由编辑定。"),
        Example("工作怎么做，、还要研究。", hits=("，、",), note="留哪一个由编辑定。"),
        Example("真的吗？！太好了！！！他说了很多……，还想再说。"),
        Example("他说：“工作做完了。”大家都笑了。"),
    ),
)
def doubled_marks(document: Document) -> Iterator[Hit]:
    """Hits for runs of point marks; the suggestion is the one mark that is surely meant."""
    for block in blocks_with(document, _NEEDLE, "。”。"):
        for match in _RUN.finditer(block.text):
            run = match.group()
            if run.isascii() or (len(run) > 2 and set(run) <= {"。", "、"} and len(set(run)) == 1):
                continue  # foreign text, or dots that stand for an ellipsis
            if run == "。”。":
                message = "引号内外都有句号，只留一个：引文独立成句留里面的，作句子成分留外面的。"
                yield Hit(block.id, match.start(), match.end(), message, None, Severity.YELLOW)
                continue
            kept = _kept(run)
            message = f"标点叠用：“{run[:6]}”应只用一个" + (f"“{kept}”。" if kept else "。")
            yield Hit(block.id, match.start(), match.end(), message, kept)


def _kept(run: str) -> str | None:
    full = run.translate(_FULL)
    asking = full.rstrip("，。；：、")
    if asking:
        return asking if set(full[len(asking) :]) == {"。"} else None
    if len(set(full)) == 1:
        return full[0]
    # A stop after a pause ends the sentence whatever the pause was.
    return "。" if full.endswith("。") and "。" not in full[:-1] else None
