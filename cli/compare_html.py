"""The result of a comparison as one self-contained HTML page: the list of differences, then both texts in step."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from documents.collate import Difference, Kind
from documents.in_step import Step, steps
from documents.model import Block, Document
from documents.stream import Spot

KINDS = {
    Kind.CHANGED: "改动",
    Kind.MISSING: "缺少",
    Kind.EXTRA: "多出",
    Kind.MOVED: "移位",
    Kind.GLYPH: "字形相同、编码不同",
}
_AROUND = 16  # characters of context on either side in the list
_LONGEST = 80
_CONTEXT = 1  # rows without a difference shown on either side of one
Mark = tuple[int, int, int, Kind]
"""Start and end in a block, number of the difference, its kind."""
_STYLE = """
:root { color-scheme: light; --line: #d6d6d0; --soft: #5b5e59; --blue: #17559c; --red: #b0201a; }
* { box-sizing: border-box; }
body { margin: 0; background: #e8e8e4; color: #1d1e1c;
  font: 14px/1.6 system-ui, "Noto Sans CJK SC", "Microsoft YaHei", sans-serif;
  overflow-wrap: anywhere; }
main { max-width: 84rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.3rem; margin: 0 0 .3rem; } h2 { font-size: 1rem; margin: 1.6rem 0 .5rem; } p { margin: 0; }
a { color: var(--blue); } .soft { color: var(--soft); }
ol { list-style: none; margin: 0; padding: 0; background: #fff; border: 1px solid var(--line); }
li { padding: .5rem 1rem; border-top: 1px solid #ebebe6; } li:first-child { border-top: 0; }
li q { quotes: none; font: 16px/1.8 "Songti SC", SimSun, "Noto Serif CJK SC", serif; display: block; }
li q::before { content: attr(data-from); font: 12px system-ui, sans-serif; color: var(--soft);
  margin-right: .8em; }
.texts { background: #fff; border: 1px solid var(--line);
  font: 16px/1.85 "Songti SC", SimSun, "Noto Serif CJK SC", serif; }
.row { display: grid; grid-template-columns: minmax(0, 1fr) minmax(0, 1fr); border-top: 1px solid #f0f0ec; }
.row > * { padding: .3rem 1.1rem; white-space: pre-wrap; }
  .row > :last-child { border-left: 1px solid var(--line); }
.row.head { font: 600 13px/1.6 system-ui, sans-serif; color: var(--soft); position: sticky; top: 0;
  background: #fff; border: 0; }
.row p + p { margin-top: .4em; } .row.same { color: var(--soft); }
summary { font: 13px/1.6 system-ui, sans-serif; color: var(--soft); background: #f6f6f3;
  padding: .3rem 1.1rem; cursor: pointer; }
del { text-decoration: line-through 1.5px var(--red); background: #fdeeec; }
  ins { text-decoration: underline 2px var(--blue);
  text-underline-offset: 5px; background: #eaf1f9; } .move { text-decoration-style: double; }
  .glyph { text-decoration-style: dotted; }
sup { font: 11px/1 system-ui, sans-serif; color: var(--soft); margin: 0 2px; }
  :target { outline: 2px solid var(--blue); }
@media (max-width: 45rem) { .row { grid-template-columns: minmax(0, 1fr); }
  .row > :last-child { border-left: 0; border-top: 1px dashed var(--line); }
  .row.same > :first-child, .row.head > :first-child { display: none; } li { padding: .5rem .7rem; }
  .row > * { padding: .3rem .7rem; } }
@media print { body { background: #fff; } main { max-width: none; padding: 0; }
  li, .row { break-inside: avoid; } }
"""


def render(found: Sequence[Difference], old: Document, new: Document, old_name: str, new_name: str) -> str:
    """The page, in Chinese; it loads and runs nothing."""
    counts = Counter(d.kind for d in found)
    told = "，".join(f"{KINDS[kind]} {counts[kind]} 处" for kind in Kind if counts[kind])
    return (
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        # The page holds text from files of unknown origin; nothing in it may ever load or run.
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'\">\n"
        f"<title>校异同：{escape(new_name)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>校异同</h1>\n"
        f"<p>原稿 {escape(old_name)}　校样 {escape(new_name)}</p>\n"
        f'<p>{told or "校样与原稿一致。"}</p>\n<p class="soft">逐字比对，不计换行、空格、页眉和页码。'
        "删除线为原稿有而校样没有，下划线为校样有而原稿没有，双线为移位。</p>\n"
        f"{_list(found, old, new)}<h2>两文对照</h2>\n{_texts(found, old, new, old_name, new_name)}"
        "</main>\n</body>\n</html>\n"
    )


def _list(found: Sequence[Difference], old: Document, new: Document) -> str:
    if not found:
        return ""
    rows = [_item(number, difference, old, new) for number, difference in enumerate(found, 1)]
    return f"<h2>不同之处 {len(found)}</h2>\n<ol>\n" + "\n".join(rows) + "\n</ol>\n"


def _item(number: int, difference: Difference, old: Document, new: Document) -> str:
    inner = "".join(
        f'<p class="soft">其中{KINDS[d.kind]}：<del>{escape(d.manuscript.text)}</del> → <ins>{escape(d.proof.text)}</ins></p>'
        for d in difference.within
    )
    return (
        f'<li><b>{number}</b> {KINDS[difference.kind]}<span class="soft">{page_of(new, difference.proof)}</span> '
        f'<a href="#d{number}">看上下文</a><q data-from="原稿">{_quoted(old, difference.manuscript, "del")}</q>'
        f'<q data-from="校样">{_quoted(new, difference.proof, "ins")}</q>{inner}</li>'
    )


def page_of(document: Document, spot: Spot) -> str:
    """The page of a proof that a difference is on, in words; '' where the format has no pages."""
    if not spot.block:
        return ""
    part = document.block(spot.block).anchor.part
    return f"（校样第 {part.removeprefix('page/')} 页）" if part.startswith("page/") else ""


def _quoted(document: Document, spot: Spot, tag: str) -> str:
    if not spot.block:
        return f"<{tag}>‸</{tag}>"
    before = document.block(spot.block).text[max(0, spot.start - _AROUND) : spot.start]
    after = document.block(spot.last).text[spot.end : spot.end + _AROUND]
    text = spot.text if len(spot.text) <= _LONGEST else f"{spot.text[:_LONGEST]}……（共 {len(spot.text)} 字）"
    return f"{escape(before)}<{tag}>{escape(text) or '‸'}</{tag}>{escape(after)}"


def _texts(found: Sequence[Difference], old: Document, new: Document, old_name: str, new_name: str) -> str:
    left = _spread(old, [(n, d.kind, d.manuscript) for n, d in enumerate(found, 1)])
    right = _spread(new, [(n, d.kind, d.proof) for n, d in enumerate(found, 1)])
    rows = steps(old, new)
    by_old, by_new = ({b.id: b for b in document} for document in (old, new))

    def touched(row: Step) -> bool:
        return any(block in left for block in row.left) or any(block in right for block in row.right)

    def shown(row: Step) -> str:
        sides = (_side(row.left, by_old, left, "del"), _side(row.right, by_new, right, "ins"))
        kind = "row" if touched(row) else "row same"
        return f'<div class="{kind}"><div>{sides[0]}</div><div>{sides[1]}</div></div>'

    parts = [f'<div class="row head"><div>{escape(old_name)}</div><div>{escape(new_name)}</div></div>']
    runs = [(changed, list(run)) for changed, run in groupby(rows, key=touched)]
    for index, (changed, run) in enumerate(runs):
        before = _CONTEXT if index else 0
        after = _CONTEXT if index < len(runs) - 1 else 0
        lines = [shown(row) for row in run]
        if not changed and len(run) > before + after + 1:
            hidden = lines[before : len(lines) - after]
            fold = f"<details><summary>相同的 {len(hidden)} 段</summary>{''.join(hidden)}</details>"
            lines = [*lines[:before], fold, *lines[len(lines) - after :]]
        parts += lines
    return f'<div class="texts">{"".join(parts)}</div>\n'


def _spread(document: Document, spots: Sequence[tuple[int, Kind, Spot]]) -> dict[str, list[Mark]]:
    """Every difference cut at the ends of paragraphs, by block."""
    order = {block.id: index for index, block in enumerate(document)}
    marks: dict[str, list[Mark]] = defaultdict(list)
    for number, kind, spot in spots:
        if not spot.block:
            continue
        blocks = document.blocks[order[spot.block] : order[spot.last] + 1]
        for block in blocks:
            start = spot.start if block.id == spot.block else 0
            end = spot.end if block.id == spot.last else len(block.text)
            marks[block.id].append((start, end, number, kind))
    return marks


def _side(ids: Sequence[str], blocks: dict[str, Block], marks: dict[str, list[Mark]], tag: str) -> str:
    return "".join(f"<p>{''.join(_marked(blocks[i].text, marks.get(i, []), tag))}</p>" for i in ids)


def _marked(text: str, marks: Sequence[Mark], tag: str) -> Iterator[str]:
    at = 0
    for start, end, number, kind in sorted(marks):
        if start < at:
            continue
        yield escape(text[at:start])
        style = {Kind.MOVED: ' class="move"', Kind.GLYPH: ' class="glyph"'}.get(kind, "")
        # The proof is what is walked, so its side holds the place to jump to.
        anchor = f' id="d{number}"' if tag == "ins" else ""
        yield f"<{tag}{style}{anchor}>{escape(text[start:end]) or '‸'}</{tag}><sup>{number}</sup>"
        at = end
    yield escape(text[at:])
