"""Two spellings of one word in one document: each is right by itself, both together are not."""

from __future__ import annotations

from collections.abc import Iterator

from checks import scan
from checks.model import Hit
from checks.segment import cut
from checks.words import matcher
from documents.model import Document

_AROUND = 16  # code points on each side that decide whether the term is a word of its own


def consistency_hits(document: Document, name: str, message: str) -> Iterator[Hit]:
    """Hits for the terms of list `name` whose other spelling stands in the document too. `message` may hold {term},
    {other} and {count}, how often the other spelling occurs.

    Raises:
        WordlistError: see `wordlists.load`.
    """
    text = scan.joined(document).text
    counts: dict[str, int] = {}
    for block, match in matcher(name).find_in(document):
        if not _is_word(block.text, match.start, match.end):
            continue
        other = match.entry.replacements[0]
        if other not in counts:
            counts[other] = text.count(other)
        if counts[other]:
            told = message.format(term=match.entry.term, other=other, count=counts[other])
            where = f"{name}:{match.entry.term}"
            yield Hit(block.id, match.start, match.end, told, other, match.entry.severity, where)


def _is_word(text: str, start: int, end: int) -> bool:
    """Whether no segmented word crosses an edge of [start, end): 起程 in 发起程序 is none. Only the near text is cut,
    so that a hostile block without a full stop stays linear."""
    left = max(0, start - _AROUND)
    words = cut(text[left : end + _AROUND])
    return not any(s + left < edge < e + left for _, s, e in words for edge in (start, end))
