"""Quantities in running text: a number, Arabic or Chinese, with its multiplier and unit, and how exact it is.

One reader for all checks of facts, so that 3.5万人, 三万五千人 and 35,000人 are one thing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from checks.late import regex
from checks.types.numerals import value

_ARABIC = r"\d{1,3}(?:,\d{3}){1,4}(?:\.\d{1,6})?|\d{1,12}(?:\.\d{1,6})?"
_HAN = "[一二两三四五六七八九十百千零]{1,9}(?:万[一二两三四五六七八九十百千零]{1,9})?"
_SMALL = {"": 0, "十": 1, "百": 2, "千": 3}
_LARGE = {"": 0, "万": 4, "亿": 8, "万亿": 12}
_POWERS = {places: Decimal(10) ** places for places in range(-6, 16)}
_SCALES = {small + large: _SMALL[small] + _LARGE[large] for large in _LARGE for small in _SMALL}
# What is counted by 个 is told apart by the noun that follows.
_UNITS = (
    "% ％ ‰ 个百分点 百分点 元 美元 欧元 日元 港元 人 人次 名 位 户 家 项 件 条 起 宗 例 次 场 期 批 套 台 辆 架 "
    "艘 列 部 所 座 处 栋 幢 间 篇 本 册 份 张 页 "
    "封 幅 卷 块 片 根 支 只 头 匹 株 棵 亩 顷 公顷 平方米 平方公里 平方千米 立方米 米 公里 千米 厘米 毫米 海里 "
    "吨 公斤 千克 克 斤 升 毫升 千瓦 千瓦时 千伏安 度 瓦 兆瓦 "
    "吉瓦 天 小时 分钟 个月 个小时 岁 周岁 周年 年 分 倍 个 门 课时 学时 学分 票 股 笔 桶 箱 包 袋 瓶 盒 副 双 对 "
    "支队 组 队 班 届 类 种 标准煤 吨标准煤 标准箱 箱次 "
    "车次 架次 航次 床 张床位 席 村 镇 乡 县 市 省 区"
)
# Longest first, as a pattern needs them.
UNITS = tuple(sorted(_UNITS.split(), key=len, reverse=True))
_QUANTITY = regex(
    rf"(?<![\d.．A-Za-z第])(?<!\d[,，])(?P<number>{_ARABIC}|{_HAN})(?P<more>[多余几]?)(?P<scale>[十百千]?万亿|[十百"
    rf"千]?[万亿]|[十百千](?=[元人名户家]))?"
    rf"(?P<more2>[多余]?)(?P<unit>{'|'.join(map(re.escape, UNITS))})(?![A-Za-z])"
)
_COUNTED = regex(r"[一-鿿]{2}")
# Words before or after a number that make it a mere bound or an estimate.
_ABOUT_BEFORE = regex(
    r"(?:约|近|超过?|逾|至少|不少于|不足|不低于|不超过|最多|最少|大于|小于|多于|少于|上|将近|接近|突破|达到?近|每|"
    r"平均|人均|户均|[\d十百千万亿%％][到至—～~－-])\s?$"
)
_ABOUT_AFTER = regex(r"^(?:左右|上下|以上|以下|以内|之多|多(?![少数种样元])|余|有余)")


class Quantity(NamedTuple):
    """A number with its unit at [start, end) of the text read.

    `value` is in the unit alone (1.2亿元 = 120000000 元). `step`: how much the last written place is worth, so that the
    true value lies within `value` ± `step` / 2. `exact`: no 约, 近, 余, 以上 beside it. `counted`: after 个, the two
    characters that follow. `decimals`: digits after the decimal point as written.
    """

    start: int
    end: int
    number_end: int
    value: Decimal
    unit: str
    step: Decimal
    exact: bool
    counted: str = ""
    decimals: int = 0

    @property
    def kind(self) -> str:
        """What may be added to what: the unit, and for 个 the thing counted."""
        return self.unit + self.counted

    @property
    def percent(self) -> bool:
        """Whether this is a percentage."""
        return self.unit == "%"


def quantities(text: str, start: int = 0, end: int | None = None) -> Iterator[Quantity]:
    """The quantities that begin in [start, end) of `text`, in order. Ordinals (第三项) are none."""
    stop = len(text) if end is None else end
    for match in _QUANTITY.finditer(text, start, stop):
        found = _quantity(text, match)
        if found is not None:
            yield found


def _quantity(text: str, match: re.Match[str]) -> Quantity | None:
    written, more, scale, more_behind, unit = match.group("number", "more", "scale", "more2", "unit")
    number = value(written)
    if number is None:
        return None
    power = _POWERS[_SCALES[scale or ""]]
    decimals = len(written.partition(".")[2])
    unit = {"％": "%", "百分点": "个百分点"}.get(unit, unit)
    about = bool(more or more_behind)
    about = about or _ABOUT_BEFORE.search(text[max(0, match.start() - 4) : match.start()]) is not None
    about = about or _ABOUT_AFTER.match(text[match.end() : match.end() + 3]) is not None
    counted = _COUNTED.match(text, match.end()) if unit in ("个", "种", "类") else None
    return Quantity(
        start=match.start(),
        end=match.end(),
        number_end=match.end("number"),
        value=number * power,
        unit=unit,
        step=power * _POWERS[-decimals],
        exact=not about,
        counted=counted.group() if counted else "",
        decimals=decimals,
    )


def shown(number: Decimal, like: Quantity) -> str:
    """`number` as a reader would write it beside `like`: the same multiplier and unit."""
    scale = like.step * _POWERS[like.decimals]
    plain = (number / scale).normalize()
    digits = f"{plain:f}"
    word = next(name for name, power in _SCALES.items() if _POWERS[power] == scale)
    return f"{digits}{word}{like.unit}"
