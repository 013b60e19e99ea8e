"""Which elements are there, in which order, with which room and lines between them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from checks.layout import patterns
from checks.layout.elements import Piece, red_color
from checks.layout.faults import Fault, plain, span_of
from checks.layout.profile import PAGE_NUMBER, TEXT, Element, LayoutProfile
from checks.layout.topics import Topic
from documents.layout import POINTS_TO_MM, Layout, Paragraph, Rule
from documents.layout_changes import ParagraphChange

_HEAD = frozenset({Element.ISSUER, Element.NUMBER, Element.SIGNER})
_COLOPHON = frozenset({Element.COPIES, Element.PRINTED})
_PAGE_NUMBER_NAME = "页码"


def judge_order(pieces: Sequence[Piece], layout: Layout, profile: LayoutProfile) -> Iterator[Fault]:
    """The faults of the document as a whole."""
    yield from _presence(pieces, layout, profile)
    yield from _order(pieces, profile)
    yield from _blanks(pieces, profile)
    yield from _red_rule(pieces, layout, profile)
    yield from _colophon(pieces, layout, profile)


def kind_of(pieces: Sequence[Piece]) -> str:
    """The kind (文种) its title ends with, '' where there is none."""
    title = "".join(p.line.text for p in pieces if p.element is Element.TITLE)
    match = patterns.TITLE_ENDS.search(title)
    return next((k for k in sorted(patterns.KINDS, key=len, reverse=True) if match and k in match[0]), "")


def _presence(pieces: Sequence[Piece], layout: Layout, profile: LayoutProfile) -> Iterator[Fault]:
    there: set[str] = {p.element for p in pieces if not p.attached}
    if any(p.page_field for p in (*layout.footers, *layout.paragraphs)):
        there.add(PAGE_NUMBER)
    kind = kind_of(pieces)
    for rule in profile.presence:
        if rule.element in there or kind in rule.unless:
            continue
        if rule.beside and not there & set(rule.beside):
            continue
        if rule.element == Element.DATE and Element.TITLE_DATE in there:
            continue
        piece = _place_of(rule.element, pieces)
        name = (
            _PAGE_NUMBER_NAME if rule.element == PAGE_NUMBER else profile.elements[Element(rule.element)].name
        )
        advice = f"请补上{name}。校正稿不增加文字。"
        block, start, end = span_of(piece.line)
        facts = ("有无", "没有找到", "有", rule.mark)
        yield Fault(Topic.PARTS, name, block, start, end, *facts, advice=advice, hint=rule.hint)


def _place_of(element: str, pieces: Sequence[Piece]) -> Piece:
    """The piece beside which a missing element should stand."""
    own = [p for p in pieces if not p.attached] or list(pieces)
    if element == Element.ADDRESSEE:
        return next((p for p in reversed(own) if p.element is Element.TITLE), own[0])
    if element == Element.DATE:
        signed = [p for p in own if p.element is Element.SIGNATURE]
        return signed[-1] if signed else _last_text(own)
    if element == Element.SIGNATURE:
        return next((p for p in own if p.element is Element.DATE), _last_text(own))
    if element == Element.PRINTED:
        return next((p for p in reversed(own) if p.element is Element.COPIES), own[-1])
    return own[0]


def _last_text(pieces: Sequence[Piece]) -> Piece:
    texts = [p for p in pieces if p.element in TEXT or p.element is Element.ATTACHMENT_NOTE]
    return texts[-1] if texts else pieces[-1]


def _order(pieces: Sequence[Piece], profile: LayoutProfile) -> Iterator[Fault]:
    """Every element that stands behind one that should come after it, told once."""
    ranks = {element: rank for rank, element in enumerate(profile.order)}
    highest: Piece | None = None
    told: set[Element] = set()
    for piece in pieces:
        element = Element.BODY if piece.element in TEXT else piece.element
        if piece.attached or element not in ranks:
            continue
        above = None if highest is None else (Element.BODY if highest.element in TEXT else highest.element)
        if above is not None and ranks[element] < ranks[above]:
            if element not in told:
                told.add(element)
                block, start, end = span_of(piece.line)
                before, own = profile.elements[above].name, profile.elements[element].name
                yield Fault(
                    Topic.PARTS, own, block, start, end, "次序", f"排在{before}之后", f"排在{before}之前",
                    profile.order_mark, advice=f"请把{own}移到{before}之前。",
                )  # fmt: skip
            continue
        highest = piece


def _blanks(pieces: Sequence[Piece], profile: LayoutProfile) -> Iterator[Fault]:
    """Empty lines before elements, and attachments that do not begin a page."""
    before: Piece | None = None
    for piece in pieces:
        form, paragraph = profile.elements[piece.element], piece.line.paragraph
        if paragraph is not None and _is_first(piece, before):
            rule = form.blank
            if rule is not None and before is not None and _counts(piece, before) and not piece.line.new_page:
                measured = _room(piece, before, profile)
                if not rule.meets(measured):
                    wanted = rule.value - piece.line.empty
                    changes = (
                        (ParagraphChange(paragraph.part, paragraph.path, before_lines=wanted),)
                        if measured < rule.value and wanted > 0
                        else ()
                    )
                    facts = ("上空行", f"{plain(measured)} 行", f"{plain(rule.value)} 行")
                    block, start, end = span_of(piece.line)
                    advice = "" if changes else "请删去多余的空行。"
                    yield Fault(Topic.BLANK, form.name, block, start, end, *facts, rule.mark, changes, advice)
            if form.new_page is not None and not piece.line.new_page and before is not None:
                block, start, end = span_of(piece.line)
                change = ParagraphChange(paragraph.part, paragraph.path, new_page=True)
                facts = ("起始位置", "接排", "另面编排")
                yield Fault(Topic.BLANK, form.name, block, start, end, *facts, form.new_page.mark, (change,))
        before = piece


def _is_first(piece: Piece, before: Piece | None) -> bool:
    """The first line of an element of several."""
    return before is None or before.element is not piece.element or piece.element is Element.ATTACHMENT_MARK


def _counts(piece: Piece, before: Piece) -> bool:
    """Whether the room above is told by the standard: a title without 版头 begins the page."""
    if piece.element is Element.NUMBER:
        return before.element is Element.ISSUER
    if piece.element is Element.TITLE:
        return before.element in _HEAD
    return before.element in TEXT


def _room(piece: Piece, before: Piece, profile: LayoutProfile) -> float:
    """Lines that stay empty between two pieces: empty paragraphs, and space before and after."""
    pitch = profile.grid["line_pitch"].value
    above, own = before.line.paragraph, piece.line.paragraph
    after = 0.0 if above is None else above.spacing.after_lines or above.spacing.after_pt / pitch
    ahead = 0.0 if own is None else own.spacing.before_lines or own.spacing.before_pt / pitch
    return piece.line.empty + max(after, ahead)


def _between(layout: Layout, first: Paragraph | None, last: Paragraph | None) -> list[Paragraph]:
    """The paragraphs from `first` to `last`, both of them too."""
    places = {(p.part, p.path): index for index, p in enumerate(layout.paragraphs)}
    start = 0 if first is None else places[first.part, first.path]
    end = len(layout.paragraphs) - 1 if last is None else places[last.part, last.path]
    return list(layout.paragraphs[start : end + 1])


def _red_rule(pieces: Sequence[Piece], layout: Layout, profile: LayoutProfile) -> Iterator[Fault]:
    """The red line between 版头 and 主体."""
    head = [p for p in pieces if p.element in _HEAD]
    title = next((p for p in pieces if p.element is Element.TITLE), None)
    if title is None or not any(p.element is Element.ISSUER for p in head):
        return
    rule = profile.lines["red_rule"]
    here = _between(layout, head[0].line.paragraph, title.line.paragraph)
    lines = [(line, p) for p in here for line in p.rules]
    block, start, end = span_of(head[-1].line)
    place = ("版头分隔线", block, start, end)
    red = [line for line, _ in lines if red_color(line.color)]
    if not lines:
        advice = "请在发文字号之下画一条与版心等宽的红色线。"
        yield Fault(Topic.RULES, *place, "有无", "没有找到", "有", rule.mark, advice=advice)
    elif not red:
        yield Fault(
            Topic.RULES, *place, "颜色", "黑色或其他颜色", "红色", rule.mark, advice="请把线改为红色。"
        )
    elif red[0].length_mm is not None and not rule.meets(red[0].length_mm):
        facts = ("长度", f"{plain(red[0].length_mm)} mm", f"{plain(rule.value)} mm（与版心等宽）")
        yield Fault(Topic.RULES, *place, *facts, rule.mark, advice="请调整线的长度。")


def _colophon(pieces: Sequence[Piece], layout: Layout, profile: LayoutProfile) -> Iterator[Fault]:
    """The first line above 版记."""
    index = next((i for i, p in enumerate(pieces) if p.element in _COLOPHON), None)
    if index is None or index == 0:
        return
    rule = profile.lines["colophon"]
    piece = pieces[index]
    block, start, end = span_of(piece.line)
    place = ("版记分隔线", block, start, end)
    here = _between(layout, pieces[index - 1].line.paragraph, piece.line.paragraph)
    lines = _above(here)
    if not lines:
        advice = "请在版记首个要素之上画一条与版心等宽的线。"
        yield Fault(Topic.RULES, *place, "有无", "没有找到", "有", rule.mark, advice=advice)
        return
    thick = lines[-1].width_pt * POINTS_TO_MM
    if thick and not rule.meets(thick):
        facts = ("粗细", f"{thick:.2f} mm", f"{rule.value:.2f} mm")
        yield Fault(Topic.RULES, *place, *facts, rule.mark, advice="请调整线的粗细。")


def _above(here: Sequence[Paragraph]) -> list[Rule]:
    """Lines that stand above the last of these paragraphs."""
    before = [rule for p in here[1:-1] for rule in p.rules]
    first = [rule for rule in here[0].rules if rule.edge == "bottom"] if len(here) > 1 else []
    own = [rule for rule in here[-1].rules if rule.edge in {"top", "shape"}]
    return [*first, *before, *own]
