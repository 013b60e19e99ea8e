"""G020: 积极的推进: an adverbial before a verb takes 地."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.particles import particle_hits
from documents.model import Document


@check(
    id="G020",
    title="状语误用“的”",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.XIANHAN,
    why="修饰动词的状语用“地”，修饰名词的定语用“的”。",
    wordlists=("particle_words",),
    examples=(
        Example("要积极的推进各项工作。", hits=("的",), fixed="要积极地推进各项工作。"),
        Example(
            "客观、公正的开展评估，更好的为群众服务。",
            hits=("的", "的"),
            fixed="客观、公正地开展评估，更好地为群众服务。",
        ),
        Example(
            "积极地推进工作，取得积极的推进效果。这是积极的，推进的办法也是有效的。更好的生活，有效的办法，科学的发展观。"
        ),
    ),
)
def particle_before_verb(document: Document) -> Iterator[Hit]:
    """Hits on 的 between an adverbial and a verb with its object."""
    yield from particle_hits(document, "地", "后面是动词，状语的标记应为“地”。")
