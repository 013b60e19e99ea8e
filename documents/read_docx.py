"""Word documents: every block a reader sees, in order, as it reads with all revisions accepted (the final view).

The original view, all revisions rejected, is the same reading of the XML turned round (`docx_original`).

Order: headers, body (a text box follows the paragraph it hangs on), footnotes, endnotes, footers.
`Anchor.part` is the package part, `Anchor.path` the indexes of the element from the part's root (`locate`
finds it again).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import Literal

from lxml import etree

from documents.docx_graphics import chart_texts, diagram_texts
from documents.docx_inline import Drawn, Inline, drawings, is_deleted_mark, read_inline
from documents.docx_names import BLOCKS, MC, R, W, child_val, choose, flag, path_of
from documents.docx_numbering import Numbering
from documents.docx_original import turn_back
from documents.docx_remarks import remarks
from documents.docx_styles import Facts, StyleBook
from documents.docx_tables import grid
from documents.errors import DamagedError, EmptyFileError, MacroError, WrongTypeError
from documents.headings import guess, is_short
from documents.limits import Limits
from documents.model import Anchor, Block, BlockKind, Cell, Document, Style, Unread, nfc
from documents.package import CONTENT_TYPES, Package, Relationship, foreign_zip

_MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_CAPTIONS = {"caption", "题注", "图题", "表题", "图名", "表名"}
_PLACES: dict[BlockKind | None, str] = {
    BlockKind.HEADER: "页眉",
    BlockKind.FOOTER: "页脚",
    BlockKind.FOOTNOTE: "注释",
}
_TRANSPARENT = {W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo")}
_GRAPHICS = {"chart": ("图表", chart_texts), "diagram": ("SmartArt 图示", diagram_texts)}
_MOST_LINKS = 1000
_TITLES = {"title", "标题", "文件标题", "公文标题"}


@dataclass(frozen=True, slots=True)
class _Story:
    """One run of text of its own: body, a header, a note. `kind` overrides what its blocks are."""

    part: str
    relations: dict[str, Relationship]
    kind: BlockKind | None = None


@dataclass(frozen=True, slots=True)
class _At:
    """A place in a story: index path from the part's root, and the table cell around it."""

    story: _Story
    path: str
    cell: Cell | None = None

    def child(self, index: int) -> _At:
        return _At(self.story, f"{self.path}/{index}".lstrip("/"), self.cell)

    @property
    def anchor(self) -> Anchor:
        return Anchor(self.story.part, self.path)


_Carried = tuple[Inline, etree._Element, _At]
View = Literal["final", "original"]


def read_docx(data: bytes, limits: Limits, view: View = "final") -> Document:
    """Document of a .docx file, with its tracked changes accepted (final) or rejected (original).

    Raises:
        DamagedError, EncryptedError, TooLargeError, ZipBombError, ExternalEntityError, MacroError,
        WrongTypeError, EmptyFileError: see the classes.
    """
    package = Package(data, limits)
    document = _Reader(package, main_part(package), view).read()
    if not document.characters:
        if any(b.kind is BlockKind.IMAGE for b in document.blocks):
            raise EmptyFileError("文件里只有图片，没有可审校的文字。")
        raise EmptyFileError("文件里没有文字。请确认上传的是否为正确的文件。")
    return document


def locate(root: etree._Element, path: str) -> etree._Element:
    """The element that `Anchor.path` names, in the unchanged part.

    Raises:
        IndexError, ValueError: no such element.
    """
    for index in path.split("/"):
        root = root[int(index)]
    return root


def main_part(package: Package) -> str:
    """The part that holds the body; what is no plain Word document is refused.

    Raises:
        DamagedError, MacroError, WrongTypeError: see the classes.
    """
    if CONTENT_TYPES not in package:
        if any(name.startswith("word/") for name in package.names()):
            raise DamagedError(f"文件已损坏：缺少 {CONTENT_TYPES}。")
        raise foreign_zip(package)
    types = package.content_types()
    if any("macroEnabled" in t or t.endswith("vbaProject") for t in types) or any(
        name.lower().endswith("vbaproject.bin") for name in package.names()
    ):
        raise MacroError("文件带有宏。请另存为不带宏的 .docx 后再上传。")
    relation = next((r for r in package.relationships("").values() if r.kind == "officeDocument"), None)
    if relation is None or relation.external:
        raise foreign_zip(package)
    content = package.content_type(relation.target)
    if content.endswith("wordprocessingml.template.main+xml"):
        raise WrongTypeError("这是 Word 模板（.dotx）。请另存为 .docx 后再上传。")
    if content != _MAIN:
        raise foreign_zip(package)
    return relation.target


class _Reader:
    """The state of reading one file."""

    def __init__(self, package: Package, main: str, view: View) -> None:
        self.package = package
        self.view = view
        self.main = main
        self.relations = package.relationships(main)
        self.book = StyleBook(package, self._related("styles"), self._related("theme"))
        numbering = self._related("numbering")
        self.numbering = Numbering(package.xml(numbering) if numbering else None)
        self.blocks: list[Block] = []
        self.unread: dict[Unread, None] = {}  # an ordered set
        self.counts: Counter[str] = Counter()
        self.tables = 0
        self.notes: dict[tuple[str, str], None] = {}
        self.links: dict[str, None] = {}
        self.title: Block | None = None

    def _related(self, kind: str) -> str | None:
        found = next((r for r in self.relations.values() if r.kind == kind and not r.external), None)
        return found.target if found is not None and found.target in self.package else None

    def _story_xml(self, part: str) -> etree._Element:
        root = self.package.xml(part)
        return turn_back(root) if self.view == "original" else root

    def read(self) -> Document:
        root = self._story_xml(self.main)
        body = root.find(W + "body")
        if root.tag != W + "document" or body is None:
            raise DamagedError("文件已损坏：没有正文。")
        self._margins(root, "header", BlockKind.HEADER)
        self._walk(body, _At(_Story(self.main, self.relations), str(root.index(body))))
        self._count_revisions(root)
        for kind in ("footnote", "endnote"):
            self._read_notes(kind)
        self._margins(root, "footer", BlockKind.FOOTER)
        comments = self._related("comments")
        if comments is not None:
            self.counts["comments"] = sum(1 for _ in self.package.xml(comments).iter(W + "comment"))
        names = ("tracked_insertions", "tracked_deletions", "comments", "hidden", "formulas")
        return Document(
            format="docx",
            blocks=tuple(self.blocks),
            unread=tuple(self.unread),
            notes=self._remarks(),
            facts={name: str(self.counts[name]) for name in names} | self._link_facts(),
        )

    def _walk(self, container: etree._Element, at: _At) -> None:
        """Blocks of a container. Recursion is safe: the parser stops at 256 levels of XML."""
        carried: _Carried | None = None
        for index, child in enumerate(container):
            tag = child.tag
            here = at.child(index)
            if carried is not None and tag in BLOCKS:
                self._paragraph(*carried)
                carried = None
            if tag == W + "p":
                carried = self._carry(child, here, carried)
            elif tag == W + "tbl":
                self._table(child, here)
            elif tag in _TRANSPARENT:
                self.counts["placeholders"] += flag(child.find(W + "sdtPr"), "showingPlcHdr") is True
                self._walk(child, here)
            elif tag == MC + "AlternateContent":
                branch = choose(child)
                if branch is not None:
                    self._walk(branch, here.child(child.index(branch)))
            elif tag in {W + "altChunk", W + "subDoc"}:
                self._cannot(at.story.kind, "嵌入的子文档没有读入")
        if carried is not None:
            self._paragraph(*carried)

    def _carry(self, paragraph: etree._Element, at: _At, carried: _Carried | None) -> _Carried | None:
        """Take a paragraph in behind what is carried; it is carried on itself where its end is deleted."""
        inline = self._inline(paragraph, carried[0] if carried else None)
        if is_deleted_mark(paragraph):
            return inline, paragraph, at
        self._paragraph(inline, paragraph, at)
        return None

    def _inline(self, paragraph: etree._Element, into: Inline | None) -> Inline:
        base = self.book.style(child_val(paragraph.find(W + "pPr"), "pStyle"))
        return read_inline(paragraph, self.book, base, into)

    def _paragraph(self, inline: Inline, paragraph: etree._Element, at: _At) -> None:
        properties = paragraph.find(W + "pPr")
        style_id = child_val(properties, "pStyle")
        facts = self.book.style(style_id).under(self.book.paragraph(properties))
        label, listed = self._label(facts, style_id)
        self._tally(inline, at.story)
        if inline.text.strip():
            text, style, name = nfc(label + inline.text), _style(facts, inline), self.book.name(style_id)
            kind, level = at.story.kind, None
            if kind is None and at.cell is not None:
                kind = BlockKind.TABLE_CELL
            elif kind is None and (name in _CAPTIONS or inline.sequence):
                kind = BlockKind.CAPTION
            elif kind is None:
                kind, level = self._body_kind(text, name, style, listed)
            block = Block("", kind, text, level, style, at.anchor, at.cell, label=label)
            block = self._append(block)
            if kind is BlockKind.HEADING and level is None:
                self.title = block
        for element in inline.drawn:
            for drawn in drawings(element):
                self._drawn(drawn, at)

    def _tally(self, inline: Inline, story: _Story) -> None:
        """What a paragraph adds to the sums of the whole file."""
        for name in ("hidden", "symbols", "formulas", "rubies", "placeholders"):
            self.counts[name] += getattr(inline, name)
        self.notes.update(dict.fromkeys(inline.notes))
        for identity in inline.links:
            relation = story.relations.get(identity)
            if relation is not None and relation.external:
                self.links[relation.target] = None

    def _append(self, block: Block) -> Block:
        block = replace(block, id=f"b{len(self.blocks) + 1}")
        self.blocks.append(block)
        return block

    def _label(self, facts: Facts, style_id: str | None) -> tuple[str, int | None]:
        """The automatic number, and the list level (from 1) of a listed paragraph."""
        if facts.numbering is None or facts.numbering[0] == "0":
            return "", None
        num, level = facts.numbering
        if level < 0:
            level = self.numbering.level_of_style(num, style_id)
        return self.numbering.label(num, level) or "", min(level + 1, 9)

    def _body_kind(
        self, text: str, name: str, style: Style, listed: int | None
    ) -> tuple[BlockKind, int | None]:
        """Kind and level of a paragraph of the body, from its style's name, its outline level, then its label."""
        if name in _TITLES or self._continues_title(text, style):
            return BlockKind.HEADING, None
        if style.outline_level is not None and style.outline_level < 9:
            return BlockKind.HEADING, style.outline_level + 1
        if name.startswith(("toc ", "目录")):
            return BlockKind.PARAGRAPH, None
        kind, level = guess(text)
        if listed is None:
            return kind, level
        # Listed by Word: 一、 and （一） still head a section, 1. and （1） are items of a list.
        return (kind if level in {1, 2} else BlockKind.LIST_ITEM), level or listed

    def _continues_title(self, text: str, style: Style) -> bool:
        """Whether an unstyled paragraph is (a further line of) the title: centred, short, at the top."""
        if style.alignment != "center" or not is_short(text):
            return False
        if self.title is None:
            return not any(b.kind not in {BlockKind.HEADER, BlockKind.IMAGE} for b in self.blocks)
        last = self.blocks[-1]
        return last is self.title and (style.font, style.size_pt) == (last.style.font, last.style.size_pt)

    def _table(self, table: etree._Element, at: _At) -> None:
        number = self.tables
        if at.story.kind is None:
            self.tables += 1
        for shown in grid(table, at.path):
            cell = None
            if at.story.kind is None:
                cell = Cell(number, shown.row, shown.column, shown.row_span, shown.column_span)
            self._walk(shown.element, _At(at.story, shown.path, cell))

    def _drawn(self, drawn: Drawn, at: _At) -> None:
        if drawn.kind == "box":
            self._walk(drawn.element, replace(at, path=path_of(drawn.element)))
        elif drawn.kind == "art":
            if drawn.text.strip():
                kind = at.story.kind or BlockKind.PARAGRAPH
                self._append(Block("", kind, nfc(drawn.text.strip()), anchor=at.anchor))
        elif drawn.kind == "image":
            self._image(drawn, at)
        elif drawn.kind in _GRAPHICS:
            self._graphic(drawn, at)
        else:
            self._cannot(at.story.kind, f"{drawn.kind}里的文字没有读入")

    def _graphic(self, drawn: Drawn, at: _At) -> None:
        """The words of a chart or a diagram, which stand in a part of its own."""
        what, texts = _GRAPHICS[drawn.kind]
        relation = at.story.relations.get(drawn.relation or "")
        if relation is None or relation.external or relation.target not in self.package:
            self._cannot(at.story.kind, f"{what}里的文字没有读入")
            return
        for text, path in texts(self.package.xml(relation.target)):
            anchor = Anchor(relation.target, path)
            self._append(
                Block("", at.story.kind or BlockKind.CAPTION, nfc(text), anchor=anchor, cell=at.cell)
            )

    def _image(self, drawn: Drawn, at: _At) -> None:
        relation = at.story.relations.get(drawn.relation or "")
        asset = None
        if relation is not None and relation.external:
            self._cannot(at.story.kind, "图片链接到文件之外，没有读取")
        elif relation is None or relation.target not in self.package:
            self._cannot(at.story.kind, "有图片在文件里找不到")
        else:
            asset = self.package.sha256(relation.target)
        text = nfc(" ".join(drawn.text.split()))
        self._append(Block("", BlockKind.IMAGE, text, anchor=at.anchor, cell=at.cell, asset=asset))

    def _margins(self, root: etree._Element, name: str, kind: BlockKind) -> None:
        """Headers or footers of all sections, each text once."""
        parts: dict[str, None] = {}
        for reference in root.iter(f"{W}{name}Reference"):
            relation = self.relations.get(reference.get(R + "id", ""))
            if relation is not None and not relation.external and relation.target in self.package:
                parts[relation.target] = None
        seen: set[tuple[tuple[str, str | None], ...]] = set()
        for part in parts:
            before = len(self.blocks)
            margin = self._story_xml(part)
            self._count_revisions(margin)
            self._walk(margin, _At(_Story(part, self.package.relationships(part), kind), ""))
            content = tuple((b.text, b.asset) for b in self.blocks[before:])
            if content in seen:
                del self.blocks[before:]
            seen.add(content)

    def _read_notes(self, kind: str) -> None:
        """Footnotes or endnotes in the order of their marks; one whose mark is deleted is gone with it."""
        part = self._related(kind + "s")
        wanted = [identity for noted, identity in self.notes if noted == kind]
        if part is None:
            if wanted:
                self._cannot(BlockKind.FOOTNOTE, "有脚注或尾注在文件里找不到")
            return
        root = self._story_xml(part)
        story = _Story(part, self.package.relationships(part), BlockKind.FOOTNOTE)
        places = {note.get(W + "id"): index for index, note in enumerate(root) if note.tag == W + kind}
        for identity in wanted:
            if identity in places:
                self._walk(root[places[identity]], _At(story, str(places[identity])))
            else:
                self._cannot(BlockKind.FOOTNOTE, "有脚注或尾注在文件里找不到")
        self._count_revisions(root)

    def _count_revisions(self, root: etree._Element) -> None:
        """Count revisions of text and rows; those of paragraph ends are not edits of their own."""
        added, removed = ("insertions", "deletions")[:: -1 if self.view == "original" else 1]
        sides = {"ins": added, "moveTo": added, "del": removed, "moveFrom": removed}
        for element in root.iter(*(W + name for name in sides)):
            parent = element.getparent()
            if parent is not None and parent.tag not in {W + "rPr", W + "numPr"}:
                self.counts["tracked_" + sides[element.tag.removeprefix(W)]] += 1

    def _remarks(self) -> tuple[str, ...]:
        outside = any(r.kind == "attachedTemplate" and r.external for r in self._settings())
        return remarks(self.counts, self.view, self.numbering.unknown, template=outside)

    def _link_facts(self) -> dict[str, str]:
        """Where hyperlinks lead, each address once, one a line; no fact where there are none."""
        return {"links": "\n".join(list(self.links)[:_MOST_LINKS])} if self.links else {}

    def _settings(self) -> list[Relationship]:
        settings = self._related("settings")
        return list(self.package.relationships(settings).values()) if settings else []

    def _cannot(self, kind: BlockKind | None, reason: str) -> None:
        self.unread[Unread(_PLACES.get(kind, "正文"), reason)] = None


def _style(facts: Facts, inline: Inline) -> Style:
    font, size = inline.main_font()
    return Style(font=font, size_pt=size, alignment=facts.alignment, outline_level=facts.outline_level)
