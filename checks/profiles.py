"""Check profiles: named choices of checks, kept as data in profiles.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path

from checks.model import Check

FILE = Path(__file__).with_name("profiles.toml")


class UnknownProfileError(Exception):
    """No profile of that name. The message is Chinese and lists the names there are."""


@dataclass(frozen=True, slots=True)
class Profile:
    """A choice of checks. `include` and `exclude` are id patterns with shell wildcards."""

    name: str
    title: str
    purpose: str
    include: tuple[str, ...]
    exclude: tuple[str, ...] = ()
    engines: bool = True

    def selects(self, check: Check) -> bool:
        """Whether `check` runs in this profile."""
        if check.engine is not None and not self.engines:
            return False
        return _matches(check.id, self.include) and not _matches(check.id, self.exclude)

    def choose(self, checks: Iterable[Check]) -> tuple[Check, ...]:
        """The checks of this profile, in the order given."""
        return tuple(check for check in checks if self.selects(check))


def _matches(check_id: str, patterns: Iterable[str]) -> bool:
    return any(fnmatchcase(check_id, pattern) for pattern in patterns)


@cache
def all_profiles() -> tuple[Profile, ...]:
    """Every profile of profiles.toml, in its order."""
    raw = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return tuple(
        Profile(
            name=name,
            title=facts["title"],
            purpose=facts["purpose"],
            include=tuple(facts["include"]),
            exclude=tuple(facts.get("exclude", ())),
            engines=facts.get("engines", True),
        )
        for name, facts in raw.items()
    )


def profile(name: str) -> Profile:
    """The profile of that name.

    Raises:
        UnknownProfileError: there is none.
    """
    for candidate in all_profiles():
        if candidate.name == name:
            return candidate
    names = "、".join(p.name for p in all_profiles())
    raise UnknownProfileError(f"没有名为“{name}”的检查方案，可用：{names}")
