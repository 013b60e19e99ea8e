"""Which rules apply to a file of `sanshen check`: profile, options, and the nearest `sanshen.toml`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from checks import house_toml
from checks.house import NONE, House
from checks.house_toml import CheckSettings, HouseFile
from checks.language_tool import LanguageTool
from checks.profiles import Profile
from checks.profiles import profile as named_profile
from cli.check_sources import Source

DEFAULT_PROFILE = "standard"


@dataclass(frozen=True, slots=True)
class Options:
    """How to check. None and empty = not said on the command line, so `sanshen.toml` or the default decides.

    `config`: this file's house rules for every source; `search`: else the nearest one upwards of each source.
    `select`: check ids (wildcards) instead of the profile's; `ignore`: ids left out. `described`: results say with what
    they were made.
    """

    profile: str | None
    language_tool: LanguageTool
    config: Path | None = None
    search: bool = False
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    described: bool = True


def house_file(source: Source, options: Options) -> HouseFile | None:
    """The `sanshen.toml` for `source`, read once a process.

    Raises:
        HouseError: it is faulty.
    """
    path = options.config or (_nearest(_folder(source)) if options.search else None)
    return None if path is None else _read(path)


def rules_for(source: Source, options: Options) -> tuple[Profile, House, CheckSettings]:
    """Profile, house rules and settings for `source`.

    Raises:
        HouseError: its `sanshen.toml` is faulty.
        UnknownProfileError: no profile of that name.
    """
    file = house_file(source, options)
    place = source.path or Path.cwd() / source.name
    house, settings = file.rules_for(place) if file else (NONE, CheckSettings())
    profile = named_profile(options.profile or settings.profile or DEFAULT_PROFILE)
    if options.select:
        profile = replace(profile, include=options.select, exclude=())
    if options.ignore:
        house = replace(house, off=(*house.off, *options.ignore))
    return profile, house, settings


def forget() -> None:
    """Read every `sanshen.toml` anew: a run begins."""
    _nearest.cache_clear()
    _read.cache_clear()


def _folder(source: Source) -> Path:
    return source.path.resolve().parent if source.path else Path.cwd()


@lru_cache(maxsize=4096)
def _nearest(folder: Path) -> Path | None:
    return house_toml.find(folder)


@lru_cache(maxsize=64)
def _read(path: Path) -> HouseFile:
    return house_toml.read(path)
