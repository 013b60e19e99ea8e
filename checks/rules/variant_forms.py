"""W003: variant word forms (异形词) that are not the recommended ones, by wordlist."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.text import sentence_span
from checks.words import cut, matcher
from documents.model import Document


@check(
    id="W003",
    title="异形词",
    gate=Gate.QUALITY,
    severity=Severity.BLUE,
    source=Source.YIXINGCI,
    why="同一个词有几种写法时用推荐词形，一篇之内也好统一。",
    wordlists=("variant_forms",),
    examples=(
        Example("核对银行帐户。", hits=("帐户",), fixed="核对银行账户。"),
        Example("核对身分，这是重要组成部份。", hits=("身分", "部份"), fixed="核对身份，这是重要组成部分。"),
        Example("核对银行账户，想象未来，统一身份认证。"),
    ),
)
def variant_forms(document: Document) -> Iterator[Hit]:
    """Hits for forms that are not recommended, where they are words or the head or tail of one (银行帐户)."""
    search = matcher("variant_forms")
    for block, match in search.find_in(document):
        if not _is_word(block.text, match.start, match.end):
            continue
        entry = match.entry
        right = "或".join(f"“{r}”" for r in entry.replacements)
        message = f"“{entry.term}”的推荐词形是{right}。"
        yield Hit(
            block.id,
            match.start,
            match.end,
            message,
            entry.suggestion,
            entry.severity,
            f"variant_forms:{entry.term}",
        )


def _is_word(text: str, start: int, end: int) -> bool:
    """Whether no segmented word crosses an edge of [start, end) without holding all of it at its own edge."""
    left, right = sentence_span(text, start, end)
    left, right = max(left, start - 40), min(right, end + 40)
    for _, s, e in cut(text[left:right]):
        word_start, word_end = s + left, e + left
        if word_end <= start or word_start >= end or (start <= word_start and word_end <= end):
            continue
        if not (word_start <= start and end <= word_end and (word_start == start or word_end == end)):
            return False
    return True
