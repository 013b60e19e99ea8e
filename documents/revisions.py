"""All marks of a Word document: its tracked changes and its comments, with author, time and place.

`Document` is the final view; this tells what it was made from, so that an unresolved change or comment can hold a
sign-off and be jumped to. Source: ECMA-376-1, 17.13.4–17.13.5; [MS-DOCX] 2.5 for replies and resolved comments.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from lxml import etree

from documents.docx_inline import Inline, Piece, read_inline
from documents.docx_names import W, path_of
from documents.docx_styles import StyleBook
from documents.limits import Limits
from documents.model import nfc
from documents.package import Package
from documents.read_docx import main_part

_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_STORIES = ("header", "footnotes", "endnotes", "footer")


class Change(StrEnum):
    """What a tracked change does."""

    INSERT = "insert"
    DELETE = "delete"
    MOVE_FROM = "move_from"
    MOVE_TO = "move_to"
    FORMAT = "format"
    PARAGRAPH_INSERT = "paragraph_insert"
    PARAGRAPH_DELETE = "paragraph_delete"
    ROW_INSERT = "row_insert"
    ROW_DELETE = "row_delete"


_TEXT = {"ins": Change.INSERT, "del": Change.DELETE, "moveFrom": Change.MOVE_FROM, "moveTo": Change.MOVE_TO}
_TEXT_TAGS = {W + name: change for name, change in _TEXT.items()}
_MARK_TAGS = {
    W + "ins": Change.PARAGRAPH_INSERT,
    W + "moveTo": Change.PARAGRAPH_INSERT,
    W + "del": Change.PARAGRAPH_DELETE,
    W + "moveFrom": Change.PARAGRAPH_DELETE,
}
_ROW_TAGS = {
    W + "ins": Change.ROW_INSERT,
    W + "cellIns": Change.ROW_INSERT,
    W + "del": Change.ROW_DELETE,
    W + "cellDel": Change.ROW_DELETE,
}
_FORMATS = {
    W + name + "Change" for name in ("pPr", "rPr", "tblPr", "tblPrEx", "trPr", "tcPr", "sectPr", "numbering")
}


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a paragraph under the same tracked change; `change` None = unchanged text.

    `hidden`: Word does not show it (w:vanish).
    """

    text: str
    change: Change | None = None
    author: str = ""
    time: str = ""
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Revision:
    """One tracked change. `time` is the file's own ISO 8601 text, '' where it has none.

    `part` and `path` name the paragraph (table row, section) as `Anchor` does; `context` is its text with the change.
    """

    change: Change
    text: str
    author: str
    time: str
    part: str
    path: str
    context: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """One comment. `quote` is the text it stands on, `parent` the id it replies to, `resolved` as Word says."""

    id: str
    author: str
    time: str
    text: str
    quote: str
    part: str
    path: str
    parent: str | None = None
    resolved: bool = False


@dataclass(frozen=True, slots=True)
class Marks:
    """Everything unresolved or told beside the text of one file, in reading order of each part."""

    revisions: tuple[Revision, ...]
    remarks: tuple[Remark, ...]

    @property
    def open_remarks(self) -> tuple[Remark, ...]:
        """Comments that start a thread and are not resolved."""
        return tuple(r for r in self.remarks if r.parent is None and not r.resolved)


def marks(data: bytes, limits: Limits) -> Marks:
    """Tracked changes and comments of a .docx file.

    Raises:
        UnreadableError: see `documents.read_docx.read_docx`.
    """
    return _Marked(Package(data, limits)).all()


def segments(paragraph: etree._Element, book: StyleBook) -> tuple[Segment, ...]:
    """The all-marks view of one w:p: deleted text stands where it was, each stretch with its change."""
    inline = Inline(segments=[])
    read_inline(paragraph, book, book.style(None), inline)
    return joined(piece_segment(piece) for piece in inline.segments or ())


def joined(pieces: Iterable[Segment]) -> tuple[Segment, ...]:
    """Neighbours under the same change as one."""
    found: list[Segment] = []
    for piece in pieces:
        if found and replace(found[-1], text="") == replace(piece, text=""):
            found[-1] = replace(piece, text=found[-1].text + piece.text)
        else:
            found.append(piece)
    return tuple(found)


def piece_segment(piece: Piece) -> Segment:
    """A piece under the innermost tracked change around it."""
    if not piece.around:
        return Segment(nfc(piece.text), hidden=piece.hidden)
    inner = piece.around[-1]
    return Segment(nfc(piece.text), _TEXT_TAGS[str(inner.tag)], *who(inner), piece.hidden)


def who(element: etree._Element) -> tuple[str, str]:
    """Author and time of a tracked change."""
    return element.get(W + "author", ""), element.get(W + "date", "")


class _Marked:
    """Reading of the marks of one package."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.main = main_part(package)
        self.relations = package.relationships(self.main)
        self.book = StyleBook(package, self._part("styles"), None)

    def _part(self, kind: str) -> str | None:
        return next(iter(self._parts(kind)), None)

    def _parts(self, kind: str) -> list[str]:
        targets = (r.target for r in self.relations.values() if r.kind == kind and not r.external)
        return [target for target in dict.fromkeys(targets) if target in self.package]

    def all(self) -> Marks:
        parts = [self.main, *(part for kind in _STORIES for part in self._parts(kind))]
        roots = [(part, self.package.xml(part)) for part in parts]
        revisions = [found for part, root in roots for found in self._revisions(part, root)]
        return Marks(tuple(revisions), tuple(self._remarks(roots)))

    def _revisions(self, part: str, root: etree._Element) -> Iterator[Revision]:
        for element in root.iter():
            tag = element.tag
            if tag == W + "p":
                yield from self._in_paragraph(part, element)
            elif tag in {W + "trPr", W + "tcPr"}:
                for child in element:
                    if child.tag in _ROW_TAGS:
                        text = _plain(element.getparent())
                        yield Revision(
                            _ROW_TAGS[str(child.tag)], text, *who(child), part, path_of(element), text
                        )
            if tag in _FORMATS:
                place, text = _around(element)
                yield Revision(Change.FORMAT, text, *who(element), part, path_of(place), _plain(place))

    def _in_paragraph(self, part: str, paragraph: etree._Element) -> Iterator[Revision]:
        path = path_of(paragraph)
        pieces = segments(paragraph, self.book)
        context = "".join(piece.text for piece in pieces).strip()
        for piece in pieces:
            if piece.change is not None:
                yield Revision(piece.change, piece.text, piece.author, piece.time, part, path, context)
        mark = paragraph.find(f"{W}pPr/{W}rPr")
        for child in () if mark is None else mark:
            if child.tag in _MARK_TAGS:
                yield Revision(_MARK_TAGS[str(child.tag)], "¶", *who(child), part, path, context)

    def _remarks(self, roots: list[tuple[str, etree._Element]]) -> Iterator[Remark]:
        part = self._part("comments")
        if part is None:
            return
        threads = self._threads()
        places = {key: value for name, root in roots for key, value in _ranges(name, root).items()}
        ids: dict[str, str] = {}  # paragraph id of a comment's last paragraph → the comment's id
        comments = list(self.package.xml(part).iter(W + "comment"))
        for comment in comments:
            for paragraph in comment.iter(W + "p"):
                ids[paragraph.get(_W14 + "paraId", "")] = comment.get(W + "id", "")
        for comment in comments:
            identity = comment.get(W + "id", "")
            keys = [p.get(_W14 + "paraId", "") for p in comment.iter(W + "p")]
            parent, done = next((threads[key] for key in reversed(keys) if key in threads), (None, False))
            text = "\n".join(filter(None, (_plain(p) for p in comment.iter(W + "p"))))
            where = places.get(identity, (self.main, "", ""))
            above = ids.get(parent) if parent else None
            yield Remark(identity, *who(comment), nfc(text), where[2], where[0], where[1], above, done)

    def _threads(self) -> dict[str, tuple[str | None, bool]]:
        """Paragraph id → (paragraph id of the comment above, resolved)."""
        part = self._part("commentsExtended")
        if part is None:
            return {}
        return {
            e.get(_W15 + "paraId", ""): (e.get(_W15 + "paraIdParent"), e.get(_W15 + "done") in {"1", "true"})
            for e in self.package.xml(part).iter(_W15 + "commentEx")
        }


def _ranges(part: str, root: etree._Element) -> dict[str, tuple[str, str, str]]:
    """Comment id → (part, path of the paragraph it begins in, the text it stands on)."""
    open_ranges: dict[str, list[str]] = {}
    found: dict[str, tuple[str, str, str]] = {}
    for element in root.iter():
        identity = element.get(W + "id", "") if isinstance(element.tag, str) else ""
        if element.tag == W + "commentRangeStart":
            open_ranges[identity] = []
            found[identity] = (part, path_of(_paragraph(element)), "")
        elif element.tag == W + "commentRangeEnd" and identity in open_ranges:
            found[identity] = (*found[identity][:2], nfc("".join(open_ranges.pop(identity))))
        elif element.tag == W + "commentReference":
            found.setdefault(identity, (part, path_of(_paragraph(element)), ""))
        elif element.tag == W + "t":
            for pieces in open_ranges.values():
                pieces.append(element.text or "")
    return found


def _paragraph(element: etree._Element) -> etree._Element:
    """The paragraph around `element`, the next one for a range that begins between two."""
    here: etree._Element | None = element
    while here is not None and here.tag != W + "p":
        here = here.getparent()
    if here is not None:
        return here
    following = next(element.itersiblings(W + "p"), None)
    return element if following is None else following


def _around(change: etree._Element) -> tuple[etree._Element, str]:
    """Where a change of format belongs (paragraph, row, section), and the text whose format changed."""
    run = change.getparent()
    run = None if run is None else run.getparent()
    if run is None:
        return change, ""
    return _paragraph(run), _plain(run)


def _plain(element: etree._Element | None) -> str:
    if element is None:
        return ""
    return nfc("".join(e.text or "" for e in element.iter(W + "t", W + "delText"))).strip()
