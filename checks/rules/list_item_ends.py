"""P025: items of one list that end with different marks."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import BODY
from checks.types.numerals import han_value
from documents.headings import label_level
from documents.model import Block, Document

_INNER = regex("[。！？]")
_FEWEST = 3
_HEADS = frozenset("一二三四五六七八九十（(0123456789①②③④⑤⑥⑦⑧⑨⑩")
_NUMBER = regex(r"[一二三四五六七八九十百]+|[0-9]+")


@check(
    id="P025",
    title="分项末尾的标点不一致",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15834,
    why="并列的各项用分号隔开时，每项末尾都用分号，最后一项用句号。",
    examples=(
        Example(
            "应当具备下列条件：\n（一）有固定的办公场所和设施；\n（二）有健全的管理制度和人员。\n（三）有必要的资金和设备；\n（四）法律规定的其他条件。",
            hits=("。",),
            fixed="应当具备下列条件：\n（一）有固定的办公场所和设施；\n（二）有健全的管理制度和人员；\n（三）有必要的资金和设备；\n（四）法律规定的其他条件。",
        ),
        Example(
            "应当具备下列条件：\n（一）有固定的办公场所和设施；\n（二）有健全的管理制度和人员；\n（三）有必要的资金和设备；\n申请人应当提交材料，说明理由。",
            hits=("；",),
            fixed="应当具备下列条件：\n（一）有固定的办公场所和设施；\n（二）有健全的管理制度和人员；\n（三）有必要的资金和设备。\n申请人应当提交材料，说明理由。",
        ),
        Example("应当：\n（一）制定方案，明确任务；\n（二）落实责任，定期检查；\n（三）及时整改，形成闭环。"),
        Example("要求：\n（一）制定方案。明确任务。\n（二）落实责任，定期检查。\n（三）及时整改，形成闭环。"),
        Example(
            "要求：\n（一）登记事项：\n1.名称，住所和范围；\n2.出资人，出资方式。\n（二）备案事项，公示事项。"
        ),
    ),
)
def list_item_ends(document: Document) -> Iterator[Hit]:
    """Hits in runs of three or more neighbouring items of one level, most of which end with ；."""
    if "；" not in "".join(b.text[-1:] for b in document.blocks):
        return
    # Neighbours of one list: the same kind of label, each number one more than the last.
    labels = [_label(b) for b in document.blocks]
    at = 0
    for list_key, group in groupby(
        enumerate(labels), lambda item: item[1] and (item[1][0], item[1][1] - item[0])
    ):
        size = sum(1 for _ in group)
        if list_key is not None and size >= _FEWEST:
            yield from _in_run(document.blocks[at : at + size], labels[at + size : at + size + 1])
        at += size


def _label(block: Block) -> tuple[int, int] | None:
    """(level, number) of the label at the head of a block."""
    level = label_level(block.text) if block.text[:1] in _HEADS and block.kind in BODY else None
    number = _NUMBER.search(block.text, 0, 8) if level is not None else None
    if level is None or number is None:
        return None
    value = int(number.group()) if number.group().isascii() else han_value(number.group())
    return None if value is None else (level, value)


def _in_run(items: tuple[Block, ...], following: list[tuple[int, int] | None]) -> Iterator[Hit]:
    ends = [item.text[-1] for item in items]
    inner = sum(1 for end in ends[:-1] if end == "；")
    if inner * 2 <= len(items) - 1 or inner < 2:
        return
    for item, end in zip(items[:-1], ends[:-1], strict=True):
        place = len(item.text) - 1
        if end in "。，、" and not _INNER.search(item.text[:-1]):
            yield Hit(item.id, place, place + 1, "同一列举的其他项末尾用分号，这里也用分号。", "；")
    last, end = items[-1], ends[-1]
    if end in "；，、" and following == [None]:
        place = len(last.text) - 1
        yield Hit(last.id, place, place + 1, "列举到此结束，最后一项末尾用句号。", "。", Severity.BLUE)
