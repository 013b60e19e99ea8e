"""P004: quotation marks, brackets and title marks without their partner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import SEPARATOR
from checks.sources import Source
from checks.text import CJK_MARKS, inside, is_chinese, is_han, verbatim_spans
from documents.model import Block, BlockKind, Document

_PAIRS = {
    "“": "”",
    "‘": "’",
    "（": "）",
    "(": "）",
    "《": "》",
    "〈": "〉",
    "【": "】",
    "「": "」",
    "『": "』",
    "〔": "〕",
}
_OPENS = {close: open_ for open_, close in _PAIRS.items() if open_ != "("} | {")": "（"}
_MARK = regex("[“”‘’（）()《》〈〉【】「」『』〔〕]")
_MARK_OR_EDGE = regex("[“”‘’（）()《》〈〉【】「」『』〔〕\0]")
_ADJACENT = regex("“”|‘’|[（(][）)]|《》|〈〉|【】|「」|『』|〔〕")
_DEEPEST = 8
_CROSSED, _TURNED = 60, 30  # code points between the two marks of one fault
# 1） a） 一） as labels: at the beginning or after a mark; and smileys.
_LABEL = regex(
    r"(?:^|[\s，。；：、！？,;:])(?:\d{1,3}|[A-Za-z]|[ivx]{1,4}|[一二三四五六七八九十]{1,3})\Z|[:;：；]-?\Z"
)
_TEXT_KINDS = frozenset(
    {
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
        BlockKind.LIST_ITEM,
        BlockKind.FOOTNOTE,
        BlockKind.CAPTION,
        BlockKind.TABLE_CELL,
    }
)


@check(
    id="P004",
    title="引号、括号、书名号不成对",
    gate=Gate.QUALITY,
    severity=Severity.RED,
    source=Source.GBT_15834,
    why="成对的标点少了一半，读者不知道引文、注释或书名到哪里为止。",
    examples=(
        Example("印发《工作方案的通知。", hits=("《",)),
        Example("落实“三审三校制度。", hits=("“",)),
        Example("各部门党委）要抓好落实。", hits=("）",)),
        Example("他说：“这项工作（重点项目很重要。”", hits=("（",)),
        Example("文件附有《责任清单（第一批》）。", hits=("》）",), fixed="文件附有《责任清单（第一批）》。"),
        Example("落实”三审三校“制度。", hits=("”三审三校“",), fixed="落实“三审三校”制度。"),
        Example("出国（境）管理“一岗双责”《关于〈条例〉的说明》都写对了。"),
        Example("“第一段引文没有结束。\n“第二段接着引，到这里结束。”"),
        Example("1）明确任务；2）落实责任；a）检查结果。\n(1)国际单位(见表1)；"),
        Example("It’s a boy’s book，中文里引用英文。"),
        Example("将第三条修改为：“甲类事项由市里办理。\n乙类事项由县里办理。”"),
    ),
)
def unpaired_marks(document: Document) -> Iterator[Hit]:
    """Hits for marks without partner in their block, quotations that run over paragraphs allowed."""
    blocks = [b for b in document.blocks if b.kind in _TEXT_KINDS and b.text]
    left: list[list[_Place]] = [[] for _ in blocks]
    for number in _suspects(document, blocks):
        left[number] = _unpaired(blocks[number])
    carried = _carried(blocks, left)
    for number, (block, marks) in enumerate(zip(blocks, left, strict=True)):
        if marks:
            yield from _in_block(block, [m for m in marks if (number, m.index) not in carried])


def _suspects(document: Document, blocks: list[Block]) -> list[int]:
    """Numbers of the blocks whose marks do not cancel out pair by pair: few, so that the others cost one look."""
    marks = "".join(_MARK_OR_EDGE.findall(SEPARATOR.join(block.text for block in blocks)))
    for _ in range(_DEEPEST):
        fewer = _ADJACENT.sub("", marks)
        if len(fewer) == len(marks):
            break
        marks = fewer
    return [number for number, rest in enumerate(marks.split(SEPARATOR)) if rest]


def _in_block(block: Block, marks: list[_Place]) -> Iterator[Hit]:
    text = block.text
    places = iter(range(len(marks)))
    for at in places:
        place = marks[at]
        following = marks[at + 1] if at + 1 < len(marks) else None
        mark = text[place.index]
        if following is not None and following.kind == place.kind and following.opens != place.opens:
            span, told, right = _turned_or_crossed(text, place, following)
            if told:
                yield Hit(block.id, *span, told, right)
                next(places, None)
                continue
        partner = _PAIRS.get(mark) or _OPENS[mark]
        yield Hit(block.id, place.index, place.index + 1, f"{mark} 没有与它成对的 {partner} 。", None)


def _turned_or_crossed(text: str, first: _Place, second: _Place) -> tuple[tuple[int, int], str, str | None]:
    """(span, message, suggestion) for ”甲“ and for 《甲（乙》）; an empty message for anything else."""
    inner = text[first.index + 1 : second.index]
    close = _PAIRS[first.kind]
    if first.opens and second.index > 0 and text[second.index - 1] in _OPENS and len(inner) <= _CROSSED:
        span = (second.index - 1, second.index + 1)
        right = text[second.index] + text[second.index - 1]
        return span, f"括号、引号交叉了，后一半的次序应为 {right} 。", right
    if (
        not first.opens
        and first.kind in _QUOTES
        and 0 < len(inner) <= _TURNED
        and _MARK.search(inner) is None
    ):
        right = f"{first.kind}{inner}{close}"
        return (first.index, second.index + 1), f"引号的方向反了，应为“{first.kind}…{close}”。", right
    return (0, 0), "", None


@dataclass(frozen=True, slots=True)
class _Place:
    index: int
    kind: str  # the full-width opening mark
    opens: bool


def _unpaired(block: Block) -> list[_Place]:
    text = block.text
    if not is_chinese(text):
        return []
    verbatim = verbatim_spans(text)
    stack: list[_Place] = []
    waiting: Counter[str] = Counter()
    unpaired: list[_Place] = []
    for match in _MARK.finditer(text):
        index, mark = match.start(), match.group()
        if _skipped(text, index, mark, waiting) or inside(verbatim, index):
            continue
        if mark in _PAIRS:
            kind = "（" if mark == "(" else mark
            stack.append(_Place(index, kind, True))
            waiting[kind] += 1
            continue
        kind = _OPENS[mark]
        if not waiting[kind]:
            unpaired.append(_Place(index, kind, False))
            continue
        while stack:
            top = stack.pop()
            waiting[top.kind] -= 1
            if top.kind == kind:
                break
            unpaired.append(top)
    left = [place for place in (*unpaired, *stack) if not _foreign(text, place.index)]
    return sorted(left, key=lambda place: place.index)


def _foreign(text: str, index: int) -> bool:
    """A half-width bracket away from Chinese text: code, formulas, smileys."""
    return text[index] in "()" and not (_cjk(text, index - 1) or _cjk(text, index + 1))


def _skipped(text: str, index: int, mark: str, waiting: Counter[str]) -> bool:
    before = text[index - 1 : index]
    if mark == "’" and before.isascii() and before.isalnum() and not waiting["‘"]:
        return True
    return mark in "）)" and not waiting["（"] and _LABEL.search(text[max(0, index - 5) : index]) is not None


def _cjk(text: str, index: int) -> bool:
    return 0 <= index < len(text) and (is_han(text[index]) or text[index] in CJK_MARKS)


_QUOTES = "“‘「『"
_FAR = 60  # blocks; a quoted passage of a decision can be long


def _carried(blocks: list[Block], left: list[list[_Place]]) -> set[tuple[int, int]]:
    """(block number, index) of quotation marks whose quotation runs over paragraphs.

    Two customs: an opening mark at the head of every paragraph and a closing one after the last; or one opening
    mark, after a colon or at a paragraph's head, and one closing mark at the end of a later paragraph.
    """
    carried: set[tuple[int, int]] = set()
    waiting: dict[str, list[tuple[int, int]]] = {}
    for number, (block, marks) in enumerate(zip(blocks, left, strict=True)):
        head = block.text[0]
        if head in waiting and not marks and block.text.rstrip("。；，").endswith(_PAIRS[head]):
            carried.update(waiting.pop(head))
        for place in marks:
            if place.kind not in _QUOTES:
                continue
            if place.opens:
                _keep_opening(waiting, number, place, block.text, carried)
                continue
            opened = waiting.pop(place.kind, [])
            # A closing mark that ends its paragraph ends the whole quotation.
            if opened and number - opened[0][0] <= _FAR and len(block.text) - place.index <= 3:
                carried.update(opened)
                carried.add((number, place.index))
    return carried


def _keep_opening(
    waiting: dict[str, list[tuple[int, int]]],
    number: int,
    place: _Place,
    text: str,
    carried: set[tuple[int, int]],
) -> None:
    at_head = place.index == 0
    if at_head and waiting.get(place.kind):
        waiting[place.kind].append((number, place.index))
    elif at_head or text[place.index - 1] in "：:，":
        waiting[place.kind] = [(number, place.index)]
