"""The whole document as one string, so that a rule looks only into the blocks that can hold what it seeks.

Eighty rules over five thousand short blocks cost more in calls than in looking. A rule names what a hit cannot be
without (a mark, a word, a pattern), and gets the few blocks that have it, in order.
"""

from __future__ import annotations

import re
import threading
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from documents.model import Block, Document

SEPARATOR = "\0"
"""Between two blocks of the joined text: no reader lets it into a block, and no blank class matches it."""


@dataclass(frozen=True, slots=True)
class Joined:
    """The texts of all blocks with `SEPARATOR` between them; `starts[i]` is where block i begins."""

    text: str
    starts: tuple[int, ...]
    blocks: tuple[Block, ...]

    def index(self, offset: int) -> int:
        """Which block holds that offset of the joined text."""
        return bisect_right(self.starts, offset) - 1

    def place(self, offset: int) -> tuple[Block, int]:
        """The block at an offset of the joined text, and the offset in it."""
        index = self.index(offset)
        return self.blocks[index], offset - self.starts[index]


class _Last(threading.local):
    document: Document | None = None
    joined: Joined | None = None


_last = _Last()


def joined(document: Document) -> Joined:
    """The joined text of `document`; the last document's is kept, a thread each, until `forget`."""
    if _last.document is not document or _last.joined is None:
        starts, at = [], 0
        for block in document.blocks:
            starts.append(at)
            at += len(block.text) + 1
        text = SEPARATOR.join(block.text for block in document.blocks)
        _last.document, _last.joined = document, Joined(text, tuple(starts), document.blocks)
    return _last.joined


def forget() -> None:
    """Let the last document go: a worker that lives for months should not keep a draft in memory."""
    _last.document = _last.joined = None


def blocks_with(document: Document, *needles: str | re.Pattern[str]) -> Iterator[Block]:
    """The blocks that hold one of `needles`, in order, each once.

    Literal needles are found many times faster than patterns; a pattern should begin with something rare, must not
    match across `SEPARATOR` (negated classes do) and sees no block edges (`^`, `$`).
    """
    whole = joined(document)
    finders = [n for n in needles if _occurs(n, whole.text)]
    ahead = [_next(finder, whole.text, 0) for finder in finders]
    while ahead and (first := min(ahead)) < len(whole.text):
        index = whole.index(first)
        yield whole.blocks[index]
        end = whole.starts[index + 1] if index + 1 < len(whole.starts) else len(whole.text)
        for i, at in enumerate(ahead):
            if at < end:
                ahead[i] = _next(finders[i], whole.text, end)


def _occurs(needle: str | re.Pattern[str], text: str) -> bool:
    return not isinstance(needle, str) or needle in text


def _next(finder: str | re.Pattern[str], text: str, start: int) -> int:
    if isinstance(finder, str):
        at = text.find(finder, start)
        return len(text) if at < 0 else at
    match = finder.search(text, start)
    return match.start() if match else len(text)
