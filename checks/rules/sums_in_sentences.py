"""C003: a total and its parts that do not add up."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.places import sentences_with
from checks.types.quantities import shown
from checks.types.sums import CUES, Sum, wrong_sums
from documents.model import Document


@check(
    id="C003",
    title="合计与分项不符",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.HOUSE,
    why="总数和分项加不到一起，至少有一个数写错了；数字差错直接误导读者。",
    examples=(
        Example("会议共30人参加，其中男18人、女11人。", hits=("30人参加，其中男18人、女11人",)),
        Example(
            "总投资12.5亿元，其中：中央资金5亿元，地方配套4.2亿元，自筹3.1亿元。",
            hits=("12.5亿元，其中：中央资金5亿元，地方配套4.2亿元，自筹3.1亿元",),
        ),
        Example(
            "评出一等奖5名、二等奖10名、三等奖20名，共36名。", hits=("5名、二等奖10名、三等奖20名，共36名",)
        ),
        Example("会议共30人参加，其中男18人、女十二人。", note="汉字数字也算。"),
        Example("学校有教师120人，其中党员45人、女教师80人。", note="分项有交叉，不能相加。"),
        Example("全年共受理投诉230件，其中电话举报50件、网络举报60件。", note="只列了一部分。"),
        Example("共选派运动员284人，包括男运动员126人、女运动员158人，教练员232人。"),
        Example(
            "总投资12.5亿元，其中：中央资金5.1亿元，地方配套4.2亿元，自筹3.1亿元。", note="四舍五入的差。"
        ),
    ),
)
def sums_in_sentences(document: Document) -> Iterator[Hit]:
    """Hits from the first number to the last; which of them is wrong only the author knows, so nothing is suggested."""
    for block, start, end in sentences_with(document, *CUES):
        for wrong in wrong_sums(block.text, start, end):
            places = (wrong.total, *wrong.parts)
            first, last = min(q.start for q in places), max(q.end for q in places)
            yield Hit(block.id, first, last, _message(wrong), None)


def _message(wrong: Sum) -> str:
    total = wrong.total
    like = min((total, *wrong.parts), key=lambda q: q.step)
    made = sum((p.value for p in wrong.parts), Decimal(0))
    way = "多" if wrong.difference > 0 else "少"
    return (
        f"分项相加为{shown(made, like)}，与合计{shown(total.value, like)}不符"
        f"（{way}{shown(abs(wrong.difference), like)}），请核对。"
    )
