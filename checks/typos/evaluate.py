"""The strict sentence metric: a correction counts only if the whole sentence equals the reference."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from checks.model import Severity
from checks.runner import run
from documents.model import Block, BlockKind, Document

Z = 1.96


@dataclass(frozen=True, slots=True)
class Strict:
    """`right` of `altered` sentences became the reference; `wrong` sentences needed it."""

    right: int
    altered: int
    wrong: int

    @property
    def precision(self) -> float:
        """Share of altered sentences that are right."""
        return self.right / self.altered if self.altered else 1.0

    @property
    def recall(self) -> float:
        """Share of wrong sentences that are right now."""
        return self.right / self.wrong if self.wrong else 1.0

    @property
    def f1(self) -> float:
        """Their harmonic mean."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __str__(self) -> str:
        p, r = wilson(self.right, self.altered), wilson(self.right, self.wrong)
        return (
            f"P {100 * self.precision:.1f} [{100 * p[0]:.1f}, {100 * p[1]:.1f}]  "
            f"R {100 * self.recall:.1f} [{100 * r[0]:.1f}, {100 * r[1]:.1f}]  F1 {100 * self.f1:.1f}  "
            f"（改动 {self.altered} 句，改对 {self.right} 句，有错 {self.wrong} 句）"
        )


def wilson(part: int, whole: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    if not whole:
        return 0.0, 1.0
    share = part / whole
    middle = share + Z * Z / (2 * whole)
    reach = Z * (share * (1 - share) / whole + Z * Z / (4 * whole * whole)) ** 0.5
    low, high = (middle - reach) / (1 + Z * Z / whole), (middle + reach) / (1 + Z * Z / whole)
    return max(0.0, low), min(1.0, high)


def corrected(sentences: Sequence[str], levels: Iterable[Severity]) -> list[str]:
    """Every sentence as a document of its own, with the suggestions of W100 of these levels applied.

    Raises:
        ModelError: the model file is missing or damaged.
    """
    from checks.rules.typos import typos  # noqa: PLC0415 - the rule imports this package

    wanted, out = frozenset(levels), []
    for sentence in sentences:
        report = run(_document(sentence), checks=[typos])
        text, limit = sentence, len(sentence)
        for finding in sorted(report.findings, key=lambda f: -f.start):
            if finding.severity in wanted and finding.suggestion is not None and finding.end <= limit:
                text, limit = text[: finding.start] + finding.suggestion + text[finding.end :], finding.start
        out.append(text)
    return out


def _document(sentence: str) -> Document:
    return Document(format="txt", blocks=(Block("b1", BlockKind.PARAGRAPH, sentence),))


def strict(pairs: Sequence[tuple[str, str]]) -> dict[str, Strict]:
    """Red alone, and red and blue, over (source, reference) pairs.

    Raises:
        ModelError: see `corrected`.
    """
    sources, references = [s for s, _ in pairs], [t for _, t in pairs]
    out = {}
    for name, levels in (("错误", (Severity.RED,)), ("错误与提示", (Severity.RED, Severity.BLUE))):
        results = corrected(sources, levels)
        altered = sum(a != b for a, b in zip(sources, results, strict=True))
        right = sum(a != b and b == c for a, b, c in zip(sources, results, references, strict=True))
        out[name] = Strict(right, altered, sum(a != c for a, c in zip(sources, references, strict=True)))
    return out
