"""XML edited in place: where every element stands in the bytes of a part, so that only what changes is written anew.

A tree that is parsed and written again differs in quotes, declarations and white space all over the part; here the
bytes outside an edit stay as they are. Parts are known to be well-formed and free of DTDs (`documents.safe_xml`).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape

from documents.apply import apply_to_text
from documents.errors import DamagedError

Path = tuple[int, ...]
Edit = tuple[int, int, bytes]
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_TAG = re.compile(rb"""<[^\s/>]+(?:\s+[^\s=>]+\s*=\s*(?:"[^"]*"|'[^']*'))*\s*/?>""")
# Not XML 1.0 characters (2.2).
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(slots=True)
class Node:
    """An element in the bytes of a part: `<` at `start`, content from `inner` to `close`, `>` before `end`.

    `path` counts comments and processing instructions as children, as lxml does. `scope`: prefix → namespace.
    """

    path: Path
    name: bytes
    start: int
    inner: int
    scope: Mapping[str, str]
    parent: Node | None = None
    close: int = 0
    end: int = 0
    children: list[Node] = field(default_factory=list)

    @property
    def local(self) -> str:
        """The name without its prefix."""
        return self.name.rpartition(b":")[2].decode()

    @property
    def prefix(self) -> str:
        """The prefix of the name, '' where it has none."""
        return self.name.rpartition(b":")[0].decode()

    @property
    def namespace(self) -> str:
        """The namespace the name is in."""
        return self.scope.get(self.prefix, "")

    @property
    def is_empty_tag(self) -> bool:
        """Whether it is written as one tag, `<x/>`."""
        return self.inner == self.end

    def child(self, local: str) -> Node | None:
        """The first child of that local name."""
        return next((c for c in self.children if c.local == local), None)

    def walk(self) -> Iterator[Node]:
        """This element and all below it, in document order."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(reversed(node.children))


class Source:
    """The text of a part as UTF-8, and the way back to the bytes it came from.

    Raises (on creation):
        DamagedError: the bytes are not what the part says they are.
    """

    def __init__(self, raw: bytes, part: str) -> None:
        self._raw = raw
        self._bom, self._encoding = _encoding_of(raw)
        try:
            text = raw[len(self._bom) :].decode(self._encoding)
            self.data = text.encode()
            intact = text.encode(self._encoding) == raw[len(self._bom) :]
        except (UnicodeError, LookupError) as error:
            raise DamagedError(f"文件已损坏：{part} 的编码与声明不符。") from error
        if not intact:
            raise DamagedError(f"{part} 的编码不能原样写回。请用 Word 重新保存后再试。")

    def edited(self, edits: Iterable[Edit]) -> bytes:
        """The part's bytes with the edits (offsets in `data`) put in.

        Raises:
            OverlapError: see `documents.apply.apply_to_text`.
        """
        changed = apply_to_text(self.data, edits)
        return self._raw if changed == self.data else self._bom + changed.decode().encode(self._encoding)

    def tag(self, node: Node) -> bytes:
        """The start tag of `node` as it is written, as an opening one."""
        tag = self.data[node.start : node.inner]
        return tag[:-2].rstrip() + b">" if node.is_empty_tag else tag

    def text(self, node: Node) -> bytes:
        """The whole element as it is written."""
        return self.data[node.start : node.end]


def _encoding_of(raw: bytes) -> tuple[bytes, str]:
    for bom, name in _BOMS:
        if raw.startswith(bom):
            return bom, name
    for start, name in ((b"<\x00", "utf-16-le"), (b"\x00<", "utf-16-be")):
        if raw.startswith(start):
            return b"", name
    found = _DECLARED.match(raw[:200])
    return b"", found.group(1).decode() if found else "utf-8"


class _Scan:
    """One pass of expat over a part, keeping the elements at and below the wanted paths."""

    def __init__(self, source: Source, wanted: Iterable[Path], deep: bool) -> None:
        self.data = source.data
        self.deep = deep
        self.wanted = set(wanted)
        self.depths = {len(path) for path in self.wanted}
        self.found: dict[Path, Node] = {}
        self.counts: list[int] = []
        self.path: list[int] = []
        self.scopes: list[Mapping[str, str]] = [{"xml": "http://www.w3.org/XML/1998/namespace"}]
        self.open: list[Node | None] = []
        self.parser = parser = expat.ParserCreate("utf-8")
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CommentHandler = self._other
        parser.ProcessingInstructionHandler = self._other

    def run(self) -> dict[Path, Node]:
        self.parser.Parse(self.data, True)
        return self.found

    def _other(self, *_: str) -> None:
        if self.counts:
            self.counts[-1] += 1

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if self.counts:
            self.path.append(self.counts[-1])
            self.counts[-1] += 1
        self.counts.append(0)
        scope = self.scopes[-1]
        declared = {k[6:]: v for k, v in attributes.items() if k == "xmlns" or k.startswith("xmlns:")}
        self.scopes.append({**scope, **declared} if declared else scope)
        above = self.open[-1] if self.open else None
        node = None
        if (self.deep and above is not None) or self._is_wanted():
            start = self.parser.CurrentByteIndex
            tag = _TAG.match(self.data, start)
            if tag is None:  # expat accepted it, so this is a fault of ours
                raise ValueError(f"no tag at byte {start}")
            node = Node(tuple(self.path), name.encode(), start, tag.end(), self.scopes[-1], above)
            self.found[node.path] = node
            if above is not None:
                above.children.append(node)
        self.open.append(node)

    def _is_wanted(self) -> bool:
        return len(self.path) in self.depths and tuple(self.path) in self.wanted

    def _end(self, _: str) -> None:
        node = self.open.pop()
        self.scopes.pop()
        self.counts.pop()
        if self.path:
            self.path.pop()
        if node is None:
            return
        if self.data[node.inner - 2 : node.inner] == b"/>":
            node.close = node.end = node.inner
        else:
            node.close = self.parser.CurrentByteIndex
            node.end = self.data.index(b">", node.close) + 1


def scan(source: Source, wanted: Iterable[Path], *, deep: bool = True) -> dict[Path, Node]:
    """The elements at the wanted paths, with everything below them if `deep`, by path; `()` is the root."""
    return _Scan(source, wanted, deep).run()


def root_of(source: Source) -> Node:
    """The root element alone."""
    return scan(source, [()], deep=False)[()]


@dataclass(frozen=True, slots=True)
class Names:
    """How to name elements and attributes of one namespace at a place: a prefix, and its declaration if it needs one."""

    prefix: str
    declaration: str = ""

    def __call__(self, local: str) -> str:
        return f"{self.prefix}:{local}"


def names(scope: Mapping[str, str], namespace: str, preferred: str) -> Names:
    """Names of `namespace` under `scope`. Attributes need a prefix, so the default namespace will not do."""
    if scope.get(preferred) == namespace:
        return Names(preferred)
    bound = next((p for p, uri in sorted(scope.items()) if p and uri == namespace), None)
    if bound is not None:
        return Names(bound)
    free, number = preferred, 0
    while free in scope:
        number += 1
        free = f"{preferred}{number}"
    return Names(free, f' xmlns:{free}="{namespace}"')


def appended(source: Source, root: Node, content: bytes) -> list[Edit]:
    """The edits that put `content` at the end of `root`."""
    if root.is_empty_tag:
        return [(root.start, root.end, source.tag(root) + content + b"</" + root.name + b">")]
    return [(root.close, root.close, content)]


def text_of(value: str) -> str:
    """`value` as character data; what XML cannot say becomes U+FFFD."""
    return escape(_FORBIDDEN.sub("\ufffd", value), {"\r": "&#13;"})


def attribute(value: str) -> str:
    """`value` inside a double-quoted attribute."""
    return text_of(value).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def is_writable(value: str) -> bool:
    """Whether XML can hold every character of `value`."""
    return _FORBIDDEN.search(value) is None
