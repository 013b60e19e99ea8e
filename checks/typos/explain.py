"""What a finding says: what is written, what is probably meant, and why."""

from __future__ import annotations

from checks.model import Hit, Severity
from checks.typos.characters import FAR, NEAR, SAME, SHAPE
from checks.typos.decide import Judged
from checks.words import cut, is_word
from documents.model import Block

_REACH = 3
_CONTEXT = 4


def explain(block: Block, start: int, item: Judged, severity: Severity) -> Hit:
    """The hit for `item`, which begins at `start` of its block; it marks the whole word where that is one."""
    text, end = block.text, start + len(item.old)
    begin, stop = word_around(text, start, end, item.new)
    old, new = text[begin:stop], text[begin:start] + item.new + text[end:stop]
    verb = "应为" if severity is Severity.RED else "疑为"
    left, right = text[max(0, begin - _CONTEXT) : begin], text[stop : stop + _CONTEXT]
    shown = f"{_clean(left, last=True)}{new}{_clean(right, last=False)}"
    message = f"“{old}”{verb}“{new}”（{relation_name(item)}）：按用字统计，“{shown}”比原来的写法常见得多。"
    return Hit(block.id, begin, stop, message, new, severity)


def relation_name(item: Judged) -> str:
    """How the two look or sound: 同音字, 近音字, 形近字, 同音词; 误字 where they do neither."""
    kinds = item.kinds
    size = "词" if len(kinds) > 1 else "字"
    if all(k & SAME for k in kinds):
        return f"同音{size}" if not all(k & SHAPE for k in kinds) else f"同音、形近{size}"
    if all(k & (SAME | NEAR | FAR) for k in kinds) and not all(k & SHAPE for k in kinds):
        return f"近音{size}"
    return f"形近{size}" if all(kinds) else f"误{size}"


def word_around(text: str, start: int, end: int, new: str) -> tuple[int, int]:
    """The word of the corrected text that holds the change, at most three characters more on either side."""
    left, right = max(0, start - _REACH), min(len(text), end + _REACH)
    fixed = text[left:start] + new + text[end:right]
    first, last = start - left, start - left + len(new)
    begin, stop = first, last
    for word, s, e in cut(fixed):
        if s < last and first < e and is_word(word):
            begin, stop = min(begin, s), max(stop, e)
    return left + begin, left + stop - len(new) + (end - start)


def _clean(context: str, *, last: bool) -> str:
    """The Chinese characters of `context` next to the word."""
    kept = ""
    for char in reversed(context) if last else context:
        if not "一" <= char <= "鿿":
            break
        kept = char + kept if last else kept + char
    return kept
