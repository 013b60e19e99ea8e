"""W004: a character or word written twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from checks import wordlists
from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import joined
from checks.sources import Source
from checks.text import sentence_span
from checks.types.doubles import doubles
from checks.words import cut
from documents.model import Block, Document

# Function words only: content words double lawfully (看看, 天天, 人人). What most often lies before or after a
# lawful pair is excluded here, so that the segmenter need not be loaded for it.
_CHARACTER = regex(
    r"(?<![目标打有中众似])的的(?!确|士)"
    r"|(?<![除为罢])了了(?!解|结|却|然|事|断|无|账|望)"
    r"|(?<![还或于倒若算总但可要只就都凡])是是(?!非|否)"
    r"|(?<![现存所潜内外实自正好健旨贵])在在|(?<![共饱缓总温谦柔平随人祥中])和和(?!气|美|睦|平|谐|解|风|善|约|声)"
    r"|(?<![参给赋])与与(?!会|时)|(?<![以涉普顾波])及及(?!时|格)|(?<![关对由至等属位])于于|(?<![应绝针面反])对对"
    r"|把把(?!手|关|柄)|被被|(?<![即必名])将将(?!军)|而而|所所|(?<![可])以以|(?<![自服])从从|(?<![理自事])由由|(?<![只])有有"
    r"|(?<![犹尤极与])其其|(?<![总反])之之|(?<![土场基])地地|(?<![觉取获])得得|也也|(?<![成])就就|都都|但但|或或"
)
_DOUBLED = frozenset("的了是在和与及于对把被将而所以从由有其之地得也就都但或")  # the heads of _CHARACTER
_WORD = regex(r"([一-鿿]{2,4})\1")
# 一步一步, 很多很多: numbers and degrees double lawfully.
_NUMBER_HEAD = "一二两三四五六七八九十几半每个很好太"


@check(
    id="W004",
    title="字词重复",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.ERROR_RATE,
    why="修改时留下的重复字词，计为多字差错。",
    wordlists=("reduplications",),
    examples=(
        Example("这是我们的的工作。", hits=("的的",), fixed="这是我们的工作。"),
        Example("任务已经完成了了。", hits=("了了",), fixed="任务已经完成了。"),
        Example("要求我们我们认真落实。", hits=("我们我们",), fixed="要求我们认真落实。"),
        Example(
            "进一步加强意识形态意识形态工作。", hits=("意识形态意识形态",), fixed="进一步加强意识形态工作。"
        ),
        Example("为了了解目的的实现，现在在看看天天好好学习的人，还是是否常常研究研究。"),
        Example("促进发展发展中国家经济，一步一步来，一个一个过，很多很多。"),
    ),
)
def doubled_words(document: Document) -> Iterator[Hit]:
    """Hits for doubled function words and for doubled words of two to four characters; jieba confirms both halves."""
    for block, places in doubles(joined(document), _DOUBLED):
        text = block.text
        for match in _at(_CHARACTER, text, places):
            if _are_words(text, match.start(), match.start() + 1, match.end()):
                yield _hit(block, match.start(), match.end())
        for match in _at(_WORD, text, places):
            word = match.group(1)
            lawful = word in _reduplications() or word[0] in _NUMBER_HEAD or len(set(word)) == 1
            if not lawful and _are_words(text, match.start(), match.end(1), match.end()):
                yield _hit(block, match.start(), match.end())


def _at(pattern: re.Pattern[str], text: str, places: list[int]) -> Iterator[re.Match[str]]:
    """The matches at `places`, none overlapping another."""
    last = 0
    for at in places:
        if at >= last and (match := pattern.match(text, at)) is not None:
            last = match.end()
            yield match


@cache
def _reduplications() -> frozenset[str]:
    """Verbs that double for a short or tentative act (研究研究), adjectives and adverbs of degree, sounds."""
    return frozenset(entry.term for entry in wordlists.load("reduplications"))


def _hit(block: Block, start: int, end: int) -> Hit:
    single = block.text[start : start + (end - start) // 2]
    return Hit(block.id, start, end, f"“{single}”重复。", single)


def _are_words(text: str, start: int, middle: int, end: int) -> bool:
    """Whether the segmenter puts a boundary at all three places and neither half belongs to a neighbour."""
    left, right = sentence_span(text, start, end)
    left, right = max(left, start - 40), min(right, end + 40)
    edges = {s + left for _, s, _ in cut(text[left:right])} | {right}
    return {start, middle, end} <= edges
