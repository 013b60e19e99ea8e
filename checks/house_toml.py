"""House rules as text: `sanshen.toml`, read by the command line and exchanged with the 规则与词表 page.

The format is described in docs/house-rules.md. `loads` and `dumps` are each other's inverse over what a `House`
holds; what only concerns the command line (profile, LanguageTool, a model's path, rules for some paths) is in
`HouseFile`. A fault is told in Chinese with its key and line, and nothing of a faulty file is used.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from checks.house import House
from checks.house_toml_reader import CheckSettings, HouseError, PathRules, Reader, quoted, text_of
from checks.wordlists import Entry

__all__ = ["CheckSettings", "HouseError", "HouseFile", "PathRules", "dumps", "find", "load", "loads", "read"]

NAME = "sanshen.toml"


@dataclass(frozen=True, slots=True)
class HouseFile:
    """A `sanshen.toml`, read whole."""

    path: Path
    house: House
    settings: CheckSettings
    paths: tuple[PathRules, ...] = ()

    def rules_for(self, file: Path) -> tuple[House, CheckSettings]:
        """House rules and settings for one file: the file's own, then every matching [[paths]] in order."""
        house, settings = self.house, self.settings
        try:
            relative = file.resolve().relative_to(self.path.parent.resolve()).as_posix()
        except ValueError:
            return house, settings
        for rules in self.paths:
            if rules.applies(relative):
                house = replace(house, off=(*house.off, *rules.off), spacing=rules.spacing or house.spacing)
                settings = replace(settings, profile=rules.profile or settings.profile)
        return house, settings


def loads(text: str, folder: Path | None = None) -> House:
    """The house rules in a `sanshen.toml` text. `folder`: what its file names are relative to.

    Raises:
        HouseError: not TOML, an unknown key, a value that is not right, or files named without a `folder`.
    """
    reader = Reader(text, folder)
    reader.settings()
    list(reader.paths())
    return reader.house()


def load(path: Path) -> House:
    """The house rules in the file `path`.

    Raises:
        HouseError: see `loads`; or the file, or one it names, cannot be read.
    """
    return read(path).house


def read(path: Path) -> HouseFile:
    """Everything in the file `path`.

    Raises:
        HouseError: see `load`.
    """
    try:
        reader = Reader(text_of(path), path.parent)
        return HouseFile(path, reader.house(), reader.settings(), tuple(reader.paths()))
    except HouseError as error:
        raise HouseError(error.reason, error.line, error.path or path) from error


def find(start: Path) -> Path | None:
    """The nearest `sanshen.toml` at or above the folder of the file (or the folder) `start`."""
    place = start.resolve()
    for folder in (place, *place.parents):
        candidate = folder / NAME
        if candidate.is_file():
            return candidate
    return None


def dumps(house: House) -> str:
    """`house` as text, always the same for the same rules; `loads` gives the same rules again."""
    parts: list[str] = []
    if house.words:
        parts.append("[words]\n" + _array("list", (_inline(entry) for entry in house.words)))
    if house.dictionary:
        parts.append("[dictionary]\n" + _array("words", map(quoted, house.dictionary)))
    if house.ignored:
        rows = (
            quoted(i.text) if i.check == "*" else f"{{ text = {quoted(i.text)}, check = {quoted(i.check)} }}"
            for i in house.ignored
        )
        parts.append("[ignore]\n" + _array("texts", rows))
    checks = [_array("off", map(quoted, house.off))] if house.off else []
    if house.spacing != "free":
        checks.append(f"spacing = {quoted(house.spacing)}\n")
    if checks:
        parts.append("[checks]\n" + "".join(checks))
    return "\n".join(parts)


def _array(key: str, rows: Iterable[str]) -> str:
    return f"{key} = [\n" + "".join(f"  {row},\n" for row in rows) + "]\n"


def _inline(entry: Entry) -> str:
    cells = [f"term = {quoted(entry.term)}"]
    if len(entry.replacements) == 1:
        cells.append(f"replacement = {quoted(entry.replacements[0])}")
    elif entry.replacements:
        cells.append(f"replacement = [{', '.join(map(quoted, entry.replacements))}]")
    if entry.severity is not None:
        cells.append(f"severity = {quoted(entry.severity.value)}")
    if entry.unless:
        cells.append(f"unless = [{', '.join(map(quoted, entry.unless))}]")
    if entry.why:
        cells.append(f"why = {quoted(entry.why)}")
    return f"{{ {', '.join(cells)} }}"
