"""L010: a statute that another has taken the place of."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.text import near_sentence_span
from checks.types.statutes import OLD_LIST, citations, superseded
from documents.model import Document

_PAST = regex(
    r"[原旧]|废止|失效|曾|当时|修订前|施行前|同时|历史|颁布|通过|代替|取代|替代|以来|历程|起草|制定|纳入|编纂|过去|此前|当年|回顾|解放|改革开放"
)
_YEAR = regex(r"(?<!\d)((?:19|20)\d\d)年")


@check(
    id="L010",
    title="引用已被替代的法律法规",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.STATUTES,
    why="依据已经废止的法律法规办事，结论没有效力；应引用现行名称并核对条文。",
    wordlists=(OLD_LIST,),
    examples=(
        Example("依照《中华人民共和国合同法》签订协议。", hits=("《中华人民共和国合同法》",)),
        Example("按照《信访条例》办理。", hits=("《信访条例》",)),
        Example("依照《民法典》和《劳动合同法》签订协议；1999年颁布的《合同法》同时废止。"),
        Example("案涉协议订立于2018年，适用《合同法》。", note="写明了当时的年份。"),
    ),
)
def statutes_superseded(document: Document) -> Iterator[Hit]:
    """Hits for the title; silent beside 原, 废止, 当时 and the like, or a year before the change.

    No suggestion: the articles of the two differ.
    """
    for citation in citations(document):
        old = superseded().get(citation.name)
        if old is None:
            continue
        text = citation.block.text
        start, end = near_sentence_span(text, citation.start, citation.end)
        if _PAST.search(text[start : citation.start - 1]) or _PAST.search(text[citation.after : end]):
            continue
        name, since = old
        if since and any(year < since[:4] for year in _YEAR.findall(text[start:end])):
            continue
        told = f"自{since}起" if since else ""
        message = f"《{citation.name}》{told}已由《{name}》替代，请核对依据。"
        yield Hit(
            citation.block.id,
            citation.start - 1,
            citation.after,
            message,
            None,
            entry=f"{OLD_LIST}:{citation.name}",
        )
