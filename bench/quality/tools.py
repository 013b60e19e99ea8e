"""What the generators share: choosing a place, marked sentences, and slots that are filled at random.

A marked sentence states its own fault: `[right|wrong]`; `‹…›` marks a further place that counts for a finding.
`{name}` is filled from SLOTS. All sentences are our own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bench.quality.cases import Build, Case, Edit, Line, Place, Slip
from bench.quality.chance import Chance

HAN = "\u4e00-\u9fff"
_MARK = re.compile(r"\[([^|\]]*)\|([^\]]*)\]|‹([^›]*)›")
_SLOT = re.compile(r"\{(\w+)\}")

SLOTS: dict[str, Sequence[str]] = {
    "unit": (
        "市档案局", "区政务服务中心", "县农业农村局", "省图书馆", "市融媒体中心", "区教育局", "市水务集团", "县文化馆",
        "开发区管委会", "市体育局", "省气象局", "市城市管理局", "区妇联", "市总工会", "县林业站", "市住房公积金管理中心",
    ),
    "town": (
        "青石镇", "柳河乡", "南塘街道", "白沙镇", "云岭乡", "东湖街道", "石桥镇", "清水乡", "红枫街道", "松林镇",
    ),
    "topic": (
        "档案数字化", "老旧小区改造", "政务公开", "防汛备汛", "节约用水", "图书流通", "职业培训", "乡村道路养护",
        "垃圾分类", "安全生产", "文物普查", "志愿服务", "养老服务", "营商环境", "科普宣传", "秸秆还田",
    ),
    "person": (
        "陈志远", "林晓燕", "王建平", "赵文博", "周丽华", "孙国栋", "吴雨桐", "郑海峰", "冯静怡", "何俊杰", "韩雪梅",
        "曹立新", "许明哲", "邓秋菊", "沈卫东", "彭思齐",
    ),
    "meeting": ("工作例会", "专题会议", "现场推进会", "调度会", "年中总结会", "座谈会", "动员部署会", "培训班"),
    "month": tuple(str(n) for n in range(1, 13)),
    "day": tuple(str(n) for n in range(1, 29)),
    "year": tuple(str(n) for n in range(2016, 2027)),
    "n": tuple(str(n) for n in range(3, 98)),
    "nn": tuple(str(n) for n in range(110, 990)),
    "digit": ("三", "四", "五", "六", "七", "八"),
    "place": ("会议室", "报告厅", "服务大厅", "图书室", "培训基地", "文化广场", "社区活动站"),
    "people": ("群众代表", "企业负责人", "基层干部", "志愿者", "技术人员", "社区工作者", "学校师生", "村民代表"),
}  # fmt: skip


def fill(chance: Chance, text: str) -> str:
    """The text with every `{slot}` filled."""
    return _SLOT.sub(lambda m: chance.choice(SLOTS[m[1]]), text)


def marked(line: int, text: str) -> tuple[str, list[Edit], list[Place]]:
    """Clean text, edits and related places of one marked line."""
    parts: list[str] = []
    edits: list[Edit] = []
    places: list[Place] = []
    at = length = 0
    for match in _MARK.finditer(text):
        before = text[at : match.start()]
        parts.append(before)
        length += len(before)
        clean = match[1] if match[1] is not None else match[3] or ""
        if match[3] is None:
            edits.append(Edit(line, length, length + len(clean), match[2]))
        else:
            places.append(Place(line, length, length + len(clean)))
        parts.append(clean)
        length += len(clean)
        at = match.end()
    return "".join([*parts, text[at:]]), edits, places


def case_of(lines: Iterable[str | tuple[str, tuple[int, int, int]]]) -> Case:
    """A case of marked lines; a table cell comes with its (table, row, column)."""
    clean: list[Line] = []
    edits: list[Edit] = []
    places: list[Place] = []
    for number, item in enumerate(lines):
        text, cell = (item, None) if isinstance(item, str) else item
        plain, here, related = marked(number, text)
        clean.append(Line(plain, cell))
        edits += here
        places += related
    return Case(tuple(clean), tuple(edits), tuple(places), target=tuple(range(len(clean))))


def sentences(templates: Sequence[str], around: Sequence[str] = ()) -> Build:
    """A generator that takes one marked sentence, fills it and puts it into a paragraph of its own."""
    frame = around or _AROUND

    def build(chance: Chance) -> Case:
        before, after = chance.choice(frame).split("¦")
        text = fill(chance, before + chance.choice(chance.mine(templates)) + after)
        return case_of([text])

    return build


_AROUND = (
    "¦",
    "{month}月{day}日，{unit}召开{meeting}。¦",
    "¦{unit}将持续做好跟踪服务。",
    "今年以来，{unit}围绕{topic}开展了多项工作。¦",
    "据{unit}介绍，有关工作正在有序推进。¦下一步，{town}将总结经验，完善措施。",
    "{unit}负责人{person}到{town}调研{topic}情况。¦",
)  # fmt: skip


def replace_one(chance: Chance, pattern: re.Pattern[str], text: str, new: str | None = None) -> Slip | None:
    """A slip that replaces one match of `pattern` (its group 1, if it has groups) by `new` ('' or None: removes
    it).
    """
    found = list(pattern.finditer(text))
    if not found:
        return None
    match = chance.choice(found)
    start, end = match.span(1 if pattern.groups else 0)
    return Slip(((start, end, new or ""),))


def pick(chance: Chance, pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    """One match of the pattern at random, None where there is none."""
    found = list(pattern.finditer(text))
    return chance.choice(found) if found else None
