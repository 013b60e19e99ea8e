"""The layout checks' way to the layout of the document in hand. Light: every run of any check imports it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from checks.model import Hit
from documents.model import Document

if TYPE_CHECKING:
    from checks.layout.judge import Judgement
    from documents.layout import Layout


class Topic(StrEnum):
    """What a fault is about; each topic is one check."""

    PAGE = "page"
    GRID = "grid"
    FONT = "font"
    SIZE = "size"
    PLACE = "place"
    COLOR = "color"
    BLANK = "blank"
    PARTS = "parts"
    NUMBERING = "numbering"
    RULES = "rules"
    FORM = "form"


CHECKS = {
    Topic.PAGE: "F101",
    Topic.GRID: "F102",
    Topic.FONT: "F103",
    Topic.SIZE: "F104",
    Topic.PLACE: "F105",
    Topic.COLOR: "F106",
    Topic.BLANK: "F107",
    Topic.PARTS: "F108",
    Topic.NUMBERING: "F109",
    Topic.RULES: "F110",
    Topic.FORM: "F111",
}
"""The check that tells the faults of a topic."""


@dataclass(slots=True)
class _Used:
    """The layout of the document that is being checked, and the judgement once a check has asked for it."""

    layout: Layout
    judged: tuple[Document, Judgement] | None = None


_current: ContextVar[_Used | None] = ContextVar("layout", default=None)


@contextmanager
def use(layout: Layout | None) -> Iterator[None]:
    """Within the block, layout checks look at this layout; with None they find nothing."""
    token = _current.set(None if layout is None else _Used(layout))
    try:
        yield
    finally:
        _current.reset(token)


def hits(document: Document, *topics: Topic) -> Iterator[Hit]:
    """The faults of these topics as hits of a check: the faults of one place in one hit."""
    used = _current.get()
    if used is None:
        return
    # Patterns and profile are read only where a layout is judged.
    from checks.layout.judge import as_hits, judge  # noqa: PLC0415

    if used.judged is None or used.judged[0] is not document:
        used.judged = document, judge(document, used.layout)
    yield from as_hits(group for group in used.judged[1].groups if group.first.topic in topics)


def profile_hash() -> str:
    """What the profile's data file says, for the rule pack."""
    from checks.layout.profile import official  # noqa: PLC0415

    return official().hash
