"""Markdown (CommonMark with tables and footnotes): marks dropped, every character mapped to the decoded
source.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

from documents.errors import EmptyFileError, TooLargeError
from documents.limits import Limits
from documents.markdown_inline import flatten
from documents.model import Anchor, Block, BlockKind, Cell, Document, Unread
from documents.offsets import Text
from documents.read_text import EDGES, decode_bounded

_LINE_END = re.compile(r"\r\n?|\n")
_FRONT = re.compile(r"---[ \t]*\n(?:.*\n)*?(?:---|\.\.\.)[ \t]*(?:\n|\Z)")
_KEY = re.compile(r"^[\w-]+[ \t]*:", re.MULTILINE)
_NOTE = re.compile(r"\[\^([^\]\s]+)\]:[ \t]*")
_MARKER = re.compile(r"(\d{1,9})([.)])([ \t]?)[ \t]*\Z")
_LONGEST = 2_000_000  # code points; the parser needs some 50 times that in memory
_DEEPEST = 60


def read_markdown(data: bytes, limits: Limits) -> Document:
    """Document of a Markdown file. Front matter and code blocks are left out and said so in `notes`.

    Raises:
        UnknownCharsetError, TooLargeError, EmptyFileError: see the classes.
    """
    source, charset = decode_bounded(data, limits)
    if len(source) > _LONGEST:
        raise TooLargeError(f"Markdown 文件超过 {_LONGEST // 10_000} 万字，请拆分后再上传。")
    reader = _Reader(source)
    reader.read()
    if not any(b.text.strip() for b in reader.blocks):
        raise EmptyFileError("文件里没有可审校的文字。请确认上传的是否为正确的文件。")
    return Document(
        format="md",
        blocks=tuple(reader.blocks),
        charset=charset,
        unread=tuple(reader.unread),
        notes=tuple(reader.notes),
    )


def _parser() -> MarkdownIt:
    md = MarkdownIt("commonmark", {"maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    md.disable("text_join")  # keeps escapes and entities apart, whose width in the source differs
    md.block.ruler.before("reference", "footnote_def", _footnote_rule, {"alt": ["paragraph", "reference"]})
    md.inline.ruler.before("link", "footnote_ref", _reference_rule)
    return md


def _footnote_rule(state: StateBlock, start_line: int, end_line: int, silent: bool) -> bool:
    """`[^1]: text` with the lines that follow it without a blank one."""
    if state.is_code_block(start_line):
        return False
    begin = state.bMarks[start_line] + state.tShift[start_line]
    match = _NOTE.match(state.src, begin, state.eMarks[start_line])
    if match is None:
        return False
    if silent:
        return True
    last = start_line + 1
    while last < end_line and not state.isEmpty(last):
        place = state.bMarks[last] + state.tShift[last]
        if _NOTE.match(state.src, place, state.eMarks[last]):
            break
        last += 1
    state.env.setdefault("footnotes", set()).add(match.group(1))
    state.push("footnote_open", "", 1)
    token = state.push("inline", "", 0)
    behind = state.getLines(start_line, last, state.blkIndent, False).strip()[match.end() - begin :]
    token.content = behind.strip()
    # The text may begin on a later line than the mark; places in the source are counted from its first line.
    skipped = behind[: len(behind) - len(behind.lstrip())].count("\n")
    token.map = [start_line + skipped, last]
    token.children = []
    state.push("footnote_close", "", -1)
    state.line = last
    return True


def _reference_rule(state: StateInline, silent: bool) -> bool:
    """`[^1]` in running text, where such a footnote exists."""
    match = re.compile(r"\[\^([^\]\s]+)\]").match(state.src, state.pos, state.posMax)
    if match is None or match.group(1) not in state.env.get("footnotes", ()):
        return False
    if not silent:
        state.push("footnote_ref", "", 0).content = match.group(0)
    state.pos = match.end()
    return True


@dataclass(slots=True)
class _List:
    """One open list. `number` counts an ordered one and is None in a bulleted one."""

    number: int | None
    mark: str
    fresh: bool = False  # the next paragraph is the first of its item


class _Reader:
    """One pass over the block tokens."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.lines: list[str] = []
        self.starts: list[int] = []
        place = 0
        for match in [*_LINE_END.finditer(source), None]:
            end = match.start() if match else len(source)
            self.starts.append(place)
            self.lines.append(source[place:end])
            place = match.end() if match else end
        self.blocks: list[Block] = []
        self.unread: list[Unread] = []
        self.notes: list[str] = []
        self.lists: list[_List] = []
        self.kind = BlockKind.PARAGRAPH
        self.level: int | None = None
        self.footnote = False
        self.table = self.row = self.column = -1
        self.in_cell = False
        self.cell_cursor = 0

    def read(self) -> None:
        text = "\n".join(self.lines)
        front = _FRONT.match(text)
        if front is not None and _KEY.search(front.group()):
            self.notes.append("文首的元数据（front matter）没有审校。")
            text = "\n" * front.group().count("\n") + text[front.end() :]
        tokens = _parser().parse(text)
        if any(token.level >= _DEEPEST - 1 for token in tokens):
            self.unread.append(Unread("嵌套过深的部分", f"引用或列表嵌套超过 {_DEEPEST} 层，没有读入"))
        for token in tokens:
            handler = getattr(self, "_on_" + token.type, None)
            if handler is not None:
                handler(token)

    # One method a token type, found by name; types without one carry no text.

    def _on_heading_open(self, token: Token) -> None:
        self.kind, self.level = BlockKind.HEADING, int(token.tag[1:])

    def _on_heading_close(self, _: Token) -> None:
        self.kind, self.level = BlockKind.PARAGRAPH, None

    def _on_bullet_list_open(self, token: Token) -> None:
        self.lists.append(_List(None, token.markup))

    def _on_ordered_list_open(self, token: Token) -> None:
        self.lists.append(
            _List(int(token.attrGet("start") or 1) - 1 if "start" in token.attrs else 0, token.markup)
        )

    def _on_bullet_list_close(self, _: Token) -> None:
        self.lists.pop()

    _on_ordered_list_close = _on_bullet_list_close

    def _on_list_item_open(self, _: Token) -> None:
        current = self.lists[-1]
        current.fresh = True
        if current.number is not None:
            current.number += 1

    def _on_footnote_open(self, _: Token) -> None:
        self.footnote = True

    def _on_footnote_close(self, _: Token) -> None:
        self.footnote = False

    def _on_table_open(self, _: Token) -> None:
        self.table, self.row = self.table + 1, -1

    def _on_tr_open(self, token: Token) -> None:
        self.row, self.column, self.cell_cursor = self.row + 1, -1, -1

    def _on_td_open(self, _: Token) -> None:
        self.column, self.in_cell = self.column + 1, True

    def _on_td_close(self, _: Token) -> None:
        self.in_cell = False

    _on_th_open, _on_th_close = _on_td_open, _on_td_close

    def _on_fence(self, token: Token) -> None:
        line = (token.map or [0])[0] + 1
        if token.content.strip():
            self.notes.append(f"第 {line} 行起的代码块没有审校。")

    _on_code_block = _on_fence

    def _on_html_block(self, token: Token) -> None:
        if re.sub(r"<!--.*?-->", "", token.content, flags=re.DOTALL).strip():
            line = (token.map or [0])[0] + 1
            self.unread.append(Unread(f"第 {line} 行", "HTML 片段没有读入"))

    def _on_inline(self, token: Token) -> None:
        line = (token.map or [0])[0]
        places = self._cell_places(token.content, line) if self.in_cell else self._places(token, line)
        flat = flatten(token, places)
        kind, level, label = self._place_in_structure()
        if label and flat.text.chars:
            flat.text = self._labelled(label, flat.text)
        else:
            label = ""
        self._append(flat.text, kind, level, line, label)
        for image in flat.images:
            self._append(image, BlockKind.IMAGE, None, line, "")

    def _place_in_structure(self) -> tuple[BlockKind, int | None, str]:
        if self.footnote:
            return BlockKind.FOOTNOTE, None, ""
        if self.in_cell:
            return BlockKind.TABLE_CELL, None, ""
        if self.lists and self.kind is BlockKind.PARAGRAPH:
            current = self.lists[-1]
            label = f"{current.number}{current.mark} " if current.fresh and current.number is not None else ""
            current.fresh = False
            return BlockKind.LIST_ITEM, min(len(self.lists), 9), label
        return self.kind, self.level, ""

    def _append(self, text: Text, kind: BlockKind, level: int | None, line: int, label: str) -> None:
        here = text.span(EDGES)
        if here is None and kind is not BlockKind.IMAGE:
            return
        self.blocks.append(
            Block(
                id=f"b{len(self.blocks) + 1}",
                kind=kind,
                text=here.text if here else "",
                level=level,
                anchor=Anchor(line=line + 1),
                cell=Cell(self.table, self.row, self.column) if self.in_cell else None,
                source_start=here.source_start if here else self.starts[line],
                offsets=here.offsets if here else None,
                ends=here.own_ends if here else None,
                label=label,
            )
        )

    def _places(self, token: Token, line: int) -> list[int]:
        """Place in the source of each code point of the token's content, and of its end."""
        places: list[int] = []
        for number, part in enumerate(token.content.split("\n"), line):
            number = min(number, len(self.lines) - 1)  # noqa: PLW2901 - a clamp, not a new value
            text, start = self.lines[number], self.starts[number]
            # Marks of the block stand before its text, so the last occurrence is the text itself.
            found = max(text.rfind(part), 0)
            first = start + found if part else start + len(text)
            places += [min(first + i, start + len(text)) for i in range(len(part) + 1)]
        return places

    def _cell_places(self, content: str, line: int) -> list[int]:
        """The same for a table cell, whose pipes are escaped in the source."""
        text, start = self.lines[line], self.starts[line]
        if self.cell_cursor < 0:
            self.cell_cursor = len(text) - len(text.lstrip(" \t>"))
            self.cell_cursor += text.startswith("|", self.cell_cursor)
        escaped = content.replace("|", "\\|")
        place = max(text.find(escaped, self.cell_cursor), self.cell_cursor)
        places = []
        for char in content:
            place += char == "|" and text.startswith("\\|", place)
            places.append(min(start + place, start + len(text)))
            place += 1
        places.append(min(start + place, start + len(text)))
        bar = re.compile(r"(?<!\\)\|").search(text, place)
        self.cell_cursor = bar.end() if bar else len(text)
        return places

    def _labelled(self, label: str, text: Text) -> Text:
        """The number in front of an item; it has a place of its own where the source shows the same one."""
        first = text.starts[0]
        before = self.source[self.starts[self._line_of(first)] : first]
        typed = _MARKER.search(before)
        whole = Text()
        if typed is None:
            whole.spread(label, first, first)
        elif typed.group() == label:
            places = range(first - len(label), first)
            whole.add(label, places, [p + 1 for p in places])
        else:
            start = first - len(typed.group())
            whole.spread(label, start, first)
        whole.add("".join(text.chars), text.starts, text.ends)
        return whole

    def _line_of(self, place: int) -> int:
        return max(bisect_right(self.starts, place) - 1, 0)
