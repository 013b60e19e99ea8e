"""N007: 、 between two neighbouring numerals that mean an approximate number."""

from __future__ import annotations

from collections.abc import Iterator

from checks.late import regex
from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.scan import blocks_with
from checks.sources import Source
from documents.model import Document

_NEXT = "|".join(f"{a}、{b}" for a, b in zip("一二三四五六七八", "二三四五六七八九", strict=True))
_COUNTED = (
    "天(?!线)|个月(?!期)|个小时|小时(?!级)|分钟|岁|里[地路山水]|公里|斤|个人(?!所)|年(?=[时来前后间多，。光])|位|步|户人|台|名"
    "|件(?!事)|辆|间房|块钱|元钱|遍|趟|亩地|人(?=[，。组])"
)
_APPROXIMATE = regex(
    rf"(?<![一二三四五六七八九第、初周期])(十?(?:{_NEXT}|三、五|两、三))(?={_COUNTED})"
    # 二、三十人: the tens follow the second numeral only.
    rf"|(?<![一二三四五六七八九十第、初周期（])((?:{_NEXT}|两、三|三、五)[十百千])(?=[个名人位座台户家件里步岁年天次元斤亩根棵张条本册米吨]|公里|多[个名人])"
)
_SEEK = regex(r"、(?<=[一二三四五六七八两]、)(?=[二三四五六七八九](?![、章节条款项类级季届届]))")


@check(
    id="N007",
    title="概数里的顿号",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.GBT_15835,
    why="相邻两个数字连用表示概数时，中间不用顿号：三五天、七八个月。",
    examples=(
        Example("请等三、五天。", hits=("三、五",), fixed="请等三五天。"),
        Example("孩子十七、八岁。", hits=("十七、八",), fixed="孩子十七八岁。"),
        Example(
            "这样的桥有二、三十座，走了八、九年时间。",
            hits=("二、三十", "八、九"),
            fixed="这样的桥有二三十座，走了八九年时间。",
        ),
        Example("三五天、七八岁；一、二年级；第三、四季度；三、四线城市；一、二、三天的安排。"),
    ),
)
def approximate_numbers(document: Document) -> Iterator[Hit]:
    """Hits before measure words that count, never after 第, so that listings of grades and terms stay silent."""
    for block in blocks_with(document, _SEEK):
        for match in _APPROXIMATE.finditer(block.text):
            right = match.group().replace("、", "")
            yield Hit(block.id, match.start(), match.end(), f"概数中间不用顿号：“{right}”。", right)
