"""W200: wrong words of the organisation's own list."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from checks import house as houses
from checks.house import House
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.wordlists import Entry
from checks.words import Matcher, hits_of
from documents.model import Document

_HOUSE = House(
    words=(
        Entry("云上平台", ("云平台",), unless=("华云上平台",)),
        Entry("工做队", ("工作队", "工作组"), why="两个名称各有所指，请核对。"),
    )
)


@check(
    id="W200",
    title="本单位词表",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.HOUSE_RULES,
    why="本单位在“规则与词表”或 sanshen.toml 里规定的写法；没有规定就不检查。",
    examples=(
        Example(
            "请登录云上平台办理，咨询电话见云上平台首页。",
            ("云上平台", "云上平台"),
            "请登录云平台办理，咨询电话见云平台首页。",
            house=_HOUSE,
        ),
        Example(
            "乡村振兴工做队已经到位。", ("工做队",), note="有几种写法可选时，只提示，不代改。", house=_HOUSE
        ),
        Example("登录华云上平台网站，查看云平台公告。", note="例外的词语里不提示。", house=_HOUSE),
        Example("请登录云上平台办理。", note="没有本单位词表时，本项不报任何问题。"),
    ),
)
def house_words(document: Document) -> Iterator[Hit]:
    """Hits for the words of `House.words`; each entry may carry a severity of its own."""
    words = houses.current().words
    if words:
        message, bare = "本单位规定“{term}”写作{replacements}。", "本单位规定不用“{term}”。"
        yield from hits_of(document, _matcher(words), "house", message, bare)


@lru_cache(maxsize=8)
def _matcher(words: tuple[Entry, ...]) -> Matcher:
    return Matcher(words, "loose")
