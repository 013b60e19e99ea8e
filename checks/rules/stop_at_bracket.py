"""P034: the stop of a sentence on the wrong side of a closing bracket."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import matches
from documents.model import Document

_INSIDE = regex(r"(?<=[^。！？；：\s（）\0])（([^（）。！？；\0]{1,40})(。）。?)(?=\Z|[^。])")


@check(
    id="P034",
    title="句号和后括号的位置",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15834,
    why="注释句中词语的括号里不用句号，句号在括号外；注释整句话的括号在句号之后，里面才有句号。",
    examples=(
        Example("报名人数为238人（截至9月1日。）", hits=("。）",), fixed="报名人数为238人（截至9月1日）。"),
        Example("工期为92天（不含节假日。）。", hits=("。）。",), fixed="工期为92天（不含节假日）。"),
        Example("报名人数为238人（截至9月1日）。工期为92天。（不含节假日。）"),
        Example("目录（一）（二）。（本法自公布之日起施行）"),
    ),
)
def stop_at_bracket(document: Document) -> Iterator[Hit]:
    """Hits for stop and bracket; the suggestion puts the stop outside."""
    for block, match in matches(document, _INSIDE, "。）"):
        yield Hit(block.id, *match.span(2), "句号放在后括号外面。", "）。")
