"""A clean copy of a Word file: every tracked change accepted, the comments taken out, all else as it was.

Source: ECMA-376-1, 17.13.4 and 17.13.5. What the copy says is what was reviewed: the final view of the file.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from documents.apply import apply_to_text
from documents.docx_inline import is_deleted_mark
from documents.docx_names import BLOCKS, W, path_of
from documents.errors import NotWritableError
from documents.limits import Limits
from documents.package import CONTENT_TYPES
from documents.package_write import rewrite
from documents.read_docx import read_docx
from documents.revisions import marks
from documents.write_places import Places, numbers, paths_below
from documents.write_xml import Edit, Node, Path, Source, scan

_DEFAULT = Limits()
_COMMENT_PARTS = {"comments", "commentsExtended", "commentsIds", "commentsExtensible", "people"}


def _tags(*names: str) -> set[str]:
    return {W + name for name in names}


_CAME = _tags("ins", "moveTo")
_WENT = _tags("del", "moveFrom")
_FORMER = _tags(
    *("pPrChange", "rPrChange", "sectPrChange", "tblPrChange", "tblGridChange", "trPrChange", "tcPrChange"),
    *("tblPrExChange", "numberingChange", "cellIns", "cellMerge"),
)
_RANGES = {
    f"{W}{name}Range{edge}"
    for name in ("moveFrom", "moveTo", "customXmlIns", "customXmlDel", "customXmlMoveFrom", "customXmlMoveTo")
    for edge in ("Start", "End")
}
_COMMENTED = _tags("commentRangeStart", "commentRangeEnd")
_REFERENCE = W + "commentReference"
# Where a mark says something of its parent, not of what is inside it.
_PROPERTIES = _tags("rPr", "trPr", "numPr") | {
    "{http://schemas.openxmlformats.org/officeDocument/2006/math}ctrlPr"
}
_FOLLOWERS = BLOCKS | _tags("p", "sectPr")


def clean(data: bytes, *, keep_comments: bool = False, limits: Limits = _DEFAULT) -> bytes:
    """The Word file `data` with all tracked changes accepted, and without comments unless they are kept.

    Raises:
        UnreadableError: `data` is no readable Word file. NotWritableError: the result would read differently.
    """
    places = Places(data, limits)
    changed: dict[str, bytes] = {}
    for part in places.stories():
        plan = _Plan(places.root(part), keep_comments)
        if plan.is_empty():
            continue
        source = Source(places.package.read(part), part)
        changed[part] = source.edited(_edits(source, plan))
    removed: set[str] = set()
    if not keep_comments:
        removed = _comment_parts(places)
        changed |= _unlinked(places, removed)
    if not changed and not removed:
        return data
    new = rewrite(data, changed, removed=removed)
    left = marks(new, limits)
    same = read_docx(new, limits).content_hash() == places.document.content_hash()
    if not same or left.revisions or (left.remarks and not keep_comments):
        raise NotWritableError(
            "这份文件的修订不能自动接受。请在 Word 里接受全部修订、删除批注，另存后再上传。"
        )
    return new


@dataclass
class _Plan:
    """What is to go from one part: elements with all in them, tags around what stays, paragraphs that melt together."""

    root: etree._Element
    keep_comments: bool
    removed: set[etree._Element] = field(default_factory=set)
    unwrapped: list[etree._Element] = field(default_factory=list)
    merged: list[tuple[etree._Element, etree._Element]] = field(default_factory=list)

    def __post_init__(self) -> None:
        wanted = _CAME | _WENT | _FORMER | _RANGES | _tags("cellDel")
        for element in self.root.iter(*wanted, *(() if self.keep_comments else (*_COMMENTED, _REFERENCE))):
            self._plan(element)
        for element in list(self.root.iter(W + "tr")):
            if not self._stays(element, W + "tc"):
                self.removed.add(element)
        for element in list(self.root.iter(W + "tbl")):
            if not self._stays(element, W + "tr"):
                self.removed.add(element)
        for paragraph in self.root.iter(W + "p"):
            if is_deleted_mark(paragraph):
                self._melt(paragraph)

    def is_empty(self) -> bool:
        """Whether the part stays as it is."""
        return not (self.removed or self.unwrapped or self.merged)

    def _plan(self, element: etree._Element) -> None:
        parent = element.getparent()
        tag = element.tag
        if parent is None:
            return
        if tag == W + "cellDel":
            self.removed.add(next(element.iterancestors(W + "tc"), element))
        elif tag in _WENT and parent.tag == W + "trPr":
            self.removed.add(next(element.iterancestors(W + "tr"), element))
        elif tag == _REFERENCE:
            alone = all(child is element or child.tag == W + "rPr" for child in parent)
            self.removed.add(parent if alone and parent.tag == W + "r" else element)
        elif tag in _CAME and parent.tag not in _PROPERTIES:
            self.unwrapped.append(element)
        else:
            self.removed.add(element)

    def _stays(self, element: etree._Element, tag: str) -> bool:
        """Whether a table or row keeps anything, or never had what could go."""
        inside = list(element.iter(tag))
        return not inside or any(child not in self.removed for child in inside)

    def _melt(self, paragraph: etree._Element) -> None:
        """A paragraph whose end is deleted continues in the next one; before anything else it ends by itself."""
        following = next((s for s in paragraph.itersiblings() if s.tag in _FOLLOWERS), None)
        if following is not None and following.tag == W + "p":
            self.merged.append((paragraph, following))
        elif following is not None and following.tag != W + "sectPr" and not self._says_something(paragraph):
            self.removed.add(paragraph)

    def _says_something(self, paragraph: etree._Element) -> bool:
        shown = paragraph.iter(*_tags("t", "tab", "br", "sym", "drawing", "pict", "object"))
        return any(not self.is_gone(element) for element in shown)

    def is_gone(self, element: etree._Element) -> bool:
        """Whether it goes with something around it."""
        return any(above in self.removed for above in element.iterancestors())

    def elements(self) -> Iterator[etree._Element]:
        """Every element the plan speaks of."""
        yield from self.removed
        yield from self.unwrapped
        for pair in self.merged:
            yield from pair
            yield from (p for paragraph in pair for p in paragraph.iterchildren(W + "pPr"))


def _edits(source: Source, plan: _Plan) -> list[Edit]:
    paths = paths_below(plan.root, set(plan.elements()))
    nodes = scan(source, paths.values(), deep=False)
    edits: list[Edit] = []
    for element in plan.removed:
        if not plan.is_gone(element):
            node = nodes[paths[element]]
            edits.append((node.start, node.end, b""))
    for element in plan.unwrapped:
        if not plan.is_gone(element):
            node = nodes[paths[element]]
            edits.append((node.start, node.inner, b""))
            if not node.is_empty_tag:
                edits.append((node.close, node.end, b""))
    pairs = [(a, b) for a, b in plan.merged if a not in plan.removed and not plan.is_gone(a)]
    # What is inside a paragraph is settled before the paragraph itself; of a chain the first comes first.
    for first, following in sorted(pairs, key=lambda pair: (-len(paths[pair[0]]), paths[pair[0]])):
        one, other = nodes[paths[first]], nodes[paths[following]]
        edits = _melted(
            source,
            edits,
            _Held(one, _properties(first, nodes, paths)),
            _Held(other, _properties(following, nodes, paths)),
        )
    return edits


@dataclass(frozen=True, slots=True)
class _Held:
    """A paragraph and its properties in the bytes of its part."""

    node: Node
    properties: Node | None

    @property
    def begin(self) -> int:
        """Where its content begins."""
        return self.node.inner if self.properties is None else self.properties.end


def _properties(
    paragraph: etree._Element, nodes: dict[Path, Node], paths: dict[etree._Element, Path]
) -> Node | None:
    found = paragraph.find(W + "pPr")
    return None if found is None else nodes[paths[found]]


def _melted(source: Source, edits: list[Edit], one: _Held, other: _Held) -> list[Edit]:
    """The edits with the content of `one` put at the beginning of `other`."""
    node = one.node
    begin, end = one.begin, node.close
    inner = [(s - begin, e - begin, new) for s, e, new in edits if begin <= s and e <= end]
    content = b"" if node.is_empty_tag else apply_to_text(source.data[begin:end], inner)
    kept = [edit for edit in edits if not (node.start <= edit[0] and edit[1] <= node.end)]
    kept.append((node.start, node.end, b""))
    if content and other.node.is_empty_tag:
        whole = source.tag(other.node) + content + b"</" + other.node.name + b">"
        kept.append((other.node.start, other.node.end, whole))
    elif content:
        kept.append((other.begin, other.begin, content))
    return kept


def _comment_parts(places: Places) -> set[str]:
    parts = {
        r.target
        for r in places.relations.values()
        if r.kind in _COMMENT_PARTS and not r.external and r.target in places.package
    }
    return parts | {name for part in parts if (name := _relations_of(part)) in places.package}


def _relations_of(part: str) -> str:
    folder, _, base = part.rpartition("/")
    return posixpath.join(folder, "_rels", f"{base}.rels")


def _unlinked(places: Places, removed: Iterable[str]) -> dict[str, bytes]:
    """Relationships and content types without the removed parts."""
    gone = set(removed)
    if not gone:
        return {}
    ids = {i for i, r in places.relations.items() if not r.external and r.target in gone}
    links = _relations_of(places.main)
    changed = {}
    for part, attribute, values in (
        (links, "Id", ids),
        (CONTENT_TYPES, "PartName", {f"/{name}" for name in gone}),
    ):
        tree = places.package.xml(part)
        paths = [numbers(path_of(e)) for e in tree if e.get(attribute) in values]
        source = Source(places.package.read(part), part)
        nodes = scan(source, paths, deep=False)
        changed[part] = source.edited([(nodes[p].start, nodes[p].end, b"") for p in paths])
    return changed
