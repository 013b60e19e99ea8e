"""Text as small integers: one code a character, digit and Latin runs one code each, sentence ends code 0.

The n-gram model counts and looks up codes only, so training and checking must share this one reading of text.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

END, OTHER, NUMBER, LATIN = range(4)
"""Codes with a meaning of their own; marks and characters follow."""

MARKS = "，、；：“”‘’（）《》〈〉【】〔〕—…·％.-/～"
"""Marks with a code of their own; any other mark is OTHER."""

FIRST_MARK = 4
FIRST_HAN = FIRST_MARK + len(MARKS)
RARE = "〓"
"""Stands for every ideograph a model does not know; the first of its characters."""

_TOP = 0x40000  # above the last ideograph
_IDEOGRAPHS = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0x20000, _TOP))
_SKIPPED = 0xFFFF
_ENDS = "。！？!?\n\r\u2028\0"
_BLANKS = " \t\u3000\u00a0\u200b\ufeff"
_SAME = {
    ",": "，",
    ";": "；",
    ":": "：",
    "(": "（",
    ")": "）",
    "%": "％",
    "─": "—",
    "–": "-",
    "－": "-",
    "•": "·",
    "．": ".",
}


@dataclass(frozen=True, slots=True)
class Codes:
    """`codes[i]` is what stands at offset `places[i]` of the text. Begins and ends with END, never two in a row."""

    codes: NDArray[np.uint16]
    places: NDArray[np.int64]


class Vocabulary:
    """The characters a model knows: `characters` from code FIRST_HAN on, in the model's order."""

    def __init__(self, characters: str) -> None:
        self.characters = characters
        self.size = FIRST_HAN + len(characters)
        table = np.full(_TOP, OTHER, np.uint16)
        for span in ("09", "０９"):
            table[ord(span[0]) : ord(span[1]) + 1] = NUMBER
        for span in ("az", "AZ", "ａｚ", "ＡＺ", "\u00c0\u024f", "\u0391\u03c9"):
            table[ord(span[0]) : ord(span[1]) + 1] = LATIN
        for char in _BLANKS:
            table[ord(char)] = _SKIPPED
        for char in _ENDS:
            table[ord(char)] = END
        for code, char in enumerate(MARKS, FIRST_MARK):
            table[ord(char)] = code
        for char, same in _SAME.items():
            table[ord(char)] = table[ord(same)]
        if characters.startswith(RARE):
            for begin, end in _IDEOGRAPHS:
                table[begin:end] = FIRST_HAN
        points = np.frombuffer(characters.encode("utf-32-le"), np.uint32)
        table[points] = np.arange(FIRST_HAN, self.size, dtype=np.uint16)
        table[ord(RARE)] = OTHER  # in a text it is a mark for a gap
        self._table = table

    def encode(self, text: str) -> Codes:
        """`text` as codes. Blanks are left out; runs of digits, of Latin letters and of sentence ends become one."""
        points = np.frombuffer(f"\0{text}\0".encode("utf-32-le", "surrogatepass"), np.uint32)
        codes = self._table[np.minimum(points, _TOP - 1)]
        places = np.flatnonzero(codes != _SKIPPED)
        codes = codes[places]
        keep = np.ones(len(codes), bool)
        keep[1:] = (codes[1:] != codes[:-1]) | ((codes[1:] > LATIN) | (codes[1:] == OTHER))
        return Codes(codes[keep], places[keep].astype(np.int64) - 1)

    def code(self, char: str) -> int:
        """The code of one character."""
        return int(self._table[min(ord(char), _TOP - 1)])

    def char(self, code: int) -> str:
        """The character of a code; '' for the codes that stand for a class."""
        if code >= FIRST_HAN:
            return self.characters[code - FIRST_HAN]
        return MARKS[code - FIRST_MARK] if code >= FIRST_MARK else ""
