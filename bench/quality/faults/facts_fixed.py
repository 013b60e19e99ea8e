"""Fixed expressions and their enumerations: a wrong item, a missing item, a wrong order, a wrong word."""

from __future__ import annotations

from bench.quality.cases import Case, Family, Group
from bench.quality.chance import Chance
from bench.quality.tools import case_of, fill

_VALUES = ("富强", "民主", "文明", "和谐", "自由", "平等", "公正", "法治", "爱国", "敬业", "诚信", "友善")
_SETS = (
    # name, items, separator, ordered, wrong items that get in
    ("四个自信", ("道路自信", "理论自信", "制度自信", "文化自信"), "、", ("思想自信", "民族自信")),
    ("四个意识", ("政治意识", "大局意识", "核心意识", "看齐意识"), "、", ("责任意识", "全局意识")),
    ("四风", ("形式主义", "官僚主义", "享乐主义", "奢靡之风"), "、", ("自由主义", "宗派主义")),
    ("新发展理念", ("创新", "协调", "绿色", "开放", "共享"), "、", ("统筹", "包容")),
    ("五位一体", ("经济建设", "政治建设", "文化建设", "社会建设", "生态文明建设"), "、", ("制度建设",)),
    ("三会一课", ("支部党员大会", "支部委员会", "党小组会", "党课"), "、", ("民主生活会",)),
    ("三重一大", ("重大决策", "重要人事任免", "重大项目安排", "大额度资金运作"), "、", ("重要会议安排",)),
    ("四史", ("党史", "新中国史", "改革开放史", "社会主义发展史"), "、", ("世界史", "近代史")),
    ("三严", ("严以修身", "严以用权", "严以律己"), "、", ("严以治家",)),
    ("三实", ("谋事要实", "创业要实", "做人要实"), "、", ("说话要实",)),
    ("六稳", ("稳就业", "稳金融", "稳外贸", "稳外资", "稳投资", "稳预期"), "、", ("稳物价",)),
    ("三农", ("农业", "农村", "农民"), "、", ("农资",)),
    ("四个服从", ("个人服从组织", "少数服从多数", "下级服从上级", "全党服从中央"), "、", ("局部服从整体",)),
    ("乡村五大振兴", ("产业振兴", "人才振兴", "文化振兴", "生态振兴", "组织振兴"), "、", ("教育振兴",)),
    ("社会主义核心价值观", _VALUES, "、", ("法制", "诚实")),
)  # fmt: skip
_FRAMES = (
    "{unit}组织{people}学习“{name}”，即{items}。",
    "要牢牢把握“{name}”（{items}）的内涵。",
    "会议指出，{items}是“{name}”的基本内容。",
    "宣传栏介绍了“{name}”：{items}。",
    "{person}在授课时讲解了“{name}”的内容：{items}。",
    "党课以“{name}”为题，阐述了{items}。",
    "“{name}”指的是{items}。",
    "干部要自觉践行“{name}”——{items}。",
    "何谓“{name}”？就是{items}。",
    "学习手册收录了“{name}”（即{items}）。",
)


def _enumeration(chance: Chance) -> Case:
    name, items, mark, foreign = chance.choice(chance.mine(_SETS))
    kind = chance.choice(("wrong", "missing", "order") if len(items) > 3 else ("wrong", "missing"))
    at = chance.randrange(len(items))
    told = [f"‹{item}›" for item in items]
    if kind == "wrong":
        told[at] = f"[{items[at]}|{chance.choice(foreign)}]"
        text = mark.join(told)
    elif kind == "missing":
        at = chance.randrange(1, len(items))
        text = (
            mark.join(told[:at]) + f"[{mark}{items[at]}|]" + "".join(mark + item for item in told[at + 1 :])
        )
    else:
        at = chance.randrange(len(items) - 1)
        swapped = f"[{items[at]}{mark}{items[at + 1]}|{items[at + 1]}{mark}{items[at]}]"
        text = mark.join([*told[:at], swapped, *told[at + 2 :]])
    return case_of(
        [
            fill(
                chance,
                chance.choice(chance.mine(_FRAMES)).replace("{name}", f"‹{name}›").replace("{items}", text),
            )
        ]
    )


_PHRASES = (
    "坚持[稳中求进|稳中有进]工作总基调。",
    "深刻领悟“[两个确立|二个确立]”的决定性意义。",
    "做到“[两个维护|两个拥护]”。",
    "统筹推进“[五位一体|五位一本]”总体布局。",
    "协调推进“[四个全面|四个全局]”战略布局。",
    "增强“[四个意识|四种意识]”。",
    "坚定“[四个自信|四大自信]”。",
    "坚持[以人民为中心|以人民为重心]的发展思想。",
    "构建[人类命运共同体|人类命运同体]。",
    "铸牢[中华民族共同体意识|中华民族共体意识]。",
    "实现[中华民族伟大复兴|中华民族伟大振兴]的中国梦。",
    "推进[国家治理体系和治理能力现代化|国家治理能力和治理体系现代化]。",
    "坚持[绿水青山就是金山银山|青山绿水就是金山银山]的理念。",
    "落实[立德树人|立德育人]根本任务。",
    "加快构建[以国内大循环为主体、国内国际双循环|以国内大循环为主、国内国际双循环]相互促进的新发展格局。",
    "坚持[党的领导、人民当家作主、依法治国|党的领导、人民当家做主、依法治国]有机统一。",
    "[不忘初心、牢记使命|不忘初心、牢记任务]主题教育取得成效。",
    "坚持[房子是用来住的、不是用来炒的|房子是用来住的、不是用来抄的]定位。",
    "[健全共建共治共享|健全共治共建共享]的社会治理制度。",
    "坚持[惩前毖后、治病救人|惩前毙后、治病救人]的方针。",
    "[全面建成社会主义现代化强国|全面建设成社会主义现代化强国]是奋斗目标。",
    "深化[放管服|放服管]改革。",
    "树牢[总体国家安全观|总体安全国家观]。",
    "发扬[自我革命|自身革命]精神，推进党的自我净化。",
)


def _phrase(chance: Chance) -> Case:
    return case_of(
        [
            fill(
                chance,
                chance.choice(("¦", "{unit}负责人{person}要求，¦", "{meeting}强调，¦")).replace(
                    "¦", chance.choice(chance.mine(_PHRASES))
                ),
            )
        ]
    )


_SOURCE = "公开的党和国家文献"
ENUMERATION = Family("fixed-enumeration", "固定表述的条目错误", Group.FACTS, _SOURCE, build=_enumeration)
PHRASE = Family("fixed-phrase", "固定表述用字错误", Group.FACTS, _SOURCE, build=_phrase)
