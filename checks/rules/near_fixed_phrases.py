"""T009: one slip away from a fixed expression."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import joined
from checks.sources import Source
from checks.types.near import near
from documents.model import Document

LIST = "fixed_phrases"


@check(
    id="T009",
    title="与固定表述只差一处",
    gate=Gate.POLICY,
    severity=Severity.YELLOW,
    source=Source.PARTY_DOCS,
    why="重要提法、常用文件用语用字固定，错一个字、漏一个字、颠倒次序都是差错。",
    wordlists=(LIST,),
    examples=(
        Example(
            "坚持无禁区、全覆改、零容忍，党风廉政见设抓得紧。",
            hits=("坚持无禁区、全覆改、零容忍", "党风廉政见设"),
            fixed="坚持无禁区、全覆盖、零容忍，党风廉政建设抓得紧。",
        ),
        Example(
            "推进国家治理体系和治理能现代化。",
            hits=("国家治理体系和治理能现代化",),
            fixed="推进国家治理体系和治理能力现代化。",
        ),
        Example("健全共建共享共治制度。", hits=("共建共享共治",), fixed="健全共建共治共享制度。"),
        Example("推进国家治理体系和治理能力现代化，推动企业高质量地发展，健全共建共治共享制度。"),
        Example("全面地深化改革，建设社会主义现代化国家和社会主义现代化强国。"),
    ),
)
def near_fixed_phrases(document: Document) -> Iterator[Hit]:
    """Hits for what is nearly a phrase of the list; the suggestion is the phrase."""
    whole = joined(document)
    for hit in near(whole, LIST):
        block, start = whole.place(hit.start)
        wrong = whole.text[hit.start : hit.end]
        message = f"“{wrong}”与固定表述“{hit.phrase}”只差一处，请核对。"
        yield Hit(block.id, start, start + len(wrong), message, hit.phrase, entry=f"{LIST}:{hit.phrase}")
