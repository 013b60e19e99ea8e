"""Recognises the elements (要素) of an official document in files as people make them.

Styles are rare and marks are often wrong, so what a line says, where it stands and how it is set are weighed
together: the head (版头) is read from the top, the end of the text from the first date, what follows it by its own words.
"""

from __future__ import annotations

from dataclasses import dataclass

from checks.layout import patterns as p
from checks.layout.lines import Line, lines_of
from checks.layout.profile import Element
from documents.layout import Layout
from documents.model import BlockKind, Document

_TITLE_LINES = 6
_SIGNATURES = 8  # units that sign one document together
_LONG = 60


@dataclass(frozen=True, slots=True)
class Piece:
    """A line and the element it is. `attached`: it belongs to an attachment."""

    line: Line
    element: Element
    attached: bool = False


def recognise(document: Document, layout: Layout | None) -> tuple[Piece, ...]:
    """The element of every line of the body, in reading order."""
    return _Recogniser(lines_of(document, layout)).pieces()


class _Recogniser:
    """One pass over the lines from the top; `at` is the next line."""

    def __init__(self, lines: list[Line]) -> None:
        self.lines = lines
        self.found: list[Element | None] = [None] * len(lines)
        self.attached = [False] * len(lines)
        self.at = 0

    def pieces(self) -> tuple[Piece, ...]:
        self._head()
        self._title(Element.TITLE)
        self._addressee()
        date = self._end()
        self._body(self.at, date)
        self._after(date)
        return tuple(
            Piece(line, element or Element.BODY, attached)
            for line, element, attached in zip(self.lines, self.found, self.attached, strict=True)
        )

    def _head(self) -> None:
        """版头: everything above the title that its own words or its red tell."""
        signing = False
        while self.at < len(self.lines):
            line = self.lines[self.at]
            element = _head_element(line, first=self.at == 0)
            if element is None and signing and len(line.text) <= 12 and not line.is_centred:
                element = Element.SIGNER  # further names below the first
            if element is None:
                return
            signing = element is Element.SIGNER
            self.found[self.at] = element
            self.at += 1

    def _title(self, element: Element) -> None:
        """A title from here on: its lines until it is whole, or until something else begins."""
        first = self.at
        while self.at < len(self.lines) and self.at - first < _TITLE_LINES:
            line = self.lines[self.at]
            if self.at == first:
                if not _may_be_title(line):
                    return
            elif not self._continues(first, line):
                break
            self.found[self.at] = element
            self.at += 1
        while self.at > first and self.at < len(self.lines) and element is Element.TITLE:
            line = self.lines[self.at]
            if p.NUMBER.match(line.text) and len(line.text) < 40:
                self.found[self.at] = Element.NUMBER  # in the wrong place, below the title
            elif p.TITLE_DATE.fullmatch(line.text) and self._date_after(self.at):
                self.found[self.at] = Element.TITLE_DATE
            else:
                return
            self.at += 1

    def _continues(self, first: int, line: Line) -> bool:
        """Whether `line` goes on with the title begun at `first`."""
        begun = "".join(one.text for one in self.lines[first : self.at])
        head = self.lines[first]
        if not _may_be_title(line) or p.TITLE_DATE.fullmatch(line.text) or line.text.endswith(("：", ":")):
            return False
        whole = p.TITLE_ENDS.search(begun) is not None
        alike = line.is_centred and (not head.is_centred or line.size >= head.size - 1)
        if p.BRACKETED.fullmatch(line.text) or line.text.startswith(("——", "—", "－－")):
            return alike
        if whole:
            # A line with no title of its own about it may only follow where it is set like the title.
            return alike and line.empty == 0 and abs(line.size - head.size) < 1 and head.is_centred
        if line.text.startswith("关于") or p.TITLE_ENDS.search(line.text):
            return True
        return alike and line.empty <= 1 and not p.is_date(line.text)

    def _date_after(self, at: int) -> bool:
        """Whether the text goes on after a date below the title, or the date stands in brackets."""
        return p.BRACKETED.fullmatch(self.lines[at].text) is not None or len(self.lines) - at > 2

    def _addressee(self) -> None:
        if self.at >= len(self.lines):
            return
        line = self.lines[self.at]
        text = line.text
        if p.label_of(text) or len(text) > 220 or line.in_table or "\n" in text:
            return
        colon = p.ADDRESSEE_COLON.fullmatch(text) and not p.VERBS.search(text)
        units = p.ADDRESSEE.fullmatch(text) and not p.VERBS.search(text) and not line.is_right
        follows = self.at + 1 < len(self.lines) and not p.is_date(self.lines[self.at + 1].text)
        if colon or (units and follows):
            self.found[self.at] = Element.ADDRESSEE
            self.at += 1

    def _end(self) -> int:
        """Index of the date of the document, or of where its text ends without one."""
        last = self._colophon()
        for index in range(self.at, last):
            line = self.lines[index]
            if line.in_table:
                continue
            if _is_mark(line) and index > self.at:
                return self._undated(index)
            if p.is_date(line.text) or _signed_date(line):
                self.found[index] = Element.DATE
                self._signatures(index)
                return index
            if p.COPIES.fullmatch(line.text) and line.text.startswith("抄"):
                return self._undated(index)
        return self._undated(last)

    def _colophon(self) -> int:
        """Where a 版记 at the very end begins, the number of lines without one."""
        index = len(self.lines)
        while index > self.at and _ends_document(self.lines[index - 1]):
            index -= 1
        return index

    def _undated(self, end: int) -> int:
        """The end of a text without a date: where a unit stands at the right, as a signature does."""
        for index in range(end - 1, max(self.at, end - 4) - 1, -1):
            line = self.lines[index]
            if line.is_right and _may_sign(line):
                self.found[index] = Element.SIGNATURE
                return index
            if not p.BRACKETED.fullmatch(line.text):
                break
        return end

    def _signatures(self, date: int) -> None:
        """Units above the date, or, where the order is wrong, below it."""
        index = date - 1
        while index >= self.at and date - index <= _SIGNATURES and _may_sign(self.lines[index]):
            self.found[index] = Element.SIGNATURE
            index -= 1
        below = date + 1
        if index == date - 1 and not _signed_date(self.lines[date]) and below < len(self.lines):
            line = self.lines[below]
            if _may_sign(line) and (line.is_right or p.UNIT.fullmatch(line.text)) and not _is_mark(line):
                self.found[below] = Element.SIGNATURE

    def _body(self, start: int, end: int) -> None:
        """Levels, text, the note of attachments, tables."""
        noting = False
        for index in range(start, min(end, len(self.lines))):
            if self.found[index] is not None:
                continue
            line = self.lines[index]
            if p.ATTACHMENT_NOTE.match(line.text) and len(line.text) <= 200 and not line.in_table:
                noting = not p.is_sentence(line.text[:-1])
            elif noting and not _goes_on_with_note(line):
                noting = False
            self.found[index] = Element.ATTACHMENT_NOTE if noting else _text_element(line)

    def _after(self, date: int) -> None:
        """What stands below the date: notes, attachments, 版记."""
        self.at = date
        attached = False
        last: Element | None = None
        while self.at < len(self.lines):
            index, line = self.at, self.lines[self.at]
            self.at += 1
            if self.found[index] is not None:
                continue
            element = _closing_element(line, attached=attached)
            if element is Element.ATTACHMENT_MARK:
                attached = True
                self.found[index], self.attached[index] = element, True
                self._attachment_title()
                continue
            if element is None and not attached:
                element = _continuing(last, line)
            last = element
            if element is None:
                element = _text_element(line)
                self.attached[index] = attached
            self.found[index] = element

    def _attachment_title(self) -> None:
        start = self.at
        if (
            start < len(self.lines)
            and not self.lines[start].in_table
            and not p.label_of(self.lines[start].text)
        ):
            self._title(Element.ATTACHMENT_TITLE)
        for index in range(start, self.at):
            self.attached[index] = True


def _head_element(line: Line, *, first: bool) -> Element | None:
    text = line.text
    # Where the number stands first in its line, the signer stands behind it.
    if len(text) <= _LONG and p.NUMBER.match(text):
        rest = text[p.NUMBER.match(text).end() :].strip()  # type: ignore[union-attr]
        if not rest or p.SIGNER.fullmatch(rest):
            return Element.NUMBER
    for pattern, element in (
        (p.COPY_NUMBER, Element.COPY_NUMBER),
        (p.SECRECY, Element.SECRECY),
        (p.URGENCY, Element.URGENCY),
        (p.SIGNER, Element.SIGNER),
    ):
        if pattern.fullmatch(text) and (element is not Element.COPY_NUMBER or first):
            return element
    if "关于" not in text and len(text) <= _LONG:
        if p.ISSUER.fullmatch(text) and not p.is_sentence(text):
            return Element.ISSUER
        if is_red(line) and line.size > 22.5 and not p.TITLE_ENDS.search(text):
            return Element.ISSUER
    return None


def is_red(line: Line) -> bool:
    """Whether most of a line is set in some red."""
    if line.paragraph is None:
        return False
    red = sum(len(s.text) for s in line.paragraph.stretches if red_color(s.color))
    return red * 2 > len(line.paragraph.text)


def red_color(color: str) -> bool:
    """Whether RRGGBB is a red: much red, little of the rest."""
    if len(color) != 6:
        return False
    red, green, blue = (int(color[i : i + 2], 16) for i in (0, 2, 4))
    return red >= 0xB0 and green <= 0x50 and blue <= 0x50


def _may_be_title(line: Line) -> bool:
    text = line.text
    return (
        len(text) <= _LONG
        and not p.is_sentence(text)
        and not line.in_table
        and line.block.kind is not BlockKind.CAPTION
        and p.label_of(text) is None
        and not text.endswith(("：", ":"))
    )


def _may_sign(line: Line) -> bool:
    """A name of a unit (or of a person) alone in its line."""
    text = line.text
    if (
        len(text) > 30
        or p.is_sentence(text)
        or p.label_of(text)
        or line.in_table
        or text.endswith(("：", ":", "、"))
    ):
        return False
    if p.ATTACHMENT_NOTE.match(text) or p.ATTACHMENT_MARK.fullmatch(text) or p.BRACKETED.fullmatch(text):
        return False
    return line.is_right or p.UNIT.fullmatch(text) is not None


def _signed_date(line: Line) -> bool:
    """Signature and date in one line."""
    match = p.SIGNED_DATE.fullmatch(line.text)
    return match is not None and (line.is_right or p.UNIT.fullmatch(match["unit"].strip()) is not None)


def _is_mark(line: Line) -> bool:
    """附件 alone in its line, above an attachment."""
    return p.ATTACHMENT_MARK.fullmatch(line.text) is not None and not line.in_table


def _goes_on_with_note(line: Line) -> bool:
    """A further name of the note of attachments, or the rest of a long one."""
    if line.in_table:
        return False
    if p.ATTACHMENT_ITEM.fullmatch(line.text):
        return True
    return (
        len(line.text) <= 40
        and not p.is_sentence(line.text)
        and p.label_of(line.text) is None
        and line.start > 3
    )


def _closing_element(line: Line, *, attached: bool) -> Element | None:
    text = line.text
    if _is_mark(line):
        return Element.ATTACHMENT_MARK
    if len(text) <= 200 and p.COPIES.fullmatch(text) and (text.startswith("抄") or line.size < BODY_EDGE):
        return Element.COPIES
    if p.PRINTED.fullmatch(text) and len(text) <= 60:
        return Element.PRINTED
    return None if attached else _note(line)


def _ends_document(line: Line) -> bool:
    """A line of 版记, in a table or not."""
    text = line.text
    return len(text) <= 200 and bool(
        p.PRINTED.fullmatch(text) or (p.COPIES.fullmatch(text) and text[0] in "抄分发")
    )


def _continuing(last: Element | None, line: Line) -> Element | None:
    """A further line of what stands below the date: of the copies, of the note of attachments."""
    if last is Element.COPIES and not line.in_table and not p.is_sentence(line.text[:-1]):
        return Element.COPIES
    return Element.ATTACHMENT_NOTE if last is Element.ATTACHMENT_NOTE and _goes_on_with_note(line) else None


def _note(line: Line) -> Element | None:
    """附注 in its brackets, or the note of attachments in the wrong place."""
    text = line.text
    if p.BRACKETED.fullmatch(text) and not line.in_table:
        return Element.NOTE
    if p.ATTACHMENT_NOTE.match(text) and len(text) <= 200 and not p.is_sentence(text[:-1]):
        return Element.ATTACHMENT_NOTE
    return None


BODY_EDGE = 15.5  # points: 版记 is set smaller than the text


def _text_element(line: Line) -> Element:
    if line.in_table:
        return Element.TABLE
    if line.block.kind is BlockKind.CAPTION:
        return Element.OTHER
    label = p.label_of(line.text)
    return label[0] if label is not None else Element.BODY
