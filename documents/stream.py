"""The running text of a document as one stream of characters, blind to layout, each character with its place."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from dataclasses import dataclass

from documents.model import Block, BlockKind, Document

_APART = {BlockKind.HEADER, BlockKind.FOOTER, BlockKind.IMAGE}
# Radicals that fonts put in place of characters and that NFKC leaves alone (Unicode, EquivalentUnifiedIdeograph).
_RADICALS = dict(
    zip(
        "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳",
        "母民虎西见角贝车长门青页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
        strict=True,
    )
)
_IGNORED = frozenset("\u00ad\u200b\u200c\u200d\u2060\ufeff\ufffc")


@dataclass(frozen=True, slots=True)
class Spot:
    """A stretch of one text: from (block, start) to (last, end), code points; empty stretches mark a place."""

    block: str
    start: int
    last: str
    end: int
    text: str


class Stream:
    """The characters of a document that count, and where each stands.

    `numbered`: the numbers of notes count too, because the other text holds them as typed.
    """

    def __init__(self, document: Document, *, numbered: bool = False) -> None:
        self.blocks = [b for b in document.blocks if b.kind not in _APART]
        self._numbers = {b.id: i for i, b in enumerate(self.blocks)}
        chars: list[str] = []
        self.places: list[tuple[int, int]] = []
        self.written: list[str] = []
        for index, block in enumerate(self.blocks):
            for offset in range(0 if numbered else _own_start(block), len(block.text)):
                char = block.text[offset]
                if char.isspace() or char in _IGNORED:
                    continue
                for plain in _plain(char):
                    chars.append(plain)
                    self.places.append((index, offset))
                    self.written.append(char)
        self.text = "".join(chars)

    def range_of(self, block: str, start: int, end: int, last: str | None = None) -> tuple[int, int]:
        """[start, end) of block `block` (to block `last`) in characters of the stream; what does not count is skipped.

        Raises:
            KeyError: no such block.
        """
        first, final = self._numbers[block], self._numbers[last or block]
        return bisect_left(self.places, (first, start)), bisect_left(self.places, (final, end))

    def place_of(self, spot: Spot) -> tuple[int, int]:
        """[start, end) of a spot of this document in characters of the stream.

        Raises:
            KeyError: the spot is of another document.
        """
        return self.range_of(spot.block, spot.start, spot.end, spot.last) if spot.block else (0, 0)

    def begins_paragraph(self, at: int) -> bool:
        """Whether a paragraph begins at character `at`."""
        return at == 0 or (at < len(self.places) and self.places[at][0] != self.places[at - 1][0])

    def begins_sentence(self, at: int) -> bool:
        """Whether a sentence ends before character `at`."""
        return at == 0 or self.text[at - 1] in "。！？；"

    def spot(self, start: int, end: int) -> Spot:
        if start == end:
            return self._place(start)
        (first, begin), (last, stop) = self.places[start], self.places[end - 1]
        pieces = [b.text for b in self.blocks[first : last + 1]]
        pieces[-1] = pieces[-1][: stop + 1]
        pieces[0] = pieces[0][begin:]
        return Spot(self.blocks[first].id, begin, self.blocks[last].id, stop + 1, "\n".join(pieces))

    def _place(self, at: int) -> Spot:
        """The empty place before character `at`: behind the one before it, so that it stays in its paragraph."""
        if not self.places:
            return Spot("", 0, "", 0, "")
        index, offset = self.places[at - 1] if at else self.places[0]
        offset += 1 if at else 0
        return Spot(self.blocks[index].id, offset, self.blocks[index].id, offset, "")


def plain_text(text: str) -> str:
    """`text` as the stream holds it: without blanks, glyph traps resolved."""
    return "".join(_plain(c) for c in text if not c.isspace() and c not in _IGNORED)


def _own_start(block: Block) -> int:
    # The number of a note is set by the program; its paragraph begins behind it.
    return len(block.label) if block.kind is BlockKind.FOOTNOTE else 0


def _plain(char: str) -> str:
    """What a character of the traps stands for: radicals, compatibility ideographs, Latin ligatures."""
    trap = "\u2e80" <= char <= "\u2fdf" or "\uf900" <= char <= "\ufb06"
    return _RADICALS.get(char) or unicodedata.normalize("NFKC", char) if trap else char
