"""Writes docs/checks/: a page for every check, from its declaration, and an index by gate, family and standard.

Figures come from the table "Each check" of docs/quality.md, which the bench writes; without that page there are none.

python -m tools.check_docs            write the pages, remove those of checks that are gone
python -m tools.check_docs --check    change nothing; exit 1 and name the stale pages
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from checks import house_toml, wordlists
from checks.model import Check, Example, Gate, Severity
from checks.profiles import all_profiles
from checks.registry import FAMILIES, all_checks
from checks.sources import Source

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "checks"
QUALITY = FOLDER.parent / "quality.md"
QUALITY_HEADING = "## Each check"
GATES = {Gate.POLICY: "政治关", Gate.CONTENT: "内容关", Gate.QUALITY: "质量关"}
SEVERITIES = {Severity.RED: "错误（红）", Severity.YELLOW: "警告（黄）", Severity.BLUE: "提示（蓝）"}
MEANINGS = {
    Severity.RED: "基本可以确定是错的：未改正，或未由具名人员说明理由否决，不能签字。",
    Severity.YELLOW: "很可能是错的：须逐条答复，采纳或说明理由驳回。",
    Severity.BLUE: "供参考：可以不答复。",
}
MARKS = {
    "D": "[D] 已按公开文本核对",
    "K": "[K] 按一般知识整理，尚未与原文逐条核对，请以本单位所存文本为准",
}
GENERATED = "<!-- 本页由 tools/check_docs.py 生成，请勿手工修改。 -->"
_SKETCHED = "示例是按公文版式排好的 Word 文档；花括号里是另外设的格式，不是文字。"
# Spans of the matching text in examples are shown in these, which stand in no example's own text.
_OPEN, _CLOSE = "⟦", "⟧"


def pages() -> dict[str, str]:
    """File name to text of everything in docs/checks/."""
    checks = all_checks()
    figures = quality(QUALITY)
    return {"index.md": index(checks), **{f"{check.id}.md": page(check, figures) for check in checks}}


Figures = Mapping[str, Mapping[str, str]]
"""Check id to column to cell."""


def quality(path: Path) -> Figures:
    """The bench's figures of each check, empty where it has not written its page.

    Raises:
        ValueError: the page is there without the table.
    """
    if not path.is_file():
        return {}
    _, found, rest = path.read_text(encoding="utf-8").partition(QUALITY_HEADING + "\n")
    lines = [line for line in rest.split("\n## ")[0].splitlines() if line.startswith("|")]
    if not found or len(lines) < 2:
        raise ValueError(f"{path.name}: no table under {QUALITY_HEADING!r}")
    head, _, *rows = ([cell.strip() for cell in line.strip("|").split("|")] for line in lines)
    return {row[0]: dict(zip(head, row, strict=False)) for row in rows}


def page(check: Check, figures: Figures | None = None) -> str:
    """The page of one check: what it does, why, examples, what it stands on, how to switch it off."""
    parts = [
        GENERATED,
        f"# {check.id} {check.title}",
        _facts(check),
        "## 检查什么",
        _what(check),
        "## 为什么",
        check.why,
        "## 示例",
        *([_SKETCHED] if check.layout else ()),
        *(_faulty(example) for example in check.examples if example.hits),
        "### 不提示的例子",
        *(_silent(example) for example in check.examples if not example.hits),
        "## 依据",
        f"{check.source.short}《{check.source.title}》",
        _mark(check.source)
        + "。"
        + ("各项数值各有出处标记，见[公文版式](../layout.md)。" if check.layout else ""),
        *_lists(check),
        "## 如何关闭",
        _closing(check),
        *_figures(check, figures or {}),
        "[全部检查项](index.md)　[本单位规则怎样写](../house-rules.md)",
    ]
    return "\n\n".join(parts) + "\n"


def index(checks: Sequence[Check]) -> str:
    """All checks by gate, by family and by standard, the profiles, and the JSON contract."""
    parts = [
        GENERATED,
        "# 检查项",
        f"共 {len(checks)} 项。每一项都写明出处和理由；示例就是它的测试。",
        "\n".join(f"- {SEVERITIES[severity]}：{MEANINGS[severity]}" for severity in Severity),
        "\n".join(f"- {text}" for text in MARKS.values()),
        "按关口："
        + "、".join(f"[{name}](#{name})" for name in GATES.values())
        + "　[按类别](#按类别)　[按依据](#按依据)　[检查方案](#检查方案)　[结果的格式](#结果的格式)",
    ]
    for gate, name in GATES.items():
        parts += [f"## {name}", _table(c for c in checks if c.gate is gate)]
    parts += ["## 按类别", "编号的第一个字母表示类别，编号不重复使用。", _by_family(checks)]
    parts += ["## 按依据", _by_source(checks), "## 检查方案", _profiles(checks), _CONTRACT]
    return "\n\n".join(parts) + "\n"


_CONTRACT = """## 结果的格式

`sanshen check FILE… --format json` 输出 `{"findings": […], "unchecked": […]}`。

`findings` 的每一项：`file`、`check`、`gate`、`severity`（`red`、`yellow`、`blue`）、`block`、`start`、`end`、`text`、
`message`、`suggestion`、`source`。文本文件（txt、md）的 `start` 和 `end` 是解码后全文中的位置，其他格式是所在段落
（`block`）中的位置；都按 Unicode 码点计，从 0 开始，含头不含尾。`suggestion` 正好替换 `start` 到 `end` 之间的文字，
没有建议时为 `null`；文字中间夹有标记、直接替换会丢失标记时也为 `null`。

`unchecked` 的每一项：`file`、`what`、`reason`。没有查到的部分一定列在这里，不会悄悄略过。

退出码：0 没有达到 `--fail-on`（默认 `red`）的问题；1 有；2 有文件读不出来，或用法不对。

`private` 为 `true` 的问题含个人信息或涉密内容，`text` 已遮盖，没有 `suggestion`。

`--format sarif` 输出 SARIF 2.1.0，级别对应：错误 `error`，警告 `warning`，提示 `note`；列按码点计。
`--format html` 输出一个不引用外部内容的网页。"""


def _mark(source: Source) -> str:
    # The organisation's own rules are what they are; there is nothing to hold them against.
    return f"[{source.mark}] 由本单位自己规定" if source is Source.HOUSE_RULES else MARKS[source.mark]


def _facts(check: Check) -> str:
    rows = [f"- 级别：{SEVERITIES[check.severity]}。{MEANINGS[check.severity]}"]
    rows.append(f"- 所属：{GATES[check.gate]}，{FAMILIES[check.id[0]]}")
    if check.engine:
        rows.append("- 需要 LanguageTool；没有时结果中写明“未能检查”")
    if check.layout:
        rows.append("- 只看 Word 文档（.docx）的[版式](../layout.md)，检查方案 `official`、`layout` 里有")
    if check.private:
        rows.append("- 命中的内容在报告和日志里遮盖，只在审校台显示")
    if check.preview:
        rows.append("- 试用中，规则可能调整")
    return "\n".join(rows)


def _what(check: Check) -> str:
    text = check.title + "。"
    if any(e.hits for e in check.examples) and all(e.house for e in check.examples if e.hits):
        text += "只在本单位定有规则时检查。"
    if any(e.fixed is not None for e in check.examples):
        text += "能确定改法的，附修改建议。"
    levels = {entry.severity for name in check.wordlists for entry in wordlists.load(name)} - {
        None,
        check.severity,
    }
    if levels:
        named = "、".join(SEVERITIES[level] for level in Severity if level in levels)
        text += f"词表中部分词条另定级别：{named}。"
    return text


def _faulty(example: Example) -> str:
    rows = [*_house(example), _quoted(_marked(example))]
    if example.fixed is not None:
        rows += ["改为：", _quoted(example.fixed)]
    if example.note:
        rows.append(example.note)
    return "\n\n".join(rows)


def _silent(example: Example) -> str:
    return "\n\n".join([*_house(example), _quoted(example.text), *([example.note] if example.note else [])])


def _house(example: Example) -> Iterator[str]:
    if example.house is not None:
        yield "本单位规则（sanshen.toml）："
        yield _quoted(house_toml.dumps(example.house).rstrip("\n"), "toml")


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


def _quoted(text: str, language: str = "text") -> str:
    """A code block, in which nothing of the text is read as Markdown."""
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}{language}\n{text}\n{fence}"


def _lists(check: Check) -> Iterator[str]:
    if check.wordlists:
        yield "## 词表"
    for name in check.wordlists:
        words = wordlists.load(name)
        yield f"{words.title}：{words.purpose.rstrip('。')}。`wordlists/{name}.tsv`，{len(words)} 条，{words.date} 修订。"
        rows = [f"| {_cell(p.what)} | {_cell(p.where)} | {MARKS[p.mark]} |" for p in words.provenance]
        yield "\n".join(["| 部分 | 来源 | 核对情况 |", "|---|---|---|", *rows])


def _closing(check: Check) -> str:
    out = [p.name for p in all_profiles() if not p.selects(check)]
    rows = [
        "- 单条问题：在审校台驳回并写明理由。",
        "- 某个词不是错：在页面“规则与词表”加入本单位词典，或加入忽略的文字；命令行用 `sanshen.toml` 的 "
        "`[dictionary]`、`[ignore]`。",
        f"- 整项关闭：在页面“规则与词表”关闭，须另一人批准；命令行在 `sanshen.toml` 的 `[checks]` 中写 "
        f'`off = ["{check.id}"]`，只关一次用 `--ignore {check.id}`。',
    ]
    if out:
        rows.append(f"- 检查方案 {'、'.join(f'`{name}`' for name in out)} 不含这一项。")
    return "\n".join(rows)


def _figures(check: Check, figures: Figures) -> Iterator[str]:
    """What the bench measured of this check."""
    facts = figures.get(check.id)
    if not facts:
        return
    names = {
        "hits": "注入的差错中找到",
        "missed": "同类差错中无人找到",
        "clean": "规范文字中的提示",
        "levels": "其中错误/警告/提示",
        "µs": "每千字用时（微秒）",
    }
    rows = [f"| {name} | {facts[key]} |" for key, name in names.items() if facts.get(key)]
    yield "## 实测"
    yield "由 `python -m bench.quality` 测得，所用文字和方法见 [质量](../quality.md)。"
    yield "\n".join(["| 项目 | 数值 |", "|---|---|", *rows])


def _table(checks: Iterable[Check]) -> str:
    rows = [
        f"| [{c.id}]({c.id}.md) | {_cell(c.title)} | {SEVERITIES[c.severity]} | {_cell(c.source.short)} |"
        for c in checks
    ]
    if not rows:
        return "暂无。"
    return "\n".join(["| 编号 | 检查什么 | 级别 | 依据 |", "|---|---|---|---|", *rows])


def _by_family(checks: Sequence[Check]) -> str:
    rows = ["| 字母 | 类别 | 检查项 |", "|---|---|---|"]
    for letter, name in FAMILIES.items():
        links = "、".join(f"[{c.id}]({c.id}.md)" for c in checks if c.id.startswith(letter))
        rows.append(f"| {letter} | {name} | {links or '暂无'} |")
    return "\n".join(rows)


def _by_source(checks: Sequence[Check]) -> str:
    rows = ["| 依据 | 全称 | 核对 | 检查项 |", "|---|---|---|---|"]
    for source in Source:
        used = [c for c in checks if c.source is source]
        if used:
            links = "、".join(f"[{c.id}]({c.id}.md)" for c in used)
            rows.append(f"| {_cell(source.short)} | {_cell(source.title)} | [{source.mark}] | {links} |")
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
