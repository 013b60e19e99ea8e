"""F004: the line of addressees without its colon."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from documents.model import Document

_TITLE = regex(r"关于.{2,60}的(?:通知|通报|意见|决定|函|批复|请示|报告|公告|通告)\Z")
_UNITS = regex(
    r"(?:各|市|省|区|县|全|有关|国务院|党中央)[^。；：！？\d]{2,80}(?:政府|部门|单位|委员会|机构|公司|局|厅|委办|直属机关|办事处|院校|学校|企业)([，、。；:]?)\Z"
)
_VERBS = regex(r"应当|必须|要求|开展|负责|加强|组织|落实|召开|为了|根据|按照|现将")


@check(
    id="F004",
    title="主送机关后的冒号",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_9704,
    why="主送机关顶格单独一行，末尾用全角冒号。",
    examples=(
        Example(
            "关于开展检查工作的通知\n各县（市、区）人民政府，市直各部门。\n请认真落实。",
            hits=("。",),
            fixed="关于开展检查工作的通知\n各县（市、区）人民政府，市直各部门：\n请认真落实。",
        ),
        Example(
            "关于开展检查工作的通知\n各县（市、区）人民政府\n请认真落实。",
            hits=("府",),
            fixed="关于开展检查工作的通知\n各县（市、区）人民政府：\n请认真落实。",
        ),
        Example("关于开展检查工作的通知\n各县（市、区）人民政府，市直各部门：\n请认真落实。"),
        Example("关于开展检查工作的通知\n某某市人民政府\n2026年3月5日"),
    ),
)
def addressees(document: Document) -> Iterator[Hit]:
    """Hits for the line right below the title."""
    blocks = document.blocks[:5]
    for title, line in pairwise(blocks):
        if not _TITLE.search(title.text):
            continue
        match = _UNITS.fullmatch(line.text)
        if (
            match is None
            or _VERBS.search(line.text)
            or not line.text.startswith(("各", "市直", "省直", "有关"))
        ):
            continue
        end = len(line.text)
        if match.group(1):
            yield Hit(line.id, end - 1, end, "主送机关后面用冒号。", "：")
        else:
            yield Hit(line.id, end - 1, end, "主送机关后面用冒号。", f"{line.text[-1]}：")
