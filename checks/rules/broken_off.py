"""C002: a paragraph that breaks off."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.text import is_han
from documents.model import BlockKind, Document

_KINDS = frozenset({BlockKind.PARAGRAPH, BlockKind.LIST_ITEM})
_FINAL = tuple("。！？…；：!?;:—”’」』）)】》.")
_PAUSE = tuple("，、,")
_ENDED_BEFORE = regex("[。；！？]")
# What ends without a mark for good reason: names of attachments, contacts, credits, captions, subtitles.
_OTHER_USE = regex(
    r"附件|附[：:]|附表|联系|电话|地址|时间|地点|邮编|来源|作者|记者|通讯员|编辑|责任编辑|摄影|主编|校对|审核|图\d|图[一二三四五六七八九十]"
    r"|表\d|表[一二三四五六七八九十]|注[：:]|主送|抄送|主题词|[—―─-]{1,2}|[（(【〔]|第[一二三四五六七八九十百\d]{1,5}[章节编条]|http|www|[^。；]*[=＝]"
)
_SHORTEST = 20
_SHORTEST_PAUSED = 12
_DANGLING = regex(r"(?:[的和与及]|以及|或者|并且|而且|因为|由于|通过|对于|关于|为了|按照|根据)\Z")


@check(
    id="C002",
    title="段落没有写完",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.HOUSE,
    why="段末没有句末标点，或停在逗号、顿号、连词上，多是内容丢失。",
    examples=(
        Example(
            "加强学习，提升全体干部的理论素养和能力。\n完善制度，健全各部门的责任体系和机制。\n完善培养机制。选派优秀年轻干部到基层一线、重要岗位中经受",
            hits=("受",),
        ),
        Example("工作通知\n各部门要高度重视，压实工作责任，\n下周完成自查工作。", hits=("，",)),
        Example(
            "关于开展检查的通知\n各区人民政府，市政府各部门、各直属单位：\n请认真落实。\n某某市人民政府办公室\n2026年3月5日"
        ),
        Example(
            "要做好以下工作：\n（一）制定方案，明确任务，落实责任；\n（二）定期检查，及时整改，形成闭环。"
        ),
        Example(
            "请各部门认真落实责任，并按时报送材料。\n请各单位按照要求，及时报送有关材料。\n附件：1.各部门任务分工表，各单位联系人名单，工作进度表"
        ),
    ),
)
def broken_off(document: Document) -> Iterator[Hit]:
    """Hits for the last character of a paragraph that ends in a pause or a connective, or lacks the mark its like have."""
    blocks = [b for b in document if b.kind in _KINDS]
    ended: Counter[tuple[BlockKind, int | None]] = Counter()
    total: Counter[tuple[BlockKind, int | None]] = Counter()
    for block in blocks:
        if len(block.text) >= _SHORTEST_PAUSED:
            total[block.kind, block.level] += 1
            ended[block.kind, block.level] += block.text.rstrip().endswith(_FINAL)
    first = next(iter(document), None)
    last = blocks[-1] if blocks else None
    for block in blocks:
        text = block.text.rstrip()
        if block is first or not text or text.endswith(_FINAL) or _OTHER_USE.match(text):
            continue
        like = (block.kind, block.level)
        # A line of one clause may be a title; after a finished sentence, or at the very end, it is running text.
        running = _ENDED_BEFORE.search(text) is not None or (block is last and "，" in text)
        message = _fault(text, running, ended[like], total[like])
        if message:
            yield Hit(block.id, len(text) - 1, len(text), message, None)


def _fault(text: str, running: bool, ended: int, total: int) -> str | None:
    if text.endswith(_PAUSE):
        return f"段落停在“{text[-1]}”上，像是没有写完。" if len(text) >= _SHORTEST_PAUSED else None
    if len(text) < _SHORTEST or not is_han(text[-1]) or not running:
        return None
    if _DANGLING.search(text):
        return f"段落停在“{text[-2:]}”上，像是没有写完。"
    # Verse, lists of names and the like end without a mark throughout; one among many that have it broke off.
    return "段末没有标点，像是没有写完。" if ended >= 2 and ended * 3 >= total * 2 else None
