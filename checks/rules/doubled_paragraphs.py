"""C001: a paragraph, heading or title that stands twice."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.text import HAN
from documents.model import Block, BlockKind, Document

_KINDS = frozenset({BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.LIST_ITEM})
_SHORTEST = {BlockKind.HEADING: 4}  # Chinese characters of a doubled heading
_PARAGRAPH = 10
_SET_SENTENCE = 24  # code points


@check(
    id="C001",
    title="段落、标题重复",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.ERROR_RATE,
    why="整段或标题原样出现两次，多是粘贴时留下的。",
    examples=(
        Example(
            "关于开展检查的通知\n关于开展检查的通知\n各部门要认真落实。",
            hits=("关于开展检查的通知",),
            fixed="关于开展检查的通知\n\n各部门要认真落实。",
        ),
        Example(
            "关于检查工作的通知\n各部门要认真落实责任。\n下周完成自查工作。\n各部门要认真落实责任。",
            hits=("各部门要认真落实责任。",),
            note="不相邻的重复只报告。",
        ),
        Example("关于开展检查的通知\n同意。\n同意。\n各部门要认真落实责任。"),
        Example("目录\n一、总体要求说明\n二、任务分工说明\n一、总体要求说明\n二、任务分工说明"),
    ),
)
def doubled_paragraphs(document: Document) -> Iterator[Hit]:
    """Hits for the second of two equal blocks; the suggestion deletes it where it follows directly."""
    seen: dict[str, tuple[int, Block]] = {}
    contents = False
    last: Block | None = None
    number = 0
    for block in document:
        if block.kind not in _KINDS or not block.text.strip():
            continue
        number += 1
        text = block.text.strip()
        contents |= text[0] == "目" and text.replace("\u3000", "").replace(" ", "") == "目录"
        first, earlier = seen.setdefault(text, (number, block))
        if earlier is not block and _long_enough(block):
            # A heading listed in a table of contents comes again in its place.
            if not _long_enough(earlier):  # a short paragraph, now a heading
                seen[text] = (number, block)
            elif not (contents and block.kind is BlockKind.HEADING):
                adjacent = last is not None and last.text.strip() == text
                message = f"与第 {first} 段完全相同。"
                severity = _severity(block, adjacent)
                yield Hit(block.id, 0, len(block.text), message, "" if adjacent else None, severity)
        last = block


def _severity(block: Block, adjacent: bool) -> Severity | None:
    if adjacent:
        return Severity.RED if block.kind is BlockKind.HEADING else None
    # Set sentences (“会议还研究了其他事项。”) recur in a long text for good reason.
    return Severity.BLUE if len(block.text) < _SET_SENTENCE else None


def _long_enough(block: Block) -> bool:
    return len(HAN.findall(block.text[:400])) >= _SHORTEST.get(block.kind, _PARAGRAPH)
