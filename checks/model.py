"""What a check declares and what it reports. Data only: rules import from here, the registry collects them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from checks.sources import Source
from documents.model import Document

if TYPE_CHECKING:  # checks.house names severities, so it imports this module
    from checks.house import House


class Severity(StrEnum):
    """red 错误 blocks sign-off, yellow 警告 must be answered, blue 提示 informs."""

    RED = "red"
    YELLOW = "yellow"
    BLUE = "blue"


class Gate(StrEnum):
    """The three gates: 政治关 policy, 内容关 content, 质量关 quality."""

    POLICY = "policy"
    CONTENT = "content"
    QUALITY = "quality"


@dataclass(frozen=True, slots=True)
class Example:
    """One example of a check: its test and its documentation.

    `text`: read by the reader of `format` (txt: one block a line; md where the example needs a table; docx: a Word
    file made in memory as `checks.layout.sketch` describes).
    `hits`: the exact texts hit, in document order; empty = the check must stay silent. `fixed`: the text after
    every suggestion is applied; None where the check only reports.
    `house`: the house rules the example is read under; None = none, as shipped.
    """

    text: str
    hits: tuple[str, ...] = ()
    fixed: str | None = None
    note: str = ""
    house: House | None = None
    format: str = "txt"


@dataclass(frozen=True, slots=True)
class Hit:
    """What a check's function yields. `suggestion` replaces exactly [start, end) of the block's text, None = none.

    `severity` overrides the check's own for this hit. `entry` names the wordlist entry behind it, if any.
    """

    block: str
    start: int
    end: int
    message: str
    suggestion: str | None = None
    severity: Severity | None = None
    entry: str | None = None


@dataclass(frozen=True, slots=True)
class Check:
    """A declared check. `find` is pure: a document in, hits out.

    `private`: what it hits is personal or secret; reports and logs mask it (`checks.private`), the desk shows it.
    `state`: tells what else decides what it finds (a model's hash), for the rule pack.
    `layout`: it looks at how the document is set (`checks.layout`), which only Word files tell.
    """

    id: str
    title: str
    gate: Gate
    severity: Severity
    source: Source
    why: str
    examples: tuple[Example, ...]
    find: Callable[[Document], Iterable[Hit]]
    wordlists: tuple[str, ...] = ()
    preview: bool = False
    private: bool = False
    state: Callable[[], str] | None = None
    layout: bool = False
    engine: str | None = (
        None  # an outside engine it needs; "language_tool" checks may end as "could not check"
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """A hit with everything a page, a report or the database needs to show it. Offsets are code points.

    `private`: `text` holds personal or secret data; whatever leaves the desk shows `checks.private.masked` instead.
    """

    check: str
    gate: Gate
    severity: Severity
    block: str
    start: int
    end: int
    text: str
    message: str
    suggestion: str | None
    source: str
    entry: str | None = None
    private: bool = False


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A check, or a part of the file, that could not be looked at, and why: shown, never swallowed."""

    what: str
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """The result of running a profile over one document.

    `seconds` is wall time; `timings` the part of it each check took, (check id, seconds). What several checks share is
    counted where it was first asked for.
    """

    findings: tuple[Finding, ...]
    unchecked: tuple[Unchecked, ...]
    rule_pack: str  # "sha256:…" over check ids and code, wordlist hashes and the profile
    engines: tuple[tuple[str, str], ...]  # (name, version), e.g. ("jieba", "0.42.1")
    seconds: float
    timings: tuple[tuple[str, float], ...] = ()
