"""The page: paper, margins, lines and characters of a page, page numbers."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

from checks.layout.elements import Piece
from checks.layout.faults import ALIGNMENTS, Fault, name_of, plain, size_name, span_of
from checks.layout.judge_text import is_text
from checks.layout.profile import Choice, Element, LayoutProfile, Measure
from checks.layout.topics import Topic
from documents.layout import POINTS_TO_MM, Layout, Paragraph, Section
from documents.layout_changes import ParagraphChange, RunChange, SectionChange
from documents.model import BlockKind, Document

PAGE_NUMBER = "页码"
_PAGE = "页面"
_NAMES = {
    "width": ("纸张宽度", "w"),
    "height": ("纸张高度", "h"),
    "top": ("上边距", "top"),
    "bottom": ("下边距", "bottom"),
    "left": ("左边距", "left"),
    "right": ("右边距", "right"),
}
_DASHES = re.compile(r"[—–－―─]\s*(?:\d+|PAGE)?\s*[—–－―─]")
_NATURAL = 1.3  # height of a line of Chinese type, in its size
_FOOTER = 6.4  # mm; height of a line of 14 pt


def judge_page(
    pieces: Sequence[Piece], document: Document, layout: Layout, profile: LayoutProfile
) -> Iterator[Fault]:
    """The faults of the pages."""
    first: dict[int, Piece] = {}
    for piece in pieces:
        if piece.line.paragraph is not None:
            first.setdefault(piece.line.paragraph.section, piece)
    for number, section in enumerate(layout.sections):
        if number not in first:
            continue
        page = list(_page(first[number], section, profile))
        yield from page
        if not page and not section.landscape:
            yield from _characters(first[number], section, profile)
    for piece in pieces:
        yield from _pitch(piece, layout, profile)
    yield from _numbers(document, layout, profile)


def _page(piece: Piece, section: Section, profile: LayoutProfile) -> Iterator[Fault]:
    """Paper and margins. A page on its side, for a wide table, is judged by its paper alone."""
    paragraph = piece.line.paragraph
    part = "" if paragraph is None else paragraph.part
    for key, rule in profile.page.items():
        turned = {"width": "height", "height": "width"}.get(key) if section.landscape else key
        if turned is None:
            continue
        measured = getattr(section, f"{turned}_mm")
        if rule.meets(measured):
            continue
        item, name = _NAMES[key]
        name = {"w": "h", "h": "w"}.get(name, name) if section.landscape else name
        block, start, end = span_of(piece.line)
        change = SectionChange(part, section.path, ((name, rule.value),))
        measure = (f"{plain(measured)} mm", f"{plain(rule.value)} mm")
        yield Fault(Topic.PAGE, _PAGE, block, start, end, item, *measure, rule.mark, (change,))


def _characters(piece: Piece, section: Section, profile: LayoutProfile) -> Iterator[Fault]:
    """Characters of a line, of body type on the grid of the page."""
    form = profile.elements[Element.BODY]
    rule = profile.grid["characters"]
    size = form.size.value if form.size else 16.0
    pitch = size + (section.char_space_pt if section.grid == "characters" else 0.0)
    if section.columns > 1 or pitch <= 0:
        return
    count = math.floor(section.text_width_mm / POINTS_TO_MM / pitch + 0.05)
    if not rule.meets(count):
        block, start, end = span_of(piece.line)
        facts = ("每行字数", f"{count} 字", f"{plain(rule.value)} 字")
        part = "" if piece.line.paragraph is None else piece.line.paragraph.part
        change = SectionChange(part, section.path, char_space_pt=profile.grid["char_pitch"].value - size)
        changes = (change,) if section.grid == "characters" else ()
        yield Fault(Topic.GRID, _PAGE, block, start, end, *facts, rule.mark, changes)


def _pitch(piece: Piece, layout: Layout, profile: LayoutProfile) -> Iterator[Fault]:
    """Distance between the lines of the text."""
    paragraph = piece.line.paragraph
    rule = profile.grid["line_pitch"]
    if paragraph is None or not is_text(piece) or paragraph.in_table:
        return
    section = layout.sections[min(paragraph.section, len(layout.sections) - 1)]
    pitch = line_pitch(paragraph, section, piece.line.size)
    if rule.meets(pitch):
        return
    spacing = paragraph.spacing
    how = {"exact": "固定值", "atLeast": "最小值", "auto": "随字号"}[spacing.rule]
    if spacing.rule == "auto":
        how = f"{round(spacing.line, 2):g} 倍" if spacing.line != 1 else "单倍"
        how += "，按页面网格" if section.grid != "none" and spacing.snap else "，没有网格"
    low, high = plain(rule.value - rule.tolerance), plain(rule.value + rule.tolerance)
    lines = plain(profile.grid["lines"].value)
    by_grid = spacing.rule == "auto" and spacing.line == 1 and spacing.snap
    change = (
        SectionChange(paragraph.part, section.path, line_pitch_pt=rule.value)
        if by_grid
        else ParagraphChange(paragraph.part, paragraph.path, line_pt=rule.value)
    )
    block, start, end = span_of(piece.line)
    name = name_of(profile, piece.element, attached=piece.attached)
    facts = ("行距", f"{plain(pitch)} 磅（{how}）", f"{low}～{high} 磅（每页 {lines} 行）")
    yield Fault(Topic.GRID, name, block, start, end, *facts, rule.mark, (change,))


def line_pitch(paragraph: Paragraph, section: Section, size: float) -> float:
    """Points from one line to the next."""
    spacing = paragraph.spacing
    if spacing.rule == "exact":
        return spacing.line
    grid = section.line_pitch_pt if section.grid != "none" and spacing.snap else None
    natural = size * _NATURAL
    if spacing.rule == "atLeast":
        return max(spacing.line, grid or natural)
    if grid is None:
        return natural * spacing.line
    # A line that is higher than the pitch of the grid takes two of them.
    return grid * spacing.line * max(1, math.ceil(natural / grid - 0.35))


def _numbers(document: Document, layout: Layout, profile: LayoutProfile) -> Iterator[Fault]:
    """Page numbers, in whichever footers hold them."""
    shown = [p for p in layout.footers if p.page_field]
    kinds = {part: kind for section in layout.sections for kind, part in section.footers}
    blocks = {(b.anchor.part, b.anchor.path): b.id for b in document}
    footers = [b.id for b in document if b.kind is BlockKind.FOOTER]
    first = next((b.id for b in document if b.text.strip()), "")
    for paragraph in shown:
        # A footer that says the same as another is read once, so its block may be the other's.
        block = blocks.get((paragraph.part, paragraph.path), footers[0] if footers else first)
        section = next(s for s in layout.sections if paragraph.part in dict(s.footers).values())
        # In a frame the number stands where the frame does, which its paragraph does not tell.
        place = (
            ()
            if paragraph.framed
            else _number_place(paragraph, kinds[paragraph.part], section, layout, profile)
        )
        for fault in (*_number_type(paragraph, profile), *place):
            item, measured, expected, mark, changes, advice = fault
            end = len(document.block(block).text)
            yield Fault(
                Topic.NUMBERING, PAGE_NUMBER, block, 0, end, item, measured, expected, mark, changes, advice
            )


_Raw = tuple[str, str, str, str, tuple[RunChange | ParagraphChange | SectionChange, ...], str]


def _number_type(paragraph: Paragraph, profile: LayoutProfile) -> Iterator[_Raw]:
    rules = profile.page_number
    font, size, dashes = rules["font"], rules["size"], rules["dashes"]
    if isinstance(font, Choice):
        wrong = [
            s
            for s in paragraph.stretches
            if any(c.isdigit() for c in s.text) and profile.family(s.latin) not in font.values
        ]
        if wrong:
            change = RunChange(
                paragraph.part, paragraph.path, font=profile.fonts[font.values[0]].write, latin=True
            )
            name = wrong[0].latin or "未指定（随 Word 默认）"
            yield "字体", name, f"半角{font.values[0]}", font.mark, (change,), ""
    if isinstance(size, Measure):
        wrong = [s for s in paragraph.stretches if s.text.strip() and not size.meets(s.size_pt or 0.0)]
        if wrong:
            change = RunChange(paragraph.part, paragraph.path, size_pt=size.value)
            measured = size_name(wrong[0].size_pt) if wrong[0].size_pt else "未指定（随 Word 默认）"
            yield "字号", measured, size_name(size.value), size.mark, (change,), ""
    if isinstance(dashes, Choice) and not _DASHES.fullmatch(paragraph.text.strip()):
        advice = "页码两侧各放一条一字线，校正稿不改文字。"
        yield "写法", f"“{paragraph.text.strip()}”", f"“{dashes.values[0]}”", dashes.mark, (), advice


def _number_place(
    paragraph: Paragraph, kind: str, section: Section, layout: Layout, profile: LayoutProfile
) -> Iterator[_Raw]:
    outside, below = profile.page_number["outside"], profile.page_number["below"]
    if isinstance(outside, Measure):
        yield from _number_side(paragraph, kind, layout, outside)
    if isinstance(below, Measure):
        gap = section.bottom_mm - section.footer_mm - _FOOTER
        # The margin itself is told as a fault of the page; here only the place within the margin we ask for counts.
        if profile.page["bottom"].meets(section.bottom_mm) and not below.meets(gap):
            footer = profile.page["bottom"].value - below.value - _FOOTER
            change = SectionChange(layout.paragraphs[0].part, section.path, (("footer", footer),))
            facts = (f"{plain(gap)} mm", f"{plain(below.value)} mm")
            yield "与版心下边缘的距离", *facts, below.mark, (change,), ""


def _number_side(paragraph: Paragraph, kind: str, layout: Layout, rule: Measure) -> Iterator[_Raw]:
    """Odd pages at the right, even pages at the left, one character in."""
    if not layout.even_and_odd:
        measured = f"单双页相同，{ALIGNMENTS[paragraph.alignment]}"
        advice = "请在“页眉和页脚”中选“奇偶页不同”，单页页码居右，双页页码居左。"
        yield "位置", measured, "单页居右，双页居左", rule.mark, (), advice
        return
    left = kind == "even"
    side = "left" if left else "right"
    size = paragraph.size_pt or 14.0
    stands = paragraph.alignment in {"left", "justify"} if left else paragraph.alignment == "right"
    gap = paragraph.indent.chars("left" if left else "right", size) + (
        paragraph.indent.chars("first", size) + paragraph.blanks_before if left else 0.0
    )
    trailing = len(paragraph.text) - len(paragraph.text.rstrip())
    if stands and rule.meets(gap + (0 if left else trailing)):
        return
    change = ParagraphChange(
        paragraph.part,
        paragraph.path,
        alignment=side,
        size_pt=size,
        left_chars=rule.value if left else 0.0,
        right_chars=0.0 if left else rule.value,
        first_chars=0.0,
    )
    expected = f"居{'左' if left else '右'}，空 {plain(rule.value)} 字"
    measured = (
        f"{ALIGNMENTS[paragraph.alignment]}，空 {plain(gap)} 字"
        if stands
        else ALIGNMENTS[paragraph.alignment]
    )
    yield ("双页位置" if left else "单页位置"), measured, expected, rule.mark, (change,), ""
