"""False alarms: findings per 10,000 characters of clean text, and what each check costs.

Two measures, added up. *Single paragraphs*: the lines of the half, grouped into documents; a finding counts when
it also stands in its paragraph alone, because neighbours there are chance ones, and between the paragraphs that
really stand around it (a quotation may run over several). *Relations*: whole statutes in their own order; a
finding counts when it does not stand in its paragraph alone (totals, references, two spellings).
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from bench.quality.corpora import Corpus
from bench.quality.judge import FAILED, alone, document, findings, is_real, line_of, local_checks
from checks.model import Check, Finding, Severity
from documents.model import Document


@dataclass
class Alarms:
    """What was found in one corpus: a row per document."""

    name: str
    characters: list[int] = field(default_factory=list)
    found: list[list[tuple[Finding, str]]] = field(default_factory=list)  # with the block's text
    real: int = 0  # judged to be faults of the source, not counted
    pooled: bool = False  # a sum of others

    def add(self, lines: Sequence[str], row: Sequence[tuple[Finding, str]]) -> None:
        """One more document; findings judged to be real faults of the source are only counted."""
        kept = [(finding, text) for finding, text in row if not is_real(finding, text)]
        self.real += len(row) - len(kept)
        self.found.append(kept)
        self.characters.append(sum(map(len, lines)))

    def counts(self, *levels: Severity) -> list[int]:
        """Findings of these levels, a number per document."""
        return [sum(f.severity in levels for f, _ in row) for row in self.found]

    def __iter__(self) -> Iterator[tuple[Finding, str]]:
        return (pair for row in self.found for pair in row)

    @property
    def by_check(self) -> Counter[str]:
        """Findings by check."""
        return Counter(f.check for f, _ in self)


def paragraphs(corpus: Corpus, most: int | None = None) -> Alarms:
    """Findings that stand in their paragraph alone and also between its real neighbours.

    `most` limits the documents.
    """
    alarms = Alarms(corpus.name)
    for lines in corpus.documents()[:most]:
        row = [
            (finding, lines[line_of(finding)])
            for finding in findings(lines)
            if _same(finding, alone(lines[line_of(finding)]))
            and _in_place(finding, lines[line_of(finding)], corpus)
        ]
        alarms.add(lines, row)
    return alarms


def relations(name: str, documents: Sequence[Sequence[str]]) -> Alarms:
    """Findings that need the rest of their document."""
    alarms = Alarms(name)
    for lines in documents:
        found = ((finding, lines[line_of(finding)]) for finding in findings(lines))
        alarms.add(lines, [(finding, text) for finding, text in found if not _same(finding, alone(text))])
    return alarms


def _in_place(finding: Finding, text: str, corpus: Corpus) -> bool:
    lines, index = corpus.around(text)
    return _same(finding, (f for f in findings(lines) if line_of(f) == index))


def _same(finding: Finding, others: Iterable[Finding]) -> bool:
    return any(f.check == finding.check and f.start == finding.start for f in others)


def costs(documents: Sequence[Sequence[str]]) -> dict[str, float]:
    """Microseconds of CPU per 1,000 characters of every local check that works, wordlists loaded."""
    made = [document(lines) for lines in documents]
    characters = sum(len(line) for lines in documents for line in lines)
    told: dict[str, float] = {}
    for check in local_checks():
        try:
            _seconds(check, [document(lines[:40]) for lines in documents])
            told[check.id] = 1e9 * _seconds(check, made) / max(1, characters)
        except Exception as error:  # noqa: BLE001 - a failed check is counted, the others go on
            FAILED[f"{check.id} {check.title}: {type(error).__name__} {error}"] += 1
    return told


def _seconds(check: Check, documents: Sequence[Document]) -> float:
    started = time.process_time()
    for one in documents:
        for _ in check.find(one):
            pass
    return time.process_time() - started


def pooled(name: str, parts: Sequence[Alarms]) -> Alarms:
    """Several corpora as one."""
    return Alarms(
        name,
        [count for part in parts for count in part.characters],
        [row for part in parts for row in part.found],
        sum(part.real for part in parts),
        pooled=True,
    )
