"""F008: the line of copies (抄送) without its colon and final stop."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Document

_LINE = regex(r"抄送([：: \u3000]?)([^。；\n]{2,200})([。；，、]?)")
_LONGEST = 220


@check(
    id="F008",
    title="抄送机关的标点",
    gate=Gate.QUALITY,
    severity=Severity.BLUE,
    source=Source.GBT_9704,
    why="“抄送”后用全角冒号，最后一个抄送机关名称后用句号。",
    examples=(
        Example(
            "抄送：市委各部门，市人大常委会办公室",
            hits=("室",),
            fixed="抄送：市委各部门，市人大常委会办公室。",
        ),
        Example(
            "抄送：市委各部门，市人大常委会办公室；",
            hits=("；",),
            fixed="抄送：市委各部门，市人大常委会办公室。",
        ),
        Example("抄送：市委各部门，市人大常委会办公室。\n抄送有关部门的材料应当登记，并按时归档。"),
    ),
)
def copies_line(document: Document) -> Iterator[Hit]:
    """Hits for the last character of a line that begins with 抄送 and a colon."""
    for block in blocks_with(document, "抄送"):
        match = _LINE.fullmatch(block.text) if len(block.text) <= _LONGEST else None
        if match is None or match.group(1) not in ("：", ":") or match.group(3) == "。":
            continue
        end = len(block.text)
        right = "。" if match.group(3) else f"{block.text[-1]}。"
        yield Hit(block.id, end - 1, end, "最后一个抄送机关后面用句号。", right)
