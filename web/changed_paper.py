"""The paper with only what changed since one signed: words in and out, moves told at both places, the rest folded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from itertools import groupby

from markupsafe import Markup

from documents.compare import HunkKind
from documents.compare_changes import Changes, Part, Row
from documents.model import Block, Document
from web import paper
from web.annotate import Mark, Segment, html_of, segments
from web.locale import Translate

CONTEXT = 1
"""Unchanged paragraphs or tables shown on either side of a change."""
_CUT = "cut"


@dataclass(frozen=True, slots=True)
class Fold:
    """Unchanged paragraphs, shown on demand; `count` of them."""

    pieces: tuple[paper.Piece, ...]
    count: int


def pieces(
    old: Document, new: Document, found: Changes, marks: Mapping[str, Sequence[Mark]], t: Translate
) -> list[paper.Piece | Fold]:
    """Everything to show, in the order of the new text, what is gone where it stood."""
    writer = _Writer(old, new, marks, t)
    shown = paper.gathered(pair for row in found.rows if row.seam != "taken" for pair in [writer.line(row)])
    return _folded(shown, writer.touched)


def _folded(shown: Sequence[paper.Piece], touched: set[str]) -> list[paper.Piece | Fold]:
    runs = [
        (changed, list(run)) for changed, run in groupby(shown, key=lambda p: not touched.isdisjoint(_ids(p)))
    ]
    result: list[paper.Piece | Fold] = []
    for index, (changed, run) in enumerate(runs):
        before = CONTEXT if index else 0
        after = CONTEXT if index < len(runs) - 1 else 0
        if changed or len(run) <= before + after + 1:
            result += run
            continue
        hidden = run[before : len(run) - after]
        result += run[:before]
        result.append(Fold(tuple(hidden), sum(len(_ids(piece)) for piece in hidden)))
        result += run[len(run) - after :]
    return result


def _ids(piece: paper.Piece) -> list[str]:
    if isinstance(piece, paper.Line):
        return [piece.id]
    return [line.id for row in piece.rows for cell in row for line in cell]


class _Writer:
    """Turns rows into lines; the first piece of each change carries its anchor."""

    def __init__(
        self, old: Document, new: Document, marks: Mapping[str, Sequence[Mark]], t: Translate
    ) -> None:
        self.old = {block.id: block for block in old}
        self.new = {block.id: block for block in new}
        self.order = {block.id: number for number, block in enumerate(old, start=1)}
        self.marks = marks
        self.t = t
        self.anchored: set[int] = set()
        self.touched: set[str] = set()

    def line(self, row: Row) -> tuple[Block, paper.Line]:
        """The block of a row and how it is shown."""
        gone = row.kind in {HunkKind.REMOVED, HunkKind.AWAY}
        block = self.old[str(row.old)] if gone else self.new[str(row.new)]
        if gone:
            block = replace(block, id=f"was-{block.id}")
            html = self._edit("del", escape(block.text, quote=False), row.first)
        else:
            html = self._text(row, block.text)
        if row.first is not None or row.seam:
            self.touched.add(block.id)
        shown = paper.line(block, Markup(html))  # noqa: S704  every part is escaped
        style = shown.style + (f" is-{row.kind.value}" if row.change is not None else "")
        return block, replace(shown, style=style, note=self._note(row), gone=gone)

    def _note(self, row: Row) -> str:
        if row.seam == "carried":
            return self.t("mydiff.note.split")
        if row.restyled:
            before, after = self.old[str(row.old)].kind.value, self.new[str(row.new)].kind.value
            same = before == after
            return self.t("mydiff.note.level" if same else "mydiff.note.kind")
        if row.kind is HunkKind.MOVED:
            return self.t("mydiff.note.moved", n=self.order[str(row.old)])
        if row.change is not None:
            return self.t(f"mydiff.note.{row.kind.value}")
        return ""

    def _text(self, row: Row, text: str) -> str:
        parts = list(row.parts)
        cuts = [0]
        for part in parts:
            cuts.append(cuts[-1] + len(part.segment.new))
        pieces = self._pieces(text, row.new, cuts)
        out: list[str] = []
        if row.restyled:
            out.append(self._edit("ins", "", row.change))
        for number, part in enumerate(parts):
            inner = "".join(html_of(s) for at, s in pieces if _belongs(at, s, cuts, number, len(parts)))
            out += self._part(row, part, inner, first=number == 0, last=number == len(parts) - 1)
        return "".join(out)

    def _part(self, row: Row, part: Part, inner: str, *, first: bool, last: bool) -> list[str]:
        if part.change is None or row.seam == "carried":
            return [inner]
        pilcrow = "<span data-aside>¶</span>"
        if (row.seam == "split-tail" and last) or (row.seam == "split-head" and first):
            return [self._edit("ins", pilcrow, part.change)]
        if (row.seam == "joined-tail" and last) or (row.seam == "joined-head" and first):
            mark = self._edit("del", pilcrow, part.change)
            return [inner, mark] if first and row.seam == "joined-head" else [mark, inner]
        old = escape(part.segment.old, quote=False)
        gone = [self._edit("del", old, part.change)] if old else []
        return [*gone, *([self._edit("ins", inner, part.change)] if inner else [])]

    def _edit(self, tag: str, inner: str, change: int | None) -> str:
        """An ins or del element; the first one of a change can be jumped to."""
        if change is None or change in self.anchored:
            return f"<{tag}>{inner}</{tag}>" if inner else ""
        self.anchored.add(change)
        return f'<{tag} id="x{change}" data-hunk="{change}" tabindex="-1">{inner}</{tag}>'

    def _pieces(self, text: str, block: str | None, cuts: Sequence[int]) -> list[tuple[int, Segment]]:
        """The marked pieces of the text, cut at every edge of a part too, each with where it begins."""
        edges = [Mark("", _CUT, at, at, "", "", "") for at in cuts]
        found: list[tuple[int, Segment]] = []
        at = 0
        for one in segments(text, [*self.marks.get(block or "", ()), *edges]):
            starting = tuple(m for m in one.starting if m.kind != _CUT)
            if one.text or starting:
                covering = tuple(m for m in one.covering if m.kind != _CUT)
                found.append((at, Segment(one.text, covering, starting)))
            at += len(one.text)
        return found


def _belongs(at: int, piece: Segment, cuts: Sequence[int], number: int, parts: int) -> bool:
    """Whether a piece stands in part `number`. A mark without length belongs to the last part that begins there."""
    start, end = cuts[number], cuts[number + 1]
    return start <= at < end or (at == end and not piece.text and number == parts - 1)
