"""One self-contained HTML page: no script, nothing loaded from anywhere."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from cli.check_files import FileResult, Item
from cli.output_common import GATES, SEVERITIES, place, summary

_STYLE = """
:root { color-scheme: light dark; --paper: #fff; --desk: #f2f2f0; --ink: #222; --soft: #666; --line: #ddd;
  --red: #b3261e; --yellow: #8a5a00; --blue: #1f5fa8; }
@media (prefers-color-scheme: dark) { :root { --paper: #1c1c1a; --desk: #121211; --ink: #e8e6e1; --soft:
#a5a29b;
  --line: #3a3936; --red: #ff8a80; --yellow: #e8b64c; --blue: #8ab8f0; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--desk); color: var(--ink); font: 14px/1.6 system-ui, "Noto Sans CJK SC",
  "Microsoft YaHei", "PingFang SC", sans-serif; }
main { max-width: 56rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.3rem; margin: 0 0 .3rem; }
h2 { font-size: 1rem; margin: 2rem 0 .5rem; overflow-wrap: anywhere; }
p { margin: 0; }
.soft { color: var(--soft); }
ol, ul { list-style: none; margin: 0; padding: 0; background: var(--paper); border: 1px solid var(--line); }
li { padding: .7rem 1rem; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
li:first-child { border-top: 0; }
blockquote { margin: .2rem 0; font: 16px/1.9 "Songti SC", SimSun, "Noto Serif CJK SC", serif; }
mark { background: none; color: inherit; text-decoration-line: underline; text-underline-offset: .25em;
  text-decoration-thickness: 2px; }
.red mark { text-decoration-color: var(--red); }
.yellow mark { text-decoration-color: var(--yellow); text-decoration-style: dashed; }
.blue mark { text-decoration-color: var(--blue); text-decoration-style: dotted; }
.red b { color: var(--red); } .yellow b { color: var(--yellow); } .blue b { color: var(--blue); }
ins { text-decoration: none; border-bottom: 2px solid currentColor; }
"""


def render(results: Sequence[FileResult]) -> str:
    """The page, in Chinese."""
    body = "\n".join(_file(result) for result in results)
    return (
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        # The page holds text from files of unknown origin; nothing in it may ever load or run.
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>检查结果</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>检查结果</h1>\n"
        f"<p>{escape(summary(results))}</p>\n{body}\n{_footer(results)}</main>\n</body>\n</html>\n"
    )


def _file(result: FileResult) -> str:
    parts = [f"<section>\n<h2>{escape(result.file)}</h2>"]
    if result.unread is not None:
        parts.append(f'<ul><li class="red"><b>读不出来</b> {escape(result.unread)}</li></ul>')
    elif not result.items:
        parts.append('<p class="soft">没有发现问题。</p>')
    else:
        rows = (_finding(item, place(result, index)) for index, item in enumerate(result.items))
        parts.append("<ol>\n" + "\n".join(rows) + "\n</ol>")
    if result.unchecked:
        rows = (f"<li>{escape(part.what)}：{escape(part.reason)}</li>" for part in result.unchecked)
        parts.append('<h2 class="soft">未能检查</h2>\n<ul>' + "\n".join(rows) + "</ul>")
    return "\n".join(parts) + "\n</section>"


def _finding(item: Item, where: str) -> str:
    finding = item.finding
    before, marked, after = (
        item.sentence[: item.sentence_start],
        item.sentence[item.sentence_start : item.sentence_end],
        item.sentence[item.sentence_end :],
    )
    change = ""
    if item.suggestion is not None:
        change = f"　建议：<ins>{escape(item.suggestion)}</ins>" if item.suggestion else "　建议：删去"
    facts = "，".join((where, GATES[finding.gate.value], finding.source))
    return (
        f'<li class="{finding.severity.value}"><b>{SEVERITIES[finding.severity]}</b> {finding.check} '
        f"{escape(finding.message)}{change}\n"
        f"<blockquote>{escape(before)}<mark>{escape(marked) or '‸'}</mark>{escape(after)}</blockquote>\n"
        f'<p class="soft">{escape(facts)}</p></li>'
    )


def _footer(results: Sequence[FileResult]) -> str:
    packs = sorted({result.rule_pack for result in results if result.rule_pack})
    engines = sorted({engine for result in results for engine in result.engines})
    if not packs:
        return ""
    named = "，".join(f"{name} {number}" for name, number in engines)
    return (
        f'<h2 class="soft">规则包</h2>\n<p class="soft">{escape("；".join(packs))}（{escape(named)}）</p>\n'
    )
