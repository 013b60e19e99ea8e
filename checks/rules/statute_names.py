"""L008: a statute cited under a name that is nearly its own."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.statutes import LIST, OLD_LIST, WRONG_LIST, citations, nearest
from documents.model import Document


@check(
    id="L008",
    title="法律法规名称有误",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.STATUTES,
    why="法律法规名称一字不能错；错了就查不到出处，影响文件效力。",
    wordlists=(LIST, OLD_LIST, WRONG_LIST),
    examples=(
        Example(
            "根据《中华人民共和国安全生法》规定",
            hits=("安全生法",),
            fixed="根据《中华人民共和国安全生产法》规定",
        ),
        Example(
            "依据《消费者权益保障法》处理", hits=("消费者权益保障法",), fixed="依据《消费者权益保护法》处理"
        ),
        Example(
            "依据《个人信息保护条例法》处理，违反《行政处分法》",
            hits=("行政处分法",),
            fixed="依据《个人信息保护条例法》处理，违反《行政处罚法》",
        ),
        Example(
            "学习《中华人民共和国消防安全法》和《中华人民共和国行政处罚条例》。",
            hits=("消防安全法", "行政处罚条例"),
            fixed="学习《中华人民共和国消防法》和《中华人民共和国行政处罚法》。",
        ),
        Example("根据《中华人民共和国安全生产法》《劳动合同法》《民法典》和《某某市安全生产条例》规定"),
        Example("阅读《安全生产法释义》《语法》《书法》《兵法》"),
    ),
)
def statute_names(document: Document) -> Iterator[Hit]:
    """Hits for the part of the name that differs from the one name like it; names of places, drafts and books pass."""
    for citation in citations(document):
        right = nearest(citation)
        if right is not None:
            text = citation.block.text[citation.start : citation.end]
            start = citation.start + text.rindex(citation.name)
            message = f"没有“{citation.name}”，是否为《{right}》？"
            entry = f"{LIST}:{right}"
            yield Hit(citation.block.id, start, start + len(citation.name), message, right, entry=entry)
