"""What is wrong with a wordlist. One function, `validate`, judges a list; the tests and the page on which people edit lists
both call it."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from checks.model import Severity
from checks.wordlist_rows import COLUMNS, REQUIRED_COLUMNS, SEPARATOR, SEVERITIES, lines_of, parts_of

_SPACE_EDGES = (" \t", " |", " \n", "\t ", "| ", "\n ")
_BLANK_EDGE = re.compile(r"[^\S\t\n](?:[\t|\n]|\Z)|[\t|][^\S\t\n]|^[^\S\t\n]", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault in a wordlist. `line` from 1, as editors show it, 0 = the whole list; `message` is Chinese."""

    line: int
    message: str


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


def surely_sound(rows: str, facts: str) -> bool:
    """A quick look over the whole text: True only where `validate` finds nothing. The start of every program that
    checks waits for this."""
    if "\r" in rows or not unicodedata.is_normalized("NFC", rows) or _blank_edges(rows):
        return False
    table = [line.split("\t") for line in rows.split("\n") if line and not line.startswith("#")]
    header = table.pop(0) if table else []
    return (
        header[:2] == list(REQUIRED_COLUMNS)
        and len(set(header)) == len(header)
        and {*COLUMNS, *_own_columns(facts)}.issuperset(header)
        and _sound_table(table, header)
        and not any(_fact_faults(facts))
    )


def _sound_table(table: list[list[str]], header: list[str]) -> bool:
    """Column by column; only rows with several replacements or with contexts are looked at one by one."""
    terms = {cells[0] for cells in table}
    severity, unless = (header.index(n) if n in header else len(header) for n in ("severity", "unless"))
    return (
        "" not in terms
        and len(terms) == len(table)
        and max(map(len, table), default=0) <= len(header)
        and terms.isdisjoint([cells[1] for cells in table if len(cells) > 1])
        and all(_sound_parts(c[1], terms) for c in table if len(c) > 1 and SEPARATOR in c[1])
        and SEVERITIES.keys() >= {cells[severity] for cells in table if len(cells) > severity}
        and all(_sound_contexts(c[0], c[unless]) for c in table if len(c) > unless and c[unless])
    )


def _blank_edges(rows: str) -> bool:
    """Whether a blank stands at the edge of a cell, of a part of one, or of a line."""
    if not rows.replace("\t", "").replace("\n", "").isprintable():  # other blanks than spaces
        return _BLANK_EDGE.search(rows) is not None
    return any(edge in rows for edge in _SPACE_EDGES) or rows.startswith(" ") or rows.endswith(" ")


def _sound_parts(cell: str, terms: set[str]) -> bool:
    parts = cell.split(SEPARATOR)
    return len(set(parts)) == len(parts) and terms.isdisjoint(parts)


def _sound_contexts(term: str, cell: str) -> bool:
    parts = cell.split(SEPARATOR)
    return len(set(parts)) == len(parts) and all(term in part and part != term for part in parts if part)


@lru_cache(maxsize=64)
def toml(facts: str) -> dict[str, Any]:
    """The parsed TOML, not to be changed."""
    return tomllib.loads(facts)


def _own_columns(facts: str | None) -> tuple[str, ...]:
    """Columns that the list's TOML adds to the common ones (`columns = ["year"]`), for lists that hold dated facts."""
    try:
        columns = toml(facts or "").get("columns", [])
    except tomllib.TOMLDecodeError:
        return ()  # told by `_fact_faults`
    return tuple(c for c in columns if isinstance(c, str)) if isinstance(columns, list) else ()


def _row_faults(rows: str, own: tuple[str, ...] = ()) -> Iterator[tuple[int, str]]:
    lines = list(lines_of(rows))
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
    for replacement in parts_of(row.get("replacement", "")):
        if replacement == term:
            yield f"“{term}”的替换词与自身相同"
        elif replacement in terms:
            yield f"替换词“{replacement}”本身又是第 {terms[replacement]} 行的待查词"
    for context in parts_of(row.get("unless", "")):
        if term not in context or term == context:
            yield f"例外“{context}”应是包含“{term}”的更长的词语"
    severity = row.get("severity", "")
    if severity and severity not in set(Severity):
        yield f"severity 只能是 {'、'.join(Severity)} 或留空"


def _fact_faults(facts: str) -> Iterator[str]:
    try:
        meta = toml(facts)
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
