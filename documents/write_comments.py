"""The parts of a package that hold comments: comments, their threads, the people; added or extended.

Source: ECMA-376-1, 17.13.4; [MS-DOCX] 2.5 for `commentEx` (resolved comments) and `person`.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from documents.docx_names import W
from documents.package import CONTENT_TYPES
from documents.write_places import Places
from documents.write_xml import Names, Source, appended, attribute, names, root_of, text_of

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
_W15 = "http://schemas.microsoft.com/office/word/2012/wordml"
_MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_OFFICE = "http://schemas.microsoft.com/office/2011/relationships/"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_STRICT_W = "http://purl.oclc.org/ooxml/wordprocessingml/main"
_RELATION_TYPES = {
    W.strip("{}"): "http://schemas.openxmlformats.org/officeDocument/2006/relationships/",
    _STRICT_W: "http://purl.oclc.org/ooxml/officeDocument/relationships/",
}
_IDS = re.compile(rb"""[:\s]id\s*=\s*["']\s*(-?\d{1,12})""")
_PARA_IDS = re.compile(rb"""paraId\s*=\s*["']([0-9A-Fa-f]{1,8})["']""")
_LARGEST = 2**31 - 2  # ids are signed 32-bit numbers in Word


@dataclass(frozen=True, slots=True)
class Entry:
    """A comment to write: `lines` are its paragraphs, `at` the wall-clock time to show."""

    id: int
    author: str
    at: datetime
    lines: tuple[str, ...]
    resolved: bool = False


@dataclass
class Ids:
    """Numbers that nothing in the package uses yet. The same package gives the same numbers."""

    used: set[int] = field(default_factory=set)
    paragraphs: set[int] = field(default_factory=set)
    _next: int = 1
    _next_paragraph: int = 0x10000000

    @classmethod
    def of(cls, places: Places) -> Ids:
        """Those of a package: any number that an `id` of its text uses is taken."""
        found = cls()
        for part in {*places.stories(), *filter(None, [places.related("comments")])}:
            raw = places.package.read(part)
            found.used.update(int(m) for m in _IDS.findall(raw))
            found.paragraphs.update(int(m, 16) for m in _PARA_IDS.findall(raw))
        highest = max((n for n in found.used if n < _LARGEST // 2), default=0)
        found._next = max(highest, 0) + 1
        return found

    def fresh(self) -> int:
        """A number for an annotation."""
        while self._next in self.used:
            self._next += 1
        self.used.add(self._next)
        return self._next

    def paragraph(self) -> str:
        """Eight hex digits for a paragraph (w14:paraId, below 0x80000000)."""
        while self._next_paragraph in self.paragraphs:
            self._next_paragraph += 1
        self.paragraphs.add(self._next_paragraph)
        return f"{self._next_paragraph:08X}"


def clock(at: datetime) -> str:
    """A time as Word writes it: to the second, on the clock of the person (w:date knows no zone)."""
    return at.replace(tzinfo=None, microsecond=0).isoformat()


def who(author: str, at: datetime, w: Names) -> str:
    """The author and date attributes of a mark."""
    return f'{w("author")}="{attribute(author)}" {w("date")}="{clock(at)}"'


class CommentParts:
    """What adding `entries` makes of the parts of a package; `changed` and `added` as `package_write.rewrite` takes."""

    def __init__(self, places: Places, ids: Ids, namespace: str) -> None:
        self.places = places
        self.package = places.package
        self.ids = ids
        self.namespace = namespace
        self.changed: dict[str, bytes] = {}
        self.added: dict[str, bytes] = {}
        self._relations: list[tuple[str, str]] = []  # (type, part)
        self._overrides: list[tuple[str, str]] = []  # (part, content type)

    def add(self, entries: Sequence[Entry]) -> None:
        """Write the comments, their threads and their people."""
        if not entries:
            return
        keys = [self.ids.paragraph() for _ in entries]
        relation = _RELATION_TYPES.get(self.namespace, _RELATION_TYPES[W.strip("{}")])
        self._comments(entries, keys, relation + "comments")
        self._threads(entries, keys)
        self._people({entry.author for entry in entries})
        self._link()

    def _comments(self, entries: Sequence[Entry], keys: Sequence[str], relation: str) -> None:
        styles = _Styles.of(self.places)

        def content(w: Names, w14: Names, mc: Names) -> str:
            return "".join(_comment(e, key, styles, w, w14, mc) for e, key in zip(entries, keys, strict=True))

        part = self.places.related("comments")
        if part is not None:
            source = Source(self.package.read(part), part)
            root = root_of(source)
            named = (
                names(root.scope, root.namespace, "w"),
                names(root.scope, _W14, "w14"),
                names(root.scope, _MC, "mc"),
            )
            self.changed[part] = source.edited(appended(source, root, content(*named).encode()))
            return
        open_tag = (
            f'<w:comments xmlns:w="{self.namespace}" xmlns:w14="{_W14}" xmlns:mc="{_MC}" mc:Ignorable="w14">'
        )
        body = content(Names("w"), Names("w14"), Names(""))
        self._new("comments", f"{open_tag}{body}</w:comments>", relation)

    def _threads(self, entries: Sequence[Entry], keys: Sequence[str]) -> None:
        def content(w15: Names) -> str:
            return "".join(
                f'<{w15("commentEx")}{w15.declaration} {w15("paraId")}="{key}" {w15("done")}="{int(entry.resolved)}"/>'
                for entry, key in zip(entries, keys, strict=True)
            )

        self._extend("commentsExtended", "commentsEx", content)

    def _people(self, authors: Iterable[str]) -> None:
        part = self.places.related("people")
        known = self.package.xml(part) if part is not None else None
        there = set() if known is None else {p.get(f"{{{_W15}}}author", "") for p in known}
        new = [attribute(author) for author in sorted(set(authors) - there)]

        def content(w15: Names) -> str:
            person, presence = w15("person"), w15("presenceInfo")
            return "".join(
                f'<{person}{w15.declaration} {w15("author")}="{name}">'
                f'<{presence} {w15("providerId")}="None" {w15("userId")}="{name}"/></{person}>'
                for name in new
            )

        if new:
            self._extend("people", "people", content)

    def _extend(self, kind: str, root_name: str, content: Callable[[Names], str]) -> None:
        """Put w15 elements at the end of the part of that kind, made if there is none."""
        part = self.places.related(kind)
        if part is None:
            xml = f'<w15:{root_name} xmlns:w15="{_W15}">{content(Names("w15"))}</w15:{root_name}>'
            self._new(kind, xml, _OFFICE + kind)
            return
        source = Source(self.package.read(part), part)
        root = root_of(source)
        inside = content(names(root.scope, _W15, "w15"))
        self.changed[part] = source.edited(appended(source, root, inside.encode()))

    def _new(self, kind: str, xml: str, relation: str) -> None:
        folder = posixpath.dirname(self.places.main)
        taken = {name.lower() for name in self.package.names()} | {name.lower() for name in self.added}
        number, part = 0, posixpath.join(folder, f"{kind}.xml")
        while part.lower() in taken:
            number += 1
            part = posixpath.join(folder, f"{kind}{number}.xml")
        self.added[part] = (_HEAD + xml).encode()
        self._relations.append((relation, part))
        self._overrides.append((part, f"{_TYPES}{kind}+xml"))

    def _link(self) -> None:
        """Name the new parts in the relationships of the main part and in the content types."""
        if not self.added:
            return
        folder, _, base = self.places.main.rpartition("/")
        part = posixpath.join(folder, "_rels", f"{base}.rels")
        taken = set(self.places.relations)
        links = []
        for kind, target in self._relations:
            identity = next(i for n in range(1, len(taken) + 2) if (i := f"rIdSanshen{n}") not in taken)
            taken.add(identity)
            links.append(
                f'<Relationship Id="{identity}" Type="{kind}" Target="{posixpath.basename(target)}"/>'
            )
        if part in self.package:
            self._append(part, links)
        else:
            self.added[part] = (
                f'{_HEAD}<Relationships xmlns="{_RELATIONS}">{"".join(links)}</Relationships>'.encode()
            )
        self._append(
            CONTENT_TYPES,
            [f'<Override PartName="/{name}" ContentType="{kind}"/>' for name, kind in self._overrides],
        )

    def _append(self, part: str, elements: Iterable[str]) -> None:
        source = Source(self.package.read(part), part)
        root = root_of(source)
        prefix = f"<{root.prefix}:" if root.prefix else "<"
        content = "".join(element.replace("<", prefix, 1) for element in elements)
        self.changed[part] = source.edited(appended(source, root, content.encode()))


@dataclass(frozen=True, slots=True)
class _Styles:
    """Ids of the file's own styles for comments, None where it has none: then plain small text is set directly."""

    text: str | None
    mark: str | None

    @classmethod
    def of(cls, places: Places) -> _Styles:
        part = places.related("styles")
        ids: dict[str, str] = {}
        if part is not None:
            for style in places.root(part).iter(W + "style"):
                name = style.find(W + "name")
                if name is not None:
                    ids[(name.get(W + "val") or "").lower()] = style.get(W + "styleId", "")
        return cls(ids.get("annotation text"), ids.get("annotation reference"))


def reference(places: Places, w: Names, identity: int) -> str:
    """The run that carries a comment's mark in the text."""
    look = _style_of_run(_Styles.of(places).mark, w)
    return f'<{w("r")}{w.declaration}>{look}<{w("commentReference")} {w("id")}="{identity}"/></{w("r")}>'


def _style_of_run(style: str | None, w: Names) -> str:
    if not style:
        return ""
    return f'<{w("rPr")}><{w("rStyle")} {w("val")}="{attribute(style)}"/></{w("rPr")}>'


def _comment(entry: Entry, key: str, styles: _Styles, w: Names, w14: Names, mc: Names) -> str:
    """One w:comment; the thread's key stands on its last paragraph."""
    q = w.prefix
    mark = f"<{q}:r>{_style_of_run(styles.mark, w)}<{q}:annotationRef/></{q}:r>"
    layout = (
        f'<{q}:pPr><{q}:pStyle {q}:val="{attribute(styles.text)}"/></{q}:pPr>' if styles.text else _plain(q)
    )
    look = "" if styles.text else f'<{q}:rPr><{q}:sz {q}:val="18"/><{q}:szCs {q}:val="18"/></{q}:rPr>'
    lines = entry.lines or ("",)
    paragraphs = []
    for index, line in enumerate(lines):
        last = f' {w14("paraId")}="{key}"' if index == len(lines) - 1 else ""
        text = f'<{q}:r>{look}<{q}:t xml:space="preserve">{text_of(line)}</{q}:t></{q}:r>'
        paragraphs.append(f"<{q}:p{last}>{layout}{mark if index == 0 else ''}{text}</{q}:p>")
    ignorable = f'{mc.declaration} {mc("Ignorable")}="{w14.prefix}"' if w14.declaration else ""
    head = (
        f'<{q}:comment{w.declaration}{w14.declaration}{ignorable} {q}:id="{entry.id}" '
        f'{who(entry.author, entry.at, w)} {q}:initials="{attribute(entry.author.strip()[:1] or "?")}">'
    )
    return f"{head}{''.join(paragraphs)}</{q}:comment>"


def _plain(q: str) -> str:
    """Paragraph properties that undo a text style's: without them a comment is set like the text, large and indented."""
    return (
        f'<{q}:pPr><{q}:spacing {q}:before="0" {q}:after="0" {q}:line="240" {q}:lineRule="auto"/>'
        f'<{q}:ind {q}:left="0" {q}:right="0" {q}:firstLineChars="0" {q}:firstLine="0"/><{q}:jc {q}:val="left"/></{q}:pPr>'
    )
