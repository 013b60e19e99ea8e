"""Corrections written into a Word file: as tracked changes under a person's name, or directly.

Only the characters that differ are replaced; what is new takes the look of what it replaces. A correction that the
file cannot take where it stands (a formula, text that Word fills in itself) is told, never forced.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from documents.apply import apply_to_text
from documents.docx_names import W
from documents.errors import EmptyFileError, NotWritableError
from documents.limits import Limits
from documents.model import Block, nfc
from documents.package_write import rewrite
from documents.read_docx import read_docx
from documents.write_comments import Ids, who
from documents.write_model import Correction, Refusal, Written
from documents.write_places import Leaf, Places, Traced
from documents.write_runs import RunCuts, way_out
from documents.write_xml import Names, Node, Path, Source, is_writable, scan, text_of

_DEFAULT = Limits()
_INSERTED = 1  # between what ends at a place and what begins there
# Fields whose result Word works out again whenever it shows or prints the file: a correction there would not last.
_COMPUTED = frozenset(
    "= AUTHOR AUTONUM CREATEDATE DATE DOCPROPERTY EDITTIME FILENAME FILESIZE LASTSAVEDBY LISTNUM NOTEREF NUMCHARS NUMPAGES "  # noqa: SIM905 - a list of fifty lines says no more
    "NUMWORDS PAGE PAGEREF PRINTDATE REF REVNUM SAVEDATE SECTION SECTIONPAGES SEQ STYLEREF TIME TITLE USERNAME".split()
)
_BREAKS = {"\n": "br", "\t": "tab"}


@dataclass(frozen=True, slots=True)
class _Place:
    """A correction trimmed to what differs, in every copy of its block."""

    correction: Correction
    text: str
    copies: tuple[tuple[Traced, int, int], ...]


def correct(
    data: bytes,
    corrections: Sequence[Correction],
    *,
    tracked: bool = True,
    limits: Limits = _DEFAULT,
) -> Written:
    """The Word file `data` with the corrections in it. The same arguments give the same bytes.

    Raises:
        UnreadableError: `data` is no readable Word file. NotWritableError: the result would not read as ordered.
    """
    places = Places(data, limits)
    chosen, refused = _planned(places, corrections)
    if not chosen:
        return Written(data, refused)
    # In text order: two insertions at one place must follow each other as their corrections do.
    ordered = sorted(chosen, key=lambda place: (place.correction.start, place.correction.end))
    new = _write(data, places, ordered, tracked)
    _verify(new, places, [place.correction for place in ordered], limits)
    return Written(new, refused)


def refusals(
    data: bytes, corrections: Sequence[Correction], limits: Limits = _DEFAULT
) -> tuple[Refusal, ...]:
    """What `correct` would refuse, without writing anything.

    Raises:
        UnreadableError: `data` is no readable Word file.
    """
    return _planned(Places(data, limits), corrections)[1]


def _planned(places: Places, corrections: Sequence[Correction]) -> tuple[list[_Place], tuple[Refusal, ...]]:
    """The corrections that can be written, and the others with their reasons; of two that overlap the first counts."""
    blocks = {block.id: block for block in places.document.blocks}
    refused: list[Refusal] = []
    chosen: list[_Place] = []
    taken: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for index, correction in enumerate(corrections):
        block = blocks.get(correction.block)
        reason = _objection(block, correction, taken[correction.block])
        found = _placed(places, block, correction) if block is not None and not reason else reason
        if isinstance(found, str):
            refused.append(Refusal(index, found))
        else:
            chosen.append(found)
            insort(taken[correction.block], (correction.start, correction.end))
    return chosen, tuple(refused)


def _objection(block: Block | None, correction: Correction, taken: Sequence[tuple[int, int]]) -> str:
    """Why a correction cannot even be tried, '' where it can. `taken`: ranges of others, in order and apart."""
    start, end = correction.start, correction.end
    if block is None or not 0 <= start <= end <= len(block.text):
        return "文件里没有这个位置"
    if start < len(block.label):
        return "自动编号不是文字，请在 Word 里改编号"
    if not is_writable(correction.text):
        return "建议里有不能写进 Word 的字符"
    at = bisect_left(taken, (start, end))
    if (at and taken[at - 1][1] > start) or (
        at < len(taken) and (taken[at][0] < end or taken[at] == (start, end))
    ):
        return "与另一处修改重叠"
    return ""


def _placed(places: Places, block: Block, correction: Correction) -> _Place | str:
    """Where to write it, or why it cannot be."""
    start, end, text = _trimmed(block.text, correction)
    traced = places.trace(block)
    if traced is None:
        return "这段文字在文件里不是普通文字（如图片、艺术字），请在 Word 里改"
    copies = []
    for copy in (traced, *places.twins(block)):
        first, last = copy.raw(start, end)
        leaves = copy.between(first, last)
        reason = _obstacle(leaves)
        if reason and copy is traced:
            return reason
        if not reason:
            copies.append((copy, first, last))
    return _Place(correction, text, tuple(copies))


def _trimmed(whole: str, correction: Correction) -> tuple[int, int, str]:
    """The correction without what stays the same at both its ends."""
    start, end, text = correction.start, correction.end, nfc(correction.text)
    while start < end and text and whole[start] == text[0]:
        start, text = start + 1, text[1:]
    while start < end and text and whole[end - 1] == text[-1]:
        end, text = end - 1, text[:-1]
    return start, end, text


def _obstacle(leaves: Sequence[Leaf]) -> str:
    if not leaves:
        return "这一段没有文字"
    if any(leaf.run is None for leaf in leaves):
        return "在公式或其他特殊内容里，请在 Word 里改"
    if any(leaf.field in _COMPUTED for leaf in leaves):
        return "是 Word 自动算出来的（如页码、日期、交叉引用），请改它的来源"
    for leaf in leaves:
        for control in leaf.element.iterancestors(W + "sdt"):
            properties = control.find(W + "sdtPr")
            if properties is not None and properties.find(W + "dataBinding") is not None:
                return "在由 Word 自动填写的内容控件里，请改它的来源"
    return ""


def _write(data: bytes, places: Places, wanted: Sequence[_Place], tracked: bool) -> bytes:
    by_part: dict[str, list[tuple[_Place, Traced, int, int]]] = defaultdict(list)
    for place in wanted:
        for traced, first, last in place.copies:
            by_part[traced.part].append((place, traced, first, last))
    ids = Ids.of(places)
    changed = {}
    for part, items in by_part.items():
        source = Source(places.package.read(part), part)
        traced_once = {id(traced): traced for _, traced, _, _ in items}.values()
        nodes = scan(source, {path for traced in traced_once for path in _paragraphs(traced)})
        writer = _Writer(source, RunCuts(source, nodes, ids.fresh), ids, tracked)
        for item in items:
            writer.write(*item)
        changed[part] = source.edited(writer.cuts.edits())
    return rewrite(data, changed)


def _paragraphs(traced: Traced) -> set[Path]:
    depth = len(traced.paragraph)
    return {traced.paragraph, *(leaf.path[:depth] for leaf in traced.leaves)}


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes corrections into one part."""

    source: Source
    cuts: RunCuts
    ids: Ids
    tracked: bool

    def write(self, place: _Place, traced: Traced, first: int, last: int) -> None:
        """Delete [first, last) of the raw text and put the new text in."""
        leaves = traced.between(first, last)
        correction = place.correction
        wrap = self._deletion(correction) if self.tracked else None
        for leaf in leaves if first < last else ():
            begin, end = max(first, leaf.start), min(last, leaf.end)
            self.cuts.delete(leaf, begin - leaf.start, end - leaf.start, wrap)
        if not place.text:
            return
        # Behind what it replaces, where that is in one place of the tree; else behind its first piece.
        parents = {self.cuts.run_of(leaf).path[:-1] for leaf in leaves}
        leaf = leaves[-1] if len(parents) == 1 else leaves[0]
        at = max(min(last, leaf.end), leaf.start) - leaf.start
        self.cuts.mark(leaf, at, _INSERTED, self._insertion(place, self.cuts.run_of(leaves[0]), leaf))

    def _deletion(self, correction: Correction) -> _Deletion:
        return _Deletion(self.ids, correction)

    def _insertion(self, place: _Place, look: Node, leaf: Leaf) -> bytes:
        run = self.cuts.run_of(leaf)
        w = self.cuts.names_at(run)
        content = _run(place.text, w, self.cuts.properties(look))
        if not self.tracked:
            return content
        parted = way_out(self.source, run, self.ids.fresh)
        if parted is None:
            return content  # inside an insertion that cannot be parted: it belongs to that insertion
        closing, opening = parted
        c = place.correction
        head = f'<{w("ins")}{w.declaration} {w("id")}="{self.ids.fresh()}" {who(c.author, c.at, w)}>'.encode()
        return closing + head + content + f"</{w('ins')}>".encode() + opening


@dataclass(frozen=True, slots=True, eq=False)
class _Deletion:
    """What goes around deleted runs: a w:del with a number of its own each time."""

    ids: Ids
    correction: Correction

    def __call__(self, w: Names) -> tuple[str, str]:
        c = self.correction
        head = f'<{w("del")}{w.declaration} {w("id")}="{self.ids.fresh()}" {who(c.author, c.at, w)}>'
        return head, f"</{w('del')}>"


def _run(text: str, w: Names, properties: bytes) -> bytes:
    """A new run; line ends and tabs become their elements."""
    content, plain = "", ""
    for character in [*text, ""]:
        if character and character not in _BREAKS:
            plain += character
            continue
        if plain:
            content += f'<{w("t")} xml:space="preserve">{text_of(plain)}</{w("t")}>'
            plain = ""
        if character:
            content += f"<{w(_BREAKS[character])}/>"
    return f"<{w('r')}{w.declaration}>".encode() + properties + content.encode() + f"</{w('r')}>".encode()


def _verify(new: bytes, places: Places, done: Sequence[Correction], limits: Limits) -> None:
    """Read the result: every block must say what was ordered, and nothing else may have changed.

    Raises:
        NotWritableError: it does not.
    """
    edits: Mapping[str, list[tuple[int, int, str]]] = defaultdict(list)
    for c in done:
        edits[c.block].append((c.start, c.end, c.text))
    wanted = [nfc(apply_to_text(b.text, edits.get(b.id, ()))) for b in places.document.blocks]
    try:
        found = [block.text for block in read_docx(new, limits).blocks]
    except EmptyFileError as error:
        raise NotWritableError("照这样改，文件里就没有文字了，没有生成文件。") from error
    if [t.strip("\n") for t in wanted if t.strip()] != [t for t in found if t.strip()]:
        raise NotWritableError(
            "写入修改后读到的文字与预期不同，没有生成文件。请下载带批注的文件，在 Word 里修改。"
        )
