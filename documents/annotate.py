"""Remarks written into a Word file as comments, at the exact characters they speak of.

Nothing but the comments changes: the text, its content hash and every other part stay as they are. Word shows no
comment inside headers, footers, notes and text boxes and opens no file with more than 32,767 comment ranges
([MS-OI29500] 2.1.315); such a remark stands in the body where the place hangs, and names the place and its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from lxml import etree

from documents.docx_names import W, path_of
from documents.errors import NotWritableError
from documents.limits import Limits
from documents.model import Block, BlockKind
from documents.package_write import rewrite
from documents.read_docx import locate, read_docx
from documents.write_comments import CommentParts, Entry, Ids, reference
from documents.write_model import Note, Refusal, Written
from documents.write_places import Leaf, Places, Traced, numbers
from documents.write_runs import RunCuts
from documents.write_xml import Path, Source, names, root_of, scan

_DEFAULT = Limits()
MOST = 10_000  # comments of ours in one file; Word stops at 32,767 in all
_END, _POINT, _START = 0, 1, 2  # at one place: what ends, what is empty, what begins
_ELSEWHERE = {BlockKind.HEADER: "页眉", BlockKind.FOOTER: "页脚", BlockKind.FOOTNOTE: "注释"}


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where a comment goes in the main part: between two leaves, or around the element at `element`.

    With `element` alone a paragraph means its whole content.
    """

    paragraph: Path
    first: tuple[Leaf, int] | None = None
    last: tuple[Leaf, int] | None = None
    element: Path | None = None
    place: str = ""  # what the remark must say because it does not stand on its words
    mark_first: bool = False  # see `_opens_a_control`


def annotate(data: bytes, notes: Sequence[Note], limits: Limits = _DEFAULT) -> Written:
    """The Word file `data` with `notes` as comments. The same arguments give the same bytes.

    Raises:
        UnreadableError: `data` is no readable Word file. NotWritableError: the result would read differently.
    """
    places = Places(data, limits)
    blocks = {block.id: block for block in places.document.blocks}
    refused: list[Refusal] = []
    spots: dict[int, _Spot] = {}
    for index, note in enumerate(notes):
        block = blocks.get(note.block)
        if block is None or not 0 <= note.start <= note.end <= len(block.text):
            refused.append(Refusal(index, "文件里没有这个位置"))
        elif len(spots) >= MOST:
            refused.append(Refusal(index, f"批注超过 {MOST} 条，Word 可能打不开"))
        else:
            spots[index] = _spot(places, block, note)
    if not spots:
        return Written(data, tuple(refused))
    order = {identity: place for place, identity in enumerate(blocks)}
    ranked = sorted(spots, key=lambda i: (order[notes[i].block], notes[i].start, notes[i].end))
    new = _write(data, places, [(notes[i], spots[i]) for i in ranked])
    if read_docx(new, limits).content_hash() != places.document.content_hash():
        raise NotWritableError("加入批注后读到的文字与原稿不同，没有生成文件。")
    return Written(new, tuple(refused), tuple(i for i, spot in spots.items() if spot.place))


def _spot(places: Places, block: Block, note: Note) -> _Spot:
    if block.anchor.part != places.main:
        return _beside(places, block)
    paragraph = locate(places.root(places.main), block.anchor.path)
    box = next(paragraph.iterancestors(W + "txbxContent"), None)
    if box is not None:
        return _around_box(box)
    traced = places.trace(block)
    path = numbers(block.anchor.path)
    if traced is None or not traced.leaves:
        return _Spot(path, place="" if block.kind is BlockKind.IMAGE else "段落")
    start, end = traced.raw(note.start, note.end)
    return replace(_exact(path, traced, start, end), mark_first=_opens_a_control(paragraph))


def _opens_a_control(paragraph: etree._Element) -> bool:
    """Whether it is the first paragraph of a content control around whole paragraphs.

    LibreOffice (7.4) loses the text of such a paragraph in front of a comment's mark, so the mark goes to its begin.
    The comment stands on its range all the same (17.13.4.5).
    """
    controls = paragraph.iterancestors(W + "sdtContent")
    return any(next(control.iter(W + "p")) is paragraph for control in controls)


def _exact(path: Path, traced: Traced, start: int, end: int) -> _Spot:
    found = traced.between(start, end)
    first, last = found[0], found[-1]
    if start >= end:
        return _Spot(path, (first, min(start, first.end) - first.start))
    return _Spot(path, (first, start - first.start), (last, end - last.start))


def _around_box(box: etree._Element) -> _Spot:
    """Around the run of the body that holds a text box."""
    outermost = list(box.iterancestors(W + "p"))[-1]
    run = [r for r in box.iterancestors(W + "r") if outermost in set(r.iterancestors(W + "p"))][-1]
    return _Spot(numbers(path_of(outermost)), element=numbers(path_of(run)), place="文本框")


def _beside(places: Places, block: Block) -> _Spot:
    """In the body: at the mark of a note, at the first paragraph for a header or footer."""
    place = _ELSEWHERE.get(block.kind, "正文以外")
    body = places.root(places.main)
    if block.kind is BlockKind.FOOTNOTE:
        note = places.root(block.anchor.part)[numbers(block.anchor.path)[0]]
        kind = str(note.tag).removeprefix(W)
        for mark in body.iter(f"{W}{kind}Reference"):
            run = mark.getparent()
            paragraph = next(mark.iterancestors(W + "p"), None)
            if mark.get(W + "id") == note.get(W + "id") and run is not None and paragraph is not None:
                return _Spot(numbers(path_of(paragraph)), element=numbers(path_of(run)), place=place)
    first = next(
        (p for p in body.iter(W + "p") if next(p.iterancestors(W + "txbxContent"), None) is None), None
    )
    if first is None:
        raise NotWritableError("正文里没有段落，批注没有地方可放。")
    return _Spot(numbers(path_of(first)), place=place)


def _write(data: bytes, places: Places, wanted: Sequence[tuple[Note, _Spot]]) -> bytes:
    part = places.main
    source = Source(places.package.read(part), part)
    nodes = scan(source, _paragraphs(wanted))
    ids = Ids.of(places)
    cuts = RunCuts(source, nodes, ids.fresh)
    entries = []
    for note, spot in wanted:
        entry = Entry(ids.fresh(), note.author, note.at, _lines(places, note, spot), note.resolved)
        entries.append(entry)
        _mark(places, cuts, spot, entry.id)
    parts = CommentParts(places, ids, root_of(source).namespace)
    parts.add(entries)
    return rewrite(data, {**parts.changed, part: source.edited(cuts.edits())}, parts.added)


def _paragraphs(wanted: Iterable[tuple[Note, _Spot]]) -> set[Path]:
    """The paragraphs to look into: of a paragraph merged with the one before, both."""
    found: set[Path] = set()
    for _, spot in wanted:
        found.add(spot.paragraph)
        depth = len(spot.paragraph)
        found |= {leaf.path[:depth] for leaf, _ in filter(None, (spot.first, spot.last))}
    return found


def _lines(places: Places, note: Note, spot: _Spot) -> tuple[str, ...]:
    if not spot.place:
        return note.lines
    words = places.document.block(note.block).text[note.start : note.end]
    return (f"（{spot.place}：“{words}”）" if words else f"（{spot.place}）", *note.lines)


def _mark(places: Places, cuts: RunCuts, spot: _Spot, identity: int) -> None:
    """Put the two ends of a comment and its mark into the text."""
    paragraph = cuts.nodes[spot.paragraph]
    w = names(paragraph.scope, paragraph.namespace, paragraph.prefix or "w")
    begin = f'<{w("commentRangeStart")}{w.declaration} {w("id")}="{identity}"/>'.encode()
    end = f'<{w("commentRangeEnd")}{w.declaration} {w("id")}="{identity}"/>'.encode()
    mark = reference(places, w, identity).encode()
    if spot.mark_first:
        cuts.inside(paragraph, _START, mark, at_end=False)
    else:
        end += mark
    if spot.element is not None:
        node = cuts.nodes[spot.element]
        cuts.beside(node, _START, begin, behind=False)
        cuts.beside(node, _END, end, behind=True)
    elif spot.first is None:
        cuts.inside(paragraph, _START, begin, at_end=False)
        cuts.inside(paragraph, _END, end, at_end=True)
    elif spot.last is None:
        cuts.mark(*spot.first, _POINT, begin + end)
    else:
        cuts.mark(*spot.first, _START, begin)
        cuts.mark(*spot.last, _END, end)
