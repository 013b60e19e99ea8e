"""What the proof page shows beyond its read model: marked columns in step, pages of the text, tallies, filters."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from markupsafe import Markup, escape

from documents.proof_marks import Mark, exchanged, svg
from documents.stream import plain_text
from review.read.proofs import ItemView, ProofPage, Row, Stretch
from web.annotate import Mark as Span
from web.annotate import render
from web.locale import Translate
from web.paper import Line, line

PAGE_CHARACTERS = 24_000
"""Characters of the proof on one page of the text."""
GROUPS = ("recheck", "changed", "missing", "extra", "moved", "glyph", "unordered", "own")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which places are listed: a group ('' = any), only open ones, and the page of the text."""

    group: str = ""
    open_only: bool = False
    page: int = 1
    proof: int | None = None

    def query(self, **changed: object) -> str:
        """The address query of this filter with some parts `changed`; empty parts are left out."""
        parts: dict[str, object] = {
            "proof": self.proof or "",
            "kind": self.group,
            "open": "1" if self.open_only else "",
            "page": self.page if self.page > 1 else "",
        }
        return urlencode({k: v for k, v in (parts | changed).items() if v})

    def takes(self, item: ItemView) -> bool:
        """Whether `item` is listed."""
        return self.group in {"", group_of(item)} and (not self.open_only or item.is_open)


@dataclass(frozen=True, slots=True)
class Pair:
    """Paragraphs side by side, ready to show. `quiet`: nothing stands out in them."""

    left: tuple[Line, ...]
    right: tuple[Line, ...]
    quiet: bool


@dataclass(frozen=True, slots=True)
class View:
    """Everything else the template needs."""

    filter: Filter
    listed: tuple[ItemView, ...]
    pairs: tuple[Pair, ...]
    pages: int
    counts: dict[str, int]
    open_counts: dict[str, int]
    answered: int
    total: int
    next_open: str
    confirmable: int
    takeable: int
    block: str
    block_text: str


def group_of(item: ItemView) -> str:
    """The group a place is counted in: its kind for differences, else where it comes from."""
    return item.kind if item.origin == "collation" else item.origin


def view(found: ProofPage, wanted: Filter, t: Translate, block: str = "") -> View:
    """The view of `found` for one page of its text."""
    chunks = _chunks(found.rows)
    number = min(max(wanted.page, 1), len(chunks))
    shown = Filter(wanted.group, wanted.open_only, number, wanted.proof)
    page_of = {b.id: n for n, rows in enumerate(chunks, start=1) for row in rows for b in row.right}
    here = [item for item in found.items if page_of.get(item.place.block, 1) == number]
    groups = [group_of(item) for item in found.items]
    opened = found.open_items
    return View(
        filter=shown,
        listed=tuple(item for item in here if shown.takes(item)),
        pairs=tuple(_pairs(chunks[number - 1], here, t, compares=found.compares)),
        pages=len(chunks),
        counts={g: groups.count(g) for g in GROUPS},
        open_counts={g: sum(group_of(i) == g for i in opened) for g in GROUPS},
        answered=len(found.items) - len(opened),
        total=len(found.items),
        next_open=_next_open(opened, page_of, shown),
        confirmable=sum(i.origin == "recheck" and i.kind == "done" for i in opened),
        takeable=sum(i.origin != "recheck" and i.earlier is not None for i in opened),
        block=block,
        block_text=next((b.text for row in found.rows for b in row.right if b.id == block), ""),
    )


def _chunks(rows: Sequence[Row]) -> list[list[Row]]:
    """The rows in pages of about as many characters; there is at least one page."""
    pages: list[list[Row]] = [[]]
    size = 0
    for row in rows:
        length = sum(len(b.text) for b in row.right or row.left)
        if pages[-1] and size + length > PAGE_CHARACTERS:
            pages.append([])
            size = 0
        pages[-1].append(row)
        size += length
    return pages


def _next_open(opened: list[ItemView], page_of: dict[str, int], shown: Filter) -> str:
    """Where the next open place is: on this page of the text, else on the first one that has any."""
    if not opened:
        return ""
    item = next((i for i in opened if page_of.get(i.place.block, 1) == shown.page), opened[0])
    number = page_of.get(item.place.block, 1)
    return f"?{shown.query(page=number if number > 1 else '', kind='', open='')}#p{item.number}"


def _pairs(rows: Sequence[Row], items: Sequence[ItemView], t: Translate, *, compares: bool) -> Iterable[Pair]:
    left: dict[str, list[Span]] = defaultdict(list)
    right: dict[str, list[Span]] = defaultdict(list)
    order = {b.id: n for n, b in enumerate(b for row in rows for b in row.right)}
    left_order = {b.id: n for n, b in enumerate(b for row in rows for b in row.left)}
    for item in items:
        _put(right, item.place, item, order, t, own=True)
        if compares:
            _put(left, item.manuscript, item, left_order, t, own=False)
    for row in rows:
        lefts = tuple(line(b, render(b.text, left[b.id])) for b in row.left) if compares else ()
        rights = tuple(line(b, render(b.text, right[b.id])) for b in row.right)
        quiet = not any(right[b.id] for b in row.right) and not any(left[b.id] for b in row.left)
        if lefts or rights:
            yield Pair(lefts, rights, quiet)


def _put(
    marks: dict[str, list[Span]],
    spot: Stretch,
    item: ItemView,
    order: dict[str, int],
    t: Translate,
    *,
    own: bool,
) -> None:
    """Mark a stretch in every block it touches; only its first piece can be jumped to."""
    if spot.block not in order:
        return
    first, last = order[spot.block], order.get(spot.last, order[spot.block])
    title = t("proof.kind." + item.kind)
    for block, number in order.items():
        if not first <= number <= last:
            continue
        start = spot.start if number == first else 0
        end = spot.end if number == last else 1 << 30
        name = (
            f"p{item.number}" if own and number == first else f"p{item.number}.{'r' if own else 'l'}{number}"
        )
        marks[block].append(
            Span(name, _kind(item), start, end, str(item.number) if number == first else "", f"#p{item.number}", title,
                 settled=item.answer == "keep")
        )  # fmt: skip


def _kind(item: ItemView) -> str:
    if item.answer == "change":
        return "order"
    return "glyph" if item.kind == "glyph" else "diff"


@dataclass(frozen=True, slots=True)
class Marked:
    """A paragraph of the marked-up proof: the text with its marks drawn, and the notes in its margin."""

    html: Markup
    notes: tuple[ItemView, ...]


def marked(found: ProofPage, t: Translate, *, whole: bool) -> list[Marked]:
    """The proof with every order drawn on it; without `whole` only paragraphs that have one."""
    blocks = [b for row in found.rows for b in row.right]
    order = {b.id: n for n, b in enumerate(blocks)}
    notes: dict[str, list[ItemView]] = defaultdict(list)
    pieces: dict[str, list[tuple[int, int, ItemView]]] = defaultdict(list)
    for item in found.ordered:
        spot = item.place
        if spot.block not in order:
            continue
        notes[spot.block].append(item)
        for number in range(order[spot.block], order.get(spot.last, order[spot.block]) + 1):
            start = spot.start if number == order[spot.block] else 0
            end = spot.end if number == order.get(spot.last) else len(blocks[number].text)
            pieces[blocks[number].id].append((start, end, item))
    return [
        Marked(_drawn(b.text, pieces[b.id], b.id, t), tuple(notes[b.id]))
        for b in blocks
        if whole or pieces[b.id]
    ]


def _drawn(text: str, pieces: Sequence[tuple[int, int, ItemView]], block: str, t: Translate) -> Markup:
    out, at = Markup(), 0
    for start, end, item in sorted(pieces, key=lambda piece: piece[:2]):
        out += escape(text[at:start]) + _mark(text[start:end], item, t, first=item.place.block == block)
        at = end
    return out + escape(text[at:])


def _mark(text: str, item: ItemView, t: Translate, *, first: bool) -> Markup:
    mark = Mark(item.mark)
    title = f"{item.number} {t('proof.mark.' + mark.value)}"
    drawing = Markup(svg(mark, str(escape(title)))) if first else Markup()  # noqa: S704  its title is escaped
    label = Markup("<sup>{}</sup>").format(item.number) if first else Markup()
    cut = exchanged(plain_text(text), plain_text(item.wanted)) if mark is Mark.TRANSPOSE else None
    if cut is not None and len(plain_text(text)) == len(text):
        inner = Markup('<span class="pm-on">{}</span>{}<span class="pm-on">{}</span>').format(
            text[:cut], drawing, text[cut:]
        )
        return inner + label
    tag = "del" if mark is Mark.DELETE else "span"
    on = Markup('<{0} class="pm-on">{1}</{0}>').format(tag, text) if text else Markup()
    return on + drawing + label


def drawing(item: ItemView, t: Translate) -> Markup:
    """The mark of an order, drawn."""
    return Markup(svg(Mark(item.mark), str(escape(t("proof.mark." + item.mark)))))  # noqa: S704  its title is escaped


def legend(t: Translate) -> list[tuple[Markup, str]]:
    """Every mark with its name."""
    named = [(mark, t("proof.mark." + mark.value)) for mark in Mark]
    return [(Markup(svg(mark, str(escape(name)))), name) for mark, name in named]  # noqa: S704  escaped


def numbers(chosen: Iterable[str]) -> list[int]:
    """The numbers of a form's places; what is none is left out."""
    return [int(one) for one in chosen if one.isascii() and one.isdigit() and len(one) < 10]
