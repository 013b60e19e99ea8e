"""L005: attachments (附件): numbers in order, and none referred to that is not there."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from checks.types.numerals import ordinal
from documents.model import Block, BlockKind, Document

_NUMBER = r"(\d{1,2}|[一二三四五六七八九十]{1,3})"
_LISTED = regex(r"\s*附件\s?[：:]\s*(?:(\d{1,2})\s*[.．、]\s*(?!\d))?\S")
_NEXT = regex(r"\s*(\d{1,2})\s*[.．、]\s*(?!\d)\S")
_HEADING = regex(rf"\s*附件\s?{_NUMBER}\s*(?:[：:.．、\s　]\s*[^，。；]{{0,40}})?$")
_REFERENCE = regex(rf"附件\s?{_NUMBER}(?![\d一二三四五六七八九十]|[个份项页张])")
_RANGE = regex(
    rf"附件\s?{_NUMBER}\s?(?:[至到、和及与—～\-]|以及)\s?(?:附件)?\s?{_NUMBER}(?![\d一二三四五六七八九十]|[个份项页张.．])"
)
_MOST = 40
_SHOWN = 20  # numbers of attachments that a message names


@check(
    id="L005",
    title="附件编号与引用",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.GBT_9704,
    why="正文提到的附件应当都有，附件序号应连续；漏附、错号会让收文单位无从办理。",
    examples=(
        Example("请按要求填写（见附件3）。\n附件：1.任务分工表\n2.联系人名单", hits=("附件3",)),
        Example("附件：1.任务分工表\n3.联系人名单", hits=("3.",)),
        Example("详见附件2。\n附件1\n任务分工表\n附件3\n联系人名单", hits=("附件2", "附件3")),
        Example("填报附件1至附件4。\n附件：1.任务分工表\n2.联系人名单\n3.汇总表", hits=("附件4",)),
        Example("详见附件1、2。\n附件：1.任务分工表\n2.联系人名单\n附件1\n任务分工表\n附件2\n联系人名单"),
        Example("详见附件2。", note="附件不在这份稿件里，不核对。"),
    ),
)
def attachments(document: Document) -> Iterator[Hit]:
    """Hits for references beyond the list, and for numbers of the list or of the attachments' own pages that skip."""
    blocks = [b for b in document.blocks if b.kind is not BlockKind.TABLE_CELL]
    marked = {b.id for b in blocks_with(document, "附件")}
    if not marked:
        return
    listed, hits, own = _list(blocks)
    yield from hits
    headings = [(b, number) for b in blocks if b.id in marked and (number := _heading(b))]
    yield from _order(headings)
    there = listed | {number for _, number in headings}
    if not there:
        return
    own |= {b.id for b, _ in headings}
    shown = "、".join(map(str, sorted(there)[:_SHOWN])) + ("等" if len(there) > _SHOWN else "")
    highest = max(there)
    for block in blocks_with(document, "附件"):
        if block.id not in own:
            yield from _missing(block, there, highest, shown)


def _list(blocks: list[Block]) -> tuple[set[int], list[Hit], set[str]]:
    """The numbers in the list below the text, what skips in it, and the blocks it stands in."""
    numbers: set[int] = set()
    hits: list[Hit] = []
    own: set[str] = set()
    for index, block in enumerate(blocks):
        first = _LISTED.match(block.text)
        if not first:
            continue
        own.add(block.id)
        numbers.add(int(first.group(1) or 1))
        last = int(first.group(1) or 1)
        for following in blocks[index + 1 : index + 1 + _MOST]:
            match = _NEXT.match(following.text) if first.group(1) else None
            if match is None:
                break
            number = int(match.group(1))
            if number != last + 1:
                message = f"附件序号“{number}”接在“{last}”之后，不连续。"
                end = re.search(r"[.．、]", following.text)
                hits.append(
                    Hit(following.id, match.start(1), end.end() if end else match.end(1), message, None)
                )
            own.add(following.id)
            numbers.add(number)
            last = number
        break
    return numbers, hits, own


def _heading(block: Block) -> int | None:
    match = _HEADING.fullmatch(block.text)
    return ordinal(match.group(1)) if match else None


def _order(headings: list[tuple[Block, int]]) -> Iterator[Hit]:
    last = 0
    for block, number in headings:
        if number != last + 1 and last:
            match = _REFERENCE.search(block.text)
            fault = "重复" if number == last else "不连续"
            if match:
                yield Hit(
                    block.id,
                    match.start(),
                    match.end(),
                    f"附件编号“{match.group()}”{fault}，前一个是附件{last}。",
                    None,
                )
        last = number


def _missing(block: Block, there: set[int], highest: int, shown: str) -> Iterator[Hit]:
    told: set[int] = set()
    for match in _RANGE.finditer(block.text):
        number = ordinal(match.group(2))
        if number and number not in there and number > highest:
            told.add(match.end(2))
            start = block.text.rfind("附件", match.start(), match.start(2))
            start = start if block.text[start + 2 : match.start(2)].strip() == "" else match.start(2)
            yield Hit(block.id, start, match.end(2), _message(number, shown), None)
    for match in _REFERENCE.finditer(block.text):
        number = ordinal(match.group(1))
        if number and number not in there and match.end(1) not in told:
            yield Hit(block.id, match.start(), match.end(), _message(number, shown), None)


def _message(number: int, shown: str) -> str:
    return f"文中提到附件{number}，所列附件只有{shown}，请核对。"
