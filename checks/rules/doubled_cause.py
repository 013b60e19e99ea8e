"""G013: 原因是……造成的: the cause is told twice."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.slip import needles, slip, slip_hits
from documents.model import Document

_NEEDLES = needles("原因", "是由于", "是因为", "根源", "目的", "所致")
_SLIPS = (
    slip(
        r"(?:原因|根源|起因)(?:主要|就|正|还|都)?(?:是|在于)[^。；：！？]{2,40}?(?P<x>(?:所)?(?:造成|引起|引发|导致)的|所致|所造成|所引起|所导致|造成|引起|的缘故|的原因)(?=[，。；！])",
        "“原因是”与“造成的”“引起的”杂糅，只留一种说法。",
        severity=Severity.YELLOW,
        unless="后果|损失|影响|的原因是[^，]*，[^，]*，",
    ),
    slip(
        r"(?:是由于|是因为|由于|因为)[^，。；：！？]{2,30}的(?P<x>缘故)(?:所)?(?:造成|引起|导致|致|引发)",
        "“由于”与“的原因造成”杂糅，只留一种说法。",
    ),
    slip(
        r"之所以[^。；：！？]{2,50}，(?:其)?(?P<x>原因是因为|原因是由于|是因为[^，。；]{2,24}的原因|是由于[^，。；]{2,24}的原因|原因在于是)",
        "“之所以”后面用“是因为”，不再说“原因”。",
    ),
    slip(
        r"(?P<x>目的(?:就|主要)?是(?:为了)?[^，。；：！？]{2,30}为目的)",
        "“目的是”与“为目的”重复，只留一个。",
    ),
    slip(r"(?P<x>(?:以|为了)[^，。；：！？]{2,30}为目的的目的)", "“目的”重复。"),
    slip(r"(?P<x>目的是为了)(?=在于)", "“目的是为了”与“在于”杂糅，应为“目的在于”。", "目的"),
)


@check(
    id="G013",
    title="原因、目的重复杂糅",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.ERROR_RATE,
    why="“原因是”与“造成的”“引起的”各说一遍原因，两种句式混在一起；留一种。",
    examples=(
        Example("事故的原因是操作不当造成的。", hits=("造成的",)),
        Example("损失是由于管理不善的缘故造成。", hits=("缘故",)),
        Example("他之所以迟到，原因是因为堵车。", hits=("原因是因为",)),
        Example("事故的原因是操作不当，损失是管理不善造成的，目的是提高效率。"),
        Example("原因是多方面的，由此造成的损失由责任方承担。"),
    ),
)
def doubled_cause(document: Document) -> Iterator[Hit]:
    """Hits on the second telling of the cause."""
    yield from slip_hits(document, _NEEDLES, _SLIPS)
