"""Judges a document against the layout profile: every deviation, and the changes that would mend it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from checks.layout.elements import Piece, recognise
from checks.layout.faults import Fault
from checks.layout.judge_form import judge_form
from checks.layout.judge_order import judge_order
from checks.layout.judge_page import judge_page
from checks.layout.judge_text import judge_text
from checks.layout.profile import LayoutProfile, official
from checks.layout.topics import Topic
from checks.model import Hit, Severity
from documents.layout import Layout
from documents.layout_changes import Change
from documents.model import Document


@dataclass(frozen=True, slots=True)
class Group:
    """The same deviation wherever it stands: it is told once, at its first place."""

    faults: tuple[Fault, ...]

    @property
    def first(self) -> Fault:
        """The fault that is shown."""
        return self.faults[0]

    @property
    def element(self) -> str:
        """The element at fault, or the first of several."""
        names = list(dict.fromkeys(fault.element for fault in self.faults))
        return names[0] + ("等" if len(names) > 1 else "")

    @property
    def message(self) -> str:
        """The sentence for a page, with how many places there are."""
        more = f"共 {len(self.faults)} 处。" if len(self.faults) > 1 else ""
        return replace(self.first, element=self.element).message + more + self.first.advice


@dataclass(frozen=True, slots=True)
class Judgement:
    """What was recognised and what was found, in the order of the document."""

    pieces: tuple[Piece, ...]
    faults: tuple[Fault, ...]

    @property
    def groups(self) -> tuple[Group, ...]:
        """The faults, those that say the same put together."""
        found: dict[tuple[str, ...], list[Fault]] = {}
        for fault in self.faults:
            place = fault.block if fault.topic in {Topic.FORM, Topic.PARTS} else ""
            # One distance of lines runs through all elements of a text.
            element = "" if fault.topic is Topic.GRID else fault.element
            key = (fault.topic, element, fault.item, fault.measured, fault.expected, place)
            found.setdefault(key, []).append(fault)
        return tuple(Group(tuple(faults)) for faults in found.values())

    @property
    def changes(self) -> tuple[Change, ...]:
        """Everything a corrected copy sets, each once."""
        return tuple(dict.fromkeys(change for fault in self.faults for change in fault.changes))


def judge(document: Document, layout: Layout, profile: LayoutProfile | None = None) -> Judgement:
    """Everything in which `document`, laid out as `layout` says, deviates from the profile."""
    chosen = profile or official()
    pieces = recognise(document, layout)
    order = {block.id: index for index, block in enumerate(document)}
    faults = sorted(_faults(pieces, document, layout, chosen), key=lambda f: (order[f.block], f.start))
    return Judgement(pieces, tuple(faults))


def _faults(
    pieces: tuple[Piece, ...], document: Document, layout: Layout, profile: LayoutProfile
) -> Iterator[Fault]:
    if not pieces:
        return
    yield from judge_page(pieces, document, layout, profile)
    yield from judge_order(pieces, layout, profile)
    for piece in pieces:
        number = 0 if piece.line.paragraph is None else piece.line.paragraph.section
        section = layout.sections[min(number, len(layout.sections) - 1)]
        yield from judge_text(piece, profile, section)
        yield from judge_form(piece, profile)


def as_hits(groups: Iterable[Group]) -> Iterator[Hit]:
    """One hit for what stands at one place; faults with a suggestion stay by themselves."""
    by_place: dict[tuple[object, ...], list[Group]] = {}
    for group in groups:
        fault = group.first
        by_place.setdefault((fault.block, fault.start, fault.end, fault.suggestion), []).append(group)
    for (_, start, end, suggestion), here in by_place.items():
        yield Hit(
            here[0].first.block,
            int(str(start)),
            int(str(end)),
            "".join(group.message for group in here),
            None if suggestion is None else str(suggestion),
            Severity.BLUE if all(group.first.hint for group in here) else None,
        )
