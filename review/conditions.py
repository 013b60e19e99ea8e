"""Conditional stages: a decision table over facts of a draft. Pure, no database.

A table is a list of rows, a row a set of cells. A stage applies if every cell of some row holds (cells: and, rows: or);
a stage without a table always applies.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

Row = tuple[tuple[str, Any], ...]
ANY_TOPIC = "any"
TOPICS = Path(__file__).with_name("topics.tsv")


class Secrecy(StrEnum):
    """How far a draft may spread before it is released. What is a state secret does not belong into the system."""

    PUBLIC = "public"  # 公开
    INTERNAL = "internal"  # 内部
    SENSITIVE = "sensitive"  # 敏感，须保密审查


@dataclass(frozen=True, slots=True)
class Facts:
    """What a table can ask. `overruled`: errors (red) that a person let pass; `warnings`: all yellow findings.

    `topic`: class of 重大选题 it is suspected of (review/topics.tsv), '' = none. `characters` counts the current text.
    """

    channels: frozenset[str] = frozenset()
    secrecy: str = Secrecy.PUBLIC.value
    foreign_audience: bool = False
    topic: str = ""
    urgent: bool = False
    characters: int = 0
    overruled: int = 0
    warnings: int = 0


def applies(table: tuple[Row, ...], facts: Facts) -> bool:
    """Whether a stage with this table is part of the draft's way."""
    return not table or any(all(_holds(name, wanted, facts) for name, wanted in row) for row in table)


def _holds(name: str, wanted: Any, facts: Facts) -> bool:
    if name == "channel":
        return bool(facts.channels & set(wanted))
    if name == "secrecy":
        return facts.secrecy in wanted
    if name == "topic":
        return facts.topic in wanted or (ANY_TOPIC in wanted and facts.topic != "")
    if name in ("foreign_audience", "urgent"):
        return getattr(facts, name) is wanted
    if name in ("characters_over", "overruled_over", "warnings_over"):
        return bool(getattr(facts, name.removesuffix("_over")) > wanted)
    raise ValueError(f"no such condition: {name}")


def rows(raw: list[Mapping[str, Any]]) -> tuple[Row, ...]:
    """The table of a definition as hashable data; the schema has looked at its names and values."""
    return tuple(
        tuple(
            sorted((name, tuple(value) if isinstance(value, list) else value) for name, value in row.items())
        )
        for row in raw
    )


@cache
def topics() -> dict[str, str]:
    """Classes of 重大选题: key → Chinese title, from topics.tsv."""
    lines = TOPICS.read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return {cell[0]: cell[1] for cell in cells[1:]}
