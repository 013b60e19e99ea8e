"""Cutting runs of text: marks between characters, characters deleted, each piece keeping its run's properties.

A w:r is split only where a mark falls inside it. All other bytes of the part stay (`documents.write_xml`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from documents.docx_names import M, W
from documents.write_places import Leaf
from documents.write_xml import Edit, Names, Node, Path, Source, names, text_of

Wrap = Callable[[Names], tuple[str, str]]
_SPACE = b' xml:space="preserve"'
_TRACKED_IN = {"ins", "moveTo"}
_ID = re.compile(rb"""(\s(?:[\w.-]+:)?id\s*=\s*)("[^"]*"|'[^']*')""")
_CONTROLS = {"sdtContent", "fldSimple", "ruby", "rubyBase"}


@dataclass(slots=True)
class _Cuts:
    """What happens to one leaf: marks by offset and rank, deleted ranges with what is put around them."""

    leaf: Leaf
    marks: list[tuple[int, int, bytes]] = field(default_factory=list)
    deleted: list[tuple[int, int, Wrap | None]] = field(default_factory=list)

    def pieces(self) -> Iterator[tuple[int, int, bytes, Wrap | None, bool]]:
        """(start, end, marks before it, wrap, deleted) in order; a last empty piece carries the marks at the end."""
        size = len(self.leaf.text)
        marks: dict[int, list[bytes]] = defaultdict(list)
        for at, _, markup in sorted(self.marks, key=lambda mark: mark[:2]):
            marks[at].append(markup)
        begins = {begin: (end, wrap) for begin, end, wrap in self.deleted}
        places = sorted({0, size, *marks, *begins, *(end for end, _ in begins.values())})
        until, around = 0, None
        for at, end in zip(places, [*places[1:], size], strict=True):
            if at in begins:
                until, around = begins[at]
            gone = at < until
            yield at, end, b"".join(marks[at]), around if gone else None, gone


@dataclass(slots=True)
class _Segment:
    """Content that shares one run: ranges of the part that stay, and bytes that are new."""

    wrap: Wrap | None
    content: list[tuple[int, int] | bytes] = field(default_factory=list)


class RunCuts:
    """All cuts into the runs of one part. `nodes`: the elements of every paragraph that is cut; `fresh` gives new ids."""

    def __init__(self, source: Source, nodes: Mapping[Path, Node], fresh: Callable[[], int]) -> None:
        self.source = source
        self.nodes = nodes
        self.fresh = fresh
        self._cuts: dict[Path, dict[Path, _Cuts]] = defaultdict(dict)
        self._outside: list[tuple[int, int, bytes]] = []
        self._filled: dict[Path, bytes] = {}

    def mark(self, leaf: Leaf, offset: int, rank: int, markup: bytes) -> None:
        """Put `markup` between runs at `offset` of a leaf; at one place the lower rank goes first.

        A leaf that is no plain text of a run (a formula) is never cut: the mark goes before it or behind it.
        """
        if leaf.run is None:
            self.beside(self.holder(leaf), rank, markup, behind=offset > 0)
        else:
            self._of(leaf).marks.append((offset, rank, markup))

    def delete(self, leaf: Leaf, start: int, end: int, wrap: Wrap | None) -> None:
        """Delete [start, end) of a leaf: put into what `wrap` names, or dropped where that is None."""
        self._of(leaf).deleted.append((start, end, wrap))

    def beside(self, node: Node, rank: int, markup: bytes, *, behind: bool) -> None:
        """Put `markup` before or behind a whole element."""
        self._outside.append((node.end if behind else node.start, rank, markup))

    def inside(self, paragraph: Node, rank: int, markup: bytes, *, at_end: bool) -> None:
        """Put `markup` at the begin (behind the properties) or the end of a paragraph's content."""
        if paragraph.is_empty_tag:
            self._filled[paragraph.path] = self._filled.get(paragraph.path, b"") + markup
            return
        properties = paragraph.child("pPr")
        begin = properties.end if properties is not None else paragraph.inner
        self._outside.append((paragraph.close if at_end else begin, rank, markup))

    def holder(self, leaf: Leaf) -> Node:
        """The element that stands for a leaf that cannot be cut: its formula, else the run around it."""
        chain = [self.nodes[leaf.path]]
        while (above := chain[-1].parent) is not None and above.local != "p":
            chain.append(above)
        formulas = [n for n in chain if n.local in {"oMath", "oMathPara"} and _is(n, M)]
        runs = [n for n in chain if n.local == "r" and is_word(n)]
        return [*formulas[-1:], *runs[:1], chain[0]][0]

    def run_of(self, leaf: Leaf) -> Node:
        """The w:r of a leaf that has one."""
        if leaf.run is None:
            raise ValueError("a leaf without a run")
        return self.nodes[leaf.run]

    def names_at(self, node: Node) -> Names:
        """How to name new WordprocessingML elements beside `node`."""
        return names(node.scope, node.namespace, node.prefix or "w")

    def properties(self, run: Node) -> bytes:
        """The w:rPr of a run as it is written, without the record of its own change."""
        found = run.child("rPr")
        if found is None:
            return b""
        change = found.child("rPrChange")
        text = self.source.text(found)
        if change is None:
            return text
        return text[: change.start - found.start] + text[change.end - found.start :]

    def edits(self) -> list[Edit]:
        """Everything as edits of the part."""
        found = [(at, at, markup) for at, _, markup in sorted(self._outside, key=lambda m: (m[0], m[1]))]
        for run, cuts in self._cuts.items():
            found += self._run(self.nodes[run], cuts)
        for path, markup in self._filled.items():
            node = self.nodes[path]
            found.append((node.start, node.end, self.source.tag(node) + markup + b"</" + node.name + b">"))
        return found

    def _of(self, leaf: Leaf) -> _Cuts:
        if leaf.run is None:
            raise ValueError("a leaf without a run")
        return self._cuts[leaf.run].setdefault(leaf.path, _Cuts(leaf))

    def _run(self, run: Node, cuts: Mapping[Path, _Cuts]) -> list[Edit]:
        """The edits of one run."""
        properties = run.child("rPr")
        head = (run.start, run.inner if properties is None else properties.end)
        tokens: list[tuple[int, int] | bytes] = []
        opened = False
        for part in self._segments(run, cuts):
            if isinstance(part, bytes):
                tokens.append(part)
                continue
            before, after = part.wrap(self.names_at(run)) if part.wrap is not None else ("", "")
            first = self._head_again(run) if opened else head
            tokens += [before.encode(), first, *part.content, b"</" + run.name + b">", after.encode()]
            opened = True
        return _as_edits(tokens, run)

    def _head_again(self, run: Node) -> bytes:
        """The start tag and properties of a run once more; the record of their change gets an id of its own."""
        properties = run.child("rPr")
        if properties is None:
            return self.source.tag(run)
        change = properties.child("rPrChange")
        text = self.source.text(properties)
        if change is not None:
            begin, end = change.start - properties.start, change.inner - properties.start
            text = text[:begin] + _renumbered(self.source, change, self.fresh) + text[end:]
        return self.source.tag(run) + text

    def _segments(self, run: Node, cuts: Mapping[Path, _Cuts]) -> list[_Segment | bytes]:
        """The run as segments with marks between them; content of one kind stays together."""
        found: list[_Segment | bytes] = []

        def take(content: tuple[int, int] | bytes, wrap: Wrap | None) -> None:
            last = found[-1] if found else None
            if not isinstance(last, _Segment) or last.wrap is not wrap:
                last = _Segment(wrap)
                found.append(last)
            last.content.append(content)

        for child in run.children:
            if child.local == "rPr":
                continue
            if child.path not in cuts:
                take((child.start, child.end), None)
                continue
            for start, end, marks, wrap, deleted in cuts[child.path].pieces():
                if marks:
                    found.append(marks)
                if start < end and not (deleted and wrap is None):
                    take(self._piece(child, cuts[child.path].leaf.text, start, end, deleted), wrap)
        return found

    def _piece(self, node: Node, text: str, start: int, end: int, deleted: bool) -> tuple[int, int] | bytes:
        """[start, end) of a leaf's text: as it is written where it is whole, else written anew."""
        if node.local != "t" or ((start, end) == (0, len(text)) and not deleted):
            return node.start, node.end
        prefix = node.name[: -len(b"t")]
        name = prefix + (b"delText" if deleted else b"t")
        return b"<" + name + _SPACE + b">" + text_of(text[start:end]).encode() + b"</" + name + b">"


def _as_edits(tokens: list[tuple[int, int] | bytes], run: Node) -> list[Edit]:
    """What is new between the stretches that stay."""
    edits: list[Edit] = []
    at, new = run.start, b""
    for token in [*tokens, (run.end, run.end)]:
        if isinstance(token, bytes):
            new += token
            continue
        if new or token[0] > at:
            edits.append((at, token[0], new))
        at, new = token[1], b""
    return edits


def _is(node: Node, braced: str) -> bool:
    """Whether `node` is in the Transitional namespace `{…}` or its Strict form."""
    uri = braced.strip("{}")
    strict = uri.replace("schemas.openxmlformats.org", "purl.oclc.org/ooxml").replace("/2006", "")
    return node.namespace in {uri, strict}


def is_word(node: Node) -> bool:
    """Whether `node` is WordprocessingML, Transitional or Strict."""
    return _is(node, W)


def way_out(source: Source, run: Node, fresh: Callable[[], int]) -> tuple[bytes, bytes] | None:
    """What closes and opens again the elements around `run` up to the outermost tracked insertion.

    Word knows no insertion within an insertion ([MS-OE376] 2.1.341), so a new one parts the old one. Empty where there
    is none, None where something stands between that cannot be parted.
    """
    above: list[Node] = []
    node, outermost = run.parent, 0
    while node is not None and node.local != "p":
        above.append(node)
        if node.local in _TRACKED_IN and is_word(node):
            outermost = len(above)
        node = node.parent
    parted = above[:outermost]
    if any(n.local in _CONTROLS for n in parted):
        return None
    closing = b"".join(b"</" + n.name + b">" for n in parted)
    return closing, b"".join(_reopened(source, n, fresh) for n in reversed(parted))


def _reopened(source: Source, node: Node, fresh: Callable[[], int]) -> bytes:
    """The start tag of `node` once more; a tracked change gets an id of its own."""
    return _renumbered(source, node, fresh) if node.local in _TRACKED_IN else source.tag(node)


def _renumbered(source: Source, node: Node, fresh: Callable[[], int]) -> bytes:
    """The start tag of a tracked change with another id."""
    tag = source.data[node.start : node.inner]
    return _ID.sub(lambda m: m[1] + f'"{fresh()}"'.encode(), tag, count=1)
