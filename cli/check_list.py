"""`sanshen check --list-checks` and `--explain ID`: what the checks are, without checking anything."""

from __future__ import annotations

import json
from collections.abc import Iterable

from checks import house_toml, wordlists
from checks.model import Check, Example
from checks.profiles import all_profiles
from checks.registry import FAMILIES
from cli.output_common import GATES, MARKS, SEVERITIES


def as_text(checks: Iterable[Check]) -> str:
    """One line a check: id, severity, gate, title, source."""
    rows = [
        f"{c.id}  {SEVERITIES[c.severity]}  {GATES[c.gate.value]}  {c.title}  〔{c.source.short}〕"
        for c in checks
    ]
    return "\n".join([*rows, f"共 {len(rows)} 项。sanshen check --explain 编号 可看说明和示例。"]) + "\n"


def as_json(checks: Iterable[Check]) -> str:
    """The same for programs."""
    facts = [
        {
            "id": c.id,
            "title": c.title,
            "gate": c.gate.value,
            "severity": c.severity.value,
            "source": c.source.short,
            "why": c.why,
            "engine": c.engine,
            "wordlists": list(c.wordlists),
        }
        for c in checks
    ]
    return json.dumps(facts, ensure_ascii=False, indent=2) + "\n"


def explain(check: Check) -> str:
    """What a check does, why, with examples, and how to switch it off."""
    parts = [
        f"{check.id} {check.title}",
        f"级别：{SEVERITIES[check.severity]}　所属：{GATES[check.gate.value]}，{FAMILIES[check.id[0]]}",
        f"为什么：{check.why}",
        *(_example(example) for example in check.examples),
        f"依据：{check.source.short}《{check.source.title}》（{MARKS[check.source.mark]}）",
    ]
    for name in check.wordlists:
        words = wordlists.load(name)
        parts.append(f"词表：{words.title}，{len(words)} 条（wordlists/{name}.tsv）")
    without = [p.name for p in all_profiles() if not p.selects(check)]
    if without:
        parts.append(f"不含这一项的检查方案：{'、'.join(without)}")
    parts.append(f'关闭：在 sanshen.toml 的 [checks] 中写 off = ["{check.id}"]，或加 --ignore {check.id}')
    return "\n".join(parts) + "\n"


def _example(example: Example) -> str:
    text = _indented(example.text)
    house = (
        f"  本单位规则：\n{_indented(house_toml.dumps(example.house).rstrip())}\n" if example.house else ""
    )
    note = f"\n  {example.note}" if example.note else ""
    if not example.hits:
        return f"{house}  不提示：\n{text}{note}"
    marked = "、".join(f"“{hit}”" if hit.strip() else "空格处" for hit in dict.fromkeys(example.hits))
    fixed = f"\n  改为：\n{_indented(example.fixed)}" if example.fixed is not None else ""
    return f"{house}  提示{marked}：\n{text}{fixed}{note}"


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())
