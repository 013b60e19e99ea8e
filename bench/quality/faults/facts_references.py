"""Facts about references: figures, tables, attachments, sections, statutes, document numbers, placeholders."""

from __future__ import annotations

from bench.quality.cases import Case, Family, Group
from bench.quality.chance import Chance
from bench.quality.tools import case_of, fill

_ORDINALS = "零一二三四五六七八九十"


def _figures(chance: Chance) -> Case:
    """图1, 图2, 图4; 表1, 表1; or a reference to a figure that is not there."""
    kind = chance.choice("图表")
    number = chance.randint(3, 4)
    captions = [f"{kind}{i}　{fill(chance, '{town}{topic}情况')}" for i in range(1, number + 1)]
    told = "{unit}对有关数据作了整理，" + "、".join(f"见{kind}{i}" for i in range(1, number + 1)) + "。"
    at = chance.randrange(1, number)
    style = chance.randrange(3)
    if style == 0:  # a number is passed over in the captions
        captions[at] = captions[at].replace(f"{kind}{at + 1}", f"[{kind}{at + 1}|{kind}{number + 1}]", 1)
    elif style == 1:  # a number twice
        captions[at] = captions[at].replace(f"{kind}{at + 1}", f"[{kind}{at + 1}|{kind}{at}]", 1)
    else:  # the text names one that does not exist
        told = told.replace(
            f"见{kind}{number}", f"[见{kind}{number}|见{kind}{number + chance.randint(1, 3)}]"
        )
    if style != 2:
        captions = [
            c.replace(f"{kind}{i + 1}", f"‹{kind}{i + 1}›", 1) if "[" not in c else c
            for i, c in enumerate(captions)
        ]
        told = "".join(f"‹{p}›" if p.startswith("见") else p for p in _split(told))
    body = "从上述数据看，{town}的工作走在前列。"
    lines = [fill(chance, told)]
    for caption in captions:
        lines += [caption, fill(chance, body)]
    return case_of(lines)


def _split(text: str) -> list[str]:
    parts, current = [], ""
    for char in text:
        if char in "见、。":
            parts.append(current)
            current = ""
            if char != "见":
                parts.append(char)
                continue
        current += char
    return [*parts, current]


_ATTACHED = ("报名表", "任务分解表", "评分标准", "联系人名单", "经费预算表", "日程安排", "承诺书", "统计报表")


def _attachments(chance: Chance) -> Case:
    number = chance.randint(2, 4)
    names = chance.sample(_ATTACHED, number)
    style = chance.randrange(2)
    told = "请{unit}填写" + names[0] + "（见附件1），并于{month}月{day}日前报送{town}。"
    more = f"{names[-1]}（[见附件{number}|见附件{number + chance.randint(1, 3)}]）由{{unit}}汇总。"
    rows = [f"{i}.{name}" for i, name in enumerate(names, 1)]
    if style == 1:
        more = f"{names[-1]}（‹见附件{number}›）由{{unit}}汇总。"
        at = chance.randrange(1, number)
        rows[at] = rows[at].replace(f"{at + 1}.", f"[{at + 1}.|{at + 1 + chance.choice((1, 2, -1))}.]", 1)
        rows = [f"‹{row}›" if "[" not in row else row for row in rows]
    lines = [fill(chance, told), fill(chance, more), "附件：" + rows[0], *rows[1:]]
    return case_of(lines)


def _sections(chance: Chance) -> Case:
    """见第五部分 where there are four."""
    titles = chance.sample(
        ("总体要求", "主要任务", "实施步骤", "保障措施", "组织领导", "资金管理", "监督考核"),
        chance.randint(3, 5),
    )
    number = len(titles)
    style = chance.randrange(3)
    good = chance.randint(2, number)
    bad = number + chance.randint(1, 3)
    phrase = ("具体办法见第{}部分", "按照本方案第{}部分的要求执行", "详见本文第{}部分")[style]
    lines = [fill(chance, "{unit}制定了{topic}工作方案。")]
    for i, title in enumerate(titles, 1):
        lines.append(f"{_ORDINALS[i]}、{title}")
        text = "{unit}和{town}要结合实际，细化目标，落实责任。"
        if i == 1:
            text += phrase.format(f"[{_ORDINALS[good]}|{_ORDINALS[bad]}]") + "。"
        lines.append(fill(chance, text))
    return case_of(lines)


def _own_articles(chance: Chance) -> Case:
    """本办法第十四条 in rules of eight articles."""
    number = chance.randint(6, 9)
    kind = chance.choice(("办法", "规定", "细则"))
    good, bad = chance.randint(2, number - 1), number + chance.randint(2, 9)
    bodies = (
        "各单位应当指定专人负责{topic}工作。", "{topic}经费列入年度预算，专款专用。", "有关记录应当保存三年以上。",
        "发现问题的，应当在五个工作日内整改。", "{unit}每年组织一次检查。", "工作人员应当接受岗前培训。",
        "对成绩突出的单位和个人给予表扬。", "{town}可以根据实际制定具体措施。",
    )  # fmt: skip
    lines = [fill(chance, f"{{unit}}{{topic}}管理{kind}")]
    for i in range(1, number + 1):
        text = fill(chance, bodies[(i - 1) % len(bodies)])
        if i == number - 1:
            text = f"违反本{kind}[{_article(good)}|{_article(bad)}]规定的，责令改正。"
        if i == number:
            text = f"本{kind}自2026年{chance.randint(1, 12)}月1日起施行。"
        lines.append(f"{_article(i)}　{text}")
    return case_of(lines)


def _article(number: int) -> str:
    tens, ones = divmod(number, 10)
    head = ("十" if tens == 1 else _ORDINALS[tens] + "十") if tens else ""
    return f"第{head}{_ORDINALS[ones] if ones else ''}条"


def _sequence(chance: Chance) -> Case:
    """（一）（二）（四）: a number passed over or used twice."""
    names = chance.sample(
        ("组织领导", "宣传发动", "摸底排查", "集中整治", "总结验收", "长效管理", "经费保障"),
        chance.randint(4, 6),
    )
    form = chance.choice(("{}、", "（{}）", "第{}，"))
    at = chance.randrange(1, len(names) - 1)
    wrong = at + 1 + chance.choice((1, -1, 2))
    lines = [fill(chance, "{unit}提出如下意见：")]
    for i, name in enumerate(names):
        label = form.format(_ORDINALS[i + 1])
        head = f"[{label}|{form.format(_ORDINALS[wrong])}]" if i == at else f"‹{label}›"
        lines.append(head + name + fill(chance, "工作由{unit}负责，{town}配合，于{month}月底前完成。"))
    return case_of(lines)


_PLACEHOLDERS = (
    "会议由{unit}[{person}|XXX]主持。",
    "请于[{month}月{day}日|X月X日]前报送材料。",
    "联系人：{person}，联系地址：[{town}|××镇]。",
    "项目总投资[{n}|××]万元，工期{n}天。",
    "[{unit}|XX单位]负责组织实施。",
    "截至目前，共有[{nn}|（待补）]人报名。",
    "{person}同志任[{unit}科员|【职务】]。",
    "文号为宁政发〔2026〕[{n}|XX]号。",
    "[{topic}|【此处填写主题】]工作取得实效。",
    "活动地点：[{place}|待定（TODO）]。",
    "培训对象为[{people}|＿＿＿＿]，共{n}人。",
    "{unit}于[{year}年{month}月|XXXX年XX月]启用新馆。",
    "本年度支出[{nn}|____]元。",
    "截止日期为[{month}月{day}日|  月  日]。",
    "负责人签字后报[{unit}|某某部门]备案。",
    "此处数据[由{unit}提供|（数据待核实）]。",
    "主讲人：[{person}|XXX]；主持人：{person}。",
    "本项目由[{unit}|（单位名称）]承担。",
    "附图见第[{n}|×]页。",
    "联系电话：[服务热线|×××××××]。",
    "开工时间为[{year}年{month}月|20XX年X月]。",
    "[{person}|×××]同志代表{unit}发言。",
    "会议原则通过了[《{topic}办法》|《XXXX办法》]。",
    "总人数[{nn}|？？]人，其中{people}{n}人。",
    "（[联系人：{person}|此处插入图片]）",
    "以上内容由{unit}提供，[{month}月{day}日|XX月XX日]更新。",
)
_LAWS = (
    # right name, wrong name, articles
    ("中华人民共和国档案法", "中华人民共和国档案管理法", 53),
    ("中华人民共和国安全生产法", "中华人民共和国生产安全法", 119),
    ("中华人民共和国保守国家秘密法", "中华人民共和国保护国家秘密法", 65),
    ("中华人民共和国行政处罚法", "中华人民共和国行政处罚条例", 86),
    ("中华人民共和国政府采购法", "中华人民共和国政府采购管理法", 88),
    ("中华人民共和国招标投标法", "中华人民共和国招投标法", 68),
    ("中华人民共和国个人信息保护法", "中华人民共和国公民个人信息保护法", 74),
    ("中华人民共和国数据安全法", "中华人民共和国数据保护法", 55),
    ("中华人民共和国劳动合同法", "中华人民共和国劳动合同条例", 98),
    ("中华人民共和国道路交通安全法", "中华人民共和国道路交通法", 124),
    ("中华人民共和国食品安全法", "中华人民共和国食品卫生安全法", 154),
    ("中华人民共和国公务员法", "中华人民共和国公务员管理法", 113),
    ("中华人民共和国环境保护法", "中华人民共和国环保法", 70),
    ("中华人民共和国土地管理法", "中华人民共和国土地法", 87),
    ("中华人民共和国消防法", "中华人民共和国消防安全法", 74),
    ("中华人民共和国统计法", "中华人民共和国统计管理法", 56),
    ("中华人民共和国公共图书馆法", "中华人民共和国图书馆法", 55),
    ("中华人民共和国非物质文化遗产法", "中华人民共和国非物质文化遗产保护法", 45),
    ("中华人民共和国民法典", "中华人民共和国民法法典", 1260),
    ("中华人民共和国反不正当竞争法", "中华人民共和国反不正当竞争条例", 41),
    ("中华人民共和国治安管理处罚法", "中华人民共和国治安处罚法", 144),
    ("中华人民共和国未成年人保护法", "中华人民共和国未成年保护法", 132),
    ("中华人民共和国著作权法", "中华人民共和国版权法", 67),
    ("中华人民共和国城乡规划法", "中华人民共和国城市规划法", 70),
    ("中华人民共和国突发事件应对法", "中华人民共和国突发事件应急法", 106),
)
_CITED = (
    "根据[《{right}》|《{wrong}》]的规定，{unit}开展了{topic}检查。",
    "为贯彻落实[《{right}》|《{wrong}》]，现就有关事项通知如下。",
    "{unit}组织{people}学习[《{right}》|《{wrong}》]。",
    "依照[《{right}》|《{wrong}》]和有关规定，制定本办法。",
    "认真落实[《{right}》|《{wrong}》]各项要求。",
    "{place}的展板介绍了[《{right}》|《{wrong}》]的主要内容。",
    "按照[《{right}》|《{wrong}》]，{unit}修订了制度。",
    "[《{right}》|《{wrong}》]实施以来，{town}的工作逐步规范。",
    "执法人员向{people}讲解了[《{right}》|《{wrong}》]。",
    "行为人违反[《{right}》|《{wrong}》]的，依法承担责任。",
)
_ARTICLE = (
    "根据《{law}》[{right}|{wrong}]的规定，{unit}责令其限期改正。",
    "依照《{law}》[{right}|{wrong}]，作出如下决定。",
    "其行为违反了《{law}》[{right}|{wrong}]的规定。",
    "《{law}》[{right}|{wrong}]对此有明确规定。",
    "对照《{law}》[{right}|{wrong}]的要求，{unit}逐项自查。",
    "{person}援引《{law}》[{right}|{wrong}]作了说明。",
    "处罚依据为《{law}》[{right}|{wrong}]。",
    "按照《{law}》[{right}|{wrong}]第一款的规定，予以警告。",
)


def _law(chance: Chance) -> Case:
    right, wrong, _ = chance.choice(chance.mine(_LAWS))
    return case_of(
        [fill(chance, chance.choice(chance.mine(_CITED)).replace("{right}", right).replace("{wrong}", wrong))]
    )


def article_words(number: int) -> str:
    """第…条 of 1–9,999 in Chinese numerals."""
    digits, text, gap = str(number), "", False
    for i, digit in enumerate(digits):
        power = ("", "十", "百", "千")[len(digits) - 1 - i]
        if digit == "0":
            gap = True
            continue
        text += ("零" if gap and text else "") + _ORDINALS[int(digit)] + power
        gap = False
    return f"第{text.removeprefix('一') if text.startswith('一十') else text}条"


def _law_article(chance: Chance) -> Case:
    law, _, count = chance.choice(chance.mine(_LAWS))
    right = chance.randint(2, count * 3 // 4)
    wrong = count + chance.randint(20, 150)
    sentence = chance.choice(chance.mine(_ARTICLE)).replace("{law}", law)
    sentence = sentence.replace("{right}", article_words(right)).replace("{wrong}", article_words(wrong))
    return case_of([fill(chance, sentence)])


_NUMBERED = (
    "根据《关于做好{topic}工作的通知》（宁政发[〔2026〕{no}号|{bad}]）要求，{unit}开展自查。",
    "{unit}印发了宁办函[〔2026〕{no}号|{bad}]文件。",
    "现将江农字[〔2026〕{no}号|{bad}]文件转发给你们。",
    "请按照清教发[〔2026〕{no}号|{bad}]的部署执行。",
    "该决定以安府规[〔2026〕{no}号|{bad}]公布。",
    "详见宁财办[〔2026〕{no}号|{bad}]文。",
    "本通知自印发之日起施行，江政办发[〔2026〕{no}号|{bad}]同时废止。",
    "你单位《关于{topic}的请示》（清文旅[〔2026〕{no}号|{bad}]）收悉。",
    "《关于{topic}的意见》（安发[〔2026〕{no}号|{bad}]）已经印发。",
)
_BAD_NUMBERS = (
    "[2026]{no}号",
    "（2026）{no}号",
    "【2026】{no}号",
    "〔2026〕第{no}号",
    "〔2026〕0{no}号",
    "〔26〕{no}号",
    "(2026){no}号",
    "2026〔{no}〕号",
    "{{2026}}{no}号",
    "〔2026年〕{no}号",
)


def _document_number(chance: Chance) -> Case:
    number = str(chance.randint(1, 99))
    bad = (
        chance.choice(chance.mine(_BAD_NUMBERS)).replace("{{", "{").replace("}}", "}").replace("{no}", number)
    )
    if chance.random() < 0.1:
        bad = f"〔2026〕{number}"  # 号 is lost
    sentence = fill(
        chance, chance.choice(chance.mine(_NUMBERED)).replace("{no}", number).replace("{bad}", "‡")
    )
    # The wrong form holds brackets of the mark-up itself, so it is set by hand.
    case = case_of([sentence])
    edit = case.edits[0]
    return Case(
        case.lines, (type(edit)(edit.line, edit.start, edit.end, bad),), case.related, target=case.target
    )


def _placeholder(chance: Chance) -> Case:
    sentence = chance.choice(chance.mine(_PLACEHOLDERS))
    frame = chance.choice(("¦", "{month}月{day}日，{unit}召开{meeting}。¦", "¦{town}要做好配合。"))
    return case_of([fill(chance, frame.replace("¦", sentence))])


FIGURES = Family("figure-number", "图表编号跳号、重号、所引不存在", Group.FACTS, "GB/T 9704", build=_figures)
ATTACHMENT = Family(
    "attachment-number", "附件序号错误、所引不存在", Group.FACTS, "GB/T 9704", build=_attachments
)
SECTION = Family("section-reference", "所引部分不存在", Group.FACTS, "前后一致", build=_sections)
OWN_ARTICLE = Family("article-reference", "所引本文条款不存在", Group.FACTS, "前后一致", build=_own_articles)
SEQUENCE = Family("sequence", "序号跳号、重号", Group.FACTS, "GB/T 9704", build=_sequence)
PLACEHOLDER = Family("placeholder", "未填写的占位", Group.FACTS, "编辑惯例", build=_placeholder)
LAW = Family("statute-name", "法律名称错误", Group.FACTS, "法律全称", build=_law)
LAW_ARTICLE = Family("statute-article", "法律没有这一条", Group.FACTS, "法律条数", build=_law_article)
NUMBER = Family("document-number", "发文字号形式错误", Group.FACTS, "GB/T 9704", build=_document_number)
