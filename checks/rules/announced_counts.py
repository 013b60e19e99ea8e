"""C007: an announced count and the items that follow it, and listings with an item missing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice, pairwise

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from checks.types.listings import STARTS, Series, announced_before, series_in
from checks.types.numerals import ordinal
from documents.model import Block, BlockKind, Document

_LABELS = (
    regex(r"([一二三四五六七八九十]{1,3})、"),
    regex(r"[（(]([一二三四五六七八九十]{1,3})[）)]"),
    regex(r"(\d{1,2})(?:[.．](?!\d)|、(?!\d))"),
    regex(r"[（(](\d{1,2})[）)]"),
    regex(r"(?:第)?([一二三四五六七八九十]{1,3})(?:是|[，,])"),
)
_FIRST = frozenset("一第（(0１1")  # what the label of a first item begins with
_SLIP = 3
_ORDINAL = regex(r"第([一二三四五六七八九十]{1,3})[，,]")
_KINDS = frozenset({BlockKind.HEADING, BlockKind.LIST_ITEM, BlockKind.PARAGRAPH})
_LEADS = regex(r"(?:以下|如下|下列|下面)[^。；]{0,20}|[：:]\s*$")
_REACH = 2000  # code points from the last label to the words that sum up
_SUMMED_UP = regex(
    r"(?:以上|上述|这)(?P<count>[两二三四五六七八九十]{1,2}|[2-9])(?:个|项|条|点|大)?(?:方面|措施|任务|问题|意见|建议|要求|原则|工作|条件|举措|点|条|项|环节|内容)"
)


@check(
    id="C007",
    title="所说数目与所列项数不符",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.HOUSE,
    why="说“三项措施”却列了两项或四项，不是数目写错，就是漏写、多写了一项。",
    examples=(
        Example("要抓好三项工作：一是完善制度，二是落实责任。", hits=("三项工作",)),
        Example(
            "主要做了四个方面的工作。一是建章立制；二是开展培训；三是加强督查。", hits=("四个方面的工作",)
        ),
        Example("提两点建议。第一，加强学习；第二，深入调研；第三，及时总结。", hits=("两点建议",)),
        Example("一是完善制度，二是落实责任，四是加强督查。", hits=("四是",)),
        Example("第一，摸底排查由办公室负责。\n第三，集中整治由各镇负责。", hits=("第三，",)),
        Example("一是完善制度；二是落实责任；三是加强督查。以上四点，请认真落实。", hits=("以上四点",)),
        Example("重点抓好以下三项任务：\n（一）完善制度\n（二）落实责任\n特此通知。", hits=("三项任务",)),
        Example("要抓好三项工作：一是完善制度，二是落实责任，三是加强督查。以上三点，请认真落实。"),
        Example("重点抓好以下三项任务：\n1.完善制度。\n说明文字。\n2.落实责任。\n3.加强督查。\n二、保障措施"),
        Example(
            "围绕三项重点任务，压实责任。一是完善制度，二是落实责任。", note="数目与列举之间隔了别的话。"
        ),
        Example("贯彻中央八项规定精神，一是带头学习，二是带头执行。"),
    ),
)
def announced_counts(document: Document) -> Iterator[Hit]:
    """Hits for the announcement, or for the label that does not follow; what is missing only the author knows."""
    for block in blocks_with(document, *STARTS):
        for series in series_in(block.text):
            yield from _inline(block, series)
    yield from _over_blocks(document)
    yield from _ordinals(document)


def _inline(block: Block, series: Series) -> Iterator[Hit]:
    text = block.text
    if series.broken is not None:
        label = text[series.broken.start : series.broken.end]
        before = text[series.items[-1].start : series.items[-1].end]
        yield Hit(
            block.id,
            series.broken.start,
            series.broken.end,
            f"“{label}”接在“{before}”之后，次序不连续。",
            None,
        )
        return
    found = announced_before(text, series.items[0].start)
    if found is not None and _counts(text, found[0], series.items[0].start):
        match, count = found
        if _narrow(count, series.count):
            yield _hit(block, match, count, series.count)
    last = series.items[-1].end
    summed = _SUMMED_UP.search(text, last, last + _REACH)
    if summed and ordinal(summed.group("count")) not in (None, series.count):
        message = f"前面列了{series.count}项，与“{summed.group()}”不符，请核对。"
        yield Hit(block.id, summed.start(), summed.end(), message, None)


def _counts(text: str, match: re.Match[str], at: int) -> bool:
    """Whether the announcement speaks of what follows: nothing but a colon, a stop or a few words in between."""
    between = text[match.end() : at]
    if re.search(r"[，,]", between[:-1]) and not re.search(r"(?:如下|以下|包括|分别|就是|即)", between):
        return False
    if re.match(r"(?:精神|的?要求下|规定|为|中|之[一中]|等)", between):
        return False
    before = text[max(0, match.start() - 3) : match.start()]
    return not before.endswith(("中央", "上述", "以上", "其他", "其余", "另外", "前", "这", "第", "每"))


def _narrow(count: int, listed: int) -> bool:
    """Whether the two differ, and so little that one of them is a slip; else the text lists only examples."""
    return 0 < abs(count - listed) <= _SLIP


def _hit(block: Block, match: re.Match[str], count: int, listed: int) -> Hit:
    message = f"说的是{count}项，后面列了{listed}项，请核对。"
    return Hit(block.id, match.start(), match.end(), message, None)


def _over_blocks(document: Document) -> Iterator[Hit]:
    """Announcements at the end of a paragraph, and the labelled blocks right behind it."""
    blocks = [b for b in document if b.text and b.kind in _KINDS]
    for index, (block, following) in enumerate(pairwise(blocks), 1):
        if block.text[-1] not in "：:。" or following.text[0] not in _FIRST:
            continue
        first = _label(following)
        if first is None or first[1] != 1 or not _LEADS.search(block.text, max(0, len(block.text) - 40)):
            continue
        found = announced_before(block.text, len(block.text), reach=26)
        if found is None or not _counts(block.text, found[0], len(block.text)):
            continue
        listed = _run(islice(blocks, index, None), first[0])
        if listed > 1 and _narrow(found[1], listed):
            yield _hit(block, found[0], found[1], listed)


def _ordinals(document: Document) -> Iterator[Hit]:
    """Paragraphs that begin 第一，第二，…… and do not follow one another."""
    last = 0
    for block in blocks_with(document, _ORDINAL):
        match = _ORDINAL.match(block.text) if block.kind in _KINDS else None
        number = ordinal(match.group(1)) if match else None
        if match is None or number is None:
            continue
        if last and (number not in (1, last + 1) or number == last):
            fault = "重复" if number == last else "次序不连续"
            yield Hit(
                block.id, match.start(), match.end(), f"“{match.group()}”接在第{last}项之后，{fault}。", None
            )
        last = number


def _run(blocks: Iterable[Block], level: int) -> int:
    """How many labels of `level` follow one another from 1, up to a label of a higher level."""
    count = 0
    for block in blocks:
        label = _label(block)
        if label is None or label[0] > level:
            continue
        if label[0] < level or label[1] != count + 1:
            break
        count += 1
    return count


def _label(block: Block) -> tuple[int, int] | None:
    for level, pattern in enumerate(_LABELS):
        match = pattern.match(block.text)
        number = ordinal(match.group(1)) if match else None
        if number:
            return level, number
    return None
