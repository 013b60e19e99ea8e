"""Facts about amounts: totals, shares, growth, counts of listed things, amounts in words, tables."""

from __future__ import annotations

from bench.quality.cases import Case, Family, Group
from bench.quality.chance import Chance
from bench.quality.tools import SLOTS, case_of, fill

_KINDS = (
    # what is summed, unit, parts
    ("安排专项资金", "万元", ("道路维修", "绿化补植", "管网改造", "照明更新", "垃圾清运")),
    ("发放各类补贴", "万元", ("粮食补贴", "农机补贴", "造林补贴", "养殖补贴")),
    ("采购图书", "册", ("文学类", "科技类", "少儿类", "地方文献类", "工具书类")),
    ("举办活动", "场", ("讲座", "展览", "演出", "培训", "读书会")),
    ("受理来信来访", "件", ("网上信访", "来信", "来访", "来电")),
    ("新增就业", "人", ("第一产业", "第二产业", "第三产业")),
    ("排查隐患", "处", ("消防隐患", "用电隐患", "燃气隐患", "建筑隐患")),
    ("核查档案", "卷", ("文书档案", "科技档案", "会计档案", "声像档案")),
    ("慰问困难群众", "户", ("低保户", "特困户", "残疾人家庭", "优抚对象")),
    ("完成植树", "株", ("松树", "柏树", "杨树", "樟树")),
    ("办理提案", "件", ("经济类", "文教类", "城建类", "民生类")),
    ("清运垃圾", "吨", ("厨余垃圾", "可回收物", "有害垃圾", "其他垃圾")),
)
_SENTENCES = (
    "{year}年，{unit}共[{total}]，其中{parts}。",
    "今年以来，{town}[{total}]，其中：{parts}。",
    "截至{month}月底，{unit}累计[{total}]，包括{parts}。",
    "据统计，上半年{town}共[{total}]，其中{parts}。",
    "{unit}全年[{total}]，分别是{parts}。",
    "去年，{town}[{total}]，具体为{parts}。",
    "经统计，{unit}本季度共[{total}]：{parts}。",
    "其间，{town}累计[{total}]（{parts}）。",
    "{unit}上半年[{total}]，由{parts}组成。",
    "{month}月份，{town}共[{total}]，其中包括{parts}。",
    "两年来，{unit}先后[{total}]，即{parts}。",
    "到{month}月{day}日，{town}合计[{total}]，其中{parts}。",
)


def _off(chance: Chance, value: int) -> int:
    """A wrong total such as a slip of the pen or a forgotten item leaves."""
    return value + chance.choice((-1, 1)) * chance.choice((1, 2, 3, 5, 9, 10, 20, max(1, value // 10)))


def _total(chance: Chance) -> Case:
    what, unit, pool = chance.choice(chance.mine(_KINDS))
    names = chance.sample(pool, chance.randint(3, min(4, len(pool))))
    values = [chance.randint(6, 180) for _ in names]
    total = sum(values)
    parts = "、".join(f"‹{name}{value}{unit}›" for name, value in zip(names, values, strict=True))
    told = f"{what}‹[{total}|{_off(chance, total)}]{unit}›"
    told = told.replace("‹", "").replace("›", "")
    sentence = chance.choice(chance.mine(_SENTENCES)).replace("[{total}]", told).replace("{parts}", parts)
    return case_of([fill(chance, sentence)])


_SHARES = (
    ("在受访者中，选择{}的分别占{}。", ("线上办理", "窗口办理", "委托代办", "自助终端")),
    ("从年龄看，{}的读者分别占总数的{}。", ("青年", "中年", "老年")),
    ("收入构成中，{}分别占{}。", ("财政拨款", "事业收入", "其他收入", "捐赠收入")),
    ("按类型分，{}分别占全部来信的{}。", ("咨询", "求助", "投诉", "建议")),
    ("全县用地中，{}各占{}。", ("耕地", "林地", "建设用地", "其他用地")),
)


def _shares(chance: Chance) -> Case:
    sentence, names = chance.choice(chance.mine(_SHARES))
    cuts = sorted(chance.sample(range(8, 93, 1), len(names) - 1))
    values = [b - a for a, b in zip((0, *cuts), (*cuts, 100), strict=True)]
    at = chance.randrange(len(values))
    wrong = values[at] + chance.choice((-7, -5, -4, 4, 5, 6, 8, 10))
    wrong = wrong if wrong > 0 else values[at] + 5
    told = [f"[{v}%|{wrong}%]" if i == at else f"‹{v}%›" for i, v in enumerate(values)]
    return case_of(
        [fill(chance, "{unit}公布了调查结果。" + sentence.format("、".join(names), "、".join(told)))]
    )


_GROWTH = (
    "{unit}的服务窗口由{month}月的‹{a}个›增加到‹{b}个›，增长[{right}%|{wrong}%]。",
    "{town}茶叶产量从上年的‹{a}吨›提高到‹{b}吨›，增长[{right}%|{wrong}%]。",
    "参加培训的人数由去年的‹{a}人›增至今年的‹{b}人›，增幅为[{right}%|{wrong}%]。",
    "游客数量从‹{a}万人次›增长到‹{b}万人次›，增长了[{right}%|{wrong}%]。",
    "全市新增停车位从上年‹{a}个›增加到‹{b}个›，同比增长[{right}%|{wrong}%]。",
    "{unit}藏书从‹{a}万册›增长到‹{b}万册›，增长[{right}%|{wrong}%]。",
    "全年接诉量由上年‹{a}件›上升到‹{b}件›，同比增长[{right}%|{wrong}%]。",
    "每亩产值从‹{a}元›提高至‹{b}元›，提高[{right}%|{wrong}%]。",
    "公共自行车从‹{a}辆›增至‹{b}辆›，增加了[{right}%|{wrong}%]。",
    "合作社社员由‹{a}户›发展到‹{b}户›，增长[{right}%|{wrong}%]。",
    "上年完成投资‹{a}万元›，今年完成‹{b}万元›，增长[{right}%|{wrong}%]。",
    "年产量为‹{b}吨›，比上年的‹{a}吨›增长[{right}%|{wrong}%]。",
)


def _growth(chance: Chance) -> Case:
    old = chance.choice((20, 40, 50, 80, 100, 120, 200, 250, 400, 500))
    percent = chance.choice((10, 15, 20, 25, 30, 35, 40, 45, 50, 60))
    new = old * (100 + percent) // 100
    if old * (100 + percent) % 100:
        old, new = 200, 2 * (100 + percent)
    wrong = percent + chance.choice((-8, -6, 5, 7, 10, 12))
    sentence = fill(
        chance,
        chance.choice(chance.mine(_GROWTH))
        .replace("{a}", str(old))
        .replace("{b}", str(new))
        .replace("{right}", str(percent))
        .replace("{wrong}", str(wrong)),
    )
    return case_of([sentence])


_NUMERALS = "零一二三四五六七八九十"
_COUNTED = (
    (
        "项措施",
        ("加强组织领导", "完善配套制度", "加大经费投入", "强化督促检查", "做好宣传引导", "健全考核办法"),
    ),
    ("个方面", ("提高思想认识", "明确工作重点", "规范工作流程", "落实安全责任", "加强队伍建设")),
    ("项任务", ("摸清底数", "建立台账", "分类整改", "总结验收", "长效管护")),
    ("点要求", ("统一思想", "压实责任", "注重实效", "严明纪律", "及时报告")),
    ("个问题", ("进度偏慢", "资料不全", "宣传不够", "人手不足", "衔接不畅")),
    ("项制度", ("值班制度", "交接制度", "登记制度", "会商制度", "回访制度")),
)
_HEADS = (
    "{unit}针对{topic}提出了[{right}{what}|{wrong}{what}]：",
    "会议明确了{topic}的[{right}{what}|{wrong}{what}]：",
    "{person}就{topic}讲了[{right}{what}|{wrong}{what}]：",
    "通知列出了[{right}{what}|{wrong}{what}]：",
    "{unit}出台了[{right}{what}|{wrong}{what}]：",
    "为做好{topic}，{town}确定了[{right}{what}|{wrong}{what}]：",
    "下一步要抓好[{right}{what}|{wrong}{what}]：",
    "归纳起来有[{right}{what}|{wrong}{what}]：",
)


def _count(chance: Chance) -> Case:
    """三项措施, and then four of them: in one sentence, or as numbered paragraphs."""
    what, names = chance.choice(chance.mine(_COUNTED))
    number = chance.randint(3, 5)
    items = chance.sample(names, number)
    wrong = number + chance.choice((-1, 1, 2))
    arabic = chance.random() < 0.3
    right, bad = (
        (str(number), str(wrong)) if arabic else (_NUMERALS[number], "两" if wrong == 2 else _NUMERALS[wrong])
    )
    head = (
        chance.choice(chance.mine(_HEADS))
        .replace("{right}", right)
        .replace("{wrong}", bad)
        .replace("{what}", what)
    )
    style = chance.randrange(3)
    if style == 0:
        tail = "；".join(f"{_NUMERALS[i]}是{item}" for i, item in enumerate(items, 1)) + "。"
        return case_of([fill(chance, head + tail)])
    if style == 1:
        rows = [f"{_NUMERALS[i]}、{item}。由{{unit}}负责，{{town}}配合。" for i, item in enumerate(items, 1)]
    else:
        rows = [
            f"（{_NUMERALS[i]}）{item}。{{unit}}要在{{month}}月底前拿出办法。"
            for i, item in enumerate(items, 1)
        ]
    return case_of([fill(chance, row) for row in (head, *rows)])


_GROUPS = (
    ("{unit}派出[{right}名|{wrong}名]同志参加，他们是{names}。", "person"),
    ("{unit}、{unit}等[{right}家|{wrong}家]单位作了交流：{names}。", "unit"),
    ("活动在[{right}个|{wrong}个]乡镇和街道举行，分别为{names}。", "town"),
    ("调研组一行[{right}人|{wrong}人]：{names}。", "person"),
    ("评选出[{right}名|{wrong}名]先进个人：{names}。", "person"),
    ("首批试点的[{right}个|{wrong}个]乡镇（街道）为{names}。", "town"),
)


def _listed(chance: Chance) -> Case:
    """派出4名同志 and three names."""
    sentence, slot = chance.choice([g for g in _GROUPS if not g[0].startswith("{unit}、")])
    number = chance.randint(3, 6)
    wrong = number + chance.choice((-1, 1, 2))
    names = "、".join(f"‹{name}›" for name in chance.sample(list(SLOTS[slot]), number))
    numerals = (str(number), str(wrong)) if chance.random() < 0.6 else (_NUMERALS[number], _NUMERALS[wrong])
    numerals = (numerals[0], "两" if numerals[1] == "二" else numerals[1])
    told = sentence.replace("{right}", numerals[0]).replace("{wrong}", numerals[1]).replace("{names}", names)
    return case_of([fill(chance, told)])


def _table(chance: Chance) -> Case:
    """A table with a total row or a total column that does not add up."""
    what, unit, names = chance.choice(chance.mine(_KINDS))
    heads = chance.choice(
        (("上半年", "下半年"), ("一季度", "二季度", "三季度"), ("计划数", "追加数"), ("城区", "乡镇"))
    )
    rows = [[chance.randint(5, 300) for _ in heads] for _ in names]
    across = chance.random() < 0.4
    down = [sum(column) for column in zip(*rows, strict=True)]
    at = (chance.randrange(len(names)), len(heads)) if across else (len(names), chance.randrange(len(heads)))
    grid = [["项目", *heads, *(["合计"] if across else [])]]
    for name, values in zip(names, rows, strict=True):
        grid.append([name, *map(str, values), *([str(sum(values))] if across else [])])
    if not across:
        grid.append(["合计", *map(str, down)])
    row, column = at[0] + 1, at[1] + 1
    value = int(grid[row][column])
    grid[row][column] = f"[{value}|{_off(chance, value)}]"
    lines: list[str | tuple[str, tuple[int, int, int]]] = [
        fill(chance, f"表1　{{unit}}{what}情况（单位：{unit}）")
    ]
    for r, cells in enumerate(grid):
        lines += [
            (f"‹{cell}›" if (r == row or c == column) and "[" not in cell else cell, (0, r, c))
            for c, cell in enumerate(cells)
        ]
    return case_of(lines)


_BIG = "零壹贰叁肆伍陆柒捌玖"


def in_words(amount: int) -> str:
    """Chinese capital numerals of an amount of whole yuan below 100 million, as cheques write it."""
    high, low = divmod(amount, 10_000)
    text = _four(high) + "万" if high else ""
    if low:
        text += ("零" if high and low < 1_000 else "") + _four(low)
    return text + "元整"


def _four(number: int) -> str:
    text, gap = "", False
    for power, name in ((1000, "仟"), (100, "佰"), (10, "拾"), (1, "")):
        digit, number = divmod(number, power)
        if digit:
            text += ("零" if gap and text else "") + _BIG[digit] + name
            gap = False
        else:
            gap = True
    return text


_AMOUNTS = (
    "合同总价为人民币‹{words}›（[¥{right}|¥{wrong}]）。",
    "{unit}应当支付货款‹{words}›（小写：[{right}元|{wrong}元]）。",
    "捐赠金额为人民币[{right}元|{wrong}元]（大写：‹{words}›）。",
    "保证金为‹{words}›（[{right}元|{wrong}元]），于{month}月{day}日前缴纳。",
    "{unit}中标，中标价[{right}元|{wrong}元]，大写‹{words}›。",
    "收到{person}交来押金‹{words}›（¥[{right}|{wrong}]）。",
    "奖金总额‹{words}›（[{right}元|{wrong}元]）。",
    "经双方协商，赔偿金额为[{right}元|{wrong}元]（人民币‹{words}›）。",
)


def _amount(chance: Chance) -> Case:
    value = chance.randint(11, 999) * chance.choice((100, 1000, 10_000))
    digits = str(value)
    slips = [int(digits[:-1]), value * 10, value + 10 ** (len(digits) - 1)]
    if digits[0] != digits[1] and digits[1] != "0":
        slips.append(int(digits[1] + digits[0] + digits[2:]))
    sentence = chance.choice(chance.mine(_AMOUNTS)).replace("{words}", in_words(value))
    sentence = sentence.replace("{right}", f"{value:,}").replace("{wrong}", f"{chance.choice(slips):,}")
    return case_of([fill(chance, sentence)])


_FACTS = "事实自洽"
TOTAL = Family("total-sentence", "句中分项与合计不符", Group.FACTS, _FACTS, build=_total)
SHARES = Family("shares", "各占比之和不为百分之百", Group.FACTS, _FACTS, build=_shares)
GROWTH = Family("growth", "增减与百分数不符", Group.FACTS, _FACTS, build=_growth)
COUNT = Family("count-of-items", "所说项数与所列项数不符", Group.FACTS, _FACTS, build=_count)
LISTED = Family("count-of-names", "所说人数、家数与名单不符", Group.FACTS, _FACTS, build=_listed)
TABLE = Family("total-table", "表中合计不符", Group.FACTS, _FACTS, build=_table)
AMOUNT = Family("amount-in-words", "大写金额与小写不符", Group.FACTS, _FACTS, build=_amount)
