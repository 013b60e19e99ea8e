"""P003: straight quotation marks in Chinese text."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.text import CJK_MARKS, inside, is_chinese, is_han, verbatim_spans
from documents.model import Block, Document

_QUOTE = regex("[\"'“”‘’]")
_CURLY = {"“": "”", "‘": "’"}
_OUTER, _INNER = ("“", "”"), ("‘", "’")


@check(
    id="P003",
    title="中文里的直引号",
    gate=Gate.QUALITY,
    severity=Severity.RED,
    source=Source.GBT_15834,
    why="中文引号分前后，外层用“ ”，引号里再用引号时用‘ ’；直引号不分前后，属外文键盘符号。",
    examples=(
        Example('落实"第一议题"制度。', hits=('"', '"'), fixed="落实“第一议题”制度。"),
        Example("他说:\"这叫'红黄蓝'机制\"。", hits=('"', "'", "'", '"'), fixed="他说:“这叫‘红黄蓝’机制”。"),
        Example("开展'清朗'行动。", hits=("'", "'"), fixed="开展“清朗”行动。"),
        Example('这是"半句话没有合上。', hits=('"',), note="单个引号不知在哪里合上，只报告。"),
        Example("显示器为15.6\"屏，作者是O'Brien先生。"),
        Example('标题是英文：She said "hello" to them.'),
        Example('他说“你好，我说"再见"。', hits=('"', '"'), fixed="他说“你好，我说“再见”。"),
        Example("严格落实“三审三校”制度。"),
    ),
)
def straight_quotes(document: Document) -> Iterator[Hit]:
    """Hits for straight quotes, paired a block at a time; the suggestion is the opening or the closing mark."""
    for block in document:
        if ('"' in block.text or "'" in block.text) and is_chinese(block.text):
            yield from sorted(_in_block(block), key=lambda hit: hit.start)


@dataclass(frozen=True, slots=True)
class _Open:
    index: int
    mark: str


def _in_block(block: Block) -> Iterator[Hit]:
    text = block.text
    verbatim = verbatim_spans(text)
    stack: list[_Open] = []
    pairs: list[tuple[_Open, int, int]] = []
    for match in _QUOTE.finditer(text):
        index, mark = match.start(), match.group()
        if inside(verbatim, index) or _is_other_use(text, index, mark, stack):
            continue
        if mark in _CURLY or not stack or not _closes(stack[-1].mark, mark):
            if mark in "\"'" or mark in _CURLY:
                stack.append(_Open(index, mark))
            continue
        opening = stack.pop()
        if _touches_chinese(text, opening.index, index):
            pairs.append((opening, index, len(stack)))
    # A mark left open encloses nothing, unless it begins the paragraph of a longer quotation.
    lost = [left.index for left in stack if left.index > 0]
    for opening, index, depth in pairs:
        yield from _pair(block, opening, index, depth - bisect_left(lost, opening.index))
    for left in stack:
        if left.mark in "\"'" and _beside_chinese(text, left.index):
            message = f"直引号“{left.mark}”应改为中文引号；这一段里找不到与它成对的另一个。"
            yield Hit(block.id, left.index, left.index + 1, message, None)


def _pair(block: Block, opening: _Open, closing: int, depth: int) -> Iterator[Hit]:
    marks = _INNER if depth % 2 else _OUTER
    for index, full in zip((opening.index, closing), marks, strict=True):
        if block.text[index] in "\"'":
            yield Hit(
                block.id,
                index,
                index + 1,
                f"直引号应改为中文{'前' if full in '“‘' else '后'}引号 {full} 。",
                full,
            )


def _closes(opening: str, mark: str) -> bool:
    """Straight closes straight of its kind; a curly closer also closes a straight opener that was mistyped."""
    return mark == opening or mark == _CURLY.get(opening) or (opening == '"' and mark == "”")


def _is_other_use(text: str, index: int, mark: str, stack: list[_Open]) -> bool:
    """Apostrophes, feet and inches."""
    before, after = text[index - 1 : index], text[index + 1 : index + 2]
    if mark in "'’" and before.isascii() and before.isalpha() and after.isascii() and after.isalnum():
        return True
    opened = any(o.mark == mark for o in stack[-2:])
    return mark in "\"'" and before.isdigit() and not opened


def _touches_chinese(text: str, start: int, end: int) -> bool:
    """The quoted text or its neighbours are Chinese; only the first and last 200 characters inside are looked at."""
    inner = (
        text[start + 1 : end] if end - start < 400 else text[start + 1 : start + 200] + text[end - 200 : end]
    )
    if any(is_han(char) for char in inner):
        return True
    return _cjk(text, start - 1) and (_cjk(text, end + 1) or end + 1 == len(text))


def _beside_chinese(text: str, index: int) -> bool:
    return _cjk(text, index - 1) or _cjk(text, index + 1)


def _cjk(text: str, index: int) -> bool:
    return 0 <= index < len(text) and (is_han(text[index]) or text[index] in CJK_MARKS)
