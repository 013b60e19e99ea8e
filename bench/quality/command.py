"""The command line of the benchmark."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from bench.quality import clean, corpora, jobs, page, report, typo_table
from bench.quality.cases import Family
from bench.quality.faults import families
from bench.quality.injected import Score
from bench.quality.judge import FAILED
from bench.quality.kept import kept
from checks.model import Severity

FAULTS = 200
QUICK_FAULTS = 25
QUICK_DOCUMENTS = 12
QUICK_SENTENCES = 200
COST_LINES = 800  # a corpus: one document of some 50,000 characters
RESULTS = Path("test-results/quality")  # ignored by git: these listings quote the corpora


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the benchmark and print its tables; 1 where a check failed, 2 where the data is missing."""
    options = _options(arguments)
    logging.disable(logging.ERROR)  # failed checks are counted, their tracebacks would bury the tables
    try:
        folder = corpora.root(options.data)
    except corpora.DataMissingError as error:
        print(error, file=sys.stderr)
        return 2
    read = [corpora.read(folder, name, options.half) for name in corpora.CORPORA]
    report.print_corpora(read)
    scores = _scores(options, carriers(read))
    report.print_groups(scores)
    if options.misses and options.half == "tuning":  # nobody tunes on the report half, so nobody is shown it
        report.write_misses(scores, options.misses)
    run = page.Run(options.half, read, scores, [])
    if not (options.family or options.group) or options.clean:
        run.alarms = kept(
            options.keep,
            f"{options.half}-alarms",
            lambda: false_alarms(folder, read, options.half, quick=options.quick),
        )
        report.print_alarms(run.alarms)
        _write_alarms(run.alarms, options.misses)
        longest = [corpus.lines[:COST_LINES] for corpus in read if corpus.lines]
        run.costs = kept(options.keep, f"{options.half}-costs", lambda: clean.costs(longest))
        report.print_costs(run.costs)
    if options.keep_typos:
        run.typos = page.typos_of(Path(options.out)) if options.out else ""
    elif not (options.family or options.group):
        run.typos = typo_table.table(folder, QUICK_SENTENCES if options.quick else None)
        print(run.typos)
    if options.out:
        page.write(run, Path(options.out))
    for what, count in FAILED.items():
        print(f"FAILED {count} times: {what}")
    return 1 if FAILED else 0


def _scores(options: argparse.Namespace, lines: Sequence[str]) -> list[Score]:
    made = []
    count = options.faults or (QUICK_FAULTS if options.quick else FAULTS)
    families = chosen(options.family, options.group)
    for one, seconds in jobs.scores(families, lines, count, options.half, options.jobs, options.keep):
        made.append(one)
        report.print_family(one, seconds)
    return made


def _options(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench.quality", description=__doc__)
    parser.add_argument(
        "--data", help="data folder, else SANSHEN_DATA, else ../shared/data beside the checkout"
    )
    parser.add_argument("--half", choices=sorted(corpora.HALVES), default="tuning")
    parser.add_argument("--jobs", type=int, default=1, help="families measured at a time, a process each")
    parser.add_argument("--keep", help="folder of what was measured: a run broken off goes on from there")
    parser.add_argument("--family", action="append", help="only this fault family (repeatable)")
    parser.add_argument("--group", action="append", help="only this group: format, words, facts, secrets")
    parser.add_argument("--faults", type=int, help=f"faults a family, {FAULTS} unless told")
    parser.add_argument(
        "--quick", action="store_true", help=f"{QUICK_FAULTS} faults a family, less clean text"
    )
    parser.add_argument("--clean", action="store_true", help="false alarms too where families were chosen")
    parser.add_argument(
        "--misses", help="folder for the listings of missed faults (tuning half) and findings on clean text"
    )
    parser.add_argument("--out", help="the Markdown page to write")
    parser.add_argument(
        "--keep-typos", action="store_true", help="leave the typo table of that page as it is: not measured"
    )
    return parser.parse_args(arguments)


def false_alarms(
    folder: Path, read: Sequence[corpora.Corpus], half: str, *, quick: bool
) -> list[clean.Alarms]:
    """By corpus, pooled over the official ones, and relations in whole statutes."""
    most = QUICK_DOCUMENTS if quick else None
    by_corpus = [clean.paragraphs(corpus, most) for corpus in read]
    official = [alarms for alarms in by_corpus if alarms.name in corpora.OFFICIAL]
    related = clean.relations("relations (whole statutes)", corpora.whole_statutes(folder, half)[:most])
    return [*by_corpus, clean.pooled("official, pooled", official), related]


def _write_alarms(alarms: Sequence[clean.Alarms], folder: str | None) -> None:
    target = Path(folder) if folder else RESULTS
    target.mkdir(parents=True, exist_ok=True)
    parts = [a for a in alarms if not a.pooled]
    for name, levels in (
        ("red", (Severity.RED,)),
        ("yellow", (Severity.YELLOW,)),
        ("blue", (Severity.BLUE,)),
    ):
        (target / f"clean_{name}.md").write_text(report.alarm_listing(parts, levels, 40), encoding="utf-8")


def carriers(read: Sequence[corpora.Corpus]) -> list[str]:
    """The paragraphs that faults are put into: accepted lines of 20–400 characters with all marks in pairs (a
    paragraph out of a longer quotation is no clean carrier when it stands alone).
    """
    return [
        line for corpus in read for line in corpus.lines if 20 <= len(line) <= 400 and corpora.paired(line)
    ]


def chosen(ids: Sequence[str] | None, groups: Sequence[str] | None) -> list[Family]:
    """The families asked for, all where nothing is said."""
    return [
        family
        for family in families()
        if (not ids or family.id in ids) and (not groups or family.group.value in groups)
    ]


__all__ = ["Score", "carriers", "chosen", "main"]
