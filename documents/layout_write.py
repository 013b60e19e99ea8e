"""A copy of a Word file with some of its layout set otherwise; not a character of it changes.

Only the parts that are touched are written anew; direct formatting goes on top of what is there, so that styles, text
and everything not named stay as they were.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from copy import deepcopy

from lxml import etree

from documents.docx_names import W
from documents.errors import WrongTypeError
from documents.layout_changes import Change, ParagraphChange, RunChange, SectionChange
from documents.layout_read import TextRuns, related
from documents.limits import Limits
from documents.package import Package
from documents.package_write import rewrite
from documents.read_docx import locate, main_part

MM = 72 / 25.4 * 20  # twentieths of a point in a millimetre


def _order(names: str) -> tuple[str, ...]:
    return tuple(names.split())


# Order of the children as the schema has it (ECMA-376-1, A.1); Word refuses a file that has them otherwise.
_RUN = _order(
    "rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint noProof snapToGrid vanish "
    "webHidden color spacing w kern position sz szCs highlight u effect bdr shd fitText vertAlign rtl cs em lang "
    "eastAsianLayout specVanish oMath rPrChange"
)
_PARAGRAPH = _order(
    "pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr suppressLineNumbers pBdr shd tabs "
    "suppressAutoHyphens kinsoku wordWrap overflowPunct topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd "
    "snapToGrid spacing ind contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment "
    "textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange"
)
_SECTION = _order(
    "headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc pgBorders lnNumType pgNumType cols "
    "formProt vAlign noEndnote titlePg textDirection bidi rtlGutter docGrid printerSettings sectPrChange"
)
_GRIDS = {"lines", "linesAndChars", "snapToChars"}
_JUSTIFY = {"justify": "both"}


def write_layout(data: bytes, changes: Iterable[Change], limits: Limits) -> bytes:
    """The file with these changes; the same bytes where there are none.

    Raises:
        WrongTypeError: a Strict file, which this would turn into a mixture.
        UnreadableError: see `documents.read_docx.read_docx`.
    """
    by_part: dict[str, list[Change]] = defaultdict(list)
    for change in changes:
        by_part[change.part].append(change)
    if not by_part:
        return data
    package = Package(data, limits)
    texts = TextRuns(package, related(package, main_part(package))("styles"))
    written: dict[str, bytes] = {}
    for part, listed in by_part.items():
        if b"purl.oclc.org/ooxml/" in package.read(part)[:8192]:
            raise WrongTypeError(
                "这个文件是“严格 Open XML”格式，不能生成校正稿。请用 Word 另存为普通的 .docx 后再试。"
            )
        root = package.xml(part)
        # Places are looked up before the first change: splitting a run moves none of the paragraphs.
        for change, element in [(change, _place(root, change)) for change in listed]:
            _apply(change, element, texts)
        written[part] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)
    return rewrite(data, written)


def _place(root: etree._Element, change: Change) -> etree._Element:
    """What a change is about; the section of a file that names none is made at the end of the body."""
    if change.path or not isinstance(change, SectionChange):
        return locate(root, change.path)
    body = root[0] if root.find(W + "body") is None else root.find(W + "body")
    found = None if body is None else body.find(W + "sectPr")
    return etree.SubElement(root if body is None else body, W + "sectPr") if found is None else found


def _apply(change: Change, element: etree._Element, texts: TextRuns) -> None:
    if isinstance(change, RunChange):
        _runs(change, element, texts)
    elif isinstance(change, ParagraphChange):
        _paragraph(change, element)
    else:
        _section(change, element)


def _runs(change: RunChange, paragraph: etree._Element, texts: TextRuns) -> None:
    text, pieces = texts.of(paragraph)
    start, end = change.start or 0, len(text) if change.end is None else change.end
    done: set[etree._Element] = set()
    for run, at, piece in pieces:
        first, last = max(start - at, 0), min(end - at, len(piece))
        if run is None or run in done or first >= last:
            continue
        done.add(run)
        target = run if (first, last) == (0, len(piece)) else _part_of_run(run, first, last)
        _set_run(change, _properties(target, "rPr"))


def _part_of_run(run: etree._Element, first: int, last: int) -> etree._Element:
    """A run of its own for the text [first, last) of `run`; `run` itself where it holds more than plain text."""
    texts = [child for child in run if child.tag != W + "rPr"]
    if len(texts) != 1 or texts[0].tag != W + "t":
        return run
    text = texts[0].text or ""
    for piece, behind in ((text[:first], False), (text[last:], True)):
        if not piece:
            continue
        copy = deepcopy(run)
        copy.tail = None
        _say(copy, piece)
        if behind:
            run.addnext(copy)
        else:
            run.addprevious(copy)
    _say(run, text[first:last])
    return run


def _say(run: etree._Element, text: str) -> None:
    leaf = run.find(W + "t")
    if leaf is not None:
        leaf.text = text
        leaf.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")


def _drop(element: etree._Element, *names: str) -> None:
    for name in names:
        if W + name in element.attrib:
            del element.attrib[W + name]


def _set_run(change: RunChange, properties: etree._Element) -> None:
    if change.font is not None:
        fonts = _child(properties, "rFonts", _RUN)
        for name in ("eastAsia", *(("ascii", "hAnsi") if change.latin else ())):
            _drop(fonts, f"{name}Theme")
            fonts.set(W + name, change.font)
    if change.size_pt is not None:
        for name in ("sz", "szCs"):
            _child(properties, name, _RUN).set(W + "val", str(round(change.size_pt * 2)))
    if change.color is not None:
        color = _child(properties, "color", _RUN)
        color.attrib.clear()
        color.set(W + "val", change.color)


def _paragraph(change: ParagraphChange, paragraph: etree._Element) -> None:
    properties = _properties(paragraph, "pPr")
    if change.alignment is not None:
        jc = _JUSTIFY.get(change.alignment, change.alignment)
        _child(properties, "jc", _PARAGRAPH).set(W + "val", jc)
    if change.new_page:
        _child(properties, "pageBreakBefore", _PARAGRAPH).attrib.clear()
    if change.line_pt is not None:
        spacing = _child(properties, "spacing", _PARAGRAPH)
        spacing.set(W + "line", str(round(change.line_pt * 20)))
        spacing.set(W + "lineRule", "exact")
    if change.before_lines is not None:
        spacing = _child(properties, "spacing", _PARAGRAPH)
        _drop(spacing, "beforeAutospacing")
        spacing.set(W + "beforeLines", str(round(change.before_lines * 100)))
        spacing.set(W + "before", str(round(change.before_lines * 29 * 20)))
    _indents(change, properties)


def _indents(change: ParagraphChange, properties: etree._Element) -> None:
    """Indents as characters, and as lengths for programs that know no characters (17.3.1.12)."""
    wanted = {"left": change.left_chars, "right": change.right_chars, "firstLine": change.first_chars}
    if all(value is None for value in wanted.values()):
        return
    indent = _child(properties, "ind", _PARAGRAPH)
    for name, value in wanted.items():
        if value is None:
            continue
        for alias in {"left": ("left", "start"), "right": ("right", "end")}.get(
            name, ("firstLine", "hanging")
        ):
            _drop(indent, alias, f"{alias}Chars")
        indent.set(W + name, str(round(value * change.size_pt * 20)))
        indent.set(f"{W}{name}Chars", str(round(value * 100)))


def _section(change: SectionChange, section: etree._Element) -> None:
    for name, value in change.page_mm:
        tag = "pgSz" if name in {"w", "h"} else "pgMar"
        _child(section, tag, _SECTION).set(W + name, str(round(value * MM)))
    if {"w", "h"} & {name for name, _ in change.page_mm}:
        _drop(_child(section, "pgSz", _SECTION), "code")  # a name of the former paper
    if change.line_pitch_pt is None and change.char_space_pt is None:
        return
    grid = _child(section, "docGrid", _SECTION)
    if change.line_pitch_pt is not None:
        # A grid of characters is left to those who set one: programs differ in how they fill its cells.
        if grid.get(W + "type") not in _GRIDS:
            grid.set(W + "type", "lines")
        grid.set(W + "linePitch", str(round(change.line_pitch_pt * 20)))
    if change.char_space_pt is not None:
        grid.set(W + "charSpace", str(round(change.char_space_pt * 4096)))


def _properties(element: etree._Element, name: str) -> etree._Element:
    """The w:rPr or w:pPr of an element, made where there is none; it stands first."""
    found = element.find(W + name)
    if found is None:
        found = etree.Element(W + name)
        element.insert(0, found)
    return found


def _child(parent: etree._Element, name: str, order: tuple[str, ...]) -> etree._Element:
    """The child of that name, made at its place in the schema's order where there is none."""
    found = parent.find(W + name)
    if found is None:
        found = etree.Element(W + name)
        later = {W + other for other in order[order.index(name) + 1 :]}
        at = next((index for index, child in enumerate(parent) if child.tag in later), len(parent))
        parent.insert(at, found)
    return found
