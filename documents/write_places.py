"""From a span of a block back to the characters of the file: which elements of which part hold it.

The same walk that read the text (`documents.docx_inline`) says which element gave each piece, so both can only differ
where the file is not the one the document was read from; then nothing is placed.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

from lxml import etree

from documents.docx_inline import Inline, is_deleted_mark, read_inline
from documents.docx_names import BLOCKS, MC, W, child_val, path_of
from documents.docx_styles import StyleBook
from documents.limits import Limits
from documents.model import Block, BlockKind, Document
from documents.offsets import span
from documents.package import Package
from documents.read_docx import locate, main_part, read_docx
from documents.write_xml import Path

_BOX = W + "txbxContent"


@dataclass(frozen=True, slots=True)
class Leaf:
    """An element that gave `text`, which starts at `start` of the block's raw text.

    `run` is the w:r right above it; `field` names the field whose result it is part of, '' where it is in none.
    """

    element: etree._Element
    text: str
    start: int
    path: Path
    run: Path | None
    field: str

    @property
    def end(self) -> int:
        """Where its text ends in the block's raw text."""
        return self.start + len(self.text)


@dataclass(frozen=True, slots=True)
class Traced:
    """A block with the leaves of its text, and its NFC offsets in their raw text."""

    part: str
    paragraph: Path
    leaves: tuple[Leaf, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def between(self, first: int, last: int) -> Sequence[Leaf]:
        """The leaves that hold any of [first, last) of the raw text; of an empty range the one that ends or lies there,
        else the first.
        """
        begin = bisect_right(self.leaves, first, key=lambda leaf: leaf.end)
        if first < last:
            return self.leaves[begin : bisect_left(self.leaves, last, key=lambda leaf: leaf.start)]
        at = bisect_left(self.leaves, first, key=lambda leaf: leaf.end) if first else 0
        return self.leaves[at : at + 1]

    def raw(self, start: int, end: int) -> tuple[int, int]:
        """[start, end) of the block's text as offsets of the raw text; an automatic number counts as nothing."""
        if start < end:
            return self.starts[start], self.ends[end - 1]
        at = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
        return at, at


def numbers(path: str) -> Path:
    """An `Anchor.path` as a tuple."""
    return tuple(int(index) for index in path.split("/")) if path else ()


class Places:
    """The places of one file's text.

    Raises (on creation):
        UnreadableError: see `documents.read_docx.read_docx`.
    """

    def __init__(self, data: bytes, limits: Limits) -> None:
        self.package = Package(data, limits)
        self.main = main_part(self.package)
        self.document: Document = read_docx(data, limits)
        self.relations = self.package.relationships(self.main)
        self._roots: dict[str, etree._Element] = {}
        self._traced: dict[str, Traced | None] = {}
        self._copies: dict[str, list[Traced]] = {}

    @cached_property
    def _book(self) -> StyleBook:
        return StyleBook(self.package, self.related("styles"), None)

    def related(self, kind: str) -> str | None:
        """The part of that kind that hangs on the main part, None where there is none."""
        found = (r.target for r in self.relations.values() if r.kind == kind and not r.external)
        return next((target for target in found if target in self.package), None)

    def stories(self) -> list[str]:
        """All parts that hold text of the document, the main one first."""
        kinds = {"header", "footer", "footnotes", "endnotes"}
        others = (r.target for r in self.relations.values() if r.kind in kinds and not r.external)
        return [self.main, *dict.fromkeys(part for part in others if part in self.package)]

    def root(self, part: str) -> etree._Element:
        """The tree of a part, read once."""
        if part not in self._roots:
            self._roots[part] = self.package.xml(part)
        return self._roots[part]

    def trace(self, block: Block) -> Traced | None:
        """Where the text of `block` stands, None where the file does not hold it as text (art, pictures)."""
        if block.id not in self._traced:
            found = None
            if block.kind is not BlockKind.IMAGE and block.anchor.part:
                paragraph = locate(self.root(block.anchor.part), block.anchor.path)
                found = self._trace(block.anchor.part, numbers(block.anchor.path), paragraph, block)
            self._traced[block.id] = found
        return self._traced[block.id]

    def _trace(self, part: str, path: Path, paragraph: etree._Element, block: Block) -> Traced | None:
        if paragraph.tag != W + "p":
            return None
        leaves = tuple(self._leaves(path, paragraph))
        raw = "".join(leaf.text for leaf in leaves)
        lead = len(raw) - len(raw.lstrip("\n"))
        inner = raw.strip("\n")
        # The number has no place of its own: it counts as standing where the text begins.
        zero = [lead] * len(block.label)
        places = range(lead, lead + len(inner))
        mapped = span(block.label + inner, [*zero, *places], [*zero, *(at + 1 for at in places)])
        if mapped.text != block.text:
            return None
        return Traced(part, path, leaves, mapped.starts, mapped.ends)

    def _leaves(self, path: Path, paragraph: etree._Element) -> Iterator[Leaf]:
        start = 0
        for continued in (*_merged_into(paragraph), paragraph):
            own = path if continued is paragraph else (*path[:-1], _index(continued))
            inline = Inline(leaves=[])
            base = self._book.style(child_val(continued.find(W + "pPr"), "pStyle"))
            read_inline(continued, self._book, base, inline)
            fields = _fields(continued)
            below = paths_below(continued, {element for _, element in inline.leaves or ()})
            for text, element in inline.leaves or ():
                path_here = (*own, *below[element])
                run = path_here[:-1] if _in_run(element) else None
                yield Leaf(element, text, start, path_here, run, fields.get(element, ""))
                start += len(text)

    def twins(self, block: Block) -> list[Traced]:
        """Other copies of the block that the reader counts once: the fallback of its text box, an equal margin."""
        if block.id not in self._copies:
            self._copies[block.id] = self._find_twins(block)
        return self._copies[block.id]

    def _find_twins(self, block: Block) -> list[Traced]:
        traced = self.trace(block)
        if traced is None:
            return []
        paragraph = locate(self.root(traced.part), block.anchor.path)
        found = [self._twin(traced.part, other, block) for other in _fallbacks(paragraph)]
        if block.kind in {BlockKind.HEADER, BlockKind.FOOTER}:
            found += [self._twin(*place, block) for place in self._margins(traced, paragraph)]
        return [twin for twin in found if twin is not None]

    def _twin(self, part: str, paragraph: etree._Element, block: Block) -> Traced | None:
        return self._trace(part, numbers(path_of(paragraph)), paragraph, block)

    def _margins(self, traced: Traced, paragraph: etree._Element) -> Iterator[tuple[str, etree._Element]]:
        here = self.root(traced.part)
        index = list(here.iter(W + "p")).index(paragraph)
        for part in self.stories()[1:]:
            other = self.root(part)
            if part != traced.part and other.tag == here.tag and _texts(other) == _texts(here):
                yield part, list(other.iter(W + "p"))[index]


def _fields(paragraph: etree._Element) -> dict[etree._Element, str]:
    """For every element within a field's result: the name of the innermost field (PAGE, REF, TOC …)."""
    found: dict[etree._Element, str] = {}
    instructions: list[str] = []
    for element in paragraph.iter():
        if element.tag == W + "instrText" and instructions:
            instructions[-1] += element.text or ""
        elif element.tag == W + "fldChar":
            kind = element.get(W + "fldCharType")
            if kind == "begin":
                instructions.append("")
            elif kind == "end" and instructions:
                instructions.pop()
        elif instructions:
            found[element] = _first_word(instructions[-1])
    for simple in paragraph.iter(W + "fldSimple"):
        found.update(dict.fromkeys(simple.iter(), _first_word(simple.get(W + "instr", ""))))
    return found


def _first_word(instruction: str) -> str:
    return (instruction.split() or [""])[0].upper()


def _merged_into(paragraph: etree._Element) -> list[etree._Element]:
    """The paragraphs before `paragraph` whose deleted ends make them one with it, in order."""
    chain: list[etree._Element] = []
    for before in paragraph.itersiblings(preceding=True):
        if before.tag in BLOCKS or (before.tag == W + "p" and not is_deleted_mark(before)):
            break
        if before.tag == W + "p":
            chain.insert(0, before)
    return chain


def _index(element: etree._Element) -> int:
    parent = element.getparent()
    return 0 if parent is None else parent.index(element)


def paths_below(top: etree._Element, wanted: Set[etree._Element]) -> dict[etree._Element, Path]:
    """The index paths, from `top`, of the wanted elements: one walk, where a path for each would count siblings anew."""
    found: dict[etree._Element, Path] = {}
    stack: list[tuple[etree._Element, Path]] = [(top, ())]
    while stack:
        element, path = stack.pop()
        if element in wanted:
            found[element] = path
        stack.extend((child, (*path, index)) for index, child in enumerate(element))
    return found


def _in_run(element: etree._Element) -> bool:
    parent = element.getparent()
    return parent is not None and parent.tag == W + "r" and isinstance(element.tag, str)


def _texts(root: etree._Element) -> list[str]:
    return ["".join(t.text or "" for t in p.iter(W + "t")) for p in root.iter(W + "p")]


def _fallbacks(paragraph: etree._Element) -> Iterator[etree._Element]:
    """The same paragraph of a text box in the other branches of its mc:AlternateContent."""
    for alternate in paragraph.iterancestors(MC + "AlternateContent"):
        branch = next((b for b in alternate if paragraph in set(b.iter(W + "p"))), None)
        if branch is None:
            continue
        place = _box_paragraphs(branch).index(paragraph)
        for other in alternate:
            paragraphs = _box_paragraphs(other) if other is not branch else []
            if place < len(paragraphs):
                yield paragraphs[place]


def _box_paragraphs(branch: etree._Element) -> list[etree._Element]:
    return [p for box in branch.iter(_BOX) for p in box.iter(W + "p")]
