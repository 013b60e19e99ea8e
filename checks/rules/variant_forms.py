"""W003: variant word forms (异形词) that are not the recommended ones, by wordlist."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.words import hits
from documents.model import Document


@check(
    id="W003",
    title="异形词",
    gate=Gate.QUALITY,
    severity=Severity.BLUE,
    source=Source.YIXINGCI,
    why="同一个词有几种写法时用推荐词形，一篇之内也好统一。",
    wordlists=("variant_forms",),
    examples=(
        Example("核对银行帐户。", hits=("帐户",), fixed="核对银行账户。"),
        Example("这是公民身分的一部份。", hits=("身分", "部份"), fixed="这是公民身份的一部分。"),
        Example("核对银行账户，想象未来，统一身份认证。"),
    ),
)
def variant_forms(document: Document) -> Iterator[Hit]:
    """Hits for forms that are not recommended; both edges must be word boundaries."""
    yield from hits(document, "variant_forms", "“{term}”的推荐词形是{replacements}。", boundaries="strict")
