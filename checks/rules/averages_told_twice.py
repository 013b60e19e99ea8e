"""W013: 平均每人平均, 十余多, 31天以内不超过: an amount told twice."""

from __future__ import annotations

from collections.abc import Iterator

from checks.model import Example, Gate, Hit, Severity
from checks.registry import check
from checks.sources import Source
from checks.types.slip import needles, slip, slip_hits
from documents.model import Document

_N = r"(?:[\d.,，]{1,12}|[一二两三四五六七八九十百千万亿几]{1,8})"
_NEEDLES = needles(
    "平均", "人均", "余", "以内", "之内", "以上", "来自于", "左右", "以下", "大约", "至少", "最多", "每"
)
_SLIPS = (
    slip(
        r"(?P<x>平均每人平均|每人平均每人|人均每人|每人人均|平均人均|人均平均)",
        "“平均”重复，只留一个。",
        "人均",
    ),
    slip(
        r"[十百千万]余(?P<x>多)(?=[名个人件项次家户公平万元年天场辆台条座处])",
        "“余”与“多”重复，只留一个。",
        "",
    ),
    slip(
        r"(?:十|百|千|万)多(?P<x>余)(?=[名个人件项次家户公平万元年天场辆台条座处])",
        "“多”与“余”重复，只留一个。",
        "",
    ),
    slip(
        rf"(?:不超过|不多于|最多|至多){_N}(?:[万亿]?元|天|日|人|个月|个|小时|分钟|公里|米|年|名|次|"
        rf"周|秒|件|项)(?P<x>以内|之内|以下|左右)",
        "“不超过”与“以内”重复，只留一个。",
        "",
    ),
    slip(
        rf"(?:至少|不少于|不低于|超过|起码|最少)(?:在|有|达|为|是)?{_N}(?:[万亿]?元|天|日|人|个月|个|"
        rf"小时|分钟|公里|米|年|名|次|周|秒|件|项|户|家|%|％|岁)(?P<x>以上|之上|左右)(?!的规|"
        rf"规)",
        "“至少”“超过”与“以上”重复，只留一个。",
        "",
    ),
    slip(
        rf"(?:将近|接近|近|大约|约)(?:为|有|达)?{_N}(?:[万亿]?元|天|人|个月|个|小时|分钟|公里|年|名|"
        rf"次|件|项|户|家|%|％|岁)(?P<x>上下|多|"
        rf"余)(?=[，。；、的])",
        "“约”“近”与“上下”“多”重复，只留一个。",
        "",
    ),
    slip(
        rf"(?:不到|不足|未满){_N}(?:[万亿]?元|天|人|个月|个|小时|分钟|公里|年|名|次|件|项|户|家|%|％|"
        rf"岁)(?P<x>以下|左右|以上)",
        "“不足”与“以下”重复，只留一个。",
        "",
    ),
    slip(r"(?P<x>互相之间相互|相互之间互相|彼此之间互相|互相之间彼此)", "“互相”重复，只留一个。", "互相"),
)


@check(
    id="W013",
    title="数量的重复说法",
    gate=Gate.QUALITY,
    severity=Severity.YELLOW,
    source=Source.ERROR_RATE,
    why="“平均每人”与“人均”、“余”与“多”、“不超过”与“以内”说的是一件事，只留一个。",
    examples=(
        Example(
            "平均人均住房面积，十余多名志愿者。",
            hits=("平均人均", "多"),
            fixed="人均住房面积，十余名志愿者。",
        ),
        Example(
            "用时不超过31天以内，不足20人以下。", hits=("以内", "以下"), fixed="用时不超过31天，不足20人。"
        ),
        Example("至少在12人以上参加。", hits=("以上",), fixed="至少在12人参加。"),
        Example(
            "人均面积，十余名，不超过31天，31天以内，至少12人，12人以上，近三年多次获奖，不足三年的以下列材料为准。"
        ),
    ),
)
def averages_told_twice(document: Document) -> Iterator[Hit]:
    """Hits for the second of two words that bound or round one amount."""
    yield from slip_hits(document, _NEEDLES, _SLIPS)
