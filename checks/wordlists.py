"""Wordlists: NAME.tsv (the words) beside NAME.toml (what they are for and where they come from).

One function, `validate`, judges a list; the tests and the page on which people edit lists both call it.
The columns are described in wordlists/README.md.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, KeysView, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from checks.wordlist_faults import Problem, surely_sound, toml, validate
from checks.wordlist_rows import COLUMNS, SEPARATOR, Entry, Index, parse

__all__ = [
    "COLUMNS",
    "FOLDER",
    "SEPARATOR",
    "Entry",
    "Problem",
    "Provenance",
    "Wordlist",
    "WordlistError",
    "load",
    "names",
    "parse",
    "read_files",
    "validate",
    "validate_named",
]

FOLDER = Path(__file__).resolve().parent.parent / "wordlists"


class WordlistError(Exception):
    """A wordlist is missing or faulty. The message is Chinese and names file and line."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where (a part of) a list comes from; mark 'D' read in a public document, 'K' general knowledge."""

    what: str
    mark: str
    where: str


@dataclass(frozen=True)
class Wordlist:
    """A loaded list. `rows` is the text of its TSV; entries are made when they are asked for, because a text needs few
    of them. `hash`: `sha256:` over both files' text; an edit of either changes the rule pack."""

    name: str
    title: str
    purpose: str
    date: str
    licence: str
    provenance: tuple[Provenance, ...]
    rows: str = field(repr=False)
    hash: str
    facts: dict[str, Any] = field(default_factory=dict, hash=False)

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """All entries, in the order of the file."""
        return tuple(parse(self.rows))

    @property
    def terms(self) -> KeysView[str]:
        """The terms, in the order of the file."""
        return self._index.numbers.keys()

    @property
    def contexts(self) -> Mapping[str, list[str]]:
        """Every context of an entry (see `Entry.contexts`) and the terms that it silences."""
        return self._index.contexts

    def find(self, term: str) -> Entry | None:
        """The entry of `term`, None = the list has no such term."""
        return self._index.find(term)

    @cached_property
    def _index(self) -> Index:
        return Index(self.rows)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    def __len__(self) -> int:
        return len(self._index.numbers)


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
    problems = [] if surely_sound(rows, facts) else validate(rows, facts)
    if problems:
        first = problems[0]
        raise WordlistError(f"词表 {name} 第 {first.line} 行：{first.message}（共 {len(problems)} 处问题）")
    meta = toml(facts)
    return Wordlist(
        name=name,
        title=meta["title"],
        purpose=meta["purpose"],
        date=str(meta["date"]),
        licence=meta["licence"],
        provenance=tuple(Provenance(p["what"], p["mark"], p["where"]) for p in meta["provenance"]),
        rows=rows,
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


def validate_named(name: str) -> list[Problem]:
    """`validate` over the files of list `name`.

    Raises:
        WordlistError: a file is missing or not UTF-8.
    """
    return validate(*read_files(name))
