"""The text of one Word paragraph as it reads with every revision accepted.

python-docx leaves out what stands in w:ins, so the XML is walked here: insertions and arrivals of moves in,
deletions and departures out, field results without their instructions, hidden text counted but out. A tab is
"\\t", a line break in the paragraph "\\n", a page or column break nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from lxml import etree

from documents.docx_math import ACCEPTED, REJECTED, linear
from documents.docx_names import CHART, DIAGRAM, MC, A, M, R, V, W, child_val, choose, flag
from documents.docx_styles import Facts, StyleBook
from documents.docx_symbols import symbol

# Gone in the final view, or never text.
_SKIPPED = {
    *(W + name for name in ("del", "moveFrom", "delText", "delInstrText", "instrText", "fldData", "ffData")),
    *(W + name for name in ("pPr", "rPr", "sdtPr", "sdtEndPr", "customXmlPr", "smartTagPr", "ctrlPr")),
    *(W + name for name in ("rt", "footnoteRef", "endnoteRef", "annotationRef")),
}
_CHARACTERS = {
    W + "tab": "\t",
    W + "ptab": "\t",
    W + "cr": "\n",
    W + "noBreakHyphen": "-",
}
_DRAWN = {W + "drawing", W + "pict", W + "object"}
_TRACKED = {W + "ins", W + "del", W + "moveFrom", W + "moveTo"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of text with the tracked changes around it, outermost first, and whether it is hidden."""

    text: str
    around: tuple[etree._Element, ...]
    hidden: bool = False


@dataclass(slots=True)
class Inline:
    """What one paragraph holds.

    `notes` are ids of footnotes and endnotes in order, `drawn` the drawing elements.
    """

    pieces: list[str] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)
    drawn: list[etree._Element] = field(default_factory=list)
    sizes: Counter[tuple[str | None, float | None]] = field(default_factory=Counter)
    hidden: int = 0
    sequence: bool = False  # holds a SEQ field: a caption
    symbols: int = 0
    formulas: int = 0
    rubies: int = 0
    placeholders: int = 0
    links: list[str] = field(default_factory=list)  # relationship ids of hyperlinks
    # All marks, deleted and hidden text among them; None = not asked for.
    segments: list[Piece] | None = None
    # For writing back: every piece with the element it came from; None = not asked for.
    leaves: list[tuple[str, etree._Element]] | None = None

    @property
    def text(self) -> str:
        """The pieces joined, without line ends at the edges."""
        return "".join(self.pieces).strip("\n")

    def main_font(self) -> tuple[str | None, float | None]:
        """Font and size in points of most of the characters."""
        return self.sizes.most_common(1)[0][0] if self.sizes else (None, None)


def is_deleted_mark(paragraph: etree._Element) -> bool:
    """Whether the paragraph's end is deleted or moved away, so that the next paragraph continues it."""
    mark = paragraph.find(f"{W}pPr/{W}rPr")
    return mark is not None and (mark.find(W + "del") is not None or mark.find(W + "moveFrom") is not None)


def _is_sequence(instruction: str | None) -> bool:
    return (instruction or "").strip().upper().startswith("SEQ ")


class _Walk:
    """One pass over a paragraph with a stack of its own: nesting costs no Python frames."""

    def __init__(self, book: StyleBook, base: Facts, into: Inline) -> None:
        self.book = book
        self.base = base
        self.into = into
        self.fields: list[bool] = []  # per open field: still in its instruction
        self.run = base
        self.tracked: list[etree._Element] = []
        self.here: etree._Element | None = None

    def over(self, paragraph: etree._Element) -> None:
        # Reversed children on a stack give document order.
        stack: list[etree._Element | None] = list(reversed(paragraph))
        while stack:
            element = stack.pop()
            if element is None:  # the end of a tracked change
                self.tracked.pop()
                continue
            self.here = element
            tag = element.tag
            if self.into.segments is not None and tag in _TRACKED:
                self.tracked.append(element)
                stack.append(None)
                stack.extend(reversed(element))
            elif tag == W + "delText" and self.into.segments is not None:
                self._add(element.text or "")
            elif not isinstance(tag, str) or tag in _SKIPPED:
                self.into.sequence |= tag == W + "instrText" and _is_sequence(element.text)
                self.into.rubies += tag == W + "rt"
            elif tag in _DRAWN:
                self.into.drawn.extend([] if self._is_out() else [element])
            elif tag == MC + "AlternateContent":
                branch = choose(element)
                stack.extend(() if branch is None else reversed(branch))
            elif self._text(element, tag):
                self._open(element, tag)
                stack.extend(reversed(element))

    def _is_out(self) -> bool:
        return bool(self.run.hidden) or any(self.fields)

    def _open(self, element: etree._Element, tag: str) -> None:
        if tag == W + "r":
            properties = element.find(W + "rPr")
            style = self.book.character_style(child_val(properties, "rStyle"))
            self.run = self.base.under(style).under(self.book.run(properties))
        elif tag == W + "fldSimple":
            self.into.sequence |= _is_sequence(element.get(W + "instr"))
        elif tag == W + "hyperlink" and (identity := element.get(R + "id")):
            self.into.links.append(identity)
        elif tag == W + "sdt":
            self.into.placeholders += flag(element.find(W + "sdtPr"), "showingPlcHdr") is True

    def _text(self, element: etree._Element, tag: str) -> bool:
        """Take a leaf in; True where the element is none and its children are to be walked."""
        if tag == W + "t":
            self._add(element.text or "")
        elif tag == M + "oMath":
            self._math(element)
        elif tag in _CHARACTERS:
            self._add(_CHARACTERS[tag])
        elif tag == W + "br":
            self._add("\n" if element.get(W + "type", "textWrapping") == "textWrapping" else "")
        elif tag == W + "sym":
            self._symbol(element)
        elif tag == W + "fldChar":
            self._field(element.get(W + "fldCharType", ""))
        elif tag in {W + "footnoteReference", W + "endnoteReference"}:
            if not self._is_out():
                kind = "footnote" if tag == W + "footnoteReference" else "endnote"
                self.into.notes.append((kind, element.get(W + "id", "")))
        else:
            return True
        return False

    def _add(self, text: str) -> None:
        if not text or any(self.fields):
            return
        hidden = bool(self.run.hidden)
        if hidden:
            self.into.hidden += len(text)
        if self.into.segments is not None:
            self.into.segments.append(Piece(text, tuple(self.tracked), hidden))
        elif hidden:
            return
        if self.into.leaves is not None and self.here is not None:
            self.into.leaves.append((text, self.here))
        self.into.pieces.append(text)
        self.into.sizes[self.run.font, self.run.size_pt] += len(text)

    def _math(self, element: etree._Element) -> None:
        self.into.formulas += 1
        self.run = self.base
        changes = list(element.iter(*_TRACKED)) if self.into.segments is not None else []
        if not changes:
            self._add(linear(element))
            return
        # A change inside an equation is shown as the equation replaced: half a formula says nothing.
        for kinds, gone in (((W + "del", W + "moveFrom"), REJECTED), ((W + "ins", W + "moveTo"), ACCEPTED)):
            change = next((e for e in changes if e.tag in kinds), None)
            self.tracked.append(_as(kinds[0], changes[0]) if change is None else change)
            self._add(linear(element, gone))
            self.tracked.pop()

    def _symbol(self, element: etree._Element) -> None:
        try:
            code = int(element.get(W + "char", ""), 16)
        except ValueError:
            code = 0
        # Symbol fonts live in the private area: the code says nothing without the font.
        known = symbol(element.get(W + "font", ""), code)
        if known is not None:
            self._add(known)
        else:
            self.into.symbols += 1
            self._add("\ufffc")

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append(True)
        elif kind == "separate" and self.fields:
            self.fields[-1] = False
        elif kind == "end" and self.fields:
            self.fields.pop()


def _as(tag: str, change: etree._Element) -> etree._Element:
    """A change of kind `tag` by the same person at the same time as `change`."""
    return etree.Element(tag, {str(name): str(value) for name, value in change.attrib.items()})


def read_inline(
    paragraph: etree._Element, book: StyleBook, base: Facts, into: Inline | None = None
) -> Inline:
    """Text and what hangs on it of one w:p. `into` continues the paragraph before, whose end was deleted.

    An instruction never reaches beyond its paragraph, so that a field left open cannot swallow the rest of
    the file.
    """
    inline = Inline() if into is None else into
    _Walk(book, base, inline).over(paragraph)
    return inline


@dataclass(frozen=True, slots=True)
class Drawn:
    """Something in a drawing: `kind` is box (w:txbxContent), image, art, chart, diagram, or the Chinese name of what
    cannot be read.
    """

    kind: str
    element: etree._Element
    text: str = ""
    relation: str | None = None


def drawings(element: etree._Element) -> list[Drawn]:
    """What a w:drawing, w:pict or w:object shows, in document order; boxes are not entered."""
    found: list[Drawn] = []
    alt = ""
    stack = [element]
    while stack:
        here = stack.pop()
        tag = here.tag
        if not isinstance(tag, str):
            continue
        if tag.endswith("}docPr"):
            alt = here.get("descr") or here.get("title") or ""
        elif tag == W + "txbxContent":
            found.append(Drawn("box", here))
            continue
        elif tag == MC + "AlternateContent":
            branch = choose(here)
            stack.extend(reversed(branch) if branch is not None else ())
            continue
        elif (leaf := _LEAVES.get(tag)) is not None:
            found.append(leaf(here, alt))
        stack.extend(reversed(here))
    return found


_LEAVES: dict[str, Callable[[etree._Element, str], Drawn]] = {
    A + "blip": lambda e, alt: Drawn("image", e, alt, e.get(R + "embed") or e.get(R + "link")),
    V + "imagedata": lambda e, alt: Drawn("image", e, alt or e.get("alt", ""), e.get(R + "id")),
    V + "textpath": lambda e, _: Drawn("art", e, e.get("string", "")),
    CHART + "chart": lambda e, _: Drawn("chart", e, relation=e.get(R + "id")),
    DIAGRAM + "relIds": lambda e, _: Drawn("diagram", e, relation=e.get(R + "dm")),
    "{urn:schemas-microsoft-com:office:office}OLEObject": lambda e, _: Drawn("嵌入对象", e),
}
