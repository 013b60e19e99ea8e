"""Heading or list item by its label, for sources without structure: 一、（一）1.（1） (GB/T 9704-2012)."""

from __future__ import annotations

import re

from documents.model import BlockKind

SHORT = 40  # code points; longer lines are running text even with a label
_SENTENCE_ENDS = "。！？；，、,;!?…"
_HAN = "〇零一二三四五六七八九十百"
_LEVELS: tuple[tuple[int, re.Pattern[str]], ...] = (
    (1, re.compile(rf"[{_HAN}]{{1,5}}[、.．]")),
    (1, re.compile(rf"第[{_HAN}\d]{{1,5}}[章节编篇部][ \t\u3000]")),
    (2, re.compile(rf"[（(][{_HAN}]{{1,5}}[）)]")),
    (3, re.compile(r"\d{1,3}(?:[.．、](?!\d)|(?:\.\d{1,3}){1,3}[ \t\u3000])")),
    (4, re.compile(r"[（(]\d{1,3}[）)]|[①-⑳]")),
)


def label_level(text: str) -> int | None:
    """1 for 一、, 2 for （一）, 3 for 1., 4 for （1）, None without a label."""
    return next((level for level, pattern in _LEVELS if pattern.match(text)), None)


def is_short(text: str) -> bool:
    """Short enough for a heading and without a mark that ends or joins sentences."""
    return len(text) <= SHORT and not text.endswith(tuple(_SENTENCE_ENDS)) and "。" not in text


def guess(text: str) -> tuple[BlockKind, int | None]:
    """Kind and level of a line of text: a short labelled line is a heading, a long one a list item."""
    level = label_level(text)
    if level is None:
        return BlockKind.PARAGRAPH, None
    return (BlockKind.HEADING if is_short(text) else BlockKind.LIST_ITEM), level
