"""P036: a mark between a word and the 的 that belongs to it, or a conjunction before a stop."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.matches import matches
from documents.model import Document

_PARTICLE = regex(r"[，、；。：]的(?![确士话哥卢黎])")
_NEEDLES = ("，的", "、的", "；的", "。的", "：的")


@check(
    id="P036",
    title="标点断开了词语",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15834,
    why="“的”紧跟前面的词语，中间不用点号。",
    examples=(
        Example("这是全市干部群众、的共同心愿。", hits=("、的",), fixed="这是全市干部群众的共同心愿。"),
        Example("的确如此，的确不易；的士、的话。"),
        Example("删去“，的”两字。", note="引号里提到的标点。"),
    ),
)
def cut_off_particles(document: Document) -> Iterator[Hit]:
    """Hits for mark and particle; the suggestion takes the mark out."""
    for block, match in matches(document, _PARTICLE, *_NEEDLES):
        if block.text[match.start() - 1 : match.start()] not in ("“", "‘", ""):
            yield Hit(block.id, match.start(), match.end(), "“的”前面不用点号。", "的")
