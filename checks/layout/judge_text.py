"""Fonts, sizes, colours and places of the paragraphs, against the form of the element each one is."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

from checks.layout.elements import Piece, red_color
from checks.layout.faults import ALIGNMENTS, Fault, name_of, plain, size_name, span_of
from checks.layout.lines import width
from checks.layout.profile import LEVELS, TEXT, Element, Form, LayoutProfile, Measure
from checks.layout.topics import Topic
from documents.layout import POINTS_TO_MM, Paragraph, Section, Stretch
from documents.layout_changes import Change, ParagraphChange, RunChange

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_QUOTED = 12  # characters shown of a stretch that is set otherwise
_HEADING = 40  # characters; a labelled line longer than that is text with a heading at its begin
_DARK = 0x40
_COLORS = {"red": "红色", "black": "黑色"}


def judge_text(piece: Piece, profile: LayoutProfile, section: Section) -> Iterator[Fault]:
    """The faults of one paragraph."""
    paragraph = piece.line.paragraph
    if paragraph is None:
        return
    one = _Judged(piece, profile, paragraph, section)
    yield from one.fonts()
    yield from one.sizes()
    yield from one.color()
    yield from one.alignment()
    yield from one.indents()
    yield from one.end()


class _Judged:
    def __init__(self, piece: Piece, profile: LayoutProfile, paragraph: Paragraph, section: Section) -> None:
        self.piece = piece
        self.line = piece.line
        self.profile = profile
        self.form: Form = profile.elements[piece.element]
        self.paragraph = paragraph
        self.section = section
        self.name = name_of(profile, piece.element, attached=piece.attached)

    def fault(
        self,
        topic: Topic,
        facts: tuple[str, str, str],
        mark: str,
        changes: tuple[Change, ...] = (),
        *,
        span: tuple[int, int] | None = None,
        advice: str = "",
    ) -> Fault:
        """A fault about (item, measured, expected) of this paragraph."""
        block, start, end = span_of(self.line, *(span or (None, None)))
        item, measured, expected = facts
        return Fault(topic, self.name, block, start, end, item, measured, expected, mark, changes, advice)

    def runs(self, stretches: list[Stretch], change: RunChange) -> tuple[Change, ...]:
        """`change` for each of these stretches."""
        p = self.paragraph
        return tuple(replace(change, part=p.part, path=p.path, start=s.start, end=s.end) for s in stretches)

    def place(self, change: ParagraphChange) -> tuple[Change, ...]:
        """`change` for this paragraph, its lengths told in the size that the text will have."""
        p, rule = self.paragraph, self.form.size
        size = self.line.size if rule is None or rule.meets(self.line.size) else rule.value
        return (replace(change, part=p.part, path=p.path, size_pt=size),)

    def fonts(self) -> Iterator[Fault]:
        """The font of Chinese characters; 〇 is left out, since 仿宋_GB2312 does not have it."""
        if self.form.font is None:
            return
        edge = heading_end(self.piece)
        body = self.profile.elements[Element.BODY].font
        for start, end, values in (
            (0, edge, self.form.font.values),
            (edge, len(self.paragraph.text), body.values if body else ()),
        ):
            if self.piece.element in LEVELS and _is_item(self.line.text):
                values = (*values, *(body.values if body else ()))  # noqa: PLW2901
            wrong = [
                part
                for stretch in self.paragraph.stretches
                if (part := _cut(stretch, start, end)) is not None
                and _HAN.search(part.text)
                and self.profile.family(part.east) not in values
            ]
            if wrong and values:
                write = self.profile.fonts[values[0]].write
                item = "字体" if start == 0 else "标题之后的字体"
                facts = (item, self._shown(wrong, _font_name), "或".join(dict.fromkeys(values)))
                yield self.fault(
                    Topic.FONT,
                    facts,
                    self.form.font.mark,
                    self.runs(wrong, RunChange(font=write)),
                    span=self._span(wrong),
                )

    def sizes(self) -> Iterator[Fault]:
        rule = self.form.size
        if rule is None:
            return
        wrong = [s for s in self.paragraph.stretches if s.text.strip() and not rule.meets(s.size_pt or 0.0)]
        if wrong:
            facts = ("字号", self._shown(wrong, _size_name), size_name(rule.value))
            changes = self.runs(wrong, RunChange(size_pt=rule.value))
            yield self.fault(Topic.SIZE, facts, rule.mark, changes, span=self._span(wrong))

    def color(self) -> Iterator[Fault]:
        rule = self.form.color
        if rule is None:
            return
        red = rule.values[0] == "red"
        right = red_color if red else _is_black
        wrong = [s for s in self.paragraph.stretches if s.text.strip() and not right(s.color)]
        if wrong:
            facts = ("颜色", self._shown(wrong, _color_name), _COLORS[rule.values[0]])
            changes = self.runs(wrong, RunChange(color="FF0000" if red else "auto"))
            yield self.fault(Topic.COLOR, facts, rule.mark, changes, span=self._span(wrong))

    def alignment(self) -> Iterator[Fault]:
        rule = self.form.align
        if rule is None or self.paragraph.alignment in rule.values or self.line.in_table:
            return
        if self.piece.element is Element.NUMBER and "签" in self.line.text:
            return
        # Distributed and justified lines of full length look alike; only what is short tells them apart.
        if self.paragraph.alignment == "distribute" and "justify" in rule.values and len(self.line.text) > 28:
            return
        padded = rule.values[0] == "center" and self.paragraph.blanks_before >= 2
        measured = "用空格推到中间" if padded else ALIGNMENTS[self.paragraph.alignment]
        advice = "请删去行首的空格，再设为居中。" if padded else ""
        changes = () if padded else self.place(ParagraphChange(alignment=rule.values[0]))
        expected = ALIGNMENTS[rule.values[0]]
        yield self.fault(Topic.PLACE, ("对齐方式", measured, expected), rule.mark, changes, advice=advice)

    def indents(self) -> Iterator[Fault]:
        """Where the first line begins and where the others do."""
        centred = self.form.align is not None and "center" in self.form.align.values
        # Elsewhere the alignment is the fault; and a tab at the head leads to a place we do not know.
        if (self.paragraph.alignment == "center") != centred or self.paragraph.alignment == "right":
            return
        if "\t" in _lead(self.paragraph.text):
            return
        if self.form.start is not None and not self._is_further_name():
            yield from self._start(self.form.start, self.paragraph.blanks_before)
        rule, start = self.form.left, self.form.start
        left = self.paragraph.indent.chars("left", self.line.size)
        if rule is not None and not rule.meets(left) and (start is None or start.meets(self.line.start)):
            facts = ("左缩进", f"{plain(left)} 字符", f"{plain(rule.value)} 字符")
            first = max(0.0, (start.value if start else 0.0) - self.paragraph.blanks_before)
            yield self.fault(
                Topic.PLACE,
                facts,
                rule.mark,
                self.place(ParagraphChange(left_chars=rule.value, first_chars=first)),
            )

    def _start(self, rule: Measure, blanks: float) -> Iterator[Fault]:
        start = self.line.start
        if rule.meets(start):
            return
        changes: tuple[Change, ...] = ()
        advice = ""
        if blanks <= rule.value + rule.tolerance:
            changes = self.place(ParagraphChange(left_chars=0.0, first_chars=max(0.0, rule.value - blanks)))
        else:
            advice = "行首有用作缩进的空格，请删去后再设缩进。"
        facts = ("首行缩进", f"{plain(start)} 字符", f"{plain(rule.value)} 字符")
        yield self.fault(Topic.PLACE, facts, rule.mark, changes, advice=advice)

    def _is_further_name(self) -> bool:
        return self.piece.element is Element.ATTACHMENT_NOTE and not self.line.text.startswith("附")

    def end(self) -> Iterator[Fault]:
        """How much stays free behind a line that stands at the right."""
        rule = self.form.end
        gap = end_gap(self.line.text, self.paragraph, self.line.size, self.section)
        if rule is None or gap is None or rule.meets(gap):
            return
        facts = ("右侧空字", f"{plain(gap)} 字符", f"{plain(rule.value)} 字符")
        if self.paragraph.blanks_before:
            yield self.fault(
                Topic.PLACE,
                facts,
                rule.mark,
                advice="行首用空格定位，请删去空格，设为右对齐并右缩进 4 字符。",
            )
            return
        changes = self.place(
            ParagraphChange(alignment="right", left_chars=0.0, first_chars=0.0, right_chars=rule.value)
        )
        yield self.fault(Topic.PLACE, facts, rule.mark, changes)

    def _span(self, wrong: list[Stretch]) -> tuple[int, int] | None:
        """The wrong stretch, None for the whole paragraph."""
        total = sum(len(s.text.strip()) for s in self.paragraph.stretches)
        if len(wrong) != 1 or len(wrong[0].text.strip()) == total:
            return None
        return wrong[0].start, wrong[0].end

    def _shown(self, wrong: list[Stretch], say: Callable[[Stretch], str]) -> str:
        """What the wrong stretches have; which ones, where it is not the whole paragraph."""
        values = list(dict.fromkeys(say(s) for s in wrong))
        text = "、".join(values)
        total = sum(len(s.text.strip()) for s in self.paragraph.stretches)
        if sum(len(s.text.strip()) for s in wrong) < total:
            part = wrong[0].text.strip()
            shown = part if len(part) <= _QUOTED else part[:_QUOTED] + "…"
            text += f"（“{shown}”" + (f"等 {len(wrong)} 处）" if len(wrong) > 1 else "）")
        return text


def heading_end(piece: Piece) -> int:
    """Where the heading of a labelled paragraph ends in its text, when the text itself follows in the same paragraph."""
    paragraph = piece.line.paragraph
    if paragraph is None:
        return 0
    text = paragraph.text
    if piece.element not in LEVELS:
        return len(text)
    stop = text.find("。")
    if 0 <= stop < len(text.rstrip()) - 1 and stop <= _HEADING:
        return stop + 1
    return len(text)


def _is_item(text: str) -> bool:
    """A labelled line that is a sentence or an item of a list rather than a heading: both fonts are seen."""
    return text.endswith(("；", "。", "：")) and (len(text) > _HEADING or "。" not in text[:-1])


def end_gap(text: str, paragraph: Paragraph, size: float, section: Section) -> float | None:
    """Characters left free at the right of a line; None where it cannot be told (tabs, several lines)."""
    full = section.text_width_mm / POINTS_TO_MM / size
    if "\t" in _lead(paragraph.text) or "\n" in text or paragraph.in_table or width(text) > full:
        return None
    behind = width(paragraph.text[len(paragraph.text.rstrip()) :])
    right = paragraph.indent.chars("right", size)
    if paragraph.alignment == "right":
        return right + behind
    start = (
        paragraph.indent.chars("left", size) + paragraph.indent.chars("first", size) + paragraph.blanks_before
    )
    if paragraph.alignment == "center":
        return (full - start - right - width(text)) / 2 + right
    return full - start - width(text)


def _lead(text: str) -> str:
    """The blanks at the head of a text."""
    return text[: len(text) - len(text.lstrip())]


def _cut(stretch: Stretch, start: int, end: int) -> Stretch | None:
    """The part of a stretch within [start, end)."""
    first, last = max(start, stretch.start), min(end, stretch.end)
    if first >= last:
        return None
    text = stretch.text[first - stretch.start : last - stretch.start]
    return Stretch(first, text, stretch.east, stretch.latin, stretch.size_pt, stretch.bold, stretch.color)


def _font_name(stretch: Stretch) -> str:
    return stretch.east or "未指定（随 Word 默认）"


def _size_name(stretch: Stretch) -> str:
    return size_name(stretch.size_pt) if stretch.size_pt else "未指定（随 Word 默认）"


def _color_name(stretch: Stretch) -> str:
    if red_color(stretch.color):
        return "红色"
    return "黑色" if _is_black(stretch.color) else f"彩色（{stretch.color}）"


def _is_black(color: str) -> bool:
    if color == "auto":
        return True
    return len(color) == 6 and all(int(color[i : i + 2], 16) <= _DARK for i in (0, 2, 4))


def is_text(piece: Piece) -> bool:
    """Whether the lines of a piece stand on the grid of 22 lines."""
    return piece.element in TEXT or piece.element in {
        Element.ADDRESSEE, Element.ATTACHMENT_NOTE, Element.SIGNATURE, Element.DATE, Element.NOTE,
    }  # fmt: skip
