"""docs/quality.md: the tables of a run as one Markdown page. Figures only, no sentence of the corpora."""

from __future__ import annotations

import platform
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.quality.cases import Group
from bench.quality.clean import Alarms
from bench.quality.corpora import Corpus
from bench.quality.injected import Score
from bench.quality.judge import local_checks
from bench.quality.metrics import bootstrap, per_ten_thousand
from bench.quality.report import LEVELS, SERIOUS, TARGETS, share
from checks.model import Severity

GROUP_NAMES = {
    Group.FORMAT: "punctuation, numbers, width, variants, pairing",
    Group.WORDS: "wrong words",
    Group.FACTS: "facts",
    Group.SECRETS: "secrets and personal data",
}
TYPOS = "## Typos"
OWN_SHARE = 0.05  # a check owns a family when it hits this share of its faults


@dataclass
class Run:
    """Everything a run measured."""

    half: str
    corpora: Sequence[Corpus]
    scores: Sequence[Score]
    alarms: Sequence[Alarms]
    costs: dict[str, float] = field(default_factory=dict)
    typos: str = ""


def write(run: Run, path: Path) -> None:
    """Write the page."""
    path.write_text("\n".join(_page(run)), encoding="utf-8")


def typos_of(path: Path) -> str:
    """The typo table of a page written before, "" where there is none."""
    text = path.read_text(encoding="utf-8") if path.exists() else ""
    return text.partition(TYPOS)[2].strip("\n")


def _page(run: Run) -> Iterable[str]:
    yield "# Quality of the checks"
    yield ""
    yield (
        f"Written by `python -m bench.quality --half {run.half} --out docs/quality.md`; do not edit. "
        f"Python {platform.python_version()}, {platform.machine()}. Intervals are 95 % (Wilson; bootstrap over "
        "documents). The data is not part of the repository; `bench/quality/corpora.py` states how it is split and "
        "cleaned without looking at what the checks find."
    )
    yield ""
    yield from _corpora(run.corpora)
    yield from _groups(run.scores)
    yield from _families(run.scores)
    yield from _alarms(run.alarms)
    yield from _checks(run)
    if run.typos:
        yield from (TYPOS, "", run.typos)


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterable[str]:
    yield "| " + " | ".join(head) + " |"
    yield "|" + "---|" * len(head)
    for row in rows:
        yield "| " + " | ".join(str(cell).strip() for cell in row) + " |"
    yield ""


def _corpora(corpora: Sequence[Corpus]) -> Iterable[str]:
    yield from ("## Text", "")
    rows = (
        (
            c.name,
            len(c.lines),
            c.characters,
            ", ".join(f"{count} {why}" for why, count in c.aside.most_common()),
        )
        for c in corpora
    )
    yield from _table(("corpus", "paragraphs", "characters", "set aside"), rows)


def _groups(scores: Sequence[Score]) -> Iterable[str]:
    yield from ("## Injected faults", "")
    yield (
        "Each family puts one realistic fault into a clean paragraph (or writes its own short text between clean "
        "paragraphs) and knows where it stands. A *hit* is a finding of any check, new in the faulted text, on the "
        "fault (±2 characters). Precision counts against a family every further new finding of its group's checks, "
        "and every finding on the clean carrier that was not judged to be a real fault of the source. *Fix*: one "
        "suggestion, or all of them together, gives the right text back. *Forms*: different faults (right and wrong "
        "text); where they are few, the intervals are narrower than the truth. The tuning half and the report half share "
        "no paragraph, no word pair and no wording of more than five."
    )
    yield ""
    rows = []
    for group in Group:
        mine = [s for s in scores if s.family.group is group]
        if mine:
            found, total = sum(s.found for s in mine), sum(s.total for s in mine)
            false = sum(len(s.false()) for s in mine)
            precision, recall = TARGETS[group]
            rows.append(
                (
                    GROUP_NAMES[group],
                    len(mine),
                    total,
                    share(found, found + false),
                    precision,
                    share(found, total),
                    recall,
                )
            )
    yield from _table(("group", "families", "faults", "P %", "target", "R %", "target"), rows)


def _families(scores: Sequence[Score]) -> Iterable[str]:
    rows = (
        (
            f"`{s.family.id}` {s.family.title}",
            s.family.group.value,
            s.total,
            s.forms,
            share(s.found, s.total),
            share(s.found_at(*SERIOUS), s.total),
            share(s.found, s.found + len(s.false())),
            f"{s.fixed}/{s.offered}",
            " ".join(f"{check}×{count}" for check, count in s.by_check.most_common(4)),
        )
        for s in scores
    )
    head = ("family", "group", "faults", "forms", "R %", "R % red+yellow", "P %", "fix", "found by")
    yield from _table(head, rows)


def _alarms(all_alarms: Sequence[Alarms]) -> Iterable[str]:
    if not all_alarms:
        return
    yield from ("## Findings on clean text, per 10,000 characters", "")
    targets = ", ".join(f"{name} ≤ {target:g}" for name, _, target in LEVELS)
    yield f"Targets: {targets}. Paragraph findings and relation findings add up. *Judged real* were read one by one."
    yield ""
    rows = []
    for alarms in all_alarms:
        cells = []
        for _, levels, _ in LEVELS:
            counts = alarms.counts(*levels)
            low, high = bootstrap(counts, alarms.characters)
            cells.append(f"{per_ten_thousand(counts, alarms.characters):.2f} [{low:.2f}–{high:.2f}]")
        rows.append((alarms.name, sum(alarms.characters), *cells, alarms.real))
    yield from _table(("text", "characters", "red", "red+yellow", "all", "judged real, not counted"), rows)


def _checks(run: Run) -> Iterable[str]:
    yield from ("## Each check", "")
    yield (
        "*Missed*: faults that nobody found in the families of which the check finds at least 5 %. *Clean*: findings "
        "on the clean text above. *Levels*: red/yellow/blue over hits and clean findings. *µs*: CPU per 1,000 "
        "characters, on one long document a corpus."
    )
    yield ""
    clean: Counter[str] = Counter()
    levels: dict[str, Counter[Severity]] = {}
    for alarms in run.alarms:
        if alarms.pooled:
            continue
        clean.update(alarms.by_check)
        for finding, _ in alarms:
            levels.setdefault(finding.check, Counter())[finding.severity] += 1
    for score in run.scores:
        for outcome in score.outcomes:
            for finding in outcome.hits:
                levels.setdefault(finding.check, Counter())[finding.severity] += 1
    rows = []
    for check in local_checks():
        hits = sum(s.by_check[check.id] for s in run.scores)
        owned = [s for s in run.scores if s.total and s.by_check[check.id] >= OWN_SHARE * s.total]
        missed = sum(s.total - s.found for s in owned)
        seen = levels.get(check.id, Counter())
        told = "/".join(str(seen[level]) for level in (Severity.RED, Severity.YELLOW, Severity.BLUE))
        cost = run.costs.get(check.id)
        rows.append(
            (
                check.id,
                check.title,
                hits,
                missed,
                clean[check.id],
                told,
                "–" if cost is None else f"{cost:.1f}",
            )
        )
    yield from _table(("check", "title", "hits", "missed", "clean", "levels", "µs"), rows)
