"""P015: an article or a labelled paragraph that ends with a pause or without a mark."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.text import is_han
from documents.model import BlockKind, Document

_LABEL = regex(r"第[〇零一二三四五六七八九十百千\d]{1,7}条|[（(【〔]")
_HEADS = frozenset("第（(【〔")
_FINAL = tuple("。！？…；：!?;:—”’」』）)】》.")
_SHORTEST = 15
_PAUSES = tuple("，、,")


@check(
    id="P015",
    title="条款末尾的标点",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15834,
    why="条款是完整的句子，末尾用句号或分号；停在逗号、顿号上或没有标点，多是漏了内容或标点。",
    examples=(
        Example(
            "第一条　为加强管理，制定本办法。\n第二条　本办法适用于审校工作。\n第三条　各单位应当落实责任，加强检查，",
            hits=("，",),
            fixed="第一条　为加强管理，制定本办法。\n第二条　本办法适用于审校工作。\n第三条　各单位应当落实责任，加强检查。",
        ),
        Example(
            "第一条　为加强管理，制定本办法。\n第二条　本办法适用于审校工作。\n第三条　各单位应当落实责任，加强检查工作",
            hits=("作",),
            fixed="第一条　为加强管理，制定本办法。\n第二条　本办法适用于审校工作。\n第三条　各单位应当落实责任，加强检查工作。",
        ),
        Example(
            "第一条　为了加强管理，提高质量，制定本办法。\n第二条　各单位应当履行下列职责：\n（一）加强领导"
        ),
        Example("（2026年3月5日某某市第一届人民代表大会常务委员会通过）\n第三条所列单位名单"),
    ),
)
def paragraph_end(document: Document) -> Iterator[Hit]:
    """Hits for the last character; without a mark only where most articles have one. Other paragraphs are C002's."""
    labelled = [
        b for b in document.blocks if b.text[:1] in _HEADS and b.kind in _KINDS and _LABEL.match(b.text)
    ]
    ended = sum(b.text.endswith(_FINAL) for b in labelled)
    for block in labelled:
        text = block.text
        if len(text) < _SHORTEST or text.endswith(_FINAL) or text[-2] in _FINAL:
            continue
        end = len(text)
        if text.endswith(_PAUSES):
            yield Hit(block.id, end - 1, end, f"条款停在“{text[-1]}”上，像是没有写完。", "。")
        elif (
            is_han(text[-1])
            and ("。" in text or (text[0] == "第" and "，" in text))
            and ended >= 2
            and ended * 3 >= 2 * len(labelled)
        ):
            yield Hit(block.id, end - 1, end, "条款末尾没有标点，像是没有写完。", f"{text[-1]}。")


_KINDS = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM})
