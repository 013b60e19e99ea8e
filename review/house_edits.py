"""Small edits of the house rules, each a function from the rules as they are to the rules as they shall be."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace

from checks import house_toml
from checks.house import House, Ignored
from checks.house_toml import HouseError
from checks.model import Severity
from checks.wordlists import Entry
from review.errors import InvalidError
from review.house_changes import SPACINGS, FaultyRulesError, Part, ignored_key, normal, words_from_tsv

Edit = Callable[[House], House]
_LIST = re.compile(r"[|｜\n\r]+")


def parts_of(text: str) -> tuple[str, ...]:
    """Texts written one a line or with a bar between them, trimmed, each once."""
    return tuple(dict.fromkeys(part.strip() for part in _LIST.split(text) if part.strip()))


def entry_of(term: str, replacement: str, severity: str, unless: str, why: str) -> Entry:
    """A word from the cells of a form.

    Raises:
        InvalidError: no such severity.
    """
    if severity and severity not in set(Severity):
        raise InvalidError("级别只能选错误、警告或提示。")
    return Entry(
        term=term.strip(),
        replacements=parts_of(replacement),
        severity=Severity(severity) if severity else None,
        unless=parts_of(unless),
        why=why.strip(),
    )


def put_word(entry: Entry, instead_of: str = "") -> Edit:
    """Add a word, or put it in the place of another term.

    Raises (when applied):
        InvalidError: a new word that is there already; it should be changed, not silently overwritten.
    """

    def edit(house: House) -> House:
        if entry.term != instead_of and any(e.term == entry.term for e in house.words):
            raise InvalidError(f"“{entry.term}”已在本单位用词里。请修改原有的一条。")
        gone = {entry.term, instead_of}
        return replace(house, words=(*(e for e in house.words if e.term not in gone), entry))

    return edit


def add_dictionary(text: str) -> Edit:
    """Add terms to the dictionary, one a line.

    Raises:
        InvalidError: nothing written.
    """
    words = parts_of(text)
    if not words:
        raise InvalidError("请至少写一个词。")
    return lambda house: replace(house, dictionary=(*house.dictionary, *words))


def add_ignored(text: str, check: str) -> Edit:
    """Add a text that is no fault for checks like `check`."""
    item = Ignored(text.strip(), check.strip().upper() or "*")
    return lambda house: replace(house, ignored=(*house.ignored, item))


def switch(check: str, *, off: bool) -> Edit:
    """Leave a check (or what a pattern means) out, or run it again."""

    def edit(house: House) -> House:
        others = tuple(p for p in house.off if p != check)
        return replace(house, off=(*others, check) if off else others)

    return edit


def space(value: str) -> Edit:
    """Choose what stands between Chinese and letters or digits.

    Raises:
        InvalidError: not one of the choices.
    """
    if value not in SPACINGS:
        raise InvalidError("请选择一种空格写法。")
    return lambda house: replace(house, spacing=value)


def remove(part: str, key: str) -> Edit:
    """Take one fact out.

    Raises:
        InvalidError: no such part.
    """

    def edit(house: House) -> House:
        match part:
            case Part.WORDS:
                return replace(house, words=tuple(e for e in house.words if e.term != key))
            case Part.DICTIONARY:
                return replace(house, dictionary=tuple(w for w in house.dictionary if w != key))
            case Part.IGNORED:
                return replace(house, ignored=tuple(i for i in house.ignored if ignored_key(i) != key))
            case Part.OFF:
                return switch(key, off=False)(house)
            case Part.SPACING:
                return replace(house, spacing="free")
            case _:
                raise InvalidError("没有这一类规则。")

    return edit


def take_in(kind: str, text: str, *, whole: bool) -> Edit:
    """Take in a file: kind toml (`sanshen.toml`), tsv (own words) or txt (dictionary, one a line).

    `whole`: what the file does not name is dropped, of the parts it speaks of; otherwise it adds and changes.

    Raises:
        FaultyRulesError: the file's faults, with line numbers. InvalidError: empty, or no such kind.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    if not text.strip():
        raise InvalidError("没有内容。请选择文件，或把内容贴进来。")
    match kind:
        case "toml":
            return _all(_from_toml(text), whole=whole)
        case "tsv":
            return _words(words_from_tsv(text), whole=whole)
        case "txt":
            lines = (line.strip() for line in text.split("\n"))
            words = tuple(dict.fromkeys(line for line in lines if line and not line.startswith("#")))
            return lambda house: replace(house, dictionary=words if whole else (*house.dictionary, *words))
        case _:
            raise InvalidError("请选择文件的种类。")


def _from_toml(text: str) -> House:
    try:
        return normal(house_toml.loads(text))
    except HouseError as error:
        where = f"第 {error.line} 行：" if error.line else ""
        raise FaultyRulesError([f"{where}{error.reason}"]) from error


def _words(words: Iterable[Entry], *, whole: bool) -> Edit:
    fresh = {entry.term: entry for entry in words}

    def edit(house: House) -> House:
        kept = () if whole else tuple(e for e in house.words if e.term not in fresh)
        return replace(house, words=(*kept, *fresh.values()))

    return edit


def _all(new: House, *, whole: bool) -> Edit:
    if whole:
        return lambda house: new

    def edit(house: House) -> House:
        return replace(
            _words(new.words, whole=False)(house),
            dictionary=(*house.dictionary, *new.dictionary),
            ignored=(*house.ignored, *new.ignored),
            off=(*house.off, *new.off),
            spacing=house.spacing if new.spacing == "free" else new.spacing,
        )

    return edit
