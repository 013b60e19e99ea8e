"""The layout profile: what an element of an official document looks like, read from its data file."""

from __future__ import annotations

import hashlib
import tomllib
import unicodedata
from dataclasses import dataclass, field
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("official.toml")


class Element(StrEnum):
    """The elements (要素) of an official document, in the order in which they stand; names are the profile's keys."""

    COPY_NUMBER = "copy_number"
    SECRECY = "secrecy"
    URGENCY = "urgency"
    ISSUER = "issuer"
    NUMBER = "number"
    SIGNER = "signer"
    TITLE = "title"
    TITLE_DATE = "title_date"
    ADDRESSEE = "addressee"
    CHAPTER = "chapter"
    LEVEL_1 = "level_1"
    LEVEL_2 = "level_2"
    LEVEL_3 = "level_3"
    LEVEL_4 = "level_4"
    BODY = "body"
    ATTACHMENT_NOTE = "attachment_note"
    SIGNATURE = "signature"
    DATE = "date"
    NOTE = "note"
    ATTACHMENT_MARK = "attachment_mark"
    ATTACHMENT_TITLE = "attachment_title"
    COPIES = "copies"
    PRINTED = "printed"
    TABLE = "table"
    OTHER = "other"


LEVELS = (Element.LEVEL_1, Element.LEVEL_2, Element.LEVEL_3, Element.LEVEL_4)
TEXT = frozenset({*LEVELS, Element.BODY})
PAGE_NUMBER = "page_number"  # stands in the footers, so it is no element of a paragraph of the text


class ProfileError(Exception):
    """The profile's data file is wrong: a broken installation, told when it is read."""


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with its tolerance; `mark` is its provenance, D or K."""

    value: float
    tolerance: float
    mark: str

    def meets(self, measured: float) -> bool:
        """Whether `measured` lies within the tolerance, rounding of the file's units forgiven."""
        return abs(measured - self.value) <= self.tolerance + 0.02


@dataclass(frozen=True, slots=True)
class Choice:
    """What is allowed, the first being what a corrected copy gets."""

    values: tuple[str, ...]
    mark: str


@dataclass(frozen=True, slots=True)
class Form:
    """How an element is set; None = not checked. See the comments of the data file for each."""

    name: str
    font: Choice | None = None
    size: Measure | None = None
    align: Choice | None = None
    color: Choice | None = None
    start: Measure | None = None
    left: Measure | None = None
    end: Measure | None = None
    blank: Measure | None = None
    new_page: Choice | None = None


@dataclass(frozen=True, slots=True)
class Presence:
    """An element that must be there: always, or where one of `beside` is; not in documents of a kind in `unless`.

    `hint`: its absence is no more than a hint.
    """

    element: str
    mark: str
    hint: bool = False
    beside: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Family:
    """A family of fonts: patterns of the names it is met under, and the name to write."""

    write: str
    patterns: tuple[str, ...]

    def holds(self, name: str) -> bool:
        """Whether a font of that name belongs to it."""
        folded = "".join(unicodedata.normalize("NFKC", name).lstrip("@").lower().split())
        return any(fnmatchcase(folded, pattern) for pattern in self.patterns)


@dataclass(frozen=True, slots=True)
class LayoutProfile:
    """A whole profile. `page`, `grid` and `lines` are measures by their names in the data file."""

    name: str
    title: str
    standard: str
    page: dict[str, Measure]
    grid: dict[str, Measure]
    lines: dict[str, Measure]
    page_number: dict[str, Measure | Choice]
    words: dict[str, tuple[str, ...]]
    fonts: dict[str, Family]
    elements: dict[Element, Form]
    presence: tuple[Presence, ...]
    order: tuple[Element, ...]
    order_mark: str
    hash: str = field(default="", compare=False)

    def family(self, font: str | None) -> str | None:
        """The family of a font, None for one of no family."""
        if not font:
            return None
        return next((name for name, family in self.fonts.items() if family.holds(font)), None)


@cache
def official() -> LayoutProfile:
    """The profile of official documents.

    Raises:
        ProfileError: its data file is wrong.
    """
    data = FILE.read_bytes()
    try:
        return _profile(tomllib.loads(data.decode()), "sha256:" + hashlib.sha256(data).hexdigest())
    except (KeyError, TypeError, ValueError) as error:
        raise ProfileError(f"{FILE.name}: {error!r}") from error


def _profile(raw: dict[str, Any], digest: str) -> LayoutProfile:
    elements = {Element(key): _form(facts) for key, facts in raw["elements"].items()}
    if missing := set(Element) - set(elements) - {Element.OTHER}:
        raise ProfileError(f"{FILE.name}: no form for {', '.join(sorted(missing))}")
    return LayoutProfile(
        name=raw["name"],
        title=raw["title"],
        standard=raw["standard"],
        page=_measures(raw["page"]),
        grid=_measures(raw["grid"]),
        lines=_measures(raw["lines"]),
        page_number={key: _fact(fact) for key, fact in raw[PAGE_NUMBER].items()},
        words={key: tuple(text.split()) for key, text in raw["words"].items()},
        fonts={
            name: Family(facts["write"], tuple(p.lower() for p in facts["names"]))
            for name, facts in raw["fonts"].items()
        },
        elements=elements,
        presence=tuple(
            Presence(
                p["element"],
                _mark(p),
                p.get("hint", False),
                tuple(p.get("with", ())),
                tuple(p.get("unless", ())),
            )
            for p in raw["presence"]
        ),
        order=tuple(Element(name) for name in raw["order"]["elements"]),
        order_mark=_mark(raw["order"]),
        hash=digest,
    )


def _form(facts: dict[str, Any]) -> Form:
    return Form(name=facts["name"], **{key: _fact(fact) for key, fact in facts.items() if key != "name"})


def _measures(facts: dict[str, Any]) -> dict[str, Measure]:
    found = {key: _fact(fact) for key, fact in facts.items()}
    if any(not isinstance(fact, Measure) for fact in found.values()):
        raise ProfileError(f"{FILE.name}: a number with a tolerance is wanted in {', '.join(found)}")
    return found


def _fact(fact: dict[str, Any]) -> Any:
    """A measure where there is a tolerance, else a choice."""
    value = fact["value"]
    if "tolerance" in fact:
        return Measure(float(value), float(fact["tolerance"]), _mark(fact))
    return Choice(tuple(value) if isinstance(value, list) else (str(value),), _mark(fact))


def _mark(fact: dict[str, Any]) -> str:
    if fact["mark"] not in {"D", "K"}:
        raise ProfileError(f"{FILE.name}: the mark is D or K, not {fact['mark']!r}")
    return str(fact["mark"])
