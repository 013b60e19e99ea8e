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
    r"(?<![目标打有众似])(?<!语中)(?<!言中)的的(?!确|士)"
    r"|(?<![除为罢])了了(?!解|结|却|然|事|断|无|账|望)"
    r"|(?<![还或于倒若算总但可要只就都凡])是是(?!非|否)"
    r"|(?<![现存所潜内外实自正好健旨贵])在在|(?<![共饱缓总温谦柔平随人祥中])和和(?!气|美|睦|平|谐|解|风|善|约|声)"
    r"|(?<![参给赋])与与(?!会|时)|(?<![以涉普顾波])及及(?!时|格)|(?<![关对由至等属位])于于|(?<![应绝针面反])对对"
    r"|把把(?!手|关|柄)|被被|(?<![即必名])将将(?!军)|而而|所所|(?<![可])以以|(?<![自服])从从|(?<![理自事])由由|(?<![只])有有"
    r"|(?<![犹尤极与])其其|(?<![总反])之之|(?<![土场基])地地|(?<![觉取获])得得|也也|(?<![成])就就|(?<![行作沦无人认以成称视所有])为为"
    r"|(?<![方意倾走取去导动风志趋面])向向(?!日|阳|导|往|上|下|左|右)|都都|但但|或或"
)
_DOUBLED = frozenset("的了是在和与及于对把被将而所以从由有其之地得也就为向都但或")  # the heads of _CHARACTER
_WORD = regex(r"([一-鿿]{2,4})\1")
# Verbs of official writing: doubled for a tentative act they end the clause, or a person is asked to (大家研究研究).
_FORMAL = frozenset((
    "研究", "解释", "支持", "教育", "整理", "合作", "宣传", "学习", "总结", "分析", "检查", "协调", "讨论", "调查", "认识",
    "评价", "活动", "练习", "观察", "准备", "交流", "介绍", "体验", "修改", "关心", "批评", "鼓励", "帮助", "咨询", "照顾",
    "沟通", "思考", "评论", "谋划", "锻炼",
))  # fmt: skip
_ASKED = regex(r"(?:[要再先去来给让想多帮跟得请]|好好|可以|应该|不妨|一起|互相|大家)\Z")
_GOES_ON = regex(
    r"[、与和及或]|(?![再这那吧看怎了着也就才还我你他她它咱一]|如何|自己|人家|大家|情况|问题|有关)[一-鿿]{2}"
)
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
        Example(
            "草案中的的主要问题，应当为为其说明；研究研究提出方案。",
            hits=("的的", "为为", "研究研究"),
            fixed="草案中的主要问题，应当为其说明；研究提出方案。",
        ),
        Example("这种行为为法律所不容，两军方向向东推进；请大家研究研究这个方案，好好学习学习。"),
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
            doubtful = lawful and word in _FORMAL and _goes_on(text, match.start(), match.end())
            if (doubtful or not lawful) and _are_words(text, match.start(), match.end(1), match.end()):
                yield _hit(block, match.start(), match.end(), Severity.BLUE if doubtful else None)


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


def _goes_on(text: str, start: int, end: int) -> bool:
    """Whether an object or another verb follows and nobody is asked to: then it is no tentative act."""
    return not _ASKED.search(text, max(0, start - 2), start) and _GOES_ON.match(text, end) is not None


def _hit(block: Block, start: int, end: int, severity: Severity | None = None) -> Hit:
    single = block.text[start : start + (end - start) // 2]
    return Hit(block.id, start, end, f"“{single}”重复。", single, severity)


def _are_words(text: str, start: int, middle: int, end: int) -> bool:
    """Whether the segmenter puts a boundary at all three places and neither half belongs to a neighbour."""
    left, right = sentence_span(text, start, end)
    left, right = max(left, start - 40), min(right, end + 40)
    edges = {s + left for _, s, _ in cut(text[left:right])} | {right}
    return {start, middle, end} <= edges
