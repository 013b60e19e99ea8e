"""House rules as a table of small facts: what a change set changes, applying it, and what would be wrong.

A `House` is taken apart into (part, key) → value, so that two change sets that touch different keys can be made
active one after the other, and one that speaks of something which is no longer so is refused instead of guessed.
"""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any, cast, get_args

from checks import wordlists
from checks.house import House, Ignored, Spacing
from checks.model import Severity
from checks.registry import all_checks
from checks.wordlists import COLUMNS, SEPARATOR, Entry
from review.errors import InvalidError, StateError

FORMAT = "sanshen-house/1"
MOST = {"words": 20_000, "dictionary": 50_000, "ignored": 5_000, "off": 200}
LONGEST = 60  # characters of a word, a replacement or a context
LONGEST_IGNORED = 200
LONGEST_WHY = 200
SHOWN = 30  # faults told in one sentence; the page lists all of them

Value = dict[str, Any]
Table = dict[tuple[str, str], Value]
SPACINGS: tuple[Spacing, ...] = get_args(Spacing)
_UNFIT = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")
_LINE = re.compile(r"第 \d+ 行的?")


class Part(StrEnum):
    """The parts of the house rules, in the order pages show them."""

    WORDS = "words"
    DICTIONARY = "dictionary"
    IGNORED = "ignored"
    OFF = "off"
    SPACING = "spacing"


PARTS = tuple(Part)


@dataclass(frozen=True, slots=True)
class Change:
    """One fact that shall be otherwise. None: it is not there (before), or shall go (after)."""

    part: str
    key: str
    before: Value | None
    after: Value | None

    @property
    def kind(self) -> str:
        """added, removed or changed."""
        if self.before is None:
            return "added"
        return "removed" if self.after is None else "changed"


class FaultyRulesError(InvalidError):
    """The rules as they would be have faults; `faults` are Chinese sentences, for a file with line numbers."""

    code = "faulty_rules"

    def __init__(self, faults: Sequence[str]) -> None:
        shown = "；".join(fault.rstrip("。") for fault in faults[:SHOWN])
        more = f"；另有 {len(faults) - SHOWN} 处" if len(faults) > SHOWN else ""
        super().__init__(f"有 {len(faults)} 处需要修改：{shown}{more}。")
        self.faults = tuple(faults)


class ConflictError(StateError):
    """A change set speaks of something that is not so any more; `faults` say which."""

    code = "conflict"

    def __init__(self, faults: Sequence[str]) -> None:
        shown = "；".join(faults[:SHOWN])
        super().__init__(f"规则在此期间已有改动，这份提案不能照原样启用：{shown}。请撤回后重新提出。")
        self.faults = tuple(faults)


def table_of(house: House) -> Table:
    """`house` taken apart."""
    table: Table = {}
    table |= {(Part.WORDS, e.term): table_value(e) for e in house.words}
    table |= {(Part.DICTIONARY, word): {} for word in house.dictionary}
    table |= {(Part.IGNORED, ignored_key(i)): {"text": i.text, "check": i.check} for i in house.ignored}
    table |= {(Part.OFF, pattern): {} for pattern in house.off}
    if house.spacing != "free":
        table[Part.SPACING, "spacing"] = {"value": house.spacing}
    return table


def table_value(entry: Entry) -> Value:
    """What a change says of an own wrong word; `word_entry` turns it back."""
    severity = None if entry.severity is None else entry.severity.value
    return {
        "replacements": list(entry.replacements),
        "severity": severity,
        "unless": list(entry.unless),
        "why": entry.why,
    }


def ignored_key(item: Ignored) -> str:
    """Names an ignored text; a check pattern holds no blank."""
    return f"{item.check} {item.text}"


def house_of(table: Mapping[tuple[str, str], Value]) -> House:
    """The `House` a table stands for, every part sorted: the same rules always give the same hash."""
    of = {part: sorted((key, value) for (p, key), value in table.items() if p == part) for part in PARTS}
    spacing = next((value["value"] for _, value in of[Part.SPACING]), "free")
    return House(
        words=tuple(word_entry(term, value) for term, value in of[Part.WORDS]),
        dictionary=tuple(word for word, _ in of[Part.DICTIONARY]),
        ignored=tuple(Ignored(value["text"], value["check"]) for _, value in of[Part.IGNORED]),
        off=tuple(pattern for pattern, _ in of[Part.OFF]),
        spacing=cast("Spacing", spacing),
    )


def word_entry(term: str, value: Mapping[str, Any]) -> Entry:
    """An own wrong word from its value in a change."""
    return Entry(
        term=term,
        replacements=tuple(value.get("replacements", ())),
        severity=Severity(value["severity"]) if value.get("severity") else None,
        unless=tuple(value.get("unless", ())),
        why=value.get("why", ""),
    )


def normal(house: House) -> House:
    """The same rules sorted, each once, and without line numbers, which decide nothing."""
    return house_of(table_of(house))


def content_of(house: House) -> tuple[str, str]:
    """JSON text of `house` and the `sha256:` over it. A form of our own: what checks/ may add changes no old hash."""
    rules = normal(house)
    data = {
        "format": FORMAT,
        "words": [{"term": e.term} | table_value(e) for e in rules.words],
        "dictionary": rules.dictionary,
        "ignored": [{"text": i.text, "check": i.check} for i in rules.ignored],
        "off": rules.off,
        "spacing": rules.spacing,
    }
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return text, "sha256:" + hashlib.sha256(text.encode()).hexdigest()


@lru_cache(maxsize=16)
def house_from(content: str) -> House:
    """The rules in a stored version's content."""
    raw = json.loads(content)
    return House(
        words=tuple(word_entry(e["term"], e) for e in raw["words"]),
        dictionary=tuple(raw["dictionary"]),
        ignored=tuple(Ignored(**i) for i in raw["ignored"]),
        off=tuple(raw["off"]),
        spacing=raw["spacing"],
    )


def difference(old: House, new: House) -> list[Change]:
    """What leads from `old` to `new`, in the order of PARTS."""
    before, after = table_of(old), table_of(new)
    keys = sorted({*before, *after}, key=lambda k: (PARTS.index(Part(k[0])), k[1]))
    return [
        Change(str(part), key, before.get((part, key)), after.get((part, key)))
        for part, key in keys
        if before.get((part, key)) != after.get((part, key))
    ]


def applied(house: House, changes: Iterable[Change]) -> House:
    """`house` with `changes`. What is already as it shall be is left as it is.

    Raises:
        ConflictError: something is neither as it was nor as it shall be.
    """
    table, faults = table_of(house), []
    for change in changes:
        at = (change.part, change.key)
        now = table.get(at)
        if now not in (change.before, change.after):
            faults.append(f"{PART_WORDS[Part(change.part)]}“{key_words(change)}”")
        elif change.after is None:
            table.pop(at, None)
        else:
            table[at] = change.after
    if faults:
        raise ConflictError(faults)
    return house_of(table)


def merged(first: Iterable[Change], then: Iterable[Change]) -> list[Change]:
    """One change set out of two made one after the other; what is back where it began is dropped."""
    found = {(c.part, c.key): c for c in first}
    for change in then:
        at = (change.part, change.key)
        found[at] = replace(change, before=found[at].before) if at in found else change
    return [c for c in found.values() if c.before != c.after]


PART_WORDS: dict[Part, str] = {
    Part.WORDS: "本单位用词", Part.DICTIONARY: "词典", Part.IGNORED: "忽略文字", Part.OFF: "停用检查", Part.SPACING: "空格",
}  # fmt: skip


def key_words(change: Change) -> str:
    """The key of a change as people read it."""
    if change.part == Part.IGNORED:
        check, _, text = change.key.partition(" ")
        return text if check == "*" else f"{text}（{check}）"
    return "中文与字母、数字之间" if change.part == Part.SPACING else change.key


def tsv_of(words: Iterable[Entry]) -> str:
    """Own wrong words as a wordlist text, the form of wordlists/NAME.tsv."""
    rows = ["\t".join(COLUMNS)]
    for e in words:
        cells = (e.term, SEPARATOR.join(e.replacements), "" if e.severity is None else e.severity.value,
                 SEPARATOR.join(e.unless), e.why)  # fmt: skip
        rows.append("\t".join(cells))
    return "\n".join(rows) + "\n"


def words_from_tsv(text: str) -> tuple[Entry, ...]:
    """Own wrong words in a wordlist text.

    Raises:
        FaultyRulesError: what `wordlists.validate` finds, each with its line.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    faults = [f"第 {p.line} 行：{p.message}" for p in wordlists.validate(text)]
    if faults:
        raise FaultyRulesError(faults)
    entries = tuple(wordlists.parse(text))
    faults = [f"第 {e.line} 行：{fault}" for e in entries for fault in word_faults(e)]
    if faults:
        raise FaultyRulesError(faults)
    return tuple(e._replace(line=0) for e in entries)


def check_rules(house: House) -> None:
    """Refuse rules that contradict themselves or that no check could use.

    Raises:
        FaultyRulesError: naming each fault.
    """
    faults = list(_faults(house))
    if faults:
        raise FaultyRulesError(faults)


def _faults(house: House) -> Iterator[str]:
    for part, most in MOST.items():
        if len(getattr(house, part)) > most:
            yield f"{PART_WORDS[Part(part)]}最多 {most} 条"
    broken = {e.term: list(word_faults(e)) for e in house.words}
    yield from (f"“{term}”：{fault}" for term, faults in broken.items() for fault in faults)
    if not any(broken.values()):
        yield from _list_faults(house.words)
    terms = {e.term for e in house.words}
    for word in house.dictionary:
        yield from (f"词典里的“{word}”{fault}" for fault in _text_faults(word, 2, LONGEST))
        if word.startswith("#"):
            yield f"词典里的“{word}”不能以 # 开头"
        if word in terms:
            yield f"“{word}”既在词典里，又在本单位用词里要求改写"
    for item in house.ignored:
        yield from (f"忽略文字“{item.text}”{fault}" for fault in _text_faults(item.text, 1, LONGEST_IGNORED))
        if not checks_like(item.check):
            yield f"忽略文字“{item.text}”：没有编号像“{item.check}”的检查"
    yield from (f"没有编号像“{pattern}”的检查" for pattern in house.off if not checks_like(pattern))
    if house.spacing not in SPACINGS:
        yield "空格只能选：不管、不空、空一格"


def word_faults(entry: Entry) -> Iterator[str]:
    """What a wordlist file cannot even hold, and what is longer than any word."""
    cells = {"词": (entry.term,), "改为": entry.replacements, "除非": entry.unless}
    for name, parts in cells.items():
        for part in parts:
            if _UNFIT.search(part) or SEPARATOR in part:
                yield f"“{name}”里不能有制表符、换行或竖线"
            if len(part) > LONGEST:
                yield f"“{name}”最多 {LONGEST} 字"
    if not entry.term:
        yield "词是空的"
    if entry.term.startswith("#"):
        yield "不能以 # 开头：词表文件里这样的行是注释"
    if _UNFIT.search(entry.why) or len(entry.why) > LONGEST_WHY:
        yield f"理由应是一行，最多 {LONGEST_WHY} 字"


def _list_faults(words: Sequence[Entry]) -> Iterator[str]:
    for problem in wordlists.validate(tsv_of(words)) if words else ():
        # The table on the page has no line numbers; the term says where.
        message = _LINE.sub("", problem.message)
        yield f"“{words[problem.line - 2].term}”：{message}" if problem.line > 1 else message


def _text_faults(text: str, shortest: int, longest: int) -> Iterator[str]:
    if text != text.strip() or not text:
        yield "是空的，或首尾有空白"
    if _UNFIT.search(text):
        yield "里有制表符或换行"
    if unicodedata.normalize("NFC", text) != text:
        yield "不是 NFC 规范形式"
    if not shortest <= len(text) <= longest:
        yield f"应为 {shortest} 至 {longest} 字"


@lru_cache(maxsize=1024)
def checks_like(pattern: str) -> tuple[str, ...]:
    """Ids of the checks a pattern with wildcards means."""
    return tuple(check.id for check in all_checks() if fnmatchcase(check.id, pattern))


def to_json(changes: Iterable[Change]) -> list[dict[str, Any]]:
    """Changes as they are stored."""
    return [{"part": c.part, "key": c.key, "before": c.before, "after": c.after} for c in changes]


def shaped(change: Change) -> Change:
    """A change from outside with every value in its form, so that nothing else is ever stored.

    Raises:
        InvalidError: the values are not those of their part, or do not fit the key.
    """
    try:
        part = Part(change.part)
        return replace(
            change,
            before=_value(part, change.key, change.before),
            after=_value(part, change.key, change.after),
        )
    except ValueError as error:
        raise InvalidError(f"改动“{change.part} {change.key}”的格式不对。") from error


def _value(part: Part, key: str, value: Value | None) -> Value | None:
    if value is None:
        return None
    forms: dict[Part, dict[str, Any]] = {
        Part.WORDS: {"replacements": [], "severity": None, "unless": [], "why": ""},
        Part.IGNORED: {"text": "", "check": "*"},
        Part.SPACING: {"value": ""},
    }
    filled = forms.get(part, {}) | value
    lists = [filled.get("replacements", []), filled.get("unless", [])]
    texts = [v for name, v in filled.items() if name not in ("replacements", "unless", "severity")]
    if (
        set(filled) != set(forms.get(part, {}))
        or not all(isinstance(one, list) and all(isinstance(t, str) for t in one) for one in lists)
        or not all(isinstance(text, str) for text in texts)
        or filled.get("severity") not in (None, *Severity)
        or (part == Part.IGNORED and key != ignored_key(Ignored(filled["text"], filled["check"])))
        or (part == Part.SPACING and (key != "spacing" or filled["value"] not in SPACINGS[1:]))
    ):
        raise ValueError(part)
    return filled


def from_json(raw: Iterable[Mapping[str, Any]]) -> list[Change]:
    """Stored changes."""
    return [Change(**item) for item in raw]
