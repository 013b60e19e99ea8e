"""Where in a document a check has to look: the sentences around what a fault cannot be without."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks import late
from checks.scan import joined
from checks.text import sentence_span
from documents.model import Block, Document


def sentences_with(document: Document, *needles: str | re.Pattern[str]) -> Iterator[tuple[Block, int, int]]:
    """(block, start, end) of every sentence that holds one of `needles`, in order, each once.

    A needle is a text or a pattern that begins with a literal (searched at the speed of a text) and does not match
    across blocks (`checks.scan.SEPARATOR`).
    """
    whole = joined(document)
    found: set[tuple[int, int, int]] = set()
    for needle in needles:
        if not isinstance(needle, str) and late.head(needle) not in whole.text:
            continue
        at = _find(needle, whole.text, 0)
        while at >= 0:
            index = whole.index(at)
            base = whole.starts[index]
            start, end = sentence_span(whole.blocks[index].text, at - base, at - base + 1)
            found.add((index, start, end))
            at = _find(needle, whole.text, base + max(end, at - base + 1))
    for index, start, end in sorted(found):
        yield whole.blocks[index], start, end


def _find(needle: str | re.Pattern[str], text: str, start: int) -> int:
    if isinstance(needle, str):
        return text.find(needle, start)
    match = needle.search(text, start)
    return match.start() if match else -1
