"""The lines of a PDF page as they are set: characters with their boxes, grouped by what stands on one line.

The only importer of pypdfium2. Source: PDFium's text page (fpdf_text.h); positions in points from the lower left corner.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import pypdfium2 as pdfium
from pypdfium2 import raw

from documents.errors import DamagedError, EncryptedError, TooLargeError

MOST_PAGES = 3000
MOST_CHARACTERS = 10_000_000
_CELL_GAP = 2.2  # of the font size: a wider gap on one line parts cells or columns, not words
_STEP = 0.5  # of the font size: a gap that parts cells where the file leaves the line in between
_SAME_LINE = 0.45  # of the smaller font size: how far middles on one line lie apart
_WORD_GAP = 0.18  # of the font size: a gap between Latin letters that is a space


@dataclass(slots=True)
class Line:
    """One line of a page: its text and its box in points; `size` is the height of most of its characters."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    page: int
    sizes: list[float] = field(default_factory=list)
    """Height of each character of `text`, so that raised marks can be told."""

    @property
    def middle(self) -> float:
        """Height of the line's middle over the page's lower edge."""
        return (self.bottom + self.top) / 2


@dataclass(frozen=True, slots=True)
class Page:
    """One page: its size in points, its lines in the order of the file, and whether it holds pictures."""

    number: int
    width: float
    height: float
    lines: tuple[Line, ...]
    pictures: int


@dataclass(slots=True)
class Char:
    """One set letter: its box and size in points, and its turn in the file."""

    char: str
    left: float
    right: float
    bottom: float
    top: float
    size: float
    turn: int

    @property
    def middle(self) -> float:
        return (self.bottom + self.top) / 2


def pages(data: bytes) -> Iterator[Page]:
    """The pages of a PDF, one at a time.

    Raises:
        EncryptedError: it wants a password. TooLargeError: over 3,000 pages or 10 million characters.
        DamagedError: PDFium cannot read it.
    """
    document = _open(data)
    try:
        if len(document) > MOST_PAGES:
            raise TooLargeError(f"PDF 有 {len(document)} 页，超过上限 {MOST_PAGES} 页。请拆分后再上传。")
        characters = 0
        for number in range(len(document)):
            page = _page(document, number)
            characters += sum(len(line.text) for line in page.lines)
            if characters > MOST_CHARACTERS:
                raise TooLargeError("PDF 的文字超过 1000 万字。请拆分后再上传。")
            yield page
    finally:
        document.close()


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        return pdfium.PdfDocument(data)
    except pdfium.PdfiumError as error:
        if "assword" in str(error):
            raise EncryptedError("PDF 有密码保护。请取消密码后再上传。") from error
        raise DamagedError("PDF 已损坏或不完整。请重新导出后再上传。") from error


def _page(document: pdfium.PdfDocument, number: int) -> Page:
    try:
        page = document[number]
        text = page.get_textpage()
    except pdfium.PdfiumError as error:
        raise DamagedError(f"PDF 第 {number + 1} 页已损坏。请重新导出后再上传。") from error
    try:
        pictures = sum(1 for _ in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3))
        return page_of(number, page.get_size(), _chars(text), pictures)
    finally:
        text.close()
        page.close()


def page_of(number: int, size: tuple[float, float], chars: Iterable[Char], pictures: int) -> Page:
    """A page from its letters in the order of the file."""
    lines = (_line(grouped, number) for grouped in _grouped(chars))
    return Page(number, *size, tuple(line for line in lines if line.text.strip()), pictures)


def _chars(text: pdfium.PdfTextPage) -> Iterator[Char]:
    """Every set character with its box; what PDFium makes up (line ends, spaces) is left out."""
    handle = text.raw
    box = raw.FS_RECTF()
    turn = 0
    for index in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(handle, index)
        if code in {0, 0xFFFE, 0xFFFF, 0x0D, 0x0A, 0x02} or raw.FPDFText_IsGenerated(handle, index) == 1:
            continue
        if code == 0x20 or 0xD800 <= code < 0xE000:
            continue
        # The loose box is the whole em square with its advance: the same height for ， and 字.
        if raw.FPDFText_GetLooseCharBox(handle, index, box):
            size = raw.FPDFText_GetFontSize(handle, index)
            yield Char(chr(code), box.left, box.right, box.bottom, box.top, size, turn)
            turn += 1


def _grouped(chars: Iterable[Char]) -> list[list[Char]]:
    """The characters of each line from left to right; the lines in the order of the file.

    Writers set a line in pieces, one a font, in any order: pieces on one height are put together by their places, and
    a wide gap (a table's next cell, a column) parts them again. The first piece's turn in the file is the line's.
    """
    bands: list[list[Char]] = []
    for char in sorted(chars, key=lambda c: -c.middle):
        if bands and char.middle >= bands[-1][-1].middle - _SAME_LINE * min(char.size, bands[-1][0].size):
            bands[-1].append(char)
        else:
            bands.append([char])
    lines = [line for band in bands for line in _cells(sorted(band, key=lambda c: (c.left, c.turn)))]
    return sorted(lines, key=lambda line: min(c.turn for c in line))


def _cells(band: list[Char]) -> Iterator[list[Char]]:
    turns = sorted(char.turn for char in band)
    line: list[Char] = []
    right = 0.0
    for char in band:
        gap = (char.left - right) / max(char.size, line[-1].size, 1.0) if line else 0.0
        # Between two cells the file often sets the rest of the first one, on lines of its own.
        if gap > _CELL_GAP or (gap > _STEP and _parted(turns, line[-1].turn, char.turn)):
            yield line
            line = []
        line.append(char)
        right = char.right if len(line) == 1 else max(right, char.right)
    if line:
        yield line


def _parted(turns: list[int], one: int, other: int) -> bool:
    """Whether the file sets something of other lines between two characters of this one."""
    low, high = min(one, other), max(one, other)
    return bisect_left(turns, high) - bisect_right(turns, low) < high - low - 1


def _line(chars: list[Char], page: int) -> Line:
    pieces: list[str] = []
    sizes: list[float] = []
    for before, char in zip([None, *chars], chars, strict=False):
        if before is not None and _is_space(before, char):
            pieces.append(" ")
            sizes.append(char.size)
        pieces.append(char.char)
        sizes.extend([char.size] * len(char.char))
    ordered = sorted(c.size for c in chars)
    return Line(
        "".join(pieces),
        min(c.left for c in chars),
        max(c.right for c in chars),
        min(c.bottom for c in chars),
        max(c.top for c in chars),
        ordered[len(ordered) // 2],
        page,
        sizes,
    )


def _is_space(before: Char, char: Char) -> bool:
    """A gap between two Latin letters or digits; beside Chinese a gap is only setting."""
    latin = (
        before.char < "\u2e80" and char.char < "\u2e80" and (before.char.isalnum() or before.char in ",.;:)%")
    )
    return latin and char.left - before.right > _WORD_GAP * max(before.size, char.size)
