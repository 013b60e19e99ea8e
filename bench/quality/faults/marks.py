"""Marks doubled, side by side, at the wrong edge; ellipsis, dash, interval; enumerators and headings."""

from __future__ import annotations

import re

from bench.quality.cases import Case, Family, Group, Slip
from bench.quality.chance import Chance
from bench.quality.tools import HAN, case_of, fill, pick, sentences

_ANY = re.compile(rf"(?<=[{HAN}])[，。；、](?=[{HAN}]|$)")
_COMMA = re.compile(rf"(?<=[{HAN}])[，](?=[{HAN}])")
_STOP = re.compile(rf"(?<=[{HAN}])。(?=[{HAN}])")
_CLASH = {"，": ("。", "、", "；"), "。": ("，", "、", "；"), "；": ("，", "。"), "、": ("，",)}


def _doubled(chance: Chance, text: str) -> Slip | None:
    match = pick(chance, _ANY, text)
    if not match:
        return None
    return Slip(((match.end(), match.end(), match[0]),), ((match.start(), match.end()),))


def _clash(chance: Chance, text: str) -> Slip | None:
    """Two different marks side by side, as an unfinished revision leaves them."""
    match = pick(chance, _ANY, text)
    if not match:
        return None
    return Slip(
        ((match.end(), match.end(), chance.choice(_CLASH[match[0]])),), ((match.start(), match.end()),)
    )


def _paragraph_start(chance: Chance, text: str) -> Slip | None:
    return Slip(((0, 0, chance.choice("，。、；")),)) if re.match(f"[{HAN}]{{3}}", text) else None


def _paragraph_end(chance: Chance, text: str) -> Slip | None:
    """A paragraph of whole sentences that ends in a comma, a 顿号 or in nothing."""
    if not text.endswith("。") or text.count("。") < 2 or not re.search(rf"[{HAN}]。$", text):
        return None
    return Slip(
        ((len(text) - 1, len(text), chance.choice(("，", "、", "", "，"))),),
        ((len(text) - 2, len(text) - 1),),
    )


DOUBLED = Family("doubled-marks", "点号重复", Group.FORMAT, "GB/T 15834", inject=_doubled)
CLASH = Family("clashing-marks", "不同点号连用", Group.FORMAT, "GB/T 15834", inject=_clash)
START = Family("mark-at-start", "段首出现点号", Group.FORMAT, "GB/T 15834", inject=_paragraph_start)
END = Family("no-final-mark", "段末无句末点号", Group.FORMAT, "GB/T 15834", inject=_paragraph_end)
ELLIPSIS = Family(
    "ellipsis",
    "省略号形式错误",
    Group.FORMAT,
    "GB/T 15834",
    build=sentences(
        (
            "剪纸、刺绣、泥塑[……|。。。]一件件展品引得{people}驻足。",
            "“再等等，也许还有机会[……|...]”{person}轻声说。",
            "挑水、劈柴、喂鸡[……|…]他一早上没有停下来。",
            "书画、摄影、集邮[……|。。。。。。]老人们各有所好。",
            "签名、合影、留言[……|......]活动现场气氛热烈。",
            "测量、放线、开挖[……|····]工地上一派忙碌景象。",
            "舞龙、秧歌、高跷[……|、、、]民俗表演接连登场。",
            "春播、夏管、秋收[……|•••]四季的农活他样样在行。",
            "“要是早点发现就好了[……|。。。]”他有些后悔。",
            "茶叶、菌菇、蜂蜜[……|…]{town}的特产摆满了展台。",
            "登记、核验、打印[……|…。]每个步骤都有人引导。",
            "问路的、咨询的、取件的[……|...]窗口前人来人往。",
            "竹编、陶艺、木雕[……|…]各种手艺在集市上亮相。",
            "“他呀[……|。。。]”老人欲言又止。",
            "搬桌椅、挂横幅、调音响[……|......]志愿者忙个不停。",
            "“如果能再快一点[……|...]”队员们暗自着急。",
            "清晨、正午、黄昏[……|。。。。]他每天要巡护三次。",
            "雨声、风声、读书声[……|~~~]混成一片。",
            "鲫鱼、草鱼、鲢鱼[……|、、、、]网里活蹦乱跳。",
            "“明天，明天一定[……|…]”他没有把话说完。",
            "萝卜、白菜、土豆[……|. . .]冬储菜摆上了货架。",
            "跳绳、拔河、踢毽子[……|。。。]趣味运动会项目真多。",
            "茶香、书香、花香[……|…]小院里处处宜人。",
            "“喂？喂[……|。。。。。。]”电话断了。",
        )
    ),
)
ELLIPSIS_ETC = Family(
    "ellipsis-etc",
    "省略号与“等”重复",
    Group.FORMAT,
    "GB/T 15834",
    build=sentences(
        (
            "展出了剪纸、刺绣、泥塑[等|等……]作品{n}件。",
            "服务内容有理发、义诊、家电维修[等|……等]。",
            "{unit}组织了演讲、征文、知识竞赛[等|等……]活动。",
            "{town}种植了苹果、葡萄、樱桃[等|……等]果树。",
            "主要任务有摸底、建档、公示[等|等……]。",
            "本店经营烟酒、日用品、文具[等|等……]。",
            "请带好身份证、户口簿、照片[等|等……]材料。",
            "老人们在这里下棋、看报、唱戏[等|……等]。",
            "项目包括道路、桥梁、管网[等|等……]工程。",
            "培训内容有法律、礼仪、急救[等|等等……]。",
            "{unit}开展了走访、座谈、问卷调查[等|等……]工作。",
            "可以办理社保、医保、公积金[等|……等]业务。",
        )
    ),
)
DASH = Family(
    "dash",
    "破折号形式错误",
    Group.FORMAT,
    "GB/T 15834",
    build=sentences(
        (
            "这是{town}最大的公共建筑[——|—]{place}。",
            "他终于见到了自己敬重的老师[——|--]{person}。",
            "大家只有一个心愿[——|-]早日通车。",
            "三月的第一场雨[——|－]迟到了半个月的雨，终于落了下来。",
            "{unit}的新名片[——|－－]流动图书车驶进了校园。",
            "守好这座山[——|---]这是父亲留给他的话。",
            "{person}带来了好消息[——|一一]项目通过了验收。",
            "本次展览的主题[——|–]“水与城”，来自一次征集。",
            "村里的宝贝[——|—]那棵三百年的银杏又结果了。",
            "靠着一股劲[——|--]不服输的劲，他们提前完工。",
            "那是他一生中最难忘的日子[——|—]入党的那一天。",
            "答案只有两个字[——|－－]坚持。",
            "村口立着一块石碑[——|--]“饮水思源”。",
            "他们有一个共同的名字[——|-]志愿者。",
            "更大的考验来了[——|—]洪水逼近堤坝。",
            "会议的议题很集中[——|–]{topic}。",
            "{person}有个爱好[——|---]收藏旧报纸。",
            "全镇最热闹的地方[——|一一]{place}，每晚都亮着灯。",
            "他拿出珍藏多年的宝贝[——|―]一本手抄的族谱。",
            "今天的主角[——|-]{people}，走上了舞台。",
        )
    ),
)
INTERVAL = Family(
    "interval-mark",
    "间隔号形式错误",
    Group.FORMAT,
    "GB/T 15834",
    build=sentences(
        (
            "讲座由译者{person}介绍列夫[·|.]托尔斯泰的作品。",
            "展览展出了文森特[·|•]梵高的复制画。",
            "{unit}举办“3[·|.]15”主题宣传活动。",
            "读书会共读卡尔[·|.]萨根的科普著作。",
            "嘉宾玛丽[·|-]安德森介绍了经验。",
            "《史记[·|.]货殖列传》是本期精读篇目。",
            "工程师约翰[·|-]史密斯到现场指导。",
            "他引用了《孟子[·|•]尽心上》的句子。",
            "来自友城的安娜[·|.]彼得罗娃参加了活动。",
            "这首词的词牌和题目是《念奴娇[·|—]赤壁怀古》。",
            "{unit}开展“5[·|.]12”防灾减灾日演练。",
            "访问团团长大卫[·|‧]李参观了{place}。",
            "《诗经[·|•]小雅》中写到了这种植物。",
            "讲座介绍了阿尔伯特[·|.]爱因斯坦的生平。",
            "“12[·|.]4”国家宪法日活动如期举行。",
            "他最喜欢的词是《水调歌头[·|－]明月几时有》。",
            "专家伊万[·|•]彼得罗夫到校交流。",
            "“1[·|.]10”中国人民警察节活动在{place}举行。",
            "《论语[·|-]学而》篇是必读内容。",
            "画册收录了克劳德[·|．]莫奈的作品。",
            "译著作者为艾米莉[·|‧]勃朗特。",
            "“11[·|.]9”消防日，{unit}组织演练。",
            "题词出自《礼记[·|.]大学》。",
            "来访者卡洛斯[·|.]门德斯对展品很感兴趣。",
        )
    ),
)
QUOTE_LIST = Family(
    "comma-between-quotes",
    "引号、书名号之间用顿号",
    Group.FORMAT,
    "GB/T 15834",
    build=sentences(
        (
            "{unit}建立“红名单”[|、]“黑名单”管理制度。",
            "书架上摆着《论语》[|、]《孟子》[|、]《大学》[|、]《中庸》。",
            "要防止“等一等”[|、]“看一看”[|、]“靠一靠”的想法。",
            "请同时学习《档案法》[|、]《保密法》和有关文件。",
            "{town}获得“卫生乡镇”[|、]“文明乡镇”[|、]“平安乡镇”称号。",
            "推行“网上办”[|、]“掌上办”[|、]“就近办”。",
            "《{topic}管理办法》[|、]《{topic}考核细则》同时印发。",
            "倡导“慢下来”[|、]“静下来”[|、]“沉下来”的工作态度。",
            "评选“最美教师”[|、]“最美医生”。",
            "演出了《牡丹亭》[|、]《桃花扇》两部名剧。",
            "坚决纠正“推绕拖”[|、]“庸懒散”等问题。",
            "请携带《报名表》[|、]《承诺书》到现场办理。",
            "推进“厕所革命”[|、]“清洁村庄”行动。",
            "阅览室订有《半月谈》[|、]《求是》[|、]《新华文摘》。",
        )
    ),
)
_ORDINALS = "一二三四五六七八九"
_TASKS = (
    "加强组织领导",
    "明确责任分工",
    "严格督促检查",
    "做好总结宣传",
    "落实经费保障",
    "完善长效机制",
    "抓好人员培训",
)


def _enumerator(chance: Chance) -> Case:
    """An enumerator with the wrong mark behind it: 一，  （一）、  1、  第一、 with a comma's place taken."""
    tasks = chance.sample(_TASKS, 3)
    right, wrong = chance.choice(
        (
            ("{}、", "{}，"),
            ("（{}）", "（{}）、"),
            ("{}、", "{}."),
            ("（{}）", "（{}），"),
            ("{}、", "{}："),
            ("（{}）", "（{}）."),
        )
    )
    at = chance.randrange(3)
    lines = [fill(chance, "{unit}就{topic}提出以下要求：")]
    for number, task in enumerate(tasks):
        good, bad = right.format(_ORDINALS[number]), wrong.format(_ORDINALS[number])
        head = f"[{good}|{bad}]" if number == at else good
        lines.append(head + task + fill(chance, "。{unit}要结合实际，把{topic}工作抓实抓细。"))
    return case_of(lines)


def _arabic_enumerator(chance: Chance) -> Case:
    """1、 for 1. and (1). or （1）、 for （1）."""
    tasks = chance.sample(_TASKS, 3)
    right, wrong = chance.choice(
        (("{}.", "{}、"), ("（{}）", "（{}）、"), ("{}.", "{}。"), ("（{}）", "（{}）."), ("{}.", "{}，"))
    )
    at = chance.randrange(3)
    lines = [fill(chance, "（一）{topic}安排")]
    if right == "（{}）":  # levels are not skipped
        lines.append(fill(chance, "1.{unit}的任务"))
    for number, task in enumerate(tasks, 1):
        good, bad = right.format(number), wrong.format(number)
        head = f"[{good}|{bad}]" if number == at + 1 else good
        lines.append(head + task + fill(chance, "。由{unit}牵头，{town}配合，{month}月底前完成。"))
    return case_of(lines)


_HEADINGS = (
    "关于开展{topic}检查工作的通知",
    "一、总体要求",
    "二、主要任务",
    "三、保障措施",
    "（一）提高思想认识",
    "（二）健全{topic}制度",
    "{unit}{year}年工作总结",
    "四、{topic}工作进展情况",
    "（三）加大宣传力度",
    "{unit}召开{topic}{meeting}",
)


def _heading_end(chance: Chance) -> Case:
    """A heading that ends with a mark."""
    heading = fill(chance, chance.choice(_HEADINGS))
    body = fill(chance, "{unit}按照年度安排，围绕{topic}开展工作，取得了阶段性进展。")
    more = fill(chance, "{town}结合实际，组织{people}{nn}人次参加，反映良好。")
    return case_of([heading + "[|" + chance.choice("。。，；：、") + "]", body, more])


ENUMERATOR = Family("enumerator-mark", "序次语后标点错误", Group.FORMAT, "GB/T 15834", build=_enumerator)
ARABIC = Family(
    "arabic-enumerator", "阿拉伯数字序次语后标点错误", Group.FORMAT, "GB/T 15834", build=_arabic_enumerator
)
HEADING = Family("heading-end", "标题末用点号", Group.FORMAT, "GB/T 15834", build=_heading_end)
QUOTE_END = Family(
    "mark-at-quote-end",
    "句末点号与后引号的位置",
    Group.FORMAT,
    "GB/T 15834",
    build=sentences(
        (
            "{person}说：“群众的事就是我们的事[。”|”。]",
            "{person}在会上强调：“{topic}要一抓到底[。”|。”。]",
            "他回答：“材料已经交给{unit}了[。”|”。]",
            "“今年的收成比去年好[。”|”。]{person}笑着说。",
            "老人连声说：“谢谢你们[！”|！”。]",
            "{person}问：“窗口什么时候开门[？”|？”。]",
            "“我家就在{town}[，”|”，]{person}说，“走路只要十分钟。”",
            "{unit}提出，要做到“件件有着落[”。|。”]",
            "标语写着“节约用水，人人有责[”。|。”]",
            "记者从{unit}获悉，该项目被评为“年度十佳[”。|。”]",
            "{person}感慨地说：“这条路终于修通了[！”|！”。]",
            "“请大家有序排队[，”|”，]志愿者提醒道，“不要拥挤。”",
            "通知要求：“各单位务必于{month}月底前完成[。”|”。]",
            "牌匾上写着“清正廉明[”。|。”]",
            "她笑着问：“您还有别的事要办吗[？”|？”。]",
            "“办完了，前后不到十分钟[。”|”。]{person}竖起大拇指。",
            "这种做法被称为“开门办公[”。|。”]",
            "他常说：“账要算清，话要说明[。”|。”。]",
            "工程的名称定为“清泉计划[”。|。”]",
            "村民代表表示：“这样的活动应该多办[。”|”。]",
        )
    ),
)
BRACKET_END = Family(
    "mark-at-bracket",
    "句内括号与句末点号的位置",
    Group.FORMAT,
    "GB/T 15834",
    build=sentences(
        (
            "请按照要求报送材料（格式见附表[）。|。）]",
            "{unit}承担日常工作（联系人：{person}[）。|。）]",
            "本期共培训{n}人（含{town}{digit}人[）。|。）]",
            "工期调整为{n}天（不含节假日[）。|。）。]",
            "活动改在{place}举行（时间不变[）。|，）。]",
            "报名人数为{nn}人（截至{month}月{day}日[）。|。）]",
            "培训费由主办方承担（食宿自理[）。|。）]",
            "本次采购分两批进行（第二批另行通知[）。|。）]",
            "经费由{unit}解决（见年度预算[）。|。）。]",
            "参观须提前预约（电话预约亦可[），|，）]凭证件入场。",
            "{person}（{unit}干部[）|，）]作了发言。",
            "请各单位报送名单（附电子版[）。|。）]",
            "本区共设站点{n}个（含临时站点{digit}个[）。|。）]",
            "该馆周一闭馆（法定节假日除外[）。|。）。]",
        )
    ),
)
