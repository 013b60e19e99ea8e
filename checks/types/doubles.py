"""Where the same characters stand twice in a row, for a whole document at once.

A pattern with a back reference tries every place of the text. Here the text is laid over itself, moved by one to four
characters, as two very long numbers: where their lowest bytes agree the difference is zero, and only those places are
looked at as text. A few milliseconds a megabyte.
"""

from __future__ import annotations

from collections.abc import Iterator

from checks.scan import SEPARATOR, Joined
from documents.model import Block


def blocks_with_doubles(whole: Joined, characters: frozenset[str], longest: int = 4) -> Iterator[Block]:
    """The blocks with one of `characters` twice in a row, or any two to `longest` characters twice in a row; in order."""
    text = whole.text
    low = text.encode("utf-32-le", "surrogatepass")[::4]
    number = int.from_bytes(low, "little")
    places: set[int] = set()
    for length in range(1, longest + 1):
        difference = (number ^ (number >> (8 * length))).to_bytes(len(low), "little")
        places.update(
            whole.index(at)
            for at in _all(difference, bytes(length))
            if text[at : at + length] == text[at + length : at + 2 * length]
            and (SEPARATOR not in text[at : at + length] if length > 1 else text[at] in characters)
        )
    return (whole.blocks[index] for index in sorted(places))


def _all(data: bytes, needle: bytes) -> Iterator[int]:
    at = data.find(needle)
    while at >= 0:
        yield at
        at = data.find(needle, at + 1)
