"""F002: the list of attachments below the text: 附件：1、名单。"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from documents.model import Block, Document

_HEAD = regex(r"附件(\d{0,2})([：:]|[、，.．。])[ \u3000]*")
_NUMBER = regex(r"(\d{1,2})([、，。:：])[ \u3000]*(?=[^\d])")
_NAME_END = regex(r"[。；，、;,]\Z")
_LONGEST = 60
_MOST = 30


@check(
    id="F002",
    title="附件说明的写法",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_9704,
    why="附件说明写作“附件：1.名称”：“附件”后用全角冒号，序号用阿拉伯数字加下脚点，名称后面不加标点。",
    examples=(
        Example(
            "通知正文已经写完，请各单位认真落实。\n附件：1、任务分工表。\n2、联系人名单；",
            hits=("、", "。", "、", "；"),
            fixed="通知正文已经写完，请各单位认真落实。\n附件：1.任务分工表\n2.联系人名单",
        ),
        Example("请各单位认真落实。\n附件：报名表。", hits=("。",), fixed="请各单位认真落实。\n附件：报名表"),
        Example("请各单位认真落实。\n附件：1.任务分工表\n2.联系人名单\n某某市人民政府\n2026年3月5日"),
        Example(
            "附件1\n任务分工表\n附件是合同的组成部分。附件：本合同一式两份，双方各执一份，具有同等效力。"
        ),
    ),
)
def attachment_notes(document: Document) -> Iterator[Hit]:
    """Hits in the line that begins with 附件： and in the numbered lines right below it."""
    blocks = document.blocks
    for number, block in enumerate(blocks):
        if not block.text.startswith("附件"):
            continue
        head = _HEAD.match(block.text)
        if head is None or head.group(2) not in "：:" or not _is_name(block.text[head.end() :]):
            continue
        yield from _in_line(block, head.end())
        for following in blocks[number + 1 : number + _MOST]:
            if not re.match(r"\d{1,2}[.．、，]", following.text) or not _is_name(following.text):
                break
            yield from _in_line(following, 0)


def _is_name(text: str) -> bool:
    """A name of an attachment, not a sentence about one."""
    return 1 < len(text) <= _LONGEST and not re.search(r"[。；：！？].", text) and text.count("，") < 2


def _in_line(block: Block, start: int) -> Iterator[Hit]:
    text = block.text.rstrip()
    label = _NUMBER.match(text, start)
    if label:
        yield Hit(block.id, *label.span(2), "附件序号后面用“.”。", ".")
    end = _NAME_END.search(text)
    if end:
        yield Hit(block.id, end.start(), end.end(), "附件名称后面不加标点。", "")
