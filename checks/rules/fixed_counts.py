"""T007: set expressions with a wrong number in them, by wordlist."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.words import hits
from documents.model import Document


@check(
    id="T007",
    title="提法里的数目",
    gate=Gate.POLICY,
    severity=Severity.YELLOW,
    source=Source.PARTY_DOCS,
    why="“两个维护”“三会一课”等提法里的数目和用字固定，错一个字就成了另一回事。",
    wordlists=("fixed_counts",),
    examples=(
        Example("落实两会一课制度。", hits=("两会一课",), fixed="落实三会一课制度。"),
        Example("坚持和平共处六项原则。", hits=("和平共处六项原则",), fixed="坚持和平共处五项原则。"),
        Example("落实三会一课制度，坚持和平共处五项原则，做到两个维护。"),
    ),
)
def fixed_counts(document: Document) -> Iterator[Hit]:
    """Hits for the entries of the list."""
    yield from hits(document, "fixed_counts", "“{term}”数目或用字有误，应为{replacements}。")
