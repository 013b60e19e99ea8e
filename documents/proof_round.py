"""One round of a proof: everything a proofreader must answer, found by comparing up to three texts.

The proof is held against the approved manuscript (校异同) and, from the second proof on, against the last proof with
every ordered correction made (核红). A place is listed once: a difference that an order itself made is no news, one that
stands where an order was not done belongs to that order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from documents.collate import Difference, Kind, collate
from documents.corrections import Correction, Outcome, Verdict, corrected, recheck, widest
from documents.model import Document, nfc
from documents.stream import Spot, Stream


class Origin(StrEnum):
    """Why a place is listed."""

    COLLATION = "collation"  # 校异同: it differs from the manuscript
    RECHECK = "recheck"  # 核红: it was ordered in the last proof
    UNORDERED = "unordered"  # 核红: it changed and nobody ordered it


class Judge(StrEnum):
    """Who can tell whether an order was done."""

    TEXT = "text"  # the letters say so
    GLYPH = "glyph"  # the letters read the same, the code points say so
    PERSON = "person"  # layout: the texts are compared without it, so a person must look


UNSURE = "unsure"
"""Kind of a recheck that only a person can judge."""


@dataclass(frozen=True, slots=True)
class Order:
    """An order of the last proof; `key` is the caller's name for it. A move is two corrections: away, and in."""

    key: int
    corrections: tuple[Correction, ...]
    judge: Judge = Judge.TEXT


@dataclass(frozen=True, slots=True)
class Found:
    """A place to answer. `kind` is a `Kind`, or for a recheck an `Outcome` or `UNSURE`.

    `place` is in the proof, `at` and `to` the same in characters of its stream. `home` is where a moved stretch should
    stand. `order` is the key of the order a recheck judges, `wanted` what should stand in its place. `unordered`: it
    also changed since the last proof, unasked. `key` names a difference from the manuscript, the same in every proof.
    """

    origin: Origin
    kind: str
    place: Spot
    at: int
    to: int
    manuscript: Spot | None = None
    home: Spot | None = None
    home_at: int | None = None
    order: int | None = None
    unordered: bool = False
    key: str = ""
    wanted: str = ""


def examine(
    proof: Document, manuscript: Document | None, last: Document | None, orders: Sequence[Order] = ()
) -> tuple[Found, ...]:
    """Every place to answer, in the order of the proof. `manuscript` None leaves 校异同 out, `last` None leaves 核红 out.

    Raises:
        OverlapError: two orders speak of the same characters. KeyError: an order names a block that `last` has not.
    """
    stream = Stream(proof)
    rechecked: list[Found] = []
    strayed: list[Found] = []
    made: set[_Key] = set()
    if last is not None:
        corrections = [c for order in orders for c in order.corrections]
        outcome = recheck(last, corrections, proof)
        rechecked = list(_rechecked(orders, outcome.verdicts, stream))
        strayed = [_difference(d, stream, Origin.UNORDERED) for d in outcome.unordered]
        if manuscript is not None and corrections:
            made = set(_keyed(manuscript, corrected(last, corrections))) - set(_keyed(manuscript, last))
    collated: list[Found] = []
    if manuscript is not None:
        found = _keyed(manuscript, proof)
        collated = [
            replace(_difference(d, stream, Origin.COLLATION), key="\x1f".join(map(str, key)))
            for key, d in found.items()
            if key not in made
        ]
    return tuple(sorted(_listed_once(rechecked, strayed, collated), key=lambda f: (f.at, f.to, f.origin)))


_Key = tuple[Kind, int, int, str]


def _keyed(manuscript: Document, proof: Document) -> dict[_Key, Difference]:
    """The differences, each by its place in the manuscript and what stands there instead.

    What can slide over repeated letters (阅 lost of 阅阅) is named by its leftmost place, or the same would have two names.
    """
    old, new = Stream(manuscript), Stream(proof)
    found: dict[_Key, Difference] = {}
    for difference in collate(manuscript, proof):
        gap = (*old.place_of(difference.manuscript), *new.place_of(difference.proof))
        i, _, k, _ = gap if difference.kind is Kind.MOVED else widest(gap, old.text, new.text)
        found[difference.kind, i, i + gap[1] - gap[0], new.text[k : k + gap[3] - gap[2]]] = difference
    return found


def _difference(difference: Difference, stream: Stream, origin: Origin) -> Found:
    at, to = stream.place_of(difference.proof)
    home = difference.home
    return Found(
        origin,
        difference.kind.value,
        difference.proof,
        at,
        to,
        manuscript=difference.manuscript,
        home=home,
        home_at=None if home is None else stream.place_of(home)[0],
    )


def _rechecked(orders: Sequence[Order], verdicts: Sequence[Verdict], stream: Stream) -> Iterator[Found]:
    after = 0
    for order in orders:
        mine = verdicts[after : after + len(order.corrections)]
        after += len(order.corrections)
        kind = _outcome(order, mine)
        # A move that was made stands at its new place, one that was not at its old.
        place = (mine[-1] if kind == Outcome.DONE else mine[0]).place
        at, to = stream.place_of(place)
        home = mine[-1].place if len(mine) > 1 and kind != Outcome.DONE else None
        home_at = None if home is None else stream.place_of(home)[0]
        yield Found(
            Origin.RECHECK,
            kind,
            place,
            at,
            to,
            home=home,
            home_at=home_at,
            order=order.key,
            wanted=mine[-1].wanted,
        )


def _outcome(order: Order, verdicts: Sequence[Verdict]) -> str:
    outcomes = {verdict.outcome for verdict in verdicts}
    found = outcomes.pop() if len(outcomes) == 1 else Outcome.WRONG
    if found is not Outcome.DONE or order.judge is Judge.TEXT:
        return found.value
    if order.judge is Judge.PERSON:
        return UNSURE
    verdict = verdicts[0]
    same = nfc(verdict.place.text) == nfc(verdict.correction.text)
    return (Outcome.DONE if same else Outcome.NOT_DONE).value


def _listed_once(rechecked: list[Found], strayed: list[Found], collated: list[Found]) -> Iterator[Found]:
    yield from rechecked
    undone = [r for r in rechecked if r.kind != Outcome.DONE]
    taken: set[int] = set()
    for found in collated:
        if any(_within(found, r) for r in undone):
            continue
        also = next((n for n, s in enumerate(strayed) if n not in taken and _same_place(s, found)), None)
        if also is not None:
            taken.add(also)
        yield replace(found, unordered=also is not None)
    yield from (s for n, s in enumerate(strayed) if n not in taken)


def _within(found: Found, order: Found) -> bool:
    """Whether a difference lies in an order's place. At its edge only what has letters counts, or it might be another."""
    if found.at == found.to and order.at != order.to:
        return order.at < found.at < order.to
    return order.at <= found.at and found.to <= order.to


def _same_place(one: Found, other: Found) -> bool:
    if one.at == one.to or other.at == other.to:
        return (one.at, one.to) == (other.at, other.to)
    return one.at < other.to and other.at < one.to


def clashes(ranges: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    """Whether an order for [start, end) speaks of characters that one of `ranges` speaks of; edges may touch."""
    return any(start < high and low < end for low, high in ranges)
