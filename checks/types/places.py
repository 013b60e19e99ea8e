"""Where in a document a check has to look: the sentences around what a fault cannot be without."""

from __future__ import annotations

import re
from collections.abc import Iterator

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
        at = whole.find(needle, 0)
        while at >= 0:
            index = whole.index(at)
            base = whole.starts[index]
            start, end = sentence_span(whole.blocks[index].text, at - base, at - base + 1)
            found.add((index, start, end))
            at = whole.find(needle, base + max(end, at - base + 1))
    for index, start, end in sorted(found):
        yield whole.blocks[index], start, end
