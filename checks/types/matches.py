"""Matches of a pattern, looked for only in the blocks that can hold one: the body of most checks on marks and numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checks.scan import blocks_with
from checks.text import CJK_MARKS, is_han
from documents.model import Block, BlockKind, Document

# Kinds whose text is written out in sentences or headings by the author; headers and footers are page furniture.
BODY = frozenset(
    {
        BlockKind.HEADING,
        BlockKind.PARAGRAPH,
        BlockKind.LIST_ITEM,
        BlockKind.FOOTNOTE,
        BlockKind.CAPTION,
        BlockKind.TABLE_CELL,
    }
)


def matches(
    document: Document, pattern: re.Pattern[str], *needles: str | re.Pattern[str]
) -> Iterator[tuple[Block, re.Match[str]]]:
    """(block, match) of `pattern` in every block that holds one of `needles` (see `scan.blocks_with`), in order.

    A needle that begins with a literal and looks back over it (`年(?<=\\d年)`) is found at the speed of the literal.
    """
    for block in blocks_with(document, *needles):
        for match in pattern.finditer(block.text):
            yield block, match


def cjk_at(text: str, index: int) -> bool:
    """Whether a Chinese character or mark stands at `index`; False outside the text."""
    return 0 <= index < len(text) and (text[index] in CJK_MARKS or is_han(text[index]))


def han_at(text: str, index: int) -> bool:
    """Whether a Chinese character stands at `index`; False outside the text."""
    return 0 <= index < len(text) and is_han(text[index])
