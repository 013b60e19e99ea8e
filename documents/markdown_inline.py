"""Inline Markdown to plain text, every character with its place in the source.

markdown-it gives inline tokens no positions. Their order is that of the source, so one cursor over the
content finds each again: text stands literally, marks are known by their markup, link targets are skipped by
the parser's helpers.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from markdown_it.helpers import parseLinkDestination, parseLinkTitle
from markdown_it.token import Token

from documents.offsets import Text

_CJK = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")


@dataclass(slots=True)
class Flat:
    """An inline token flattened: its text and the alt texts of its images."""

    text: Text = field(default_factory=Text)
    images: list[Text] = field(default_factory=list)


def flatten(token: Token, places: Sequence[int]) -> Flat:
    """Text of an inline token; `places[i]` is where code point i of its content stands, with one more for the
    end.
    """
    walk = _Walk(token.content, places)
    for child in token.children or []:
        walk.take(child)
    return walk.flat


class _Walk:
    def __init__(self, content: str, places: Sequence[int]) -> None:
        self.content = content
        self.places = places
        self.cursor = 0
        self.flat = Flat()

    def take(self, child: Token) -> None:
        kind = child.type
        if kind == "text":
            self._literal(child.content, self.flat.text)
        elif kind == "text_special":
            start = self._past(child.markup)
            self.flat.text.spread(child.content, self.places[start], self.places[self.cursor])
        elif kind in {"softbreak", "hardbreak"}:
            self._line_end(hard=kind == "hardbreak")
        elif kind == "code_inline":
            self._past(child.markup)
            self._code(child)
        elif kind == "html_inline":
            start = self._past(child.content)
            if re.fullmatch(r"<br\s*/?>", child.content, re.IGNORECASE):
                self.flat.text.spread("\n", self.places[start], self.places[self.cursor])
        elif kind == "image":
            self._image(child)
        elif kind == "link_open":
            self._past("<" if child.markup == "autolink" else "[")
        elif kind == "link_close":
            self._link_end(child)
        else:
            self._past(child.markup or child.content)

    def _past(self, mark: str) -> int:
        """Move behind the next `mark`; returns where it begins."""
        found = self.content.find(mark, self.cursor) if mark else -1
        start = found if found >= 0 else self.cursor
        self.cursor = start + len(mark) if found >= 0 else self.cursor
        return start

    def _literal(self, text: str, into: Text) -> None:
        start = self._past(text)
        if self.cursor == start and text:  # not literal after all: stands for what is at the cursor
            into.spread(text, self.places[start], self.places[start])
            return
        places = self.places[start : start + len(text)]
        into.add(text, places, [p + 1 for p in places])

    def _code(self, child: Token) -> None:
        flat = self.content.replace("\n", " ")
        inner = child.content
        if not flat.startswith(inner + child.markup, self.cursor):
            self.cursor += 1  # one blank on either side is not part of the code
        places = self.places[self.cursor : self.cursor + len(inner)]
        self.flat.text.add(inner, places, [p + 1 for p in places])
        self.cursor += len(inner)
        self._past(child.markup)

    def _line_end(self, *, hard: bool) -> None:
        """A line end inside a paragraph: nothing between Chinese characters, where a blank would show, else a
        blank.
        """
        start = self._past("\n")
        shown = "\n"
        if not hard:
            rest = self.content[self.cursor :].lstrip()[:1]
            before = self.flat.text.chars[-1] if self.flat.text.chars else ""
            shown = "" if _CJK.match(before) or _CJK.match(rest) else " "
        self.flat.text.spread(shown, self.places[start], self.places[self.cursor])

    def _image(self, child: Token) -> None:
        self._past("![")
        alt = Text()
        for inner in child.children or []:
            if inner.type in {"text", "code_inline"}:
                self._literal(inner.content, alt)
            elif inner.type == "text_special":
                start = self._past(inner.markup)
                alt.spread(inner.content, self.places[start], self.places[self.cursor])
        self._past(child.content) if child.content and not alt.chars else None
        self._target()
        self.flat.images.append(alt)

    def _link_end(self, child: Token) -> None:
        if child.markup == "autolink":
            self._past(">")
        else:
            self._target()

    def _target(self) -> None:
        """Behind `](address "title")`, `][name]` or `]`."""
        self._past("]")
        content, end = self.content, len(self.content)
        opening = content[self.cursor : self.cursor + 1]
        if opening == "[":
            close = content.find("]", self.cursor)
            self.cursor = close + 1 if close >= 0 else self.cursor
        elif opening == "(":
            place = _blank(content, self.cursor + 1)
            address = parseLinkDestination(content, place, end)
            place = _blank(content, address.pos if address.ok else place)
            title = parseLinkTitle(content, place, end)
            place = _blank(content, title.pos) if title.ok else place
            if content[place : place + 1] == ")":
                self.cursor = place + 1


def _blank(text: str, place: int) -> int:
    while place < len(text) and text[place] in " \t\n":
        place += 1
    return place
