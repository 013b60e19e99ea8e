"""Wordlists: NAME.tsv (the words) beside NAME.toml (what they are for and where they come from).

One function, `validate`, judges a list; the tests and the page on which people edit lists both call it.
The columns are described in wordlists/README.md.
"""

from __future__ import annotations

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from checks.model import Severity

FOLDER = Path(__file__).resolve().parent.parent / "wordlists"
COLUMNS = ("term", "replacement", "severity", "unless", "why")
REQUIRED_COLUMNS = ("term", "replacement")
SEPARATOR = "|"
_SEVERITIES = {"": None} | {severity.value: severity for severity in Severity}
_BLANK_EDGE = re.compile(r"[^\S\t\n](?:[\t|\n]|\Z)|[\t|][^\S\t\n]|^[^\S\t\n]", re.MULTILINE)


class WordlistError(Exception):
    """A wordlist is missing or faulty. The message is Chinese and names file and line."""


class Entry(NamedTuple):
    """One row. `replacements`: best first. `unless`: longer strings that silence a hit inside them.

    `more`: the cells of the columns that only this list has (a year, a count), as text; see `fact`.
    A tuple rather than a dataclass: every start makes twenty thousand of them.
    """

    term: str
    replacements: tuple[str, ...] = ()
    severity: Severity | None = None
    unless: tuple[str, ...] = ()
    why: str = ""
    line: int = 0
    more: tuple[tuple[str, str], ...] = ()

    def fact(self, column: str) -> str:
        """The cell of a column that the list's TOML declares; '' where the row leaves it empty."""
        return next((cell for name, cell in self.more if name == column), "")

    @property
    def suggestion(self) -> str | None:
        """The replacement, where there is exactly one: with several the choice is the editor's."""
        return self.replacements[0] if len(self.replacements) == 1 else None


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where (a part of) a list comes from; mark 'D' read in a public document, 'K' general knowledge."""

    what: str
    mark: str
    where: str


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault in a wordlist. `line` from 1, as editors show it, 0 = the whole list; `message` is Chinese."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Wordlist:
    """A loaded list. `hash`: `sha256:` over both files' text; an edit of either changes the rule pack."""

    name: str
    title: str
    purpose: str
    date: str
    licence: str
    provenance: tuple[Provenance, ...]
    entries: tuple[Entry, ...]
    hash: str
    facts: dict[str, Any] = field(default_factory=dict, hash=False)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self.entries)


def names() -> tuple[str, ...]:
    """Names of all lists in the folder, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.tsv")))


@cache
def load(name: str) -> Wordlist:
    """The list `name`, validated and cached for the life of the process.

    Raises:
        WordlistError: a file is missing, or `validate` finds a problem.
    """
    rows, facts = read_files(name)
    problems = [] if _surely_sound(rows, facts) else validate(rows, facts)
    if problems:
        first = problems[0]
        raise WordlistError(f"词表 {name} 第 {first.line} 行：{first.message}（共 {len(problems)} 处问题）")
    meta = tomllib.loads(facts)
    return Wordlist(
        name=name,
        title=meta["title"],
        purpose=meta["purpose"],
        date=str(meta["date"]),
        licence=meta["licence"],
        provenance=tuple(Provenance(p["what"], p["mark"], p["where"]) for p in meta["provenance"]),
        entries=tuple(parse(rows)),
        hash="sha256:" + hashlib.sha256(f"{rows}\0{facts}".encode()).hexdigest(),
        facts=meta,
    )


def read_files(name: str) -> tuple[str, str]:
    """Text of NAME.tsv and NAME.toml.

    Raises:
        WordlistError: one of them is missing or not UTF-8.
    """
    texts: list[str] = []
    for suffix in (".tsv", ".toml"):
        path = FOLDER / f"{name}{suffix}"
        try:
            texts.append(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise WordlistError(f"词表文件 {path.name} 读不出来：{error.strerror}") from error
        except UnicodeDecodeError as error:
            raise WordlistError(f"词表文件 {path.name} 不是 UTF-8 编码") from error
    return texts[0], texts[1]


def parse(rows: str) -> Iterator[Entry]:
    """Entries of a TSV text that `validate` found no fault in. Blank lines and # lines are skipped."""
    header: list[str] = []
    for number, line in _lines(rows):
        cells = line.split("\t")
        if not header:
            header = cells
            own = [(place, name) for place, name in enumerate(header) if name not in COLUMNS]
            # Cells and columns that are not there read as the empty one past the end.
            term, replacement, severity, unless, why = (
                header.index(name) if name in header else len(header) for name in COLUMNS
            )
            continue
        present = len(cells)
        if present == 2:  # most rows: the header begins with these two
            yield Entry(cells[0], _split(cells[1]), line=number)
            continue
        cells += [""] * (len(header) + 1 - present)
        yield Entry(
            cells[term],
            _split(cells[replacement]),
            _SEVERITIES[cells[severity]],
            _split(cells[unless]),
            cells[why],
            number,
            tuple((name, cells[place]) for place, name in own if place < present) if own else (),
        )


def validate(rows: str, facts: str | None = None) -> list[Problem]:
    """Every fault of a TSV text and, when given, of its TOML text, by line.

    Refused: a wrong header, cells that are not NFC or have white space at their edges, an empty or repeated
    term, a replacement equal to its term or itself a term of the list, an `unless` that does not contain its
    term, an unknown severity, a missing fact.
    """
    problems = [Problem(number, message) for number, message in _row_faults(rows, _own_columns(facts))]
    if facts is not None:
        problems += [Problem(0, message) for message in _fact_faults(facts)]
    return sorted(problems, key=lambda p: p.line)


def validate_named(name: str) -> list[Problem]:
    """`validate` over the files of list `name`.

    Raises:
        WordlistError: a file is missing or not UTF-8.
    """
    return validate(*read_files(name))


def _lines(rows: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(rows.split("\n"), 1):
        text = line.removesuffix("\r")
        if text.strip() and not text.startswith("#"):
            yield number, text


def _split(cell: str) -> tuple[str, ...]:
    if SEPARATOR not in cell:
        return (cell,) if cell else ()
    return tuple(part for part in cell.split(SEPARATOR) if part)


def _surely_sound(rows: str, facts: str) -> bool:
    """A quick look over the whole text: True only where `validate` finds nothing. The start of every program that
    checks waits for this."""
    if not unicodedata.is_normalized("NFC", rows) or _BLANK_EDGE.search(rows) or "\r" in rows:
        return False
    lines = [line for _, line in _lines(rows)]
    header = lines[0].split("\t") if lines else []
    allowed = {*COLUMNS, *_own_columns(facts)}
    if (
        header[:2] != list(REQUIRED_COLUMNS)
        or len(set(header)) != len(header)
        or not allowed.issuperset(header)
    ):
        return False
    table = [line.split("\t") for line in lines[1:]]
    terms = {cells[0] for cells in table}
    if "" in terms or len(terms) != len(table) or max(map(len, table), default=0) > len(header):
        return False
    places = {name: index for index, name in enumerate(header)}
    replaced = places["replacement"]
    # Most rows are a term and what is right instead: those are looked at all together.
    right = {cells[1] for cells in table if len(cells) == 2} if replaced == 1 else set()
    if not terms.isdisjoint(right):
        return False
    rest = (cells for cells in table if replaced != 1 or len(cells) > 2 or SEPARATOR in cells[-1])
    if not all(_sound_row(cells, places, terms) for cells in rest):
        return False
    return not any(_fact_faults(facts))


def _sound_row(cells: list[str], places: dict[str, int], terms: set[str]) -> bool:
    for name in ("replacement", "unless", "severity"):
        cell = cells[place] if (place := places.get(name, len(cells))) < len(cells) else ""
        if not cell:
            continue
        parts = cell.split(SEPARATOR)
        if len(parts) > 1 and len(set(parts)) != len(parts):
            return False
        if name == "replacement" and not terms.isdisjoint(parts):
            return False
        if name == "unless" and any(cells[0] not in part or part == cells[0] for part in parts if part):
            return False
        if name == "severity" and cell not in _SEVERITIES:
            return False
    return True


def _own_columns(facts: str | None) -> tuple[str, ...]:
    """Columns that the list's TOML adds to the common ones (`columns = ["year"]`), for lists that hold dated facts."""
    try:
        columns = tomllib.loads(facts or "").get("columns", [])
    except tomllib.TOMLDecodeError:
        return ()  # told by `_fact_faults`
    return tuple(c for c in columns if isinstance(c, str)) if isinstance(columns, list) else ()


def _row_faults(rows: str, own: tuple[str, ...] = ()) -> Iterator[tuple[int, str]]:
    lines = list(_lines(rows))
    if not lines:
        yield 1, "词表是空的，第一行应为表头"
        return
    number, first = lines[0]
    header = first.split("\t")
    unknown = [name for name in header if name not in (*COLUMNS, *own)]
    if (
        unknown
        or header[: len(REQUIRED_COLUMNS)] != list(REQUIRED_COLUMNS)
        or len(set(header)) != len(header)
    ):
        yield (
            number,
            f"表头应以 {'、'.join(REQUIRED_COLUMNS)} 开头，只用这些列：{'、'.join((*COLUMNS, *own))}",
        )
        return
    table = [(n, dict(zip(header, line.split("\t"), strict=False)), line) for n, line in lines[1:]]
    terms: dict[str, int] = {}
    for number, row, _ in table:
        terms.setdefault(row.get("term", ""), number)
    for number, row, line in table:
        if line.count("\t") >= len(header):
            yield number, f"列数多于表头的 {len(header)} 列"
        yield from ((number, fault) for fault in _cell_faults(row))
        yield from ((number, fault) for fault in _term_faults(row, terms, number))


def _cell_faults(row: dict[str, str]) -> Iterator[str]:
    for name, cell in row.items():
        if unicodedata.normalize("NFC", cell) != cell:
            yield f"{name} 不是 NFC 规范形式"
        parts = [cell] if name == "why" else cell.split(SEPARATOR)
        if any(part != part.strip() for part in parts):
            yield f"{name} 首尾有空白"
        if name in ("replacement", "unless") and len(set(parts)) != len(parts):
            yield f"{name} 有重复项"


def _term_faults(row: dict[str, str], terms: dict[str, int], number: int) -> Iterator[str]:
    term = row.get("term", "")
    if not term:
        yield "term 为空"
        return
    if terms[term] != number:
        yield f"“{term}”与第 {terms[term]} 行重复"
    for replacement in _split(row.get("replacement", "")):
        if replacement == term:
            yield f"“{term}”的替换词与自身相同"
        elif replacement in terms:
            yield f"替换词“{replacement}”本身又是第 {terms[replacement]} 行的待查词"
    for context in _split(row.get("unless", "")):
        if term not in context or term == context:
            yield f"例外“{context}”应是包含“{term}”的更长的词语"
    severity = row.get("severity", "")
    if severity and severity not in set(Severity):
        yield f"severity 只能是 {'、'.join(Severity)} 或留空"


def _fact_faults(facts: str) -> Iterator[str]:
    try:
        meta = tomllib.loads(facts)
    except tomllib.TOMLDecodeError as error:
        yield f"说明文件不是正确的 TOML：{error}"
        return
    for name in ("title", "purpose", "date", "licence"):
        if not str(meta.get(name, "")).strip():
            yield f"说明文件缺少 {name}"
    provenance = meta.get("provenance")
    if not isinstance(provenance, list) or not provenance:
        yield "说明文件缺少 provenance（来源）"
        return
    for item in provenance:
        if not isinstance(item, dict) or not {"what", "mark", "where"} <= set(item):
            yield "provenance 的每一项都要有 what、mark、where"
        elif item["mark"] not in ("D", "K"):
            yield "provenance 的 mark 只能是 D 或 K"
