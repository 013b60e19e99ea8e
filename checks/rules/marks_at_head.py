"""P014: a paragraph that begins with a mark that cannot begin a line."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.text import is_han
from checks.types.matches import BODY
from documents.model import Document

_HEAD = regex(r"[，。、；：,;!！?？]+|[”’）》〉】」』〕]")


@check(
    id="P014",
    title="段首的标点",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15834,
    why="句号、逗号、顿号等点号和后引号、后括号不出现在一段之首；出现在那里，多是断错了行或删改后留下的。",
    examples=(
        Example(
            "标题\n，各单位要抓好落实，按时报送情况。",
            hits=("，",),
            fixed="标题\n各单位要抓好落实，按时报送情况。",
        ),
        Example("标题\n。下一步，各单位要抓好整改。", hits=("。",), fixed="标题\n下一步，各单位要抓好整改。"),
        Example(
            "标题\n”这句话说得好，大家都记住了。", hits=("”",), note="缺的是前半还是多了后半，由编辑定。"
        ),
        Example(
            "标题\n……大家都记住了这句话，也都做到了。\n——在全市大会上的讲话\n（一）加强领导。\n“放管服”改革"
        ),
    ),
)
def marks_at_head(document: Document) -> Iterator[Hit]:
    """Hits for the mark at the first place of a block; point marks may go, closing ones are only told."""
    for block in document.blocks:
        if block.text[:1] not in _FIRST or block.kind not in BODY or len(block.text) < 2:
            continue
        match = _HEAD.match(block.text)
        if match and (rest := block.text[match.end() :]) and any(map(is_han, rest[:20])):
            point = match.group()[0] in "，。、；：,;"
            message = f"一段不应以“{match.group()[0]}”开头。"
            yield Hit(block.id, 0, match.end(), message, "" if point else None)


_FIRST = frozenset("，。、；：,;!！?？”’）》〉】」』〕")
