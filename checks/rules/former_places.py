"""T005: names of places that are no longer in use."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.former_names import former_names
from documents.model import Document


@check(
    id="T005",
    title="地名旧称",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.PARTY_DOCS,
    why="行政区划调整后用现行名称；叙述历史时用当时的名称。",
    wordlists=("former_places",),
    examples=(
        Example("调研组赴湖北襄樊市考察。", hits=("襄樊市",), fixed="调研组赴湖北襄阳市考察。"),
        Example("闸北区的居民反映强烈。", hits=("闸北区",), fixed="静安区的居民反映强烈。"),
        Example("1998年在襄樊市建厂；襄樊市2010年更名为襄阳市；原闸北区居民；三天内到达县城。"),
    ),
)
def former_places(document: Document) -> Iterator[Hit]:
    """Hits for the entries of the list, where the sentence does not speak of the past."""
    yield from former_names(document, "former_places")
