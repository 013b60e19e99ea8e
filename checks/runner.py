"""Runs the checks of a profile over one document; says what was found and what could not be looked at."""

from __future__ import annotations

import fnmatch
import hashlib
import logging
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from checks import house as houses
from checks import language_tool as engines
from checks import scan, wordlists
from checks.house import House, OwnWords, about_words
from checks.language_tool import DATA, EngineUnavailableError, LanguageTool
from checks.layout import topics as layouts
from checks.model import Check, Finding, Hit, Report, Severity, Unchecked
from checks.profiles import Profile
from checks.profiles import profile as named_profile
from checks.registry import all_checks
from documents.model import Block, Document

if TYPE_CHECKING:
    from documents.layout import Layout

logger = logging.getLogger(__name__)

RULE_PACK_SCHEME = "sanshen-rules/1"
_ORDER = {Severity.RED: 0, Severity.YELLOW: 1, Severity.BLUE: 2}
_CODE = Path(__file__).resolve().parent


def run(
    document: Document,
    profile: Profile | str = "standard",
    *,
    language_tool: LanguageTool | None = None,
    checks: Sequence[Check] | None = None,
    house: House = houses.NONE,
    layout: Layout | Unchecked | None = None,
    described: bool = True,
) -> Report:
    """Everything the profile's checks find in `document`, ordered by block and start.

    A check that fails is logged with its traceback and reported as unchecked; the others still run.
    `language_tool` is the engine for the checks that need it, None = they are reported as unchecked.
    `checks` replaces the registry's (tests). `house` adds and takes away what one organisation decided.
    `layout` is how the document is set; without it the checks of layout are reported as unchecked, for the reason given.
    `described`: say with what it was checked; False leaves `rule_pack` and `engines` empty, for a reader in a hurry.

    Raises:
        UnknownProfileError: no profile of that name.
        WordlistError: a list of the profile is missing or faulty: a broken installation, not a finding.
    """
    started = time.perf_counter()
    chosen_profile = named_profile(profile) if isinstance(profile, str) else profile
    chosen = _chosen(chosen_profile, checks, house)
    unchecked = [Unchecked(part.part, part.reason) for part in document.unread]
    findings: list[Finding] = []
    timings: list[tuple[str, float]] = []
    blocks = {block.id: block for block in document}
    seen = None if isinstance(layout, Unchecked) else layout
    if seen is None and any(check.layout for check in chosen):
        none = Unchecked("版式", "只有 Word 文档（.docx）能检查版式")
        unchecked.append(layout if isinstance(layout, Unchecked) else none)
    with engines.use(language_tool), houses.use(house), layouts.use(seen):
        for check in chosen:
            began = time.perf_counter()
            try:
                findings.extend(_finding(check, hit, blocks[hit.block]) for hit in check.find(document))
            except EngineUnavailableError as error:
                unchecked.append(Unchecked("LanguageTool", str(error)))
            except Exception as error:
                logger.exception("check %s failed", check.id)
                reason = f"检查程序出错（{type(error).__name__}），本项没有结果，请查看日志"
                unchecked.append(Unchecked(f"{check.id} {check.title}", reason))
            timings.append((check.id, time.perf_counter() - began))
        findings = list(_accepted_here(findings, blocks, house))
    scan.forget()
    return Report(
        findings=_ordered(_merged(findings, frozenset(c.id for c in chosen if c.engine)), document),
        unchecked=tuple(dict.fromkeys(unchecked)),
        rule_pack=rule_pack(chosen_profile, chosen, house) if described else "",
        engines=_engines(chosen, language_tool) if described else (),
        seconds=time.perf_counter() - started,
        timings=tuple(timings),
    )


def _chosen(profile: Profile, checks: Sequence[Check] | None, house: House) -> tuple[Check, ...]:
    candidates = all_checks() if checks is None else checks
    return tuple(check for check in profile.choose(candidates) if not house.switched_off(check.id))


def _accepted_here(findings: Iterable[Finding], blocks: dict[str, Block], house: House) -> Iterator[Finding]:
    """The findings that the house rules leave: not on an ignored text, not about words of the own dictionary."""
    own = OwnWords(house.dictionary)
    ignored: dict[str, list[str]] = {}
    for item in house.ignored:
        ignored.setdefault(item.text, []).append(item.check)
    for finding in findings:
        if any(fnmatch.fnmatchcase(finding.check, pattern) for pattern in ignored.get(finding.text, ())):
            continue
        if about_words(finding.check) and own.over(blocks[finding.block].text, finding.start, finding.end):
            continue
        yield finding


def _finding(check: Check, hit: Hit, block: Block) -> Finding:
    if not 0 <= hit.start <= hit.end <= len(block.text):
        raise ValueError(f"{check.id}: [{hit.start}, {hit.end}) lies outside its block of {len(block.text)}")
    return Finding(
        check=check.id,
        gate=check.gate,
        severity=hit.severity or check.severity,
        block=block.id,
        start=hit.start,
        end=hit.end,
        text=block.text[hit.start : hit.end],
        message=hit.message,
        suggestion=hit.suggestion,
        source=check.source.short,
        entry=hit.entry,
        private=check.private,
    )


def _merged(findings: Iterable[Finding], engine_checks: frozenset[str]) -> list[Finding]:
    """One finding for one change: where two checks ask for the same change of the text, the stricter one
    stays.

    Two checks may mark different stretches and mean the same (迫不急待 → 迫不及待, and 急 → 及), so the
    changes are compared, not the stretches. Our own checks go before an outside engine's.
    """
    kept: dict[tuple[object, ...], Finding] = {}
    for finding in sorted(findings, key=lambda f: (_ORDER[f.severity], f.check in engine_checks, f.check)):
        kept.setdefault(_change(finding), finding)
    return list(kept.values())


def _change(finding: Finding) -> tuple[object, ...]:
    """What a finding asks for: block, stretch and new text without what stays the same at either end."""
    old, new = finding.text, finding.suggestion
    if new is None or new == old:
        return (finding.block, finding.start, finding.end, None, finding.check)
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    return (finding.block, finding.start + head, finding.end - tail, new[head : len(new) - tail], None)


def _ordered(findings: Iterable[Finding], document: Document) -> tuple[Finding, ...]:
    place = {block.id: index for index, block in enumerate(document)}
    return tuple(
        sorted(
            findings, key=lambda f: (place[f.block], f.start, f.end, _ORDER[f.severity], f.check, f.message)
        )
    )


def rule_pack(profile: Profile, checks: Sequence[Check] | None = None, house: House = houses.NONE) -> str:
    """`sha256:` over everything that decides what the profile finds, the outside engine left out.

    That is: the ids and the source code of its checks, the wordlists, the shared code, the profile, and the
    versions of the libraries that cut and convert text. Known before a run, so a stored result can be reused.

    Raises:
        WordlistError: a list of the profile is missing or faulty.
    """
    chosen = _chosen(profile, None, house) if checks is None else checks
    return _digest(repr(profile), house.hash, tuple(map(_facts, chosen)))


# A check as the rule pack sees it: id, module, lists with their hashes, what else decides what it finds.
_Facts = tuple[str, str, tuple[str, ...], str | None]


def _facts(check: Check) -> _Facts:
    lists = tuple(f"{name} {wordlists.load(name).hash}" for name in check.wordlists)
    return check.id, check.find.__module__, lists, None if check.state is None else check.state()


# Close to a million characters of code to hash, and the same answer for every draft until a house rule changes.
@lru_cache(maxsize=64)
def _digest(profile: str, house: str, chosen: tuple[_Facts, ...]) -> str:
    digest = hashlib.sha256()
    for part in _pack_parts(profile, house, chosen):
        data = part.encode()
        digest.update(len(data).to_bytes(8, "big") + data)
    return "sha256:" + digest.hexdigest()


def _pack_parts(profile: str, house: str, chosen: Iterable[_Facts]) -> Iterable[str]:
    yield RULE_PACK_SCHEME
    yield profile
    yield house
    yield _shared_code()
    yield DATA.read_text(encoding="utf-8")
    yield from (f"{name} {number}" for name, number in _libraries())
    for check_id, module, lists, state in chosen:
        yield check_id
        yield _source(module)
        yield from lists
        if state is not None:
            yield state


@cache
def _source(module: str) -> str:
    return Path(str(sys.modules[module].__file__)).read_text(encoding="utf-8")


@cache
def _shared_code() -> str:
    """The code of this package outside `rules`: any of it can change what a check finds."""
    files = sorted(path for path in _CODE.rglob("*.py") if path.parent != _CODE / "rules")
    return "\0".join(path.read_text(encoding="utf-8") for path in files)


@cache
def _libraries() -> tuple[tuple[str, str], ...]:
    from importlib.metadata import version  # noqa: PLC0415 - brings the e-mail package with it

    names = ("ahocorasick_rs", "jieba", "opencc")
    return tuple((name, version(name)) for name in names)


def _engines(checks: Sequence[Check], engine: LanguageTool | None) -> tuple[tuple[str, str], ...]:
    used = engine is not None and any(check.engine for check in checks)
    number = engine.version() if engine is not None and used else None
    return (*_libraries(), *((("LanguageTool", number),) if number else ()))
