"""Facts about names: a person, an organisation, a post or a term written two ways in one document."""

from __future__ import annotations

from bench.quality.cases import Case, Family, Group
from bench.quality.chance import Chance
from bench.quality.tools import case_of, fill

_PEOPLE = (
    ("张建国", "张健国"), ("李晓明", "李小明"), ("王志强", "王志刚"), ("刘淑珍", "刘淑贞"), ("陈宏伟", "陈宏炜"),
    ("杨丽娟", "杨莉娟"), ("赵永胜", "赵永盛"), ("黄秀兰", "黄秀蓝"), ("周文斌", "周文彬"), ("吴海燕", "吴海雁"),
    ("徐国华", "徐国桦"), ("孙立民", "孙利民"), ("马玉林", "马玉琳"), ("朱晓东", "朱晓冬"), ("胡新宇", "胡欣宇"),
    ("郭振华", "郭震华"), ("何佳琪", "何佳琦"), ("高志远", "高致远"), ("林凤英", "林凤瑛"), ("罗启明", "罗启铭"),
)  # fmt: skip
_PERSON = (
    ("{unit}局长‹{a}›主持会议并讲话。", "[{a}|{b}]局长强调，要把{topic}抓实抓细。"),
    ("{town}党委书记‹{a}›介绍了有关情况。", "党委书记[{a}|{b}]表示，将继续做好{topic}工作。"),
    ("项目负责人‹{a}›汇报了进展。", "负责人[{a}|{b}]说，工程预计{month}月完工。"),
    ("“全国劳动模范”‹{a}›应邀作报告。", "劳动模范[{a}|{b}]勉励青年扎根基层。"),
    ("村民‹{a}›最早报名参加培训。", "村民[{a}|{b}]笑着说，收入比去年翻了一番。"),
    ("{unit}主任‹{a}›到会指导。", "[{a}|{b}]主任对{topic}提出三点意见。"),
    ("主讲人‹{a}›介绍了{topic}的知识。", "[{a}|{b}]结合案例回答了提问。"),
    ("{unit}副局长‹{a}›参加调研。", "[{a}|{b}]指出，{topic}要因地制宜。"),
    ("第一书记‹{a}›驻村已有三年。", "在[{a}|{b}]的带动下，村里办起了合作社。"),
    ("护林员‹{a}›每天巡山。", "乡亲们都说，[{a}|{b}]是这片林子的守护人。"),
    ("县长‹{a}›宣布活动开幕。", "县长[{a}|{b}]为获奖代表颁奖。"),
    ("馆长‹{a}›接受了采访。", "“读者就是老师。”[{a}|{b}]说。"),
)


def _filled(chance: Chance, sentences: tuple[str, ...], first: str, second: str) -> Case:
    """Two paragraphs with one between; the same fillers in both, so that only the name differs."""
    middle = "{month}月{day}日，{meeting}在{place}举行，来自{town}的{people}参加了活动。"
    lines = [sentences[0], middle, *sentences[1:]]
    joined = fill(chance, "\n".join(lines).replace("{a}", first).replace("{b}", second))
    return case_of(joined.split("\n"))


def _person(chance: Chance) -> Case:
    first, second = chance.choice(chance.mine(_PEOPLE))
    sentences = chance.choice(chance.mine(_PERSON))
    more = (
        f"会后，‹{first}›还到现场查看了有关情况。"
        if chance.random() < 0.5
        else "会后，与会人员到现场查看了有关情况。"
    )
    return _filled(chance, (sentences[0], sentences[1], more), first, second)


_ORGANISATIONS = (
    ("宁江市档案馆", "宁江市档案局馆"), ("江北区城市管理综合执法局", "江北区城市管理综合行政执法局"),
    ("清河县人民医院", "清河县第一人民医院"), ("华光印刷有限公司", "华光印务有限公司"),
    ("东湖社区居民委员会", "东湖社区居委员会"), ("红旗小学", "红旗学校"),
    ("青山农业科技有限责任公司", "青山农业科技有限公司"), ("南岭国家森林公园管理处", "南岭国家森林公园管理局"),
    ("云溪村村民委员会", "云溪村民委员会"), ("远航物流集团有限公司", "远航物流有限集团公司"),
    ("安平县文化体育和旅游局", "安平县文化旅游和体育局"), ("长河水利工程建设管理中心", "长河水利工程建设管理处"),
    ("金穗粮油专业合作社", "金穗粮油专业合作联社"), ("育才职业技术学院", "育才职业技术学校"),
)  # fmt: skip
_ORGANISATION = (
    ("本次检查由‹{a}›牵头实施。", "[{a}|{b}]将于{month}月底前提交报告。"),
    ("‹{a}›与{unit}签署了合作协议。", "根据协议，[{a}|{b}]负责提供技术支持。"),
    ("受{unit}委托，‹{a}›承担培训任务。", "[{a}|{b}]安排专人做好登记。"),
    ("{month}月{day}日，‹{a}›举行揭牌仪式。", "揭牌后，[{a}|{b}]将面向群众开放。"),
    ("现将‹{a}›申报的项目予以公示。", "公示期间，对[{a}|{b}]有异议的，可以书面反映。"),
    ("‹{a}›承办了本次活动。", "活动结束后，[{a}|{b}]整理了全部资料。"),
    ("{unit}与‹{a}›建立了联系机制。", "双方商定，由[{a}|{b}]每季度通报一次情况。"),
    ("‹{a}›今年新添设备{n}台。", "据[{a}|{b}]工作人员介绍，设备运行良好。"),
    ("参观者首先来到‹{a}›。", "[{a}|{b}]的讲解员作了介绍。"),
    ("‹{a}›获评先进单位。", "[{a}|{b}]代表在会上作了交流。"),
)


def _organisation(chance: Chance) -> Case:
    first, second = chance.choice(chance.mine(_ORGANISATIONS))
    sentences = chance.choice(chance.mine(_ORGANISATION))
    return _filled(chance, (sentences[0], sentences[1], f"‹{first}›的联系方式见附页。"), first, second)


_POSTS = (
    ("党委书记", "党委副书记"), ("局长", "副局长"), ("主任", "副主任"), ("秘书长", "副秘书长"), ("总工程师", "副总工程师"),
    ("镇长", "副镇长"), ("馆长", "副馆长"), ("处长", "科长"), ("校长", "院长"), ("会长", "理事长"),
)  # fmt: skip
_POST = (
    ("{unit}‹{a}{person}›出席会议并致辞。", "[{a}{person}|{b}{person}]在致辞中介绍了{topic}的经验。"),
    ("调研组由‹{a}{person}›带队。", "[{a}{person}|{b}{person}]要求尽快整改。"),
    ("‹{a}{person}›宣读了表彰决定。", "随后，[{a}{person}|{b}{person}]为获奖者颁奖。"),
    ("‹{a}{person}›主持开幕式。", "[{a}{person}|{b}{person}]代表主办方致欢迎词。"),
    ("{unit}‹{a}{person}›到{town}检查工作。", "[{a}{person}|{b}{person}]对{topic}给予肯定。"),
    ("开班式由‹{a}{person}›主持。", "[{a}{person}|{b}{person}]讲授了第一课。"),
    ("‹{a}{person}›参加了义务植树。", "[{a}{person}|{b}{person}]与{people}一起种下{n}棵树。"),
)


def _post(chance: Chance) -> Case:
    first, second = chance.choice(chance.mine(_POSTS))
    person = fill(chance, "{person}")
    sentences = tuple(s.replace("{person}", person) for s in chance.choice(chance.mine(_POST)))
    return _filled(chance, sentences, first, second)


_TERMS = (
    ("智慧档案平台", "智能档案平台"), ("银龄守护行动", "银铃守护行动"), ("一网通办", "一网统办"),
    ("清风驿站", "清风驿馆"), ("山水画廊工程", "山水画廊项目"), ("北斗监测系统", "北斗检测系统"),
    ("乡村夜校计划", "乡村夜读计划"), ("绿色通行码", "绿色通行证"), ("数字孪生流域", "数字孪生水域"),
    ("阳光采购目录", "阳光采购名录"), ("百企帮百村行动", "百企联百村行动"), ("红色驿路文化节", "红色驿站文化节"),
)  # fmt: skip
_TERM = (
    (
        "{unit}建成了“‹{a}›”，{month}月起试运行。",
        "“[{a}|{b}]”上线以来，已服务{nn}人次。",
        "下一步，“‹{a}›”将向各乡镇推广。",
    ),
    ("{town}启动了“‹{a}›”。", "截至{month}月底，“[{a}|{b}]”投入资金{n}万元。", "“‹{a}›”受到{people}欢迎。"),
    ("{unit}印发《“‹{a}›”实施方案》。", "方案明确了“[{a}|{b}]”的重点任务。", "“‹{a}›”由{unit}负责解释。"),
    ("“‹{a}›”入选年度案例。", "“[{a}|{b}]”的做法得到推广。", "{unit}为“‹{a}›”提供了经费。"),
    ("{unit}负责“‹{a}›”的日常运行。", "“[{a}|{b}]”每季度更新一次。", "“‹{a}›”由{person}牵头。"),
    ("{people}体验了“‹{a}›”。", "大家认为，“[{a}|{b}]”方便实用。", "“‹{a}›”将继续完善。"),
)


def _term(chance: Chance) -> Case:
    first, second = chance.choice(chance.mine(_TERMS))
    return _filled(chance, chance.choice(chance.mine(_TERM)), first, second)


_SHORT = (
    ("宁江市公共资源交易中心", "市交易中心", "市交易所"), ("城乡居民基本养老保险", "城乡居保", "城居保"),
    ("农村人居环境整治提升行动", "整治行动", "整改行动"), ("江北区智慧养老服务平台", "养老平台", "养老云台"),
    ("青少年阅读素养提升计划", "提升计划", "提高计划"), ("长河流域综合治理工程", "治理工程", "整理工程"),
    ("清河县历史文化街区保护规划", "保护规划", "维护规划"), ("数字乡村综合服务中心", "服务中心", "服务总站"),
)  # fmt: skip
_ABBREVIATED = (
    ("{full}（以下简称“‹{a}›”）已经启动。", "[{a}|{b}]的日常工作由{unit}承担。", "‹{a}›的经费列入年度预算。"),
    (
        "现就{full}（以下简称‹{a}›）有关事项通知如下。",
        "各单位要明确专人，做好[{a}|{b}]的衔接。",
        "‹{a}›实施情况每月报告一次。",
    ),
)


def _abbreviation(chance: Chance) -> Case:
    full, short, wrong = chance.choice(chance.mine(_SHORT))
    sentences = tuple(s.replace("{full}", full) for s in chance.choice(chance.mine(_ABBREVIATED)))
    return _filled(chance, sentences, short, wrong)


_SOURCE = "前后一致"
PERSON = Family("person-two-ways", "同一人名两种写法", Group.FACTS, _SOURCE, build=_person)
ORGANISATION = Family("organisation-two-ways", "同一机构两种写法", Group.FACTS, _SOURCE, build=_organisation)
POST = Family("post-two-ways", "同一人两种职务", Group.FACTS, _SOURCE, build=_post)
TERM = Family("term-two-ways", "同一名称两种写法", Group.FACTS, _SOURCE, build=_term)
ABBREVIATION = Family("abbreviation", "简称与约定不一致", Group.FACTS, _SOURCE, build=_abbreviation)
