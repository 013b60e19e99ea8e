"""Where the same characters stand twice in a row, for a whole document at once.

A pattern with a back reference tries every place of the text. Here the text is laid over itself, moved by one to four
characters, as two very long numbers: where their lowest bytes agree the difference is zero, and only those places are
looked at as text. A few milliseconds a megabyte.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from checks.scan import SEPARATOR, Joined
from documents.model import Block


def doubles(whole: Joined, characters: frozenset[str], longest: int = 4) -> Iterator[tuple[Block, list[int]]]:
    """Where one of `characters` stands twice in a row, or any two to `longest` characters do: blocks in order, and in each
    the offsets at which the first of the two begins, in order."""
    text = whole.text
    low = text.encode("utf-32-le", "surrogatepass")[::4]
    number = int.from_bytes(low, "little")
    places: set[int] = set()
    for length in range(1, longest + 1):
        difference = (number ^ (number >> (8 * length))).to_bytes(len(low), "little")
        places.update(
            at
            for at in _all(difference, bytes(length))
            if text[at : at + length] == text[at + length : at + 2 * length]
            and (SEPARATOR not in text[at : at + length] if length > 1 else text[at] in characters)
        )
    for index, offsets in groupby(sorted(places), whole.index):
        yield whole.blocks[index], [at - whole.starts[index] for at in offsets]


def _all(data: bytes, needle: bytes) -> Iterator[int]:
    at = data.find(needle)
    while at >= 0:
        yield at
        at = data.find(needle, at + 1)
