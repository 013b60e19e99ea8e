"""The all-marks view of a Word file (全部标记): every paragraph with what was inserted and deleted in it, by whom, when.

`docx_original` and `read_docx` give the views without and with the changes; here both stand in one text. Source:
ECMA-376-1, 17.13.5.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from documents.docx_names import MC, W, choose, path_of
from documents.docx_styles import StyleBook
from documents.limits import Limits
from documents.package import Package
from documents.read_docx import main_part
from documents.revisions import Change, Marks, Remark, Revision, Segment, marks, segments

_BEFORE = ("header",)
_AFTER = ("footnotes", "endnotes", "footer")
# Changes that no stretch of text carries: they are told beside the paragraph.
_ASIDE = frozenset(Change) - {Change.INSERT, Change.DELETE, Change.MOVE_FROM, Change.MOVE_TO}


@dataclass(frozen=True, slots=True)
class MarkedParagraph:
    """One paragraph in the all-marks view; `part` and `path` as `Anchor` has them.

    `aside` are changes of its end, format or row; `remarks` the comments that begin in it, replies behind their comment.
    """

    part: str
    path: str
    pieces: tuple[Segment, ...]
    aside: tuple[Revision, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def is_marked(self) -> bool:
        """Whether anything was changed or said here."""
        return bool(self.aside or self.remarks) or any(p.change is not None for p in self.pieces)


def marked(data: bytes, limits: Limits) -> tuple[MarkedParagraph, ...]:
    """Every paragraph of a .docx file that holds text or a mark, in reading order of each part.

    Raises:
        UnreadableError: see `documents.read_docx.read_docx`.
    """
    package = Package(data, limits)
    main = main_part(package)
    relations = package.relationships(main)

    def parts(kind: str) -> list[str]:
        targets = (r.target for r in relations.values() if r.kind == kind and not r.external)
        return [target for target in dict.fromkeys(targets) if target in package]

    book = StyleBook(package, next(iter(parts("styles")), None), None)
    found = marks(data, limits)
    asides, remarks = _asides(found), _threads(found)
    names = [
        *(p for kind in _BEFORE for p in parts(kind)),
        main,
        *(p for kind in _AFTER for p in parts(kind)),
    ]
    shown: list[MarkedParagraph] = []
    for part in names:
        for paragraph in _paragraphs(package.xml(part)):
            key = (part, path_of(paragraph))
            one = MarkedParagraph(
                *key, segments(paragraph, book), tuple(asides.pop(key, ())), tuple(remarks.pop(key, ()))
            )
            if one.is_marked or any(piece.text.strip() for piece in one.pieces):
                shown.append(one)
    # What hangs on no paragraph (a row, a section, a comment on nothing) is told at the end, never left out.
    left = dict.fromkeys([*asides, *remarks])
    return (*shown, *(MarkedParagraph(*k, (), tuple(asides[k]), tuple(remarks[k])) for k in left))


def _paragraphs(root: etree._Element) -> Iterator[etree._Element]:
    """The paragraphs of a part; of alternative contents only the branch that is read."""
    for paragraph in root.iter(W + "p"):
        if all(choose(above) is branch for above, branch in _alternatives(paragraph)):
            yield paragraph


def _alternatives(element: etree._Element) -> Iterator[tuple[etree._Element, etree._Element]]:
    """(mc:AlternateContent, its branch) for each one around `element`."""
    above = element.getparent()
    while above is not None:
        if above.tag == MC + "AlternateContent":
            yield above, element
        element, above = above, above.getparent()


def _asides(found: Marks) -> dict[tuple[str, str], list[Revision]]:
    by_place: dict[tuple[str, str], list[Revision]] = defaultdict(list)
    for revision in found.revisions:
        if revision.change in _ASIDE:
            by_place[revision.part, revision.path].append(revision)
    return by_place


def _threads(found: Marks) -> dict[tuple[str, str], list[Remark]]:
    """Comments by the paragraph they begin in; a reply stands behind the one it answers."""
    known = {r.id: r for r in found.remarks}
    answers: dict[str, list[Remark]] = defaultdict(list)
    by_place: dict[tuple[str, str], list[Remark]] = defaultdict(list)
    for remark in found.remarks:
        if remark.parent in known and remark.parent != remark.id:
            answers[str(remark.parent)].append(remark)
    for remark in found.remarks:
        if remark.parent not in known or remark.parent == remark.id:
            by_place[remark.part, remark.path] += [remark, *answers.pop(remark.id, ())]
    for replies in answers.values():  # a reply to a reply, or a ring of them
        for reply in replies:
            by_place[reply.part, reply.path].append(reply)
    return by_place
