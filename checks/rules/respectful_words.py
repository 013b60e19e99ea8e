"""T003: disrespectful names for people, by wordlist."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.words import hits
from documents.model import Document


@check(
    id="T003",
    title="尊重用语",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.HOUSE,
    why="涉及残疾人、病人、民族和职业的称谓，用规范、尊重的说法。",
    wordlists=("respectful_words",),
    examples=(
        Example("慰问残废人代表。", hits=("残废人",), fixed="慰问残疾人代表。"),
        Example("为瞎子提供便利。", hits=("瞎子",), note="有两种说法可选。"),
        Example("慰问残疾人代表，讲了瞎子摸象的故事，到了黑瞎子岛。"),
    ),
)
def respectful_words(document: Document) -> Iterator[Hit]:
    """Hits for the entries of the list; quoted sources and set phrases are the editor's call."""
    yield from hits(document, "respectful_words", "“{term}”是不够尊重的说法，建议换一种说法。")
