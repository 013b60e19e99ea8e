"""Pairing and nesting of quotation marks, brackets and title marks."""

from __future__ import annotations

import re

from bench.quality.cases import Family, Group, Inject, Slip
from bench.quality.chance import Chance
from bench.quality.tools import pick, sentences


def _one_lost(opener: str, closer: str) -> Inject:
    pattern = re.compile(f"{opener}[^{opener}{closer}]{{2,30}}{closer}")

    def inject(chance: Chance, text: str) -> Slip | None:
        match = pick(chance, pattern, text)
        if not match:
            return None
        start, end = match.span()
        if chance.random() < 0.5:
            return Slip(((end - 1, end, ""),), ((start, start + 1),))
        return Slip(((start, start + 1, ""),), ((end - 1, end),))

    return inject


_QUOTED = re.compile(r"“[^“”]{1,20}”")
_BRACKETED = re.compile(r"（[^（）]{2,20}）")


def _same_way(chance: Chance, text: str) -> Slip | None:
    """Both quotation marks turned the same way, or the wrong way round."""
    match = pick(chance, _QUOTED, text)
    if not match:
        return None
    start, end = match.span()
    kind = chance.choice(("““", "””", "”“"))
    edits = [(start, start + 1, kind[0]), (end - 1, end, kind[1])]
    changed = tuple(e for e in edits if text[e[0] : e[1]] != e[2])
    return Slip(changed, ((start, start + 1), (end - 1, end)))


def _mixed(chance: Chance, text: str) -> Slip | None:
    """A bracket closed by one of another kind or width."""
    match = pick(chance, _BRACKETED, text)
    if not match:
        return None
    start, end = match.span()
    if chance.random() < 0.5:
        return Slip(((end - 1, end, chance.choice((")", "】", "〕"))),), ((start, start + 1),))
    return Slip(((start, start + 1, chance.choice(("(", "【", "〔"))),), ((end - 1, end),))


LOST_QUOTE = Family("lost-quote", "引号不成对", Group.FORMAT, "GB/T 15834", inject=_one_lost("“", "”"))
LOST_BRACKET = Family("lost-bracket", "括号不成对", Group.FORMAT, "GB/T 15834", inject=_one_lost("（", "）"))
LOST_TITLE = Family(
    "lost-title-mark", "书名号不成对", Group.FORMAT, "GB/T 15834", inject=_one_lost("《", "》")
)
SAME_WAY = Family("turned-quotes", "引号方向错误", Group.FORMAT, "GB/T 15834", inject=_same_way)
MIXED = Family("mixed-brackets", "括号前后不同形", Group.FORMAT, "GB/T 15834", inject=_mixed)
NESTED_QUOTES = Family(
    "nested-quotes",
    "引号内再用双引号",
    Group.FORMAT,
    "GB/T 15834",
    build=sentences(
        (
            "{person}说：“这次[‘{topic}’|“{topic}”]行动让大家得到了实惠。”",
            "一位{people}感慨：“没想到[‘一站式’|“一站式”]服务这么快就到了家门口。”",
            "{person}表示：“要把[‘最后一公里’|“最后一公里”]的事情办好。”",
            "“过去办事跑断腿，现在有了[‘帮代办’|“帮代办”]队伍，省心多了。”{person}说。",
            "{unit}的同志告诉记者：“我们给它起名叫[‘连心桥’|“连心桥”]，群众都说好。”",
            "通报指出：“个别单位仍有[‘重建设、轻管理’|“重建设、轻管理”]的现象。”",
            "“大家常说的[‘红黑榜’|“红黑榜”]，其实是一张责任清单。”{person}解释。",
            "他在发言中说：“要发扬[‘钉钉子’|“钉钉子”]精神，把{topic}抓到底。”",
            "老支书常说：“干部要做[‘领头雁’|“领头雁”]。”",
            "他在信中写道：“大家都叫我[‘活地图’|“活地图”]。”",
            "“有了[‘共享菜园’|“共享菜园”]，邻里之间更亲了。”{person}告诉记者。",
            "会议强调：“要防止[‘一刀切’|“一刀切”]，也要防止放任不管。”",
            "{person}总结道：“关键在于把[‘问题清单’|“问题清单”]变成办结清单。”",
            "村民们说：“这条[‘致富路’|“致富路”]盼了好多年。”",
            "馆长介绍：“我们办了[‘深夜书房’|“深夜书房”]，很受欢迎。”",
            "“我们社区有个[‘板凳会’|“板凳会”]，有事大家一起商量。”她说。",
        )
    ),
)
NESTED_TITLES = Family(
    "nested-titles",
    "书名号内再用双书名号",
    Group.FORMAT,
    "GB/T 15834",
    build=sentences(
        (
            "{unit}印发了《关于贯彻[〈{topic}管理办法〉|《{topic}管理办法》]的实施意见》。",
            "会议传达了《关于学习宣传[〈档案法〉|《档案法》]的通知》。",
            "请认真执行《关于修改[〈{topic}工作细则〉|《{topic}工作细则》]的决定》。",
            "《[〈红楼梦〉|《红楼梦》]版本研究》一书由{unit}编印。",
            "{person}发表了《读[〈乡土中国〉|《乡土中国》]有感》一文。",
            "{unit}起草的《关于印发[〈{topic}三年行动方案〉|《{topic}三年行动方案》]的通知》已经下发。",
            "现就《[〈{topic}条例〉|《{topic}条例》]释义》的征订工作通知如下。",
            "《关于废止[〈{topic}考核办法〉|《{topic}考核办法》]的公告》已经发布。",
            "{unit}答复了《关于[〈{topic}细则〉|《{topic}细则》]第三条的请示》。",
            "研讨会围绕《[〈诗经〉|《诗经》]植物考》展开。",
            "请查阅《市政府关于批转[〈{topic}规划〉|《{topic}规划》]的通知》。",
            "{person}主讲《[〈论语〉|《论语》]中的修身之道》。",
            "《[〈本草纲目〉|《本草纲目》]导读》列入推荐书目。",
            "《关于做好[〈{topic}标准〉|《{topic}标准》]宣传的函》收悉。",
            "{unit}转发了《关于执行[〈{topic}规程〉|《{topic}规程》]有关问题的解释》。",
            "《[〈西游记〉|《西游记》]中的地名》连载三期。",
        )
    ),
)
CROSSED = Family(
    "crossed-pairs",
    "括号与引号交叉",
    Group.FORMAT,
    "GB/T 15834",
    build=sentences(
        (
            "{unit}推出‹“›{topic}‹（›试点[）”|”）]项目，共{n}个社区参加。",
            "活动设置了‹（›主会场‹“›百姓大舞台[”）|）”]和{n}个分会场。",
            "文件附有‹《›{topic}清单‹（›第一批[）》|》）]，请对照执行。",
            "评选出‹“›最美{people}‹（›提名奖[）”|”）]{n}名。",
            "{town}建成了‹“›邻里驿站‹（›二期[）”|”）]工程。",
            "培训教材为‹《›{topic}手册‹（›修订版[）》|》）]，每人一册。",
            "‹《›{unit}‹“›{topic}[”方案》|》方案”]已征求意见。",
            "展柜里陈列着‹《›{town}志‹（›初稿[）》|》）]的手写本。",
            "大家称它为‹“›幸福路‹（›北段[）”|”）]，路旁种满了石榴树。",
            "该奖项‹（›又称‹“›金牛奖[”）|）”]每两年评选一次。",
        )
    ),
)
