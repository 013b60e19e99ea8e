"""The injected-fault benchmark: makes the cases, runs the checks before and after, scores by family."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bench.quality.cases import Case, Edit, Family, Group, Line, Place, Spoiled
from bench.quality.chance import Chance
from bench.quality.judge import alone, findings, is_real, line_of
from checks.model import Finding, Severity

TOLERANCE = 2  # characters on either side of a span
SEED = 20_261_122
_NUMBERED = re.compile(
    "[（(]?[一二三四五六七八九十\\d]+[）)、.．，是]|第[一二三四五六七八九十百千\\d]+|[①-⑳]|其[一二三]"
)
LETTERS = {Group.FORMAT: "PNUF", Group.WORDS: "WGT", Group.FACTS: "CLT", Group.SECRETS: "S"}
"""Families of check ids whose findings count against a group; a check that hits a family counts there too."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What happened to one case."""

    case: Case
    spoiled: Spoiled
    hits: tuple[Finding, ...]
    strays: tuple[Finding, ...]  # new in the faulted text, away from the fault
    before: tuple[Finding, ...]  # already on the clean lines of the case itself
    fixed: bool

    @property
    def severity(self) -> Severity | None:
        """The strictest level among the hits, None = missed."""
        for level in (Severity.RED, Severity.YELLOW, Severity.BLUE):
            if any(hit.severity is level for hit in self.hits):
                return level
        return None


@dataclass
class Score:
    """A family's outcomes."""

    family: Family
    outcomes: list[Outcome] = field(default_factory=list)

    @property
    def total(self) -> int:
        """Injected faults."""
        return len(self.outcomes)

    @property
    def forms(self) -> int:
        """How many different faults there are among them (right text and wrong text)."""
        edits = ((o.case, o.case.edits[0]) for o in self.outcomes)
        return len({(case.lines[e.line].text[e.start : e.end], e.text) for case, e in edits})

    @property
    def found(self) -> int:
        """Faults with a hit."""
        return sum(bool(o.hits) for o in self.outcomes)

    def found_at(self, *levels: Severity) -> int:
        """Faults with a hit of one of these levels."""
        return sum(any(h.severity in levels for h in o.hits) for o in self.outcomes)

    @property
    def fixed(self) -> int:
        """Faults that one suggestion puts right."""
        return sum(o.fixed for o in self.outcomes)

    @property
    def offered(self) -> int:
        """Found faults with any suggestion."""
        return sum(any(h.suggestion is not None for h in o.hits) for o in self.outcomes)

    @property
    def by_check(self) -> Counter[str]:
        """How many faults each check hit."""
        return Counter(check for o in self.outcomes for check in {h.check for h in o.hits})

    def false(self, *levels: Severity) -> list[tuple[Outcome, Finding]]:
        """False findings of the group's checks: new ones away from the fault, and those on the clean carrier."""
        checks = set(self.by_check)
        letters = LETTERS[self.family.group]
        return [
            (o, f)
            for o in self.outcomes
            for f in (*o.strays, *o.before)
            if (f.check[0] in letters or f.check in checks) and (not levels or f.severity in levels)
        ]


def score(family: Family, lines: Sequence[str], count: int, half: str, seed: int = SEED) -> Score:
    """Injects up to `count` faults of the family and runs the checks."""
    return Score(family, [_outcome(family, case) for case in cases(family, lines, count, half, seed)])


def cases(family: Family, lines: Sequence[str], count: int, half: str, seed: int = SEED) -> Iterator[Case]:
    """Up to `count` cases: the same for the same lines and seed. Fewer where the lines offer fewer places."""
    chance = Chance(f"{seed} {family.id} {half}", half)
    made: set[tuple[str, ...]] = set()
    if family.build is not None:
        for _ in range(count * 20):
            case = family.build(chance)
            key = tuple(line.text for line in case.spoil().lines) if case else ()
            if case is None or key in made:
                continue
            made.add(key)
            yield _in_context(chance, case, lines)
            if len(made) >= count:
                return
        return
    order = list(lines)
    chance.shuffle(order)
    done = 0
    for text in order:
        if case := _injected(family, chance, text):
            yield _in_context(chance, case, lines)
            done += 1
            if done >= count:
                return


def _injected(family: Family, chance: Chance, text: str) -> Case | None:
    slip = family.inject(chance, text) if family.inject else None
    if slip is None:
        return None
    edits = tuple(Edit(0, *edit) for edit in slip.edits)
    return Case((Line(text),), edits, tuple(Place(0, *p) for p in slip.related), slip.accepted)


def _in_context(chance: Chance, case: Case, lines: Sequence[str]) -> Case:
    """The case between two real paragraphs."""
    if not lines:
        return case
    return Case(
        (_neighbour(chance, lines), *case.lines, _neighbour(chance, lines)),
        tuple(Edit(e.line + 1, e.start, e.end, e.text) for e in case.edits),
        tuple(Place(p.line + 1, p.start, p.end) for p in case.related),
        case.accepted,
        tuple(t + 1 for t in case.target),
    )


def _neighbour(chance: Chance, lines: Sequence[str]) -> Line:
    """A paragraph without a number at its head, so that it does not break into the numbering of the case."""
    drawn = (chance.choice(lines) for _ in range(200))
    return Line(next((line for line in drawn if not _NUMBERED.match(line)), lines[0]))


def _outcome(family: Family, case: Case) -> Outcome:
    spoiled = case.spoil()
    clean = findings(case.lines)
    faulted = findings(spoiled.lines)
    known = {(f.check, line_of(f), case.moved(line_of(f), f.start)) for f in clean}
    new = [f for f in faulted if (f.check, line_of(f), f.start) not in known]
    hits = tuple(f for f in new if _touches(f, spoiled))
    strays = tuple(f for f in new if f not in hits)
    before = tuple(
        f for f in clean if line_of(f) in case.target and _counts(f, case, built=bool(family.build))
    )
    return Outcome(case, spoiled, hits, strays, before, _restored(hits, case, spoiled))


def _counts(finding: Finding, case: Case, *, built: bool) -> bool:
    """Whether a finding on a clean carrier is a false alarm: not a judged one, and not one that only the chance
    neighbours of a corpus line bring about.
    """
    text = case.lines[line_of(finding)].text
    if is_real(finding, text):
        return False
    return built or any(f.check == finding.check for f in alone(text))


def _touches(finding: Finding, spoiled: Spoiled) -> bool:
    line = line_of(finding)
    return any(
        place.line == line
        and finding.start <= place.end + TOLERANCE
        and finding.end >= place.start - TOLERANCE
        for place in (*spoiled.spans, *spoiled.related)
    )


def _restored(hits: Sequence[Finding], case: Case, spoiled: Spoiled) -> bool:
    """Whether a suggestion alone, or all suggestions of the hits together, give a right text of the line."""
    offers = [f for f in hits if f.suggestion is not None]
    return any(_right([f], case, spoiled) for f in offers) or (
        len(offers) > 1 and _right(offers, case, spoiled)
    )


def _right(offers: Sequence[Finding], case: Case, spoiled: Spoiled) -> bool:
    lines: dict[int, str] = {}
    edge: dict[int, int] = {}
    for finding in sorted(offers, key=lambda f: (line_of(f), -f.start)):
        line = line_of(finding)
        text = lines.setdefault(line, spoiled.lines[line].text)
        if finding.end > edge.get(line, len(text)):
            continue  # overlaps one that is already applied
        edge[line] = finding.start
        lines[line] = text[: finding.start] + (finding.suggestion or "") + text[finding.end :]
    first = case.edits[0].line
    return all(
        text == case.lines[line].text or (line == first and text in case.accepted)
        for line, text in lines.items()
    )
