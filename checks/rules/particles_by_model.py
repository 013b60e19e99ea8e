"""G023: 的, 地 or 得 where another of them is far likelier."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.rules.particle_before_complement import TAKES_COMPLEMENT
from checks.scan import joined
from checks.segment import cut, tag
from checks.sources import Source
from checks.types.particles import noun_at
from checks.typos import model as models
from checks.typos.decide import proofreader
from checks.typos.particles import misused
from documents.model import Document

_USES = {"的": "名词前用“的”", "地": "动词、形容词前用“地”", "得": "动词、形容词后带补语用“得”"}

# What stands behind 得 only: a complement has its own adverb, a comparison, or closes the clause in four characters.
_COMPLEMENT = regex(
    "得(?:很|非常|十分|更|最|太|特别|相当|极|不|比|像|如|有声|有条|越|多么|这么|那么|格外|尤其|淋漓|又|[一-鿿]{4}[，。；！])"
)
_AFTER_VERB = regex(rf"{TAKES_COMPLEMENT}\Z")
_LONGEST = 4  # code points of the longest verb
_ALSO_VERBS = frozenset(
    ("为", "做", "说", "讲", "写", "建设", "工作", "学习", "生活", "教育", "实践", "总结", "领导", "管理",
     "服务", "关系", "行动", "决定")
)  # fmt: skip
"""Verbs that jieba's dictionary knows as nouns only, or first."""


def _complement(text: str, at: int) -> bool:
    """Whether 得 at `at` leads a complement, whatever is more frequent beside it."""
    if text[at] != "得":
        return False
    verb = _AFTER_VERB.search(text, max(0, at - _LONGEST), at)
    return _COMPLEMENT.match(text, at) is not None or (verb is not None and not noun_at(text, at + 1))


_NOUNS = frozenset("nrmtsfq")
"""First letters of jieba's tags of what 地 and 得 do not stand before: nouns, pronouns, numerals, times, places, measures."""
_WINDOW = 8  # code points behind the particle in which words are cut


def _before_noun(text: str, at: int) -> bool:
    """Whether the word behind the particle at `at` is a noun by jieba's dictionary."""
    words = cut(text[at + 1 : at + 1 + _WINDOW])
    return bool(words) and tag(words[0][0])[:1] in _NOUNS and words[0][0] not in _ALSO_VERBS


@check(
    id="G023",
    title="“的”“地”“得”（按上下文）",
    gate=Gate.QUALITY,
    severity=Severity.BLUE,
    source=Source.XIANHAN,
    why="名词前用“的”，动词、形容词前用“地”，补语前用“得”。按大量规范文字里前后文的用法比较，另一个明显更常见时才提示。",
    state=models.in_use,
    examples=(
        Example("要充分地发挥基层组织得作用。", hits=("得",), fixed="要充分地发挥基层组织的作用。"),
        Example("有计划的开展调查研究。", hits=("的",), fixed="有计划地开展调查研究。"),
        Example("把握城市区域的空间布局，这是群众最喜爱的果园，他说的很多话都有道理，看的人很多。"),
        Example("事故发生地的人民政府应当及时处理，得分高的单位得到表彰。"),
        Example("要深入地开展调查研究，把人民的事情办得更好。"),
        Example("任务完成得比预期好，演练组织得井井有条，这件事处理得非常及时，路面修得平平的。"),
    ),
)
def particles_by_model(document: Document) -> Iterator[Hit]:
    """Hits for single particles; the more certain cases are red or yellow in G020–G022."""
    whole = joined(document)
    for item in misused(proofreader(), whole):
        if _complement(whole.text, item.place) or (
            item.better != "的" and _before_noun(whole.text, item.place)
        ):
            continue
        block, offset = whole.place(item.place)
        message = f"这里疑为“{item.better}”：{_USES[item.better]}。"
        yield Hit(block.id, offset, offset + 1, message, item.better)
