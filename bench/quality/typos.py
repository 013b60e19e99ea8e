"""Typos (W100): strict sentence metric on every development set, false alarms on held-out clean text, speed.

Run: `python -m bench.quality.typos DATA`. ECSpell odw is a test for us: nothing was fitted to it. The classifier was fitted to
law, med, SIGHAN and CSCD-NS dev, so their figures here are those of training data; the cross-validated ones are in
the training log. Clean text is slice 0 of every corpus, which nothing else reads.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path

from checks.model import Severity
from checks.rules.typos import typos
from checks.runner import run
from checks.typos.evaluate import strict, wilson
from checks.typos.train import slice_of
from documents.model import Block, BlockKind, Document

SETS = {
    "ECSpell odw（测试）": "ecspell_odw.train.tsv",
    "ECSpell law（训练过）": "ecspell_law.train.tsv",
    "ECSpell med（训练过）": "ecspell_med.train.tsv",
    "SIGHAN 15（训练过）": "sighan15_pycorrector_707.tsv",
}
CLEAN = ("official/statutes.txt", "official/reports.txt", "news/broadcast.txt")
BLOCKS = 40  # lines a document of clean text


def pairs(path: Path) -> list[tuple[str, str]]:
    """(source, reference) of a file of either form."""
    if path.suffix == ".json":
        return [(item["src"], item["tgt"]) for item in json.loads(path.read_text(encoding="utf-8"))]
    rows = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines())
    return [(row[-2], row[-1]) for row in rows if len(row) > 1]


def false_alarms(path: Path, most: int, report_slice: int) -> None:
    """Findings on clean text, every red one with its context."""
    lines = [
        x.strip()
        for x in path.read_text(encoding="utf-8").splitlines()
        if x.strip() and slice_of(x) == report_slice
    ]
    counts, size, seconds, shown = {Severity.RED: 0, Severity.BLUE: 0}, 0, 0.0, []
    for begin in range(0, len(lines), BLOCKS):
        if size > most:
            break
        blocks = tuple(
            Block(f"b{i}", BlockKind.PARAGRAPH, x) for i, x in enumerate(lines[begin : begin + BLOCKS])
        )
        document = Document(format="txt", blocks=blocks)
        size += sum(len(b.text) for b in blocks)
        started = time.perf_counter()
        report = run(document, checks=[typos])
        seconds += time.perf_counter() - started
        for f in report.findings:
            counts[f.severity] += 1
            text = document.block(f.block).text
            if f.severity is Severity.RED:
                shown.append(
                    f"    {text[max(0, f.start - 12) : f.start]}[{f.text}→{f.suggestion}]{text[f.end : f.end + 12]}"
                )
    for severity, count in counts.items():
        low, high = wilson(count, size)
        rate = count / max(size, 1) * 1e4
        print(
            f"{path.name} {severity.value}: {rate:.2f} / 10,000 [{low * 1e4:.2f}, {high * 1e4:.2f}] ({count} on {size:,})"
        )
    print(f"  {size / max(seconds, 1e-9):,.0f} characters/s")
    print("\n".join(shown))


def main() -> None:
    """Print everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("--clean", type=int, default=500_000, help="characters of clean text a corpus")
    parser.add_argument("--slice", type=int, default=0, help="0 report, 1 tuning")
    parser.add_argument("--only", default="", help="name of one set")
    options = parser.parse_args()
    for name, file in {**SETS, "CSCD-NS dev（训练过）": "cscd_ns_dev_5000.json"}.items():
        if options.only in name:
            for level, result in strict(pairs(options.data / "dev" / file)).items():
                print(f"{name} {level}: {result}")
                sys.stdout.flush()
    for file in CLEAN:
        false_alarms(options.data / file, options.clean, options.slice)


if __name__ == "__main__":
    main()
