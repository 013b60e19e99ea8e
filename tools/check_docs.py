"""Writes docs/checks/: a page for every check, from its declaration, and an index.

python -m tools.check_docs            write the pages, remove those of checks that are gone
python -m tools.check_docs --check    change nothing; exit 1 and name the stale pages
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from checks import wordlists
from checks.model import Check, Example, Gate, Severity
from checks.profiles import all_profiles
from checks.registry import FAMILIES, all_checks
from checks.sources import Source

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "checks"
GATES = {Gate.POLICY: "政治关", Gate.CONTENT: "内容关", Gate.QUALITY: "质量关"}
SEVERITIES = {Severity.RED: "错误（红）", Severity.YELLOW: "警告（黄）", Severity.BLUE: "提示（蓝）"}
MARKS = {"D": "已按公开文本核对", "K": "按一般知识整理，请以本单位所存文本为准"}
GENERATED = "<!-- 本页由 tools/check_docs.py 生成，请勿手工修改。 -->"
# Spans of the matching text in examples are shown in these, which stand in no example's own text.
_OPEN, _CLOSE = "⟦", "⟧"


def pages() -> dict[str, str]:
    """File name to text of everything in docs/checks/."""
    checks = all_checks()
    return {"index.md": index(checks), **{f"{check.id}.md": page(check) for check in checks}}


def page(check: Check) -> str:
    """The page of one check: what it does, why, examples, what it stands on, how to switch it off."""
    parts = [
        GENERATED,
        f"# {check.id} {check.title}",
        _facts(check),
        "## 为什么",
        check.why,
        "## 示例",
        *(_faulty(example) for example in check.examples if example.hits),
        "不提示的例子：",
        *(_silent(example) for example in check.examples if not example.hits),
        "## 依据",
        f"{check.source.short}《{check.source.title}》（{MARKS[check.source.mark]}）",
        *_lists(check),
        "## 如何关闭",
        _closing(check),
    ]
    return "\n\n".join(parts) + "\n"


def index(checks: Sequence[Check]) -> str:
    """All checks by gate and by standard, the profiles, and the JSON contract."""
    parts = [
        GENERATED,
        "# 检查项",
        f"共 {len(checks)} 项。每一项都写明出处和理由；示例就是它的测试。",
        "编号的第一个字母表示类别："
        + "，".join(f"{letter} {name}" for letter, name in FAMILIES.items())
        + "。编号不重复使用。",
        "错误（红）未改正或未经说明理由否决，不能签字；警告（黄）须逐条答复；提示（蓝）供参考。",
    ]
    for gate, name in GATES.items():
        parts += [f"## {name}", _table(c for c in checks if c.gate is gate)]
    parts += ["## 按依据", _by_source(checks), "## 检查方案", _profiles(checks), _CONTRACT]
    return "\n\n".join(parts) + "\n"


_CONTRACT = """## 结果的格式

`sanshen check FILE… --format json` 输出 `{"findings": […], "unchecked": […]}`。

`findings` 的每一项：`file`、`check`、`gate`、`severity`（`red`、`yellow`、`blue`）、`block`、`start`、`end`、`text`、
`message`、`suggestion`、`source`。文本文件（txt、md）的 `start` 和 `end` 是解码后全文中的位置，其他格式是所在段落
（`block`）中的位置；都按 Unicode 码点计，从 0 开始，含头不含尾。`suggestion` 正好替换 `start` 到 `end` 之间的文字，
没有建议时为 `null`；文字中间夹有标记、直接替换会丢失标记时也为 `null`。

`unchecked` 的每一项：`file`、`what`、`reason`。没有查到的部分一定列在这里，不会悄悄略过。

退出码：0 没有达到 `--fail-on`（默认 `red`）的问题；1 有；2 有文件读不出来，或用法不对。"""


def _facts(check: Check) -> str:
    rows = [f"- 级别：{SEVERITIES[check.severity]}", f"- 所属：{GATES[check.gate]}，{FAMILIES[check.id[0]]}"]
    if check.engine:
        rows.append("- 需要 LanguageTool；没有时结果中写明“未能检查”")
    if check.preview:
        rows.append("- 试用中，规则可能调整")
    return "\n".join(rows)


def _faulty(example: Example) -> str:
    rows = [_quoted(_marked(example))]
    if example.fixed is not None:
        rows += ["改为：", _quoted(example.fixed)]
    if example.note:
        rows.append(example.note)
    return "\n\n".join(rows)


def _silent(example: Example) -> str:
    return _quoted(example.text) + (f"\n\n{example.note}" if example.note else "")


def _marked(example: Example) -> str:
    """The example's text with its hits in brackets. Hits come in order, so each is looked for after the last."""
    text, done, rest = example.text, "", 0
    for hit in example.hits:
        start = text.find(hit, rest) if hit else rest
        if start < 0:
            break
        done += text[rest:start] + _OPEN + hit + _CLOSE
        rest = start + len(hit)
    return done + text[rest:]


def _quoted(text: str) -> str:
    """A code block, in which nothing of the text is read as Markdown."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}text\n{text}\n{fence}"


def _lists(check: Check) -> Iterable[str]:
    for name in check.wordlists:
        words = wordlists.load(name)
        yield f"词表：{words.title}（`wordlists/{name}.tsv`，{len(words)} 条）。{words.purpose}"


def _closing(check: Check) -> str:
    out = [p.name for p in all_profiles() if not p.selects(check)]
    text = "单条问题可以在审校台驳回并写明理由。整项关闭：在检查方案（`checks/profiles.toml`）的 `exclude` 中加入 "
    text += f"`{check.id}`。"
    return text + (f"方案 {'、'.join(f'`{name}`' for name in out)} 本来就不含这一项。" if out else "")


def _table(checks: Iterable[Check]) -> str:
    rows = [
        f"| [{c.id}]({c.id}.md) | {_cell(c.title)} | {SEVERITIES[c.severity]} | {_cell(c.source.short)} |"
        for c in checks
    ]
    if not rows:
        return "暂无。"
    return "\n".join(["| 编号 | 检查什么 | 级别 | 依据 |", "|---|---|---|---|", *rows])


def _by_source(checks: Sequence[Check]) -> str:
    rows = ["| 依据 | 全称 | 检查项 |", "|---|---|---|"]
    for source in Source:
        used = [c for c in checks if c.source is source]
        if used:
            links = "、".join(f"[{c.id}]({c.id}.md)" for c in used)
            rows.append(f"| {_cell(source.short)} | {_cell(source.title)} | {links} |")
    return "\n".join(rows)


def _profiles(checks: Sequence[Check]) -> str:
    rows = ["| 名称 | 标题 | 项数 | 用途 |", "|---|---|---|---|"]
    rows += [f"| `{p.name}` | {p.title} | {len(p.choose(checks))} | {p.purpose} |" for p in all_profiles()]
    return "\n".join(rows)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def stale(folder: Path, wanted: dict[str, str]) -> list[str]:
    """Names of files in `folder` that are missing, differ from `wanted`, or have no check any more."""
    there = {path.name for path in folder.glob("*.md")}
    differing = [name for name, text in wanted.items() if name not in there or _read(folder / name) != text]
    return sorted([*differing, *(there - wanted.keys())])


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def main(arguments: Sequence[str] | None = None, say: Callable[[str], object] = print) -> int:
    """Write or compare; the exit code."""
    parser = argparse.ArgumentParser(description="Generate docs/checks/ from the checks' declarations.")
    parser.add_argument("--check", action="store_true", help="change nothing, fail when a page is stale")
    wanted = pages()
    names = stale(FOLDER, wanted)
    if parser.parse_args(arguments).check:
        for name in names:
            say(f"stale: docs/checks/{name}; run python -m tools.check_docs")
        return int(bool(names))
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name in names:
        if name in wanted:
            (FOLDER / name).write_text(wanted[name], encoding="utf-8", newline="\n")
        else:
            (FOLDER / name).unlink()
    say(f"{len(wanted)} pages, {len(names)} changed")
    return 0


if __name__ == "__main__":
    sys.exit(main())
