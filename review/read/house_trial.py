"""Trying a proposal out (试跑): what its changes would do to the latest drafts, before anybody makes them active.

New words are searched in the texts as W200 would search them. What would fall silent is counted over the findings
that are stored for those texts. A check that is switched on again is run. Bounded in drafts, characters and seconds;
the result says how far it came.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from sqlmodel import Session, col, select

from checks import runner
from checks.house import HOUSE_WORDS, House, OwnWords, about_words
from checks.model import Check
from checks.registry import all_checks
from checks.words import Matcher
from documents.model import Document
from models import Draft, DraftState, Finding, Version
from review.access import Act, allowed
from review.actors import Actor
from review.app import App
from review.house import is_new_red
from review.house_changes import Change, Part
from review.read.masking import hidden_in
from review.stages import document_of

DRAFTS = 60
CHARACTERS = 500_000
SECONDS = 4.0
EXAMPLES = 4
EXAMPLES_OF_ONE = 2  # of one draft, so that another one is seen too
RED_BUDGET = 0.5  # red findings per 10,000 characters of clean text, of all checks together
AROUND = 14  # characters shown on either side of a hit
_GONE = (DraftState.REJECTED.value, DraftState.WITHDRAWN.value)


@dataclass(frozen=True, slots=True)
class Sample:
    """A place in a draft where a change would be felt."""

    number: str
    title: str
    before: str
    text: str
    after: str


@dataclass(slots=True)
class Effect:
    """What one change would do. `new`: findings more, `gone`: findings less; `known` False: cannot be told.

    `red`: it is a word that blocks sign-off.
    """

    part: str
    key: str
    new: int = 0
    gone: int = 0
    drafts: int = 0
    in_released: int = 0
    known: bool = True
    red: bool = False
    samples: list[Sample] = field(default_factory=list)

    def per_ten_thousand(self, characters: int) -> float:
        """New findings per 10,000 characters looked at."""
        return 10_000 * self.new / characters if characters else 0.0


@dataclass(frozen=True, slots=True)
class Trial:
    """The effects in the order of the changes, and what they were tried on."""

    effects: tuple[Effect, ...]
    drafts: int
    characters: int
    complete: bool

    @property
    def new(self) -> int:
        """Findings more, over all changes."""
        return sum(effect.new for effect in self.effects)

    @property
    def gone(self) -> int:
        """Findings less, over all changes; one finding that two changes silence counts twice."""
        return sum(effect.gone for effect in self.effects)

    @property
    def red(self) -> int:
        """Findings more that would block sign-off."""
        return sum(effect.new for effect in self.effects if effect.red)

    @property
    def noisy(self) -> bool:
        """Whether new red findings come more often than the whole product may be wrong on clean text."""
        return bool(self.characters) and 10_000 * self.red / self.characters > RED_BUDGET

    @property
    def of(self) -> Mapping[tuple[str, str], Effect]:
        """Effects by part and key."""
        return {(e.part, e.key): e for e in self.effects}


@dataclass(frozen=True, slots=True)
class _Text:
    draft: Draft
    document: Document
    findings: tuple[Finding, ...]


def trial(app: App, actor: Actor, after: House, changes: Iterable[Change]) -> Trial:
    """Try `changes`, which lead to `after`, on the latest drafts. Samples only for those who may read drafts."""
    wanted = list(changes)
    effects = {(c.part, c.key): Effect(c.part, c.key, red=is_new_red(c)) for c in wanted}
    probe = _Probe(after, wanted)
    for effect in effects.values():
        effect.known = (effect.part, effect.key) not in probe.untold
    looked = characters = 0
    started = time.monotonic()
    complete = True
    for text in _texts(app):
        size = sum(len(block.text) for block in text.document)
        if looked and (characters + size > CHARACTERS or time.monotonic() - started > SECONDS):
            complete = False
            break
        looked, characters = looked + 1, characters + size
        _note(probe.effects_on(text), text, effects, samples=allowed(actor, Act.DRAFT_READ))
    return Trial(tuple(effects.values()), looked, characters, complete)


@dataclass(frozen=True, slots=True)
class _Felt:
    """One finding more (`new`) or less because of one change."""

    at: tuple[str, str]
    new: bool
    block: str
    start: int
    end: int


def _note(
    felt: Iterable[_Felt], text: _Text, effects: dict[tuple[str, str], Effect], *, samples: bool
) -> None:
    blocks = hidden_in({block.id: block.text for block in text.document}, text.findings)
    touched = set()
    for one in felt:
        effect = effects[one.at]
        effect.new += one.new
        effect.gone += not one.new
        effect.in_released += one.new and text.draft.state == DraftState.RELEASED.value
        touched.add(one.at)
        here = sum(sample.number == text.draft.number for sample in effect.samples)
        if samples and len(effect.samples) < EXAMPLES and here < EXAMPLES_OF_ONE:
            whole = blocks.get(one.block, "")
            effect.samples.append(
                Sample(
                    number=text.draft.number,
                    title=text.draft.title,
                    before=whole[max(0, one.start - AROUND) : one.start],
                    text=whole[one.start : one.end],
                    after=whole[one.end : one.end + AROUND],
                )
            )
    for at in touched:
        effects[at].drafts += 1


class _Probe:
    """Looks for what the changes would do to one text."""

    def __init__(self, after: House, changes: Iterable[Change]) -> None:
        self.after = after
        of: dict[str, dict[str, Change]] = defaultdict(dict)
        for change in changes:
            of[change.part][change.key] = change
        self.words = {k for k, c in of[Part.WORDS].items() if c.after is not None}
        self.dropped_words = {k for k, c in of[Part.WORDS].items() if c.after is None}
        self.dictionary = OwnWords(k for k, c in of[Part.DICTIONARY].items() if c.after is not None)
        self.ignored = {k: c.after for k, c in of[Part.IGNORED].items() if c.after is not None}
        self.off = [k for k, c in of[Part.OFF].items() if c.after is not None]
        self.on = {k: _checks(k) for k, c in of[Part.OFF].items() if c.after is None}
        # What the rules hid so far left no trace to count.
        self.untold = {
            (part, key)
            for part in (Part.DICTIONARY, Part.IGNORED, Part.SPACING)
            for key, change in of[part].items()
            if change.after is None or part == Part.SPACING
        } | {(Part.OFF, key) for key, checks in self.on.items() if not checks}
        self.matcher = Matcher(after.words, "loose") if self.words else None

    def effects_on(self, text: _Text) -> Iterator[_Felt]:
        """Everything the changes would add or silence in `text`."""
        if self.matcher is not None:
            for block in text.document:
                for match in self.matcher.find(block.text):
                    if match.entry.term in self.words:
                        yield _Felt((Part.WORDS, match.entry.term), True, block.id, match.start, match.end)
        blocks = {block.id: block.text for block in text.document}
        for finding in text.findings:
            for at in self._silenced_by(finding, blocks):
                yield _Felt(at, False, finding.block, finding.start, finding.end)
        for key, checks in self.on.items():
            report = runner.run(text.document, "quick", checks=checks, house=self.after) if checks else None
            for found in report.findings if report else ():
                yield _Felt((Part.OFF, key), True, found.block, found.start, found.end)

    def _silenced_by(self, finding: Finding, blocks: Mapping[str, str]) -> Iterator[tuple[str, str]]:
        if finding.check_id == HOUSE_WORDS and finding.entry:
            term = finding.entry.partition(":")[2]
            if term in self.dropped_words:
                yield Part.WORDS, term
        yield from ((Part.OFF, p) for p in self.off if fnmatchcase(finding.check_id, p))
        for key, value in self.ignored.items():
            if value and value["text"] == finding.text and fnmatchcase(finding.check_id, value["check"]):
                yield Part.IGNORED, key
        if about_words(finding.check_id):
            over = self.dictionary.over(blocks.get(finding.block, ""), finding.start, finding.end)
            yield from ((Part.DICTIONARY, word) for word in over)


def _checks(pattern: str) -> tuple[Check, ...]:
    return tuple(c for c in all_checks() if fnmatchcase(c.id, pattern) and c.engine is None)


def _texts(app: App) -> Iterator[_Text]:
    """The current versions of the latest drafts with their findings, one at a time."""
    with app.database.read() as session:
        query = (
            select(Draft, Version)
            .join(Version, col(Version.id) == col(Draft.current_version_id))
            .where(col(Draft.state).not_in(_GONE))
            .order_by(col(Draft.updated_at).desc(), col(Draft.id).desc())
        )
        rows = session.exec(query.limit(DRAFTS)).all()
        for draft, version in rows:
            yield _Text(draft, document_of(app, version), _findings(session, version))


def _findings(session: Session, version: Version) -> tuple[Finding, ...]:
    return tuple(session.exec(select(Finding).where(Finding.version_id == version.id)))
