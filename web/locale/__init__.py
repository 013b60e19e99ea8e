"""The words of the interface: zh.json is the source, en.json complete (a test compares the keys)."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

DEFAULT = "zh"
LANGUAGES = ("zh", "en")
COOKIE = "sanshen_language"
Translate = Callable[..., str]


@cache
def catalogue(language: str) -> dict[str, str]:
    """All messages of a language, key → text with `{name}` places.

    Raises:
        FileNotFoundError: not one of LANGUAGES.
    """
    text = Path(__file__).with_name(f"{language}.json").read_text(encoding="utf-8")
    messages: dict[str, str] = json.loads(text)
    return messages


def translator(language: str) -> Translate:
    """A function `t(key, **values) -> str`; an unknown key raises KeyError, so a slip is found by the first test."""
    messages = catalogue(language)

    def t(key: str, **values: object) -> str:
        return messages[key].format(**values) if values else messages[key]

    return t


def choose(cookies: Mapping[str, str], accept_language: str) -> str:
    """The language of a request: the person's own choice, else the browser's first one we speak, else Chinese."""
    chosen = cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return chosen
    ranked = sorted(_weighted(accept_language), key=lambda pair: -pair[1])
    return next((name for name, weight in ranked if name in LANGUAGES and weight > 0), DEFAULT)


def _weighted(header: str) -> list[tuple[str, float]]:
    pairs = []
    for part in header.split(","):
        tag, _, quality = part.strip().partition(";q=")
        try:
            pairs.append((tag.split("-")[0].lower(), float(quality or 1)))
        except ValueError:
            continue
    return pairs
