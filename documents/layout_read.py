"""Reads the layout facts of a Word file in a pass of its own, so that nothing of them reaches the content hash."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from lxml import etree

from documents.docx_inline import Inline, read_inline
from documents.docx_names import MC, R, W, child_val, flag, number
from documents.docx_styles import ALIGNMENTS, StyleBook
from documents.errors import DamagedError, UnreadableError
from documents.guarded import DAMAGE
from documents.layout import (
    POINTS_TO_MM,
    Grid,
    Indent,
    Layout,
    LineRule,
    Paragraph,
    Section,
    Spacing,
    Stretch,
)
from documents.layout_lines import borders, drawn_rules, table_rules
from documents.layout_styles import LayoutBook, Properties, hundredths, on, points
from documents.limits import Limits
from documents.package import Package
from documents.read_docx import main_part

_GRIDS: dict[str, Grid] = {"lines": "lines", "linesAndChars": "characters", "snapToChars": "characters"}
_RULES: dict[str, LineRule] = {"exact": "exact", "atLeast": "atLeast", "auto": "auto"}
_PAGE_FIELD = re.compile(r"\s*PAGE\b(?!REF)", re.IGNORECASE)
# What Word takes where a section says nothing (ECMA-376-1, 17.6.11 and 17.6.13), in twentieths of a point.
_PAGE = {"w": "12240", "h": "15840"}
_MARGINS = {
    "top": "1440",
    "bottom": "1440",
    "left": "1800",
    "right": "1800",
    "header": "720",
    "footer": "720",
    "gutter": "0",
}
_DEFAULT = Limits()


def read_layout(data: bytes, limits: Limits = _DEFAULT) -> Layout:
    """Layout facts of a .docx file that `documents.read.read` accepts.

    Raises:
        UnreadableError: see `documents.read_docx.read_docx`.
    """
    try:
        return _LayoutReader(Package(data, limits)).read()
    except UnreadableError:
        raise
    except DAMAGE as error:
        raise DamagedError("文件的版式信息已损坏，无法读取。请用 Word 打开检查，另存后再试。") from error


class TextRuns:
    """The text of paragraphs run by run, by the same words as the reader's: hidden and deleted text left out."""

    def __init__(self, package: Package, styles: str | None) -> None:
        self._book = StyleBook(package, styles, None)

    def of(self, paragraph: etree._Element) -> tuple[str, list[tuple[etree._Element | None, int, str]]]:
        """The text of a w:p, and its pieces with the w:r each is in (None: a formula) and where they start."""
        style = self._book.style(child_val(paragraph.find(W + "pPr"), "pStyle"))
        inline = Inline(leaves=[])
        read_inline(paragraph, self._book, style, inline)
        whole = "".join(inline.pieces)
        at = len(whole.lstrip("\n")) - len(whole)  # line ends at the head are not in the text
        pieces: list[tuple[etree._Element | None, int, str]] = []
        for text, leaf in inline.leaves or ():
            run = leaf if leaf.tag == W + "r" else next(leaf.iterancestors(W + "r"), None)
            pieces.append((run, max(at, 0), text[max(0, -at) :]))
            at += len(text)
        return whole.strip("\n"), pieces


def related(package: Package, main: str) -> Callable[[str], str | None]:
    """Finds the part of a kind (styles, theme, …) that belongs to the main part."""
    relations = package.relationships(main)

    def part(kind: str) -> str | None:
        targets = (r.target for r in relations.values() if r.kind == kind and not r.external)
        return next((target for target in targets if target in package), None)

    return part


@dataclass(slots=True)
class _Place:
    """Where the walk is: the section's number, and whether something asks for a new page."""

    section: int = 0
    new_page: bool = False


class _LayoutReader:
    """The state of reading one package."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.main = main_part(package)
        self.relations = package.relationships(self.main)
        self.part = related(package, self.main)
        self.book = LayoutBook(package, self.part)
        self.texts = TextRuns(package, self.part("styles"))

    def read(self) -> Layout:
        root = self.package.xml(self.main)
        body = root.find(W + "body")
        if body is None:
            raise DamagedError("文件已损坏：没有正文。")
        settings = self.part("settings")
        # A file without w:sectPr has one section of Word's defaults; its path is "".
        sections = tuple(self._sections(root)) or (_section(etree.Element(W + "sectPr"), "", ()),)
        footers: dict[str, None] = {part: None for section in sections for _, part in section.footers}
        return Layout(
            paragraphs=tuple(self._story(self.main, body, str(root.index(body)))),
            footers=tuple(p for part in footers for p in self._story(part, self.package.xml(part), "")),
            sections=sections,
            even_and_odd=settings is not None
            and flag(self.package.xml(settings), "evenAndOddHeaders") is True,
        )

    def _story(self, part: str, container: etree._Element, path: str) -> Iterator[Paragraph]:
        at = _Place()
        starts = _starts(container)
        for element, where in _paragraphs(container, path):
            paragraph = self._paragraph(part, where, element)
            yield replace(paragraph, section=at.section, new_page=at.new_page or paragraph.new_page)
            at.new_page = _breaks_after(element, paragraph)
            if element.find(f"{W}pPr/{W}sectPr") is not None:
                at.section += 1
                at.new_page = at.new_page or starts[at.section : at.section + 1] != ["continuous"]

    def _paragraph(self, part: str, path: str, element: etree._Element) -> Paragraph:
        properties = element.find(W + "pPr")
        base = self.book.paragraph(properties)
        mark = self.book.run(base, None if properties is None else properties.find(W + "rPr"))
        text, pieces = self.texts.of(element)
        return Paragraph(
            part=part,
            path=path,
            text=text,
            stretches=tuple(self._stretches(pieces, base)),
            alignment=ALIGNMENTS.get(base.get("jc", ""), "left"),
            indent=_indent(base),
            spacing=_spacing(base),
            rules=(*borders(base), *drawn_rules(element), *table_rules(element, self.book)),
            new_page=on(base.get("pageBreakBefore")) or _begins_with_break(element),
            page_field=_has_page_field(element),
            in_table=next(element.iterancestors(W + "tc"), None) is not None,
            framed=(properties is not None and properties.find(W + "framePr") is not None)
            or next(element.iterancestors(W + "txbxContent"), None) is not None,
            mark_size_pt=_size(mark),
        )

    def _stretches(
        self, pieces: list[tuple[etree._Element | None, int, str]], base: Properties
    ) -> Iterator[Stretch]:
        """The text by its properties, neighbours of the same ones joined."""
        resolved: dict[etree._Element | None, Properties] = {None: base}
        last: Stretch | None = None
        for run, start, text in pieces:
            if run is not None and run not in resolved:
                resolved[run] = self.book.run(base, run.find(W + "rPr"))
            one = _stretch(start, text, resolved[run])
            if last is not None and replace(one, start=last.start, text=last.text) == last:
                last = replace(last, text=last.text + text)
            elif text:
                if last is not None:
                    yield last
                last = one
        if last is not None:
            yield last

    def _sections(self, root: etree._Element) -> Iterator[Section]:
        """Sections in order; a reference to a footer holds until the next one of its kind."""
        footers: dict[str, str] = {}
        found = [e for e in root.iter(W + "sectPr") if _in_body(e)]
        for element, path in _with_paths(root, found):
            for reference in element.iterchildren(W + "footerReference"):
                relation = self.relations.get(reference.get(R + "id", ""))
                if relation is not None and not relation.external and relation.target in self.package:
                    footers[reference.get(W + "type", "default")] = relation.target
            yield _section(element, path, tuple(sorted(footers.items())))


def _section(element: etree._Element, path: str, footers: tuple[tuple[str, str], ...]) -> Section:
    size, margins, grid = (element.find(W + name) for name in ("pgSz", "pgMar", "docGrid"))
    page = {k: points(None if size is None else size.get(W + k), points(d)) for k, d in _PAGE.items()}
    around = {
        k: points(None if margins is None else margins.get(W + k), points(d)) for k, d in _MARGINS.items()
    }
    columns = element.find(W + "cols")
    pitch = points(None if grid is None else grid.get(W + "linePitch"))
    space = number(None if grid is None else grid.get(W + "charSpace"))
    return Section(
        path=path,
        width_mm=page["w"] * POINTS_TO_MM,
        height_mm=page["h"] * POINTS_TO_MM,
        # A negative margin is one that a header may not push (17.6.11).
        top_mm=abs(around["top"]) * POINTS_TO_MM,
        bottom_mm=abs(around["bottom"]) * POINTS_TO_MM,
        left_mm=(around["left"] + around["gutter"]) * POINTS_TO_MM,
        right_mm=around["right"] * POINTS_TO_MM,
        header_mm=around["header"] * POINTS_TO_MM,
        footer_mm=around["footer"] * POINTS_TO_MM,
        grid=_GRIDS.get("" if grid is None else grid.get(W + "type", ""), "none"),
        line_pitch_pt=pitch or None,
        char_space_pt=_signed(space or 0) / 4096,  # 17.6.5: 4096ths of a point
        columns=max(1, number(None if columns is None else columns.get(W + "num")) or 1),
        footers=footers,
    )


def _signed(count: int) -> int:
    """LibreOffice writes a negative number as an unsigned one of 32 bits."""
    return count - (1 << 32) if 1 << 31 <= count < 1 << 32 else count


def _paragraphs(container: etree._Element, path: str) -> Iterator[tuple[etree._Element, str]]:
    """Every w:p below `container` with its index path, those of text boxes after the one they hang on."""
    stack = [(child, f"{path}/{i}".lstrip("/")) for i, child in reversed(list(enumerate(container)))]
    while stack:
        element, where = stack.pop()
        if element.tag == W + "p":
            yield element, where
            if next(element.iter(W + "txbxContent"), None) is None:
                continue
        elif element.tag == MC + "Fallback" or not isinstance(element.tag, str):
            continue  # says again what the Choice beside it says
        stack.extend((child, f"{where}/{i}") for i, child in reversed(list(enumerate(element))))


def _in_body(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag in {W + "body", W + "pPr"}


def _with_paths(root: etree._Element, elements: list[etree._Element]) -> Iterator[tuple[etree._Element, str]]:
    for element in elements:
        indexes: list[str] = []
        here = element
        while here is not root and (parent := here.getparent()) is not None:
            indexes.append(str(parent.index(here)))
            here = parent
        yield element, "/".join(reversed(indexes))


def _starts(container: etree._Element) -> list[str]:
    """How each section begins, in order."""
    return [child_val(e, "type") or "nextPage" for e in container.iter(W + "sectPr") if _in_body(e)]


def _page_breaks(element: etree._Element) -> list[etree._Element]:
    return [b for b in element.iter(W + "br") if b.get(W + "type") == "page"]


def _begins_with_break(element: etree._Element) -> bool:
    """Whether a page break stands before the first character."""
    for child in element.iter(W + "br", W + "t", W + "tab"):
        if child.tag == W + "br" and child.get(W + "type") == "page":
            return True
        if child.tag != W + "br" and (child.tag == W + "tab" or (child.text or "").strip()):
            return False
    return False


def _breaks_after(element: etree._Element, paragraph: Paragraph) -> bool:
    """Whether what follows begins on a new page."""
    if paragraph.text.strip():
        return bool(_page_breaks(element)) and not _begins_with_break(element)
    return paragraph.new_page or bool(_page_breaks(element))


def _has_page_field(element: etree._Element) -> bool:
    texts = [e.text or "" for e in element.iter(W + "instrText")]
    texts += [e.get(W + "instr", "") for e in element.iter(W + "fldSimple")]
    return any(_PAGE_FIELD.match(text) for text in texts)


def _stretch(start: int, text: str, properties: Properties) -> Stretch:
    color = properties.get("color", "auto")
    return Stretch(
        start=start,
        text=text,
        east=properties.get("east"),
        latin=properties.get("latin"),
        size_pt=_size(properties),
        bold=on(properties.get("b")),
        color=color.upper() if color != "auto" else color,
    )


def _size(properties: Properties) -> float | None:
    size = number(properties.get("sz"))
    # w:sz counts half-points; Word's largest type is of 1638 points.
    return size / 2 if size is not None and 0 < size <= 3276 else None


def _indent(p: Properties) -> Indent:
    return Indent(
        left_pt=points(p.get("left")),
        right_pt=points(p.get("right")),
        first_pt=points(p.get("first")),
        left_chars=hundredths(p.get("leftChars")),
        right_chars=hundredths(p.get("rightChars")),
        first_chars=hundredths(p.get("firstChars")),
    )


def _spacing(p: Properties) -> Spacing:
    rule = _RULES.get(p.get("lineRule", "auto"), "auto")
    line = p.get("line")
    length = points(line)
    return Spacing(
        before_pt=points(p.get("before")),
        after_pt=points(p.get("after")),
        before_lines=hundredths(p.get("beforeLines")),
        after_lines=hundredths(p.get("afterLines")),
        # For auto the same number counts 240ths of a line, that is, points / 12.
        line=(length / 12 if rule == "auto" else length) if line is not None and length > 0 else 1.0,
        rule=rule if line is not None and length > 0 else "auto",
        snap=p.get("snapToGrid") is None or on(p["snapToGrid"]),
    )
