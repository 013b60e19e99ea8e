"""Tables on the terminal and listings for rule authors."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bench.quality.cases import Group
from bench.quality.clean import Alarms
from bench.quality.corpora import Corpus
from bench.quality.injected import Outcome, Score
from bench.quality.judge import digest
from bench.quality.metrics import bootstrap, per_ten_thousand, wilson
from checks.model import Finding, Severity

TARGETS = {Group.FORMAT: (98, 95), Group.WORDS: (97, 90), Group.FACTS: (95, 80), Group.SECRETS: (95, 80)}
MISSES = 15  # a family, different ones
SERIOUS = (Severity.RED, Severity.YELLOW)


def print_corpora(read: Sequence[Corpus]) -> None:
    """How much was accepted and how much was set aside, by reason."""
    for corpus in read:
        aside = ", ".join(f"{count} {reason}" for reason, count in corpus.aside.most_common())
        print(f"{corpus.name}: {len(corpus.lines)} lines, {corpus.characters} characters; set aside: {aside}")


def share(hits: int, total: int) -> str:
    """Per cent with its 95 % interval."""
    low, high = wilson(hits, total)
    return f"{100 * hits / total if total else 0:5.1f} [{100 * low:.0f}–{100 * high:.0f}]"


def print_family(score: Score, seconds: float) -> None:
    """One line of the big table."""
    found = score.found
    checks = " ".join(f"{check}:{count}" for check, count in score.by_check.most_common(6))
    print(
        f"{score.family.group.value:<8}{score.family.id:<22} n {score.total:>3}  R {share(found, score.total):<17}"
        f" R/ry {share(score.found_at(*SERIOUS), score.total):<17} P {share(found, found + len(score.false())):<17}"
        f" fix {score.fixed:>3}/{score.offered:<3}  {seconds:5.1f} s  {checks}",
        flush=True,
    )


def print_groups(scores: Sequence[Score]) -> None:
    """Group totals against the targets."""
    for group in Group:
        mine = [s for s in scores if s.family.group is group]
        if not mine:
            continue
        found, total = sum(s.found for s in mine), sum(s.total for s in mine)
        false = sum(len(s.false()) for s in mine)
        target = TARGETS[group]
        print(
            f"{group.value}: {len(mine)} families, {total} faults: P {share(found, found + false)} (target {target[0]}), "
            f"R {share(found, total)} (target {target[1]})"
        )


def write_misses(scores: Sequence[Score], folder: str) -> None:
    """One listing a group: missed faults with context, wrong suggestions, false findings."""
    Path(folder).mkdir(parents=True, exist_ok=True)
    for group in Group:
        mine = [s for s in scores if s.family.group is group]
        if mine:
            text = "\n".join(_listing(score) for score in mine)
            (Path(folder) / f"misses_{group.value}.md").write_text(text, encoding="utf-8")


def _listing(score: Score) -> str:
    family = score.family
    false = score.false()
    head = (
        f"## {family.id} {family.title} ({family.source}): found {score.found}/{score.total}, false {len(false)}, "
        f"put right {score.fixed} of {score.offered} suggestions; {dict(score.by_check)}"
    )
    parts = [head]
    missed = {o.case.edits[0].text + str(len(o.case.lines)): o for o in score.outcomes if not o.hits}
    parts += [f"- missed: {context(o)}" for o in list(missed.values())[:MISSES]]
    wrong = [
        o for o in score.outcomes if o.hits and not o.fixed and any(h.suggestion is not None for h in o.hits)
    ]
    parts += [f"- suggestion wrong: {context(o)} ← {_told(o.hits)}" for o in wrong[:4]]
    parts += [f"- false: {f.check} {f.severity.value} {f.message} | {near(o, f)}" for o, f in false[:10]]
    return "\n".join([*parts, ""])


def _told(findings: Sequence[Finding]) -> str:
    return "; ".join(f"{f.check} 「{f.text}」→「{f.suggestion}」" for f in findings[:3])


def context(outcome: Outcome) -> str:
    """The fault in its sentence: …【wrong】(right)…"""
    edit, span = outcome.case.edits[0], outcome.spoiled.spans[0]
    text = outcome.spoiled.lines[span.line].text
    right = outcome.case.lines[edit.line].text[edit.start : edit.end]
    told = f"{text[max(0, span.start - 18) : span.start]}【{text[span.start : span.end]}】"
    return f"{told}（正：{right}）{text[span.end : span.end + 18]}"


def near(outcome: Outcome, finding: Finding) -> str:
    """A false finding in its sentence."""
    lines = outcome.case.lines if finding in outcome.before else outcome.spoiled.lines
    text = lines[int(finding.block[1:]) - 1].text
    return f"{text[max(0, finding.start - 18) : finding.start]}【{finding.text}】{text[finding.end : finding.end + 18]}"


LEVELS = (("red", (Severity.RED,), 0.5), ("red+yellow", SERIOUS, 2.0), ("all", tuple(Severity), 6.0))


def print_alarms(all_alarms: Sequence[Alarms]) -> None:
    """Findings per 10,000 characters by corpus and level, with bootstrap intervals."""
    for alarms in all_alarms:
        told = []
        for name, levels, _ in LEVELS:
            counts = alarms.counts(*levels)
            low, high = bootstrap(counts, alarms.characters)
            told.append(f"{name} {per_ten_thousand(counts, alarms.characters):.2f} [{low:.2f}–{high:.2f}]")
        print(
            f"{alarms.name:<28}{sum(alarms.characters):>8} characters  {'  '.join(told)}  "
            f"(judged real, not counted: {alarms.real})"
        )


def print_costs(costs: dict[str, float]) -> None:
    """The checks that cost most, and the sum."""
    most = sorted(costs.items(), key=lambda item: -item[1])[:12]
    total = sum(costs.values())
    print(f"{total:.0f} µs per 1,000 characters, {1e9 / max(total, 1e-9):.0f} characters/s; most: ", end="")
    print(", ".join(f"{check} {cost:.0f}" for check, cost in most))


def alarm_listing(all_alarms: Sequence[Alarms], levels: Sequence[Severity], limit: int) -> str:
    """Findings on clean text of these levels, by check, most first: digest for `judged.tsv`, message, context."""
    by_check: dict[str, list[tuple[str, Finding, str]]] = {}
    for alarms in all_alarms:
        for finding, text in alarms:
            if finding.severity in levels:
                by_check.setdefault(finding.check, []).append((alarms.name, finding, text))
    parts = []
    for check, rows in sorted(by_check.items(), key=lambda item: -len(item[1])):
        parts.append(f"## {check}: {len(rows)}")
        for name, finding, text in rows[:limit]:
            place = f"{text[max(0, finding.start - 25) : finding.start]}【{finding.text}】{text[finding.end : finding.end + 25]}"
            mark = digest(finding.check, text, finding.start)
            parts.append(
                f"- {mark} {finding.severity.value} {name}: {place} ← {finding.message} →「{finding.suggestion}」"
            )
    return "\n".join([*parts, ""])
