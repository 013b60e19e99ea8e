"""Names of organisations in running text, and whether two of them are one name written two ways."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from checks.late import regex
from checks.scan import joined
from checks.types.sounds import alike
from documents.model import Document

_SUFFIX = regex(
    "公司|医院|学校|小学|中学|大学|学院|委员会|合作社|中心|办公室|协会|研究[院所]|集团|银行|局(?![部面势限地])|管理[处站所](?![得罚理])|办事处|服务站|支队|大队|检察院|博物馆|图书馆|文化馆|档案馆"
)
_HAN = regex("[一-鿿]")
# What stands before a name and is no part of it.
_CUTS = frozenset(
    "对由据向在是为到及将请被让给把从等的了过至以使该本各全每与或并经其这那说称去赴有后前已正不否列入立上"
)
_LONGEST, _SHORTEST = 22, 4
# What people leave out of, or put into, the name of one and the same organisation.
_OPTIONAL_WORDS = "行政 责任 村 第一 综合 股份 服务 事业 国家 中国 街道 镇 乡 和 与 工作 科技 职业 技术 市级 区级 县级 有限 分 总"
_OPTIONAL = frozenset(_OPTIONAL_WORDS.split())
_ENDS = ("局", "处", "站", "所", "中心", "办公室", "小学", "学校", "中学", "学院", "研究院", "研究所")
_NUMERALS = frozenset("一二三四五六七八九十东西南北中上下甲乙丙丁")


def organisations(document: Document) -> dict[str, list[int]]:
    """Names that end like an organisation's, with where they begin in the joined text."""
    text = joined(document).text
    found: dict[str, list[int]] = defaultdict(list)
    for match in _SUFFIX.finditer(text):
        start, low = match.start(), max(0, match.end() - _LONGEST)
        while start > low and _HAN.match(text, start - 1) and not _cut(text, start - 1):
            start -= 1
        if match.end() - start >= _SHORTEST:
            found[text[start : match.end()]].append(start)
    return found


def _cut(text: str, at: int) -> bool:
    return text[at] in _CUTS and text[at : at + 2] != "有限"


def same(name: str, other: str) -> bool:
    """Whether two different names are so alike that one organisation is meant."""
    if name == other or min(len(name), len(other)) < _SHORTEST:
        return False
    head = 0
    while head < min(len(name), len(other)) and name[head] == other[head]:
        head += 1
    tail = 0
    while tail < min(len(name), len(other)) - head and name[-1 - tail] == other[-1 - tail]:
        tail += 1
    a, b = name[head : len(name) - tail], other[head : len(other) - tail]
    if set(a + b) & _NUMERALS and {a, b} != {"", "第一"} and not {a, b} <= set(_ENDS):
        return False
    if not a or not b:
        return head >= 2 and (a or b) in _OPTIONAL and min(len(name), len(other)) >= _SHORTEST + 1
    if len(a) == len(b) == 1 and tail:
        return head >= 2 and len(name) >= _SHORTEST + 2 and alike(a, b)
    swapped = len(name) == len(other) and sorted(name) == sorted(other)
    return len(name) >= _SHORTEST + 2 if swapped else _other_end(name, other)


def _other_end(name: str, other: str) -> bool:
    """南岭公园管理处, 南岭公园管理局: one stem with two of the usual endings."""
    for end in _ENDS:
        stem = name.removesuffix(end)
        second = other.removeprefix(stem)
        if name != stem and second not in (other, end) and second in _ENDS:
            school = {end, second} in ({"小学", "学校"}, {"中学", "学校"}, {"学院", "学校"})
            return len(stem) >= (2 if school else _SHORTEST) and {end, second} != {"小学", "中学"}
    return False


def cut_to(name: str, other: str) -> Iterator[str]:
    """`other` itself, and without what precedes the beginning it shares with `name`."""
    yield other
    at = other.find(name[:2], 1)
    if at > 0:
        yield other[at:]
