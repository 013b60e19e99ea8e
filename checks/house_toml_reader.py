"""Takes a `sanshen.toml` apart, key by key; what is wrong is told with its key and line. See checks/house_toml.py."""

from __future__ import annotations

import difflib
import json
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NoReturn, get_args

from checks import wordlists
from checks.house import House, Ignored, Spacing
from checks.late import regex
from checks.model import Severity
from checks.profiles import UnknownProfileError
from checks.profiles import profile as named_profile
from checks.wordlists import Entry

MAX_BYTES = 8 * 1024**2  # of one file; a real list of ten thousand words has half a megabyte

_SPACINGS: tuple[Spacing, ...] = get_args(Spacing)
_PATTERN = regex(r"[A-Z*?][0-9*?]{0,3}")
_HEADER = regex(r"\s*\[{1,2}\s*([^\]]+?)\s*\]{1,2}")
_KEYS: Mapping[str, tuple[str, ...]] = {
    "": ("words", "dictionary", "ignore", "checks", "paths"),
    "words": ("list", "files"),
    "dictionary": ("words", "files"),
    "ignore": ("texts",),
    "checks": ("off", "spacing", "profile", "language_tool", "model"),
    "paths": ("match", "off", "spacing", "profile"),
}
_ENTRY_KEYS = ("term", "replacement", "severity", "unless", "why")
_IGNORED_KEYS = ("text", "check")


class HouseError(Exception):
    """The house rules cannot be used. The message is Chinese and names the key; `line` from 1, 0 = unknown."""

    def __init__(self, message: str, line: int = 0, path: Path | None = None) -> None:
        self.reason, self.line, self.path = message, line, path
        where = f"第 {line} 行：" if line else ""
        super().__init__(f"{path}：{where}{message}" if path else f"{where}{message}")


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """What `sanshen.toml` says to the command line alone. None = not said.

    `language_tool` is as for --language-tool; `model` is an adapted typo model, made absolute.
    """

    profile: str | None = None
    language_tool: str | None = None
    model: Path | None = None


@dataclass(frozen=True, slots=True)
class PathRules:
    """Rules for the files that match one of `match` (wildcards, relative to the file's folder)."""

    match: tuple[str, ...]
    off: tuple[str, ...] = ()
    spacing: Spacing | None = None
    profile: str | None = None

    def applies(self, relative: str) -> bool:
        """Whether the file at that path (with forward slashes) is meant; `*` matches over folders."""
        return any(fnmatchcase(relative, pattern) for pattern in self.match)


def text_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)
        if len(data) > MAX_BYTES:
            raise HouseError(f"文件超过 {MAX_BYTES // 1024**2} MB", path=path)
        return data.decode("utf-8-sig")
    except OSError as error:
        raise HouseError(f"文件读不出来（{error.strerror}）", path=path) from error
    except UnicodeDecodeError as error:
        raise HouseError("文件不是 UTF-8 编码", path=path) from error


def quoted(text: str) -> str:
    # JSON's escapes are TOML's, but for DEL, which JSON leaves as it is.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


class Reader:
    """One text, taken apart key by key."""

    def __init__(self, text: str, folder: Path | None) -> None:
        self._lines = text.splitlines()
        self._folder = folder
        try:
            self._raw = tomllib.loads(text.replace("\r\n", "\n"))
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"line (\d+)", str(error))
            line = int(found.group(1)) if found else len(self._lines)
            raise HouseError("不是正确的 TOML，请检查引号、括号和逗号", line) from error
        except RecursionError as error:
            raise HouseError("方括号或花括号嵌套太深") from error
        self._known("", self._raw)

    def house(self) -> House:
        checks = self._table("checks")
        return House(
            words=tuple(self._words()),
            dictionary=tuple(dict.fromkeys(self._dictionary())),
            ignored=tuple(dict.fromkeys(self._ignored())),
            off=self._off("checks", checks),
            spacing=self._spacing("checks", checks) or "free",
        )

    def settings(self) -> CheckSettings:
        checks = self._table("checks")
        model = self._one("checks", checks, "model")
        return CheckSettings(
            profile=self._profile("checks", checks),
            language_tool=self._one("checks", checks, "language_tool"),
            model=(self._folder or Path()).joinpath(model).resolve() if model else None,
        )

    def paths(self) -> Iterator[PathRules]:
        rows = self._raw.get("paths", [])
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self._fail("", "paths", "应写作 [[paths]]")
        for row in rows:
            self._known("paths", row)
            match = self._many("paths", row, "match")
            if not match:
                self._fail("paths", "match", '不能为空，例如 match = ["docs/*"]')
            yield PathRules(
                match, self._off("paths", row), self._spacing("paths", row), self._profile("paths", row)
            )

    def _words(self) -> Iterator[Entry]:
        table = self._table("words")
        rows = table.get("list", [])
        if not isinstance(rows, list):
            self._fail("words", "list", "应是词条的列表")
        entries = [(self._entry(row), None) for row in rows]
        listed: list[tuple[Entry, Path | None]] = [*entries]
        for path in self._files("words", table):
            text = text_of(path)
            for problem in wordlists.validate(text):
                raise HouseError(problem.message, problem.line, path)
            listed += [(entry, path) for entry in wordlists.parse(text)]
        self._judge(listed)
        # The line says where an entry stands in its file; it decides nothing, so it is no part of the rules.
        yield from (entry._replace(line=0) for entry, _ in listed)

    def _judge(self, listed: list[tuple[Entry, Path | None]]) -> None:
        """The one judge of wordlists, over all entries of list and files together."""
        rows = "\n".join(["\t".join(wordlists.COLUMNS), *(_row(entry) for entry, _ in listed)])
        for problem in wordlists.validate(rows) if listed else ():
            entry, path = listed[max(0, problem.line - 2)]
            line = entry.line if path else self._line("words", "list", f"{quoted(entry.term)}")
            raise HouseError(problem.message, line, path)

    def _entry(self, row: Any) -> Entry:
        if not isinstance(row, dict):
            self._fail("words", "list", '每一条应写作 { term = "…", replacement = "…" }')
        for key in row:
            if key not in _ENTRY_KEYS:
                self._unknown("words", "list", key, _ENTRY_KEYS)
        term = self._one("words", row, "term") or ""
        if not term:
            self._fail("words", "list", "有一条没有写 term")
        severity = self._one("words", row, "severity")
        if severity is not None and severity not in set(Severity):
            self._fail("words", "severity", f"只能是 {'、'.join(Severity)}", quoted(term))
        entry = Entry(
            term=term,
            replacements=self._many("words", row, "replacement"),
            severity=Severity(severity) if severity else None,
            unless=self._many("words", row, "unless"),
            why=self._one("words", row, "why") or "",
        )
        cells = (entry.term, *entry.replacements, *entry.unless)
        if any(re.search(r"[\t\r\n|]", cell) for cell in cells) or re.search(r"[\t\r\n]", entry.why):
            self._fail("words", "list", f"“{term}”一条里有制表符、换行或竖线", quoted(term))
        return entry

    def _dictionary(self) -> Iterator[str]:
        table = self._table("dictionary")
        yield from (self._clean("dictionary", "words", w) for w in self._many("dictionary", table, "words"))
        for path in self._files("dictionary", table):
            for number, line in enumerate(text_of(path).splitlines(), 1):
                word = line.strip()
                if word and not word.startswith("#"):
                    yield self._clean("dictionary", "files", word, number, path)

    def _ignored(self) -> Iterator[Ignored]:
        rows = self._table("ignore").get("texts", [])
        if not isinstance(rows, list):
            self._fail("ignore", "texts", "应是列表")
        for row in rows:
            fact = {"text": row} if isinstance(row, str) else row
            if not isinstance(fact, dict):
                self._fail("ignore", "texts", '每一条应是文字，或写作 { text = "…", check = "P0*" }')
            for key in fact:
                if key not in _IGNORED_KEYS:
                    self._unknown("ignore", "texts", key, _IGNORED_KEYS)
            text = self._clean("ignore", "texts", self._one("ignore", fact, "text") or "")
            check = self._one("ignore", fact, "check") or "*"
            self._patterns("ignore", "check", (check,))
            yield Ignored(text, check)

    def _clean(self, table: str, key: str, word: str, line: int = 0, path: Path | None = None) -> str:
        fault = ""
        if not word or word != word.strip():
            fault = "有空的词，或首尾有空白"
        elif unicodedata.normalize("NFC", word) != word:
            fault = f"“{word}”不是 NFC 规范形式"
        elif "\n" in word or "\r" in word:
            fault = "词里有换行"
        if fault and path:
            raise HouseError(fault, line, path)
        if fault:
            self._fail(table, key, fault, quoted(word) if word else "")
        return word

    def _files(self, table: str, raw: Mapping[str, Any]) -> Iterator[Path]:
        names = self._many(table, raw, "files")
        if names and self._folder is None:
            self._fail(table, "files", "这里不能引用文件，请把内容直接写进 sanshen.toml")
        yield from ((self._folder or Path()) / name for name in names)

    def _off(self, table: str, raw: Mapping[str, Any]) -> tuple[str, ...]:
        return self._patterns(table, "off", self._many(table, raw, "off"))

    def _patterns(self, table: str, key: str, patterns: tuple[str, ...]) -> tuple[str, ...]:
        for pattern in patterns:
            if not _PATTERN.fullmatch(pattern):
                message = f"“{pattern}”不是检查项编号，应像 P001、P0* 或 *"
                self._fail(table, key, message, quoted(pattern))
        return patterns

    def _spacing(self, table: str, raw: Mapping[str, Any]) -> Spacing | None:
        value = self._one(table, raw, "spacing")
        for spacing in _SPACINGS:
            if value == spacing:
                return spacing
        if value is not None:
            self._fail(table, "spacing", f"只能是 {'、'.join(_SPACINGS)}")
        return None

    def _profile(self, table: str, raw: Mapping[str, Any]) -> str | None:
        name = self._one(table, raw, "profile")
        try:
            return named_profile(name).name if name is not None else None
        except UnknownProfileError as error:
            raise HouseError(str(error), self._line(table, "profile")) from error

    def _table(self, name: str) -> dict[str, Any]:
        table = self._raw.get(name, {})
        if not isinstance(table, dict):
            self._fail("", name, f"应写作 [{name}]")
        self._known(name, table)
        return dict(table)

    def _known(self, table: str, raw: Mapping[str, Any]) -> None:
        for key in raw:
            if key not in _KEYS[table]:
                self._unknown(table, key, key, _KEYS[table])

    def _one(self, table: str, raw: Mapping[str, Any], key: str) -> str | None:
        value = raw.get(key)
        if value is not None and not isinstance(value, str):
            self._fail(table, key, "应是一段文字，写在引号里")
        return value

    def _many(self, table: str, raw: Mapping[str, Any], key: str) -> tuple[str, ...]:
        """A list of texts; one text stands for a list of one, an empty one for none."""
        value = raw.get(key, [])
        items = [value] if isinstance(value, str) and value else value or []
        if not isinstance(items, list) or not all(isinstance(item, str) and item for item in items):
            self._fail(table, key, '应是文字的列表，例如 ["甲", "乙"]')
        return tuple(items)

    def _unknown(self, table: str, at: str, key: str, known: Iterable[str]) -> NoReturn:
        near = difflib.get_close_matches(key, list(known), 1)
        hint = f"，是不是 {near[0]}" if near else f"，可用：{'、'.join(known)}"
        self._fail(table, at, f"没有“{key}”这一项{hint}", key)

    def _fail(self, table: str, key: str, message: str, near: str = "") -> NoReturn:
        name = ".".join(part for part in (table, key) if part)
        raise HouseError(f"{name}：{message}", self._line(table, key, near))

    def _line(self, table: str, key: str, near: str = "") -> int:
        """Where `near`, else `key`, else the header of `table` stands. tomllib gives no places, so we look."""
        current, header, at = "", 0, 0
        for number, line in enumerate(self._lines, 1):
            if found := _HEADER.match(line):
                current = found.group(1)
                header = header or (number if current == (table or key) else 0)
            if current != table and not (not table and key):
                continue
            if near and near in line:
                return number
            if not at and re.match(rf"\s*{re.escape(key)}\s*=", line):
                at = number
        return at or header


def _row(entry: Entry) -> str:
    cells = (
        entry.term,
        wordlists.SEPARATOR.join(entry.replacements),
        entry.severity.value if entry.severity else "",
        wordlists.SEPARATOR.join(entry.unless),
        entry.why,
    )
    return "\t".join(cells)
