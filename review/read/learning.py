"""What people's answers say about the checks: counts per check and per wordlist entry, and what to make of them.

Counted are the last rows of findings that were answered in the period: a finding that follows its text through five
versions is one. No figure is about a person; two persons are only ever asked for, never named.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, func, or_, select

from checks.house import HOUSE_WORDS, House
from checks.model import Check
from checks.registry import all_checks
from models import DispositionState, Draft, Finding, Version
from review.app import App
from review.house import active_in
from review.read.common import Page, clamp, paged
from review.read.masking import private_checks

Z = 1.96  # 95 %
FEWEST = 8  # answers before a check or an entry is called noisy
NOISY = 0.5  # lower bound of the dismissed share from which it is
NEEDLESS = 0.8  # from which switching a check off is proposed, with FEWEST_OFF answers
FEWEST_OFF = 30
PERSONS = 2
DRAFTS = 2
MOST_SUGGESTIONS = 100
PAGE_SIZE = 50
PERIODS = (30, 90, 365, 0)  # days, 0 = all
_ABOUT_WORDS = frozenset("WTG")
# What can be a name or a term: letters, Chinese characters and digits, with the marks that names hold.
_TERM = re.compile(r"[\w·・．.\-—&/]{2,20}")
_HAS_LETTER = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, slots=True)
class Tally:
    """Answers to a check's findings, or to those of one entry ("list:term"; None: not from a list)."""

    check: str
    entry: str | None
    title: str
    gate: str
    severity: str
    accepted: int
    dismissed: int

    @property
    def total(self) -> int:
        """How many were answered."""
        return self.accepted + self.dismissed

    @property
    def share(self) -> float:
        """Dismissed share, 0 to 1."""
        return self.dismissed / self.total if self.total else 0.0

    @property
    def lower(self) -> float:
        """Lower end of the Wilson interval of the dismissed share."""
        return wilson_lower(self.dismissed, self.total)

    @property
    def noisy(self) -> bool:
        """Whether more than half are dismissed, chance and small numbers allowed for."""
        return self.total >= FEWEST and self.lower > NOISY

    @property
    def term(self) -> str:
        """The word of the entry."""
        return (self.entry or "").partition(":")[2]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A change of the house rules that the answers speak for.

    kind: dictionary (a term that is right), ignored (a text that is no fault for one check), word_off (an own word to
    drop), word_lower (an own word to report one level lower), check_off.
    """

    kind: str
    text: str
    check: str
    title: str
    severity: str
    dismissed: int
    accepted: int
    persons: int = 0
    drafts: int = 0

    @property
    def key(self) -> str:
        """Names the suggestion in a form."""
        return f"{self.kind} {self.check} {self.text}"


@dataclass(frozen=True, slots=True)
class Learning:
    """The page: since when (None: ever), the tallies, noisiest entries and suggestions."""

    days: int
    since: datetime | None
    checks: tuple[Tally, ...]
    entries: tuple[Tally, ...]
    suggestions: tuple[Suggestion, ...] = field(default=())

    @property
    def answered(self) -> int:
        """Findings answered in the period."""
        return sum(t.total for t in self.checks)


@dataclass(frozen=True, slots=True)
class AnsweredFinding:
    """A finding behind a row. `text` and `message` are masked where they are personal or secret."""

    id: int
    number: str
    title: str
    version: int
    check: str
    severity: str
    text: str
    suggestion: str | None
    message: str
    state: str
    reason: str
    settled_at: datetime | None


def wilson_lower(hits: int, of: int, z: float = Z) -> float:
    """Lower end of the Wilson score interval of a share (Wilson 1927); 0 where nothing was counted."""
    if not of:
        return 0.0
    share, zz = hits / of, z * z
    middle = share + zz / (2 * of)
    spread = z * math.sqrt(share * (1 - share) / of + zz / (4 * of * of))
    return max(0.0, (middle - spread) / (1 + zz / of))


def learning(app: App, days: int = 90) -> Learning:
    """Everything the page shows for the last `days` days; 0 = ever."""
    since = app.clock() - timedelta(days=days) if days else None
    with app.database.read() as session:
        counts = _counts(session, since)
        house = active_in(session).house
        texts = _texts(session, since)
    checks = _tallies(counts, by_entry=False)
    entries = [t for t in _tallies(counts, by_entry=True) if t.entry]
    return Learning(
        days=days,
        since=since,
        checks=tuple(sorted(checks, key=lambda t: (-t.total, t.check))),
        entries=tuple(sorted(entries, key=lambda t: (-t.lower, -t.total, t.check, t.entry or ""))),
        suggestions=(*texts_to_suggest(texts, house), *_rules_to_suggest(checks, entries, house)),
    )


def _answered(since: datetime | None) -> tuple[ColumnElement[bool], ...]:
    """Answered, in the period, and the last row of its finding."""
    return (
        col(Finding.settled_at).is_not(None) if since is None else col(Finding.settled_at) >= since,
        col(Finding.disposition).in_([DispositionState.ACCEPTED.value, DispositionState.DISMISSED.value]),
        or_(col(Finding.fate).is_(None), col(Finding.fate) != "moved"),
    )


def _counts(session: Session, since: datetime | None) -> list[tuple[str, str | None, str, int]]:
    query = (
        select(Finding.check_id, Finding.entry, Finding.disposition, func.count())
        .where(*_answered(since))
        .group_by(col(Finding.check_id), col(Finding.entry), col(Finding.disposition))
    )
    return [(check, entry, state, n) for check, entry, state, n in session.exec(query)]


def _tallies(counts: Iterable[tuple[str, str | None, str, int]], *, by_entry: bool) -> list[Tally]:
    found: dict[tuple[str, str | None], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for check, entry, state, n in counts:
        found[check, entry if by_entry else None][state] += n
    known = _known()
    return [
        Tally(
            check=check,
            entry=entry,
            title=known[check].title if check in known else check,
            gate=known[check].gate.value if check in known else "",
            severity=known[check].severity.value if check in known else "",
            accepted=by_state[DispositionState.ACCEPTED.value],
            dismissed=by_state[DispositionState.DISMISSED.value],
        )
        for (check, entry), by_state in found.items()
    ]


def _known() -> Mapping[str, Check]:
    return {check.id: check for check in all_checks()}


@dataclass(frozen=True, slots=True)
class TextCount:
    """How often a text was found to be no fault, by how many, in how many drafts."""

    check: str
    text: str
    persons: int
    drafts: int
    dismissed: int
    accepted: int = 0


def _texts(session: Session, since: datetime | None) -> list[TextCount]:
    dismissed = col(Finding.disposition) == DispositionState.DISMISSED.value
    persons = func.count(func.distinct(col(Finding.settled_by)))
    drafts = func.count(func.distinct(col(Finding.draft_id)))
    query = (
        sa_select(col(Finding.check_id), col(Finding.text), persons, drafts, func.count())
        .where(*_answered(since), dismissed, func.length(col(Finding.text)).between(2, 20))
        .group_by(col(Finding.check_id), col(Finding.text))
        .having(persons >= PERSONS, drafts >= DRAFTS)
        .order_by(func.count().desc(), col(Finding.check_id), col(Finding.text))
        .limit(MOST_SUGGESTIONS * 4)
    )
    rows = [TextCount(*row) for row in session.connection().execute(query)]
    if not rows:
        return []
    accepted = (
        select(Finding.check_id, Finding.text, func.count())
        .where(*_answered(since), ~dismissed, col(Finding.text).in_({r.text for r in rows}))
        .group_by(col(Finding.check_id), col(Finding.text))
    )
    right = {(check, text): n for check, text, n in session.exec(accepted)}
    return [
        TextCount(r.check, r.text, r.persons, r.drafts, r.dismissed, right.get((r.check, r.text), 0))
        for r in rows
    ]


def texts_to_suggest(texts: Iterable[TextCount], house: House) -> list[Suggestion]:
    """Terms for the dictionary, texts to ignore; never personal data, never what people mostly corrected."""
    known, ignored = _known(), {(i.text, i.check) for i in house.ignored}
    found: list[Suggestion] = []
    for row in texts:
        check = known.get(row.check)
        if check is None or row.check in private_checks() or row.check == HOUSE_WORDS:
            continue
        if row.accepted >= row.dismissed or not (_TERM.fullmatch(row.text) and _HAS_LETTER.search(row.text)):
            continue
        kind = "dictionary" if row.check[0] in _ABOUT_WORDS else "ignored"
        settled = {(row.text, row.check), (row.text, "*")} & ignored
        if row.text in house.dictionary or settled or house.switched_off(row.check):
            continue
        found.append(
            Suggestion(
                kind=kind, text=row.text, check=row.check, title=check.title, severity=check.severity.value,
                dismissed=row.dismissed, accepted=row.accepted, persons=row.persons, drafts=row.drafts,
            )
        )  # fmt: skip
    return found[:MOST_SUGGESTIONS]


def _rules_to_suggest(checks: Iterable[Tally], entries: Iterable[Tally], house: House) -> list[Suggestion]:
    own = {e.term: e for e in house.words}
    found: list[Suggestion] = []
    for tally in entries:
        if tally.check != HOUSE_WORDS or not tally.noisy or tally.term not in own:
            continue
        severity = (own[tally.term].severity or _known()[HOUSE_WORDS].severity).value
        kind = "word_off" if tally.lower > NEEDLESS or severity == "blue" else "word_lower"
        found.append(_about(tally, kind, severity))
    for tally in checks:
        off = house.switched_off(tally.check) or tally.check in private_checks() or tally.check == HOUSE_WORDS
        if not off and tally.total >= FEWEST_OFF and tally.lower > NEEDLESS:
            found.append(_about(tally, "check_off", tally.severity))
    return found


def _about(tally: Tally, kind: str, severity: str) -> Suggestion:
    return Suggestion(
        kind=kind, text=tally.term, check=tally.check, title=tally.title, severity=severity,
        dismissed=tally.dismissed, accepted=tally.accepted,
    )  # fmt: skip


def behind(
    app: App,
    *,
    check: str,
    entry: str = "",
    text: str = "",
    state: str = "",
    days: int = 90,
    page: int = 1,
) -> Page[AnsweredFinding]:
    """The findings behind a row, latest answer first. Without names: the page is about checks, not people."""
    since = app.clock() - timedelta(days=days) if days else None
    wanted = [*_answered(since), col(Finding.check_id) == check]
    wanted += [col(Finding.entry) == entry] if entry else []
    wanted += [col(Finding.text) == text] if text else []
    wanted += [col(Finding.disposition) == state] if state else []
    with app.database.read() as session:
        total = session.exec(select(func.count()).select_from(Finding).where(*wanted)).one()
        number = clamp(page, PAGE_SIZE, total)
        query = (
            select(Finding, Draft, Version.number)
            .join(Draft, col(Draft.id) == col(Finding.draft_id))
            .join(Version, col(Version.id) == col(Finding.version_id))
            .where(*wanted)
            .order_by(col(Finding.settled_at).desc(), col(Finding.id).desc())
        )
        rows = session.exec(query.offset((number - 1) * PAGE_SIZE).limit(PAGE_SIZE)).all()
    return paged((_shown(f, d, n) for f, d, n in rows), number, PAGE_SIZE, total)


def _shown(finding: Finding, draft: Draft, version: int) -> AnsweredFinding:
    secret = finding.check_id in private_checks()
    return AnsweredFinding(
        id=finding.id or 0,
        number=draft.number,
        title=draft.title,
        version=version,
        check=finding.check_id,
        severity=finding.severity,
        text="＊" * min(len(finding.text), 8) if secret else finding.text,
        suggestion=None if secret else finding.suggestion,
        message="（涉密或个人信息，请到稿件中查看）" if secret else finding.message,
        state=finding.disposition,
        reason="" if secret else finding.reason,
        settled_at=finding.settled_at,
    )
