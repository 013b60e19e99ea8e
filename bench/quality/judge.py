"""Runs the checks as the product does, and keeps what was read and judged by a person.

A judged finding is known by a digest of check, block text and place, so that no corpus text is kept:
`judged.tsv` holds digest, check, verdict (`real` = a fault of the source, no false alarm; `false` = an alarm that was read
and is none) and a word of reason.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

from bench.quality.cases import Line
from checks import runner, scan
from checks.model import Check, Finding
from checks.registry import all_checks
from documents.limits import Limits
from documents.model import Anchor, Block, BlockKind, Cell, Document
from documents.read_text import read_text

JUDGED = Path(__file__).resolve().parent / "judged.tsv"


@cache
def local_checks() -> tuple[Check, ...]:
    """Every check that needs no outside engine."""
    return tuple(check for check in all_checks() if check.engine is None)


def document(lines: Sequence[Line | str]) -> Document:
    """The document a reader makes of these lines; line i is block `b{i + 1}`. Table cells keep their place."""
    plain = [line if isinstance(line, Line) else Line(line) for line in lines]
    # An emptied line would shift the numbers; a word stands in for a cell, whose text is set below.
    text = "\n".join("表" if line.cell else line.text for line in plain)
    read = read_text(text.encode(), Limits())
    if len(read.blocks) != len(plain):
        raise ValueError("a line of a case is empty or holds a line break")
    blocks = [
        _cell(block, line) if line.cell else block for block, line in zip(read.blocks, plain, strict=True)
    ]
    return Document(format="md" if any(line.cell for line in plain) else "txt", blocks=tuple(blocks))


def _cell(block: Block, line: Line) -> Block:
    table, row, column = line.cell or (0, 0, 0)
    return Block(
        id=block.id,
        kind=BlockKind.TABLE_CELL,
        text=line.text,
        anchor=Anchor(line=block.anchor.line),
        cell=Cell(table, row, column),
    )


FAILED: Counter[str] = Counter()
"""Checks that failed while the benchmark ran, and how often: printed at the end, and the exit code says so."""


def findings(lines: Sequence[Line | str]) -> tuple[Finding, ...]:
    """What all local checks find, merged as the product merges it. A failed check is counted in `FAILED`.

    Not `runner.run`: that names the rule pack, which takes longer than to check so short a text.
    """
    made = document(lines)
    blocks = {block.id: block for block in made}
    found: list[Finding] = []
    for check in local_checks():
        try:
            found.extend(runner._finding(check, hit, blocks[hit.block]) for hit in check.find(made))
        except Exception as error:  # noqa: BLE001 - as the runner does: one failed check, the others go on
            FAILED[f"{check.id} {check.title}: {type(error).__name__} {error}"] += 1
    scan.forget()
    return tuple(runner._merged(found, frozenset()))


def line_of(finding: Finding) -> int:
    """Which line of the case a finding stands in."""
    return int(finding.block[1:]) - 1


def digest(check: str, text: str, start: int) -> str:
    """The mark by which a judged finding is known again."""
    return hashlib.sha256(f"{check}\n{start}\n{text}".encode()).hexdigest()[:16]


@cache
def judged() -> frozenset[str]:
    """Digests of the findings that a person judged to be real faults of the source."""
    if not JUDGED.exists():
        return frozenset()
    rows = (line.split("\t") for line in JUDGED.read_text(encoding="utf-8").splitlines())
    return frozenset(row[0] for row in rows if len(row) > 2 and row[2] == "real")


def is_real(finding: Finding, text: str) -> bool:
    """Whether a finding on clean text was judged to be a real fault of the source."""
    return digest(finding.check, text, finding.start) in judged()


@lru_cache(maxsize=8192)
def alone(text: str) -> tuple[Finding, ...]:
    """What is found in a paragraph that stands alone."""
    return findings((text,))
