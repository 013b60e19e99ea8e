"""Facts about time: weekdays, ages, anniversaries, periods that end before they begin."""

from __future__ import annotations

from datetime import date, timedelta

from bench.quality.cases import Case, Family, Group
from bench.quality.chance import Chance
from bench.quality.tools import case_of, fill

_DAYS = "一二三四五六日"


def _date(chance: Chance, first: int = 2019, last: int = 2026) -> date:
    start = date(first, 1, 1)
    return start + timedelta(chance.randrange((date(last, 12, 31) - start).days))


def _said(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


_WEEKDAY = (
    "会议定于‹{date}›（[星期{right}|星期{wrong}]）上午9时在{place}召开。",
    "请于‹{date}›（[周{right}|周{wrong}]）17时前报送名单。",
    "‹{date}›，[星期{right}|星期{wrong}]，{unit}举行开放日活动。",
    "‹{date}›（[星期{right}|星期{wrong}]）起，{place}恢复开放。",
    "考试时间为‹{date}›（[星期{right}|星期{wrong}]）。",
    "{unit}于‹{date}›[星期{right}|星期{wrong}]召开{meeting}。",
    "因设备检修，‹{date}›（[周{right}|周{wrong}]）停止供水。",
    "报名截止时间：‹{date}›（[星期{right}|星期{wrong}]）24时。",
    "‹{date}›（[周{right}|周{wrong}]），{person}在{place}值班。",
    "定于‹{date}›[星期{right}|星期{wrong}]下午举行{meeting}。",
    "开馆日期：‹{date}›，[星期{right}|星期{wrong}]。",
    "‹{date}›，[周{right}|周{wrong}]，多云，{people}如约而至。",
)


def _weekday(chance: Chance) -> Case:
    day = _date(chance)
    right = day.weekday()
    wrong = (right + chance.choice((1, 1, 6, 6, 2, 3, 4, 5))) % 7
    sentence = chance.choice(chance.mine(_WEEKDAY)).replace("{date}", _said(day))
    return case_of([fill(chance, sentence.replace("{right}", _DAYS[right]).replace("{wrong}", _DAYS[wrong]))])


_AGE = (
    "{person}，‹{born}年›生，‹{now}年›入选时[{right}岁|{wrong}岁]。",
    "{person}出生于‹{born}年›，‹{now}年›退休，时年[{right}岁|{wrong}岁]。",
    "‹{born}年›出生的{person}，‹{now}年›[{right}岁|{wrong}岁]时当选村委会主任。",
    "{person}（‹{born}年›生）于‹{now}年›去世，享年[{right}岁|{wrong}岁]。",
    "{person}生于‹{born}年›，‹{now}年›获奖，年仅[{right}岁|{wrong}岁]。",
    "‹{born}年›，{person}在{town}出生；‹{now}年›，[{right}岁|{wrong}岁]的他捐出了全部藏书。",
    "{person}，男，‹{born}年›出生，‹{now}年›任馆长时[{right}岁|{wrong}岁]。",
    "‹{now}年›，‹{born}年›生的{person}已经[{right}岁|{wrong}岁]。",
    "{person}生于‹{born}年›，卒于‹{now}年›，终年[{right}岁|{wrong}岁]。",
    "作者{person}（‹{born}年›生），‹{now}年›写成此书，时年[{right}岁|{wrong}岁]。",
)


def _age(chance: Chance) -> Case:
    born = chance.randint(1940, 1985)
    right = chance.randint(25, min(82, 2026 - born))
    sentence = chance.choice(chance.mine(_AGE))
    for name, value in (
        ("born", born),
        ("now", born + right),
        ("right", right),
        ("wrong", right + chance.choice((-10, 10, -5, 6, 12, -7))),
    ):
        sentence = sentence.replace("{" + name + "}", str(value))
    return case_of([fill(chance, sentence)])


_ANNIVERSARY = (
    "{unit}成立于‹{then}年›，‹{now}年›迎来[{right}周年|{wrong}周年]纪念。",
    "‹{now}年›是{unit}建馆[{right}周年|{wrong}周年]，该馆‹{then}年›正式开放。",
    "该校创办于‹{then}年›，‹{now}年›举行了建校[{right}周年|{wrong}周年]庆祝活动。",
    "‹{then}年›创刊的《{town}文艺》，到‹{now}年›已走过[{right}年|{wrong}年]。",
    "合作社‹{then}年›成立，至‹{now}年›已有[{right}年|{wrong}年]历史。",
    "从‹{then}年›到‹{now}年›，[{right}年|{wrong}年]间他没有离开过讲台。",
    "{unit}自‹{then}年›设立以来，到‹{now}年›已经[{right}年|{wrong}年]。",
    "‹{now}年›，始建于‹{then}年›的大桥迎来通车[{right}周年|{wrong}周年]。",
    "‹{then}年›，{person}走上讲台；‹{now}年›，他退休了，教龄[{right}年|{wrong}年]。",
    "两市‹{then}年›结为友好城市，‹{now}年›共同庆祝结好[{right}周年|{wrong}周年]。",
    "‹{then}年›建成的水库，‹{now}年›运行满[{right}年|{wrong}年]。",
    "‹{now}年›适逢该报创刊[{right}周年|{wrong}周年]，创刊号于‹{then}年›出版。",
)


def _anniversary(chance: Chance) -> Case:
    right = chance.choice((10, 15, 20, 25, 30, 35, 40, 50, 60, 70))
    now = chance.randint(2020, 2026)
    sentence = chance.choice(chance.mine(_ANNIVERSARY))
    for name, value in (
        ("then", now - right),
        ("now", now),
        ("right", right),
        ("wrong", right + chance.choice((-5, 5, 10, -10 if right > 10 else 1))),
    ):
        sentence = sentence.replace("{" + name + "}", str(value))
    return case_of([fill(chance, sentence)])


_PERIOD = (
    "申报时间为{start}至[{right}|{wrong}]。",
    "自{start}起至[{right}|{wrong}]止，{place}闭馆维修。",
    "公示期为{start}—[{right}|{wrong}]。",
    "活动于{start}至[{right}|{wrong}]举行。",
    "合同有效期从{start}到[{right}|{wrong}]。",
    "征集时间：{start}—[{right}|{wrong}]。",
    "{unit}将于{start}开始登记，[{right}|{wrong}]结束。",
    "试运行期自{start}至[{right}|{wrong}]。",
    "展期为{start}至[{right}|{wrong}]，免费参观。",
    "临时封闭时间为{start}到[{right}|{wrong}]。",
)


def _period(chance: Chance) -> Case:
    """The end of a period lies before its beginning."""
    start = _date(chance)
    end = start + timedelta(chance.randint(5, 120))
    wrong = start - timedelta(chance.randint(5, 300))
    sentence = chance.choice(chance.mine(_PERIOD))
    for name, day in (("start", start), ("right", end), ("wrong", wrong)):
        sentence = sentence.replace("{" + name + "}", f"‹{_said(day)}›" if name == "start" else _said(day))
    return case_of([fill(chance, sentence)])


_DURATION = (
    "公示时间为‹{start}›至‹{end}›，共[{right}天|{wrong}天]。",
    "培训于‹{start}›至‹{end}›举行，为期[{right}天|{wrong}天]。",
    "展览从‹{start}›持续到‹{end}›，历时[{right}天|{wrong}天]。",
    "演练从‹{start}›开始，到‹{end}›结束，共[{right}天|{wrong}天]。",
    "闭馆时间为‹{start}›—‹{end}›，共计[{right}天|{wrong}天]。",
    "调研组于‹{start}›至‹{end}›走访了{town}，历时[{right}天|{wrong}天]。",
    "征求意见时间为‹{start}›至‹{end}›，为期[{right}天|{wrong}天]。",
)


def _duration(chance: Chance) -> Case:
    """The days said do not fit the two dates, counted either way."""
    start = _date(chance)
    days = chance.randint(3, 12)
    end = start + timedelta(days - 1)
    sentence = chance.choice(chance.mine(_DURATION))
    wrong = days + chance.choice((2, 3, 5, -2 if days > 3 else 4))
    for name, value in (
        ("start", _said(start)),
        ("end", _said(end)),
        ("right", str(days)),
        ("wrong", str(wrong)),
    ):
        sentence = sentence.replace("{" + name + "}", value)
    return case_of([fill(chance, sentence)])


_SOURCE = "公历"
WEEKDAY = Family("weekday", "日期与星期不符", Group.FACTS, _SOURCE, build=_weekday)
AGE = Family("age", "年龄与出生年份不符", Group.FACTS, _SOURCE, build=_age)
ANNIVERSARY = Family("anniversary", "周年与年份不符", Group.FACTS, _SOURCE, build=_anniversary)
PERIOD = Family("period", "起止日期倒置", Group.FACTS, _SOURCE, build=_period)
DURATION = Family("duration", "天数与起止日期不符", Group.FACTS, _SOURCE, build=_duration)
