"""L009: an article that the cited statute does not have."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.numerals import ordinal
from checks.types.statutes import LIST, articles, citations
from documents.model import Document

_ARTICLE = regex(
    r"》?(?:[（(][^（）()]{1,20}[）)])?\s?((?:第?[一二三四五六七八九十百千零〇\d]{1,9}条?[至到、和及])*)第([一二三四五六七八九十百千零〇]{1,9}|\d{1,4})条"
)


@check(
    id="L009",
    title="引用的条号不存在",
    gate=Gate.CONTENT,
    severity=Severity.YELLOW,
    source=Source.STATUTES,
    why="引用的条号超出该法条数，不是条号写错就是引了旧版。",
    wordlists=(LIST,),
    examples=(
        Example("依照《中华人民共和国安全生产法》第一百五十条处罚。", hits=("第一百五十条",)),
        Example("依照《民法典》第1300条办理。", hits=("第1300条",)),
        Example(
            "依照《中华人民共和国安全生产法》第一百零九条、《民法典》第1260条办理，参照《某某办法》第三百条。"
        ),
    ),
)
def statute_articles(document: Document) -> Iterator[Hit]:
    """Hits for the article's number, right behind the name; statutes whose length the list does not know pass."""
    for citation in citations(document):
        count = articles().get(citation.name)
        match = _ARTICLE.match(citation.block.text, citation.end) if count else None
        number = ordinal(match.group(2)) if match else None
        if match and count and number and number > count:
            message = f"《{citation.name}》共{count}条，没有第{number}条，请核对条号和版本。"
            yield Hit(
                citation.block.id,
                match.start(2) - 1,
                match.end(),
                message,
                None,
                entry=f"{LIST}:{citation.name}",
            )
