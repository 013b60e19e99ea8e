"""One self-contained HTML page: no script, nothing loaded from anywhere; filters and folds are plain HTML and CSS."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from html import escape

from checks.model import Severity
from cli.check_files import FileResult, Item
from cli.output_common import GATES, SEVERITIES, place, totals

_STYLE = """
:root { color-scheme: light dark; --paper: #fff; --desk: #f2f2f0; --ink: #222; --soft: #666; --line: #ddd;
  --red: #b3261e; --yellow: #8a5a00; --blue: #1f5fa8; }
@media (prefers-color-scheme: dark) { :root { --paper: #1c1c1a; --desk: #121211; --ink: #e8e6e1;
  --soft: #a5a29b; --line: #3a3936; --red: #ff8a80; --yellow: #e8b64c; --blue: #8ab8f0; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--desk); color: var(--ink); font: 14px/1.6 system-ui, "Noto Sans CJK SC",
  "Microsoft YaHei", "PingFang SC", sans-serif; }
main { max-width: 56rem; margin: 0 auto; padding: 1.5rem 1rem 3rem; }
h1 { font-size: 1.3rem; margin: 0 0 .3rem; }
h2 { font-size: 1rem; margin: 2rem 0 .5rem; }
h3 { font-size: .95rem; margin: 1rem 0 .4rem; }
p { margin: 0; overflow-wrap: anywhere; }
a { color: inherit; text-underline-offset: .2em; }
.soft { color: var(--soft); }
.red b, .red h3 { color: var(--red); } .yellow b, .yellow h3 { color: var(--yellow); }
.blue b, .blue h3 { color: var(--blue); }
fieldset { display: flex; flex-wrap: wrap; gap: .3rem 1.2rem; margin: 1rem 0 0; padding: .4rem .8rem;
  border: 1px solid var(--line); }
legend { padding: 0 .3rem; color: var(--soft); }
body:has(#show-red:not(:checked)) section .red, body:has(#show-yellow:not(:checked)) section .yellow,
body:has(#show-blue:not(:checked)) section .blue { display: none; }
table { border-collapse: collapse; width: 100%; background: var(--paper); }
th, td { border: 1px solid var(--line); padding: .3rem .6rem; text-align: right; font-weight: normal; }
th:first-child, td:first-child, td.name { text-align: left; overflow-wrap: anywhere; }
thead th { color: var(--soft); white-space: nowrap; }
summary { cursor: pointer; font-weight: bold; overflow-wrap: anywhere; }
section { margin: 1.5rem 0; }
ol, ul { list-style: none; margin: 0; padding: 0; background: var(--paper); border: 1px solid var(--line); }
li { padding: .7rem 1rem; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
li:first-child { border-top: 0; }
blockquote { margin: .2rem 0; font: 16px/1.9 "Songti SC", SimSun, "Noto Serif CJK SC", serif; }
mark { background: none; color: inherit; text-decoration-line: underline; text-underline-offset: .25em;
  text-decoration-thickness: 2px; }
.red mark { text-decoration-color: var(--red); }
.yellow mark { text-decoration-color: var(--yellow); text-decoration-style: dashed; }
.blue mark { text-decoration-color: var(--blue); text-decoration-style: dotted; }
ins { text-decoration: none; border-bottom: 2px solid currentColor; }
@media (max-width: 30rem) { main { padding: 1rem .6rem 2rem; } li { padding: .6rem .7rem; }
  th, td { padding: .25rem .35rem; } }
@media print { :root { color-scheme: light; --desk: #fff; --paper: #fff; --ink: #000; --soft: #444; }
  fieldset { display: none; } main { max-width: none; padding: 0; } li, tr { break-inside: avoid; }
  h3 { break-after: avoid; } }
"""


def render(results: Sequence[FileResult]) -> str:
    """The page, in Chinese."""
    files = "\n".join(_file(number, result) for number, result in enumerate(results, 1))
    return (
        '<!doctype html>\n<html lang="zh-CN">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        # The page holds text from files of unknown origin; nothing in it may ever load or run.
        '<meta http-equiv="Content-Security-Policy" '
        "content=\"default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'\">\n"
        f"<title>检查结果</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n<main>\n<h1>检查结果</h1>\n"
        f"<p>{escape(totals(results).line())}</p>\n{_filter(results)}{_contents(results)}{_by_check(results)}"
        f"{files}\n{_footer(results)}</main>\n</body>\n</html>\n"
    )


def _filter(results: Sequence[FileResult]) -> str:
    found = totals(results).found
    if len(found) < 2:
        return ""
    boxes = "\n".join(
        f'<label class="{severity.value}"><input type="checkbox" id="show-{severity.value}" checked> '
        f"<b>{SEVERITIES[severity]}</b> {found[severity]}</label>"
        for severity in Severity
        if found[severity]
    )
    return f"<fieldset>\n<legend>显示</legend>\n{boxes}\n</fieldset>\n"


def _contents(results: Sequence[FileResult]) -> str:
    """A table of the files, with links, when there is more than one."""
    if len(results) < 2:
        return ""
    heads = "".join(f"<th>{SEVERITIES[severity]}</th>" for severity in Severity)
    rows = "\n".join(
        f'<tr><td><a href="#file-{number}">{_name(result.file)}</a></td>{_cells(result)}</tr>'
        for number, result in enumerate(results, 1)
    )
    return (
        f"<h2>文件</h2>\n<table>\n<thead><tr><th>文件</th>{heads}<th>未查</th></tr></thead>\n"
        f"<tbody>\n{rows}\n</tbody>\n</table>\n"
    )


def _cells(result: FileResult) -> str:
    if result.unread is not None:
        return '<td colspan="4" class="name red"><b>读不出来</b></td>'
    found = Counter(item.finding.severity for item in result.items)
    return "".join(f"<td>{found[s] or ''}</td>" for s in Severity) + f"<td>{len(result.unchecked) or ''}</td>"


def _by_check(results: Sequence[FileResult]) -> str:
    """How often each check spoke, folded."""
    found: Counter[str] = Counter(item.finding.check for result in results for item in result.items)
    if not found:
        return ""
    titles = _titles()
    rows = "\n".join(
        f'<tr><td>{escape(check)}</td><td class="name">{escape(titles.get(check, ""))}</td><td>{count}</td></tr>'
        for check, count in sorted(found.items(), key=lambda pair: (-pair[1], pair[0]))
    )
    return (
        "<h2>检查项</h2>\n<details><summary>"
        f"{len(found)} 项检查报了问题</summary>\n<table>\n<thead><tr><th>编号</th><th>检查什么</th><th>次数</th></tr>"
        f"</thead>\n<tbody>\n{rows}\n</tbody>\n</table>\n</details>\n"
    )


def _titles() -> dict[str, str]:
    from checks.registry import all_checks

    return {check.id: check.title for check in all_checks()}


def _name(file: str) -> str:
    return escape(file.encode("utf-8", "replace").decode())


def _file(number: int, result: FileResult) -> str:
    found = Counter(item.finding.severity for item in result.items)
    told = "，".join(f"{SEVERITIES[s]} {found[s]}" for s in Severity if found[s])
    parts = [
        f'<section id="file-{number}">\n<details open><summary>{_name(result.file)}'
        f"{f' <span class=soft>（{told}）</span>' if told else ''}</summary>"
    ]
    if result.unread is not None:
        parts.append(f'<ul><li class="red"><b>读不出来</b> {escape(result.unread)}</li></ul>')
    elif not result.items:
        parts.append('<p class="soft">没有发现问题。</p>')
    parts += (_group(severity, result) for severity in Severity if found[severity])
    if result.unchecked:
        rows = (f"<li>{escape(part.what)}：{escape(part.reason)}</li>" for part in result.unchecked)
        parts.append('<h3 class="soft">未能检查</h3>\n<ul>' + "\n".join(rows) + "</ul>")
    return "\n".join(parts) + "\n</details>\n</section>"


def _group(severity: Severity, result: FileResult) -> str:
    """The findings of one severity in one file, in the order of the text."""
    rows = [
        _finding(item, place(result, index))
        for index, item in enumerate(result.items)
        if item.finding.severity is severity
    ]
    return (
        f'<div class="{severity.value}">\n<h3>{SEVERITIES[severity]} {len(rows)}</h3>\n<ol>\n'
        + "\n".join(rows)
        + "\n</ol>\n</div>"
    )


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
    facts = "，".join((where, finding.check, GATES[finding.gate.value], finding.source))
    return (
        f"<li><b>{SEVERITIES[finding.severity]}</b> {escape(finding.message)}{change}\n"
        f"<blockquote>{escape(before)}<mark>{escape(marked) or '‸'}</mark>{escape(after)}</blockquote>\n"
        f'<p class="soft">{escape(facts)}</p></li>'
    )


def _footer(results: Sequence[FileResult]) -> str:
    packs = _distinct(result.rule_pack for result in results if result.rule_pack)
    engines = sorted({engine for result in results for engine in result.engines})
    if not packs:
        return ""
    named = "，".join(f"{name} {number}" for name, number in engines)
    return f'<h2 class="soft">规则包</h2>\n<p class="soft pack">{escape("；".join(packs))}（{escape(named)}）</p>\n'


def _distinct(values: Iterable[str]) -> list[str]:
    return sorted(set(values))
